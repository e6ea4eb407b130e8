"""Portfolio workbooks with something wrong or doubtful, and every fault that reading them must name.

Each is a name, its sheets (rows from the headings on, an underscore for a space in a sheet's name), and its faults:
"sheet, cell: words of the sentence", with a "?" before those that only warn. Nothing else may be found.
"""

from datetime import date

PLAN = [["Objective", "Theme"], ["Victims", None], ["Victims", "Sexual violence"], ["Streets", None]]
SERVICES = [
    ["Service", "Objective", "Provider"],
    ["Counselling", "Victims", "Haven"],
    ["Patrols", "Streets", "Wardens"],
]
AWARD = ["Haven grant", "Haven", "grant", "Counselling"]
AWARDS = ["Award", "Provider", "Kind", "Services"]
WORDED = ["whole number", "this quarter", "up", "yes", "people"]
MEASURES = [
    ["Service", "Measure", "Kind of number", "How it is counted", "Good is", "About people", "Unit"],
    ["Counselling", "Referrals", *WORDED],
]

FAULTY = (
    ("nothing that is known", {"Minutes": [["Agenda"], ["Apologies"]]}, [": None of the sheets"]),
    ("no place in the plan", {"Services": [["Service"], ["Counselling"]]}, ["Services, A2: has no place in the plan"]),
    (
        "an objective that the plan doesn't have",
        {"Plan": PLAN, "Services": [["Service", "Objective"], ["Counselling", "Victms"]]},
        ["Services, B2: no objective of the plan called “Victms”"],
    ),
    (
        "a theme under another objective",
        {"Plan": PLAN, "Services": [["Service", "Objective", "Theme"], ["Counselling", "Streets", "Sexual violence"]]},
        ["Services, C2: Streets has no theme called “Sexual violence”"],
    ),
    (
        "a row without its name",
        {"Plan": PLAN, "Services": [["Service", "Objective"], [None, "Victims"]]},
        ["Services, B2: names no service"],
    ),
    (
        "names of no service, award or measure",
        {
            "Plan": PLAN,
            "Services": SERVICES,
            "Awards": [AWARDS, [*AWARD[:3], "Councelling"]],
            "Funding": [["Award", "Year", "Amount"], ["Heaven grant", "2022/23", 10]],
            "Targets": [["Service", "Measure", "Year", "Target"], ["Counselling", "Referals", "2022/23", 5]],
        },
        [
            "Awards, D2: no service called “Councelling”",
            "Funding, A2: no award called “Heaven grant”",
            "Targets, B2: Counselling counts nothing called “Referals”",
        ],
    ),
    (
        "days, years and amounts that can't be read",
        {
            "Plan": PLAN,
            "Services": SERVICES,
            "Awards": [
                [*AWARDS, "Starts", "Ends", "Amount", "Year"],
                [*AWARD, "April 2022", "31/02/2023", "1,88", "2022"],
            ],
        },
        [
            "Awards, E2: Which day of it",
            "Awards, F2: There is no such day",
            "Awards, G2: Do you mean 1.88 or 188?",
            "Awards, H2: Do you mean 2022/23 or 2021/22?",
        ],
    ),
    (
        "an award that ends before it starts",
        {
            "Plan": PLAN,
            "Services": SERVICES,
            "Awards": [[*AWARDS, "Starts", "Ends"], [*AWARD, date(2022, 4, 1), date(2021, 3, 31)]],
        },
        ["Awards, F2: starts on 1 April 2022 and ends on 31 March 2021"],
    ),
    (
        "shares that don't add up",
        {"Plan": PLAN, "Services": SERVICES, "Awards": [AWARDS, [*AWARD[:3], "Counselling (60%); Patrols (30%)"]]},
        ["Awards, D2: come to 90%"],
    ),
    (
        "a share left out",
        {"Plan": PLAN, "Services": SERVICES, "Awards": [AWARDS, [*AWARD[:3], "Counselling (60%); Patrols"]]},
        ["Awards, D2: not every service has one"],
    ),
    (
        "amounts in thousands",
        {"Plan": PLAN, "Services": SERVICES, "Awards": [[*AWARDS, "2022/23 (£k)"], [*AWARD, 98]]},
        ["Awards, E1: says that the amounts below it are thousands"],
    ),
    (
        "an amount without a year, and totals that don't tie",
        {
            "Plan": PLAN,
            "Services": SERVICES,
            "Awards": [
                [*AWARDS, "Amount", "2022/23", "Total stated"],
                [*AWARD, None, 100, 120],
                ["Patrol grant", "Wardens", "grant", "Patrols", 300, None, None],
                ["Total", None, None, None, None, 150, None],
            ],
        },
        [
            "?Awards, G2: £120 stated; its parts come to £100",
            "?Awards, E3: kept as the total stated",
            "?Awards, F4: The total says £150; the amounts above it come to £100",
        ],
    ),
    (
        "two rows that say different things of one record",
        {
            "Plan": PLAN,
            "Services": SERVICES,
            "Providers": [["Provider", "Kind"], ["Haven", "charity"], ["HAVEN", "company"]],
        },
        ["Providers, B3: Haven: “company” here, and “charity” in Providers, B2"],
    ),
    (
        "words that aren't known, and an error",
        {
            "Plan": PLAN,
            "Services": [["Service", "Objective", "Stage", "Return"], ["Counselling", "Victims", "humming", "#REF!"]],
        },
        ["Services, C2: “humming” isn’t one of", "Services, D2: This cell shows #REF!"],
    ),
    (
        "a text that is too long",
        {"Plan": PLAN, "Services": [["Service", "Objective"], ["C" * 161, "Victims"]]},
        ["Services, A2: Service is 161 characters long; 160 can be kept"],
    ),
    (
        "charity and company numbers",
        {
            "Plan": PLAN,
            "Services": SERVICES,
            "Providers": [
                ["Provider", "Charity number", "Company number"],
                ["Haven", "ABC", "01234567"],
                ["Wardens", 1058045, 1234567],
                ["Third body", "SC012345", "1234567"],
            ],
        },
        ["Providers, B2: “ABC” is no such number", "Providers, C4: Is it 01234567?"],
    ),
    (
        "an officer who doesn't sign in",
        {"Plan": PLAN, "Services": [["Service", "Objective", "Officer"], ["Counselling", "Victims", "Zoe Nobody"]]},
        ["?Services, C2: Nobody called “Zoe Nobody”"],
    ),
    (
        "a change to an award without its day or reason",
        {
            "Plan": PLAN,
            "Services": SERVICES,
            "Awards": [AWARDS, AWARD],
            "Funding": [
                ["Award", "Year", "Amount", "Change", "Counts from", "Why"],
                ["Haven grant", "2022/23", 100, None, None, None],
                ["Haven grant", "2022/23", 10, "uplift", None, "Pay"],
                ["Haven grant", "2022/23", 10, "uplift", date(2022, 7, 1), None],
                ["Haven grant", None, 10, None, None, None],
            ],
        },
        [
            "Funding, D3: A change has a day from which it counts",
            "Funding, D4: A change to an award says why",
            "Funding, C5: This amount has no year",
        ],
    ),
    (
        "a measure that doesn't say how it is counted",
        {"Plan": PLAN, "Services": SERVICES, "Measures": [["Service", "Measure"], ["Counselling", "Referrals"]]},
        [
            "?Measures, B2: taken as a whole number, this quarter, about people",
            "?Measures, B2: no headline figure is named, so Referrals is taken",
        ],
    ),
    (
        "one measure with two definitions, and too many headlines",
        {
            "Plan": PLAN,
            "Services": SERVICES,
            "Measures": [
                [*MEASURES[0], "Definition", "Headline"],
                ["Counselling", "Referrals", *WORDED, "New ones", "yes"],
                ["Patrols", "Referrals", *WORDED, "All of them", None],
                ["Counselling", "Sessions", *WORDED, None, "yes"],
                ["Counselling", "Calls", *WORDED, None, "yes"],
                ["Counselling", "Visits", *WORDED, None, "yes"],
            ],
        },
        [
            "Measures, H3: “All of them” here, and “New ones” in Measures, H2",
            "Measures, I6: Counselling has 4 headline figures",
            "?Measures, B3: Patrols: no headline figure is named",
        ],
    ),
    (
        "past figures in every wrong way",
        {
            "Plan": PLAN,
            "Services": SERVICES,
            "Measures": MEASURES,
            "Past_figures": [
                ["Service", "Measure", "Quarter", "Figure"],
                ["Counselling", "Referrals", "Q2 2022/23", "12.5"],
                ["Counselling", "Referrals", "Q3 2022/23", 12],
                ["Counselling", "Referrals", "H1 2022/23", 12],
                ["Counselling", "Referrals", "Q2", 12],
                ["Counselling", "Referrals", "Sept 2022", 12],
                ["Counselling", "Referrals", None, 12],
                ["Counselling", "Referals", "Q2 2022/23", 12],
                ["Counselling", None, "Q2 2022/23", 12],
                ["Counselling", "Referrals", "Q1 2022/23", 12],
                ["Counselling", "Referrals", "Q1 2022/23", 13],
            ],
        },
        [
            "Past figures, D2: This counts whole things",
            "Past figures, D3: Q3 2022/23 ends on 31 December 2022",
            "Past figures, D4: “H1 2022/23” is no period of the calendar",
            "Past figures, C5: Which year’s Q2?",
            "Past figures, C6: is a month",
            "Past figures, D7: This figure has no quarter",
            "Past figures, B8: counts nothing called “Referals”",
            "Past figures, A9: names no measure",
            "Past figures, D11: “13” here, and “12” in Past figures, D10",
            "?Measures, B2: no headline figure is named",
        ],
    ),
    (
        "a quarter as a heading that can't be told",
        {
            "Plan": PLAN,
            "Services": SERVICES,
            "Measures": MEASURES,
            "Past_figures": [["Service", "Measure", "Q1 2022/23", "Q2"], ["Counselling", "Referrals", 12, 13]],
        },
        ["Past figures, D1: Which year’s Q2?", "?Measures, B2: no headline figure is named"],
    ),
    (
        "a code that nothing has",
        {"Plan": PLAN, "Services": [["Service", "Objective", "Code"], ["Counselling", "Victims", "svc-9"]]},
        ["Services, C2: Nothing here has the code “svc-9”"],
    ),
    (
        "a contact of nobody",
        {"Plan": PLAN, "Services": SERVICES, "Contacts": [["Name", "Provider"], ["Desk", None]]},
        ["Contacts, A2: names no provider"],
    ),
    (
        "a service that is part of itself, and of what isn't there",
        {
            "Plan": PLAN,
            "Services": [["Service", "Objective", "Part of"], ["A", "Victims", "A"], ["B", "Victims", "Programme"]],
        },
        ["Services, C2: A is part of itself", "Services, C3: no service called “Programme”"],
    ),
)
