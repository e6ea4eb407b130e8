"""The faults of the office's real update, each in texts of our own, with the code of what must be found.

`FAULTS` holds those that show in a text and the facts around it; `ELSEWHERE` says of every other one where it is
caught, or why no program can see it. The keys are those of the list of faults in the source.
"""

REFERRALS = {"name": "Referrals received", "unit": "referrals", "headline": True}
VICTIMS = REFERRALS | {"now": "512"}

FAULTS = (
    # what a number looks like
    ("INC-03", "Six partnerships shared £412,300 for 23/23.", "impossible_date", {}),
    ("INC-03", "The grants of 2022/22 were paid in two parts.", "impossible_date", {}),
    ("INC-04", "Easthaven CSP was given £ 88,410.", "number_with_space", {}),
    ("INC-05", "Westhaven CSP has spent £114, 720 so far.", "number_with_space", {}),
    ("INC-26", "Surveys went to 14 people this summer,9 came back.", "number_with_space", {}),
    # comparators
    (
        "INC-06",
        "There were 610 referrals in Quarter 2, slightly more than the 574 made during Q2 last year, 633 last year.",
        "two_values_of_one_period",
        {"figures": [REFERRALS | {"now": "610"}]},
    ),
    (
        "INC-07",
        "The line had a drop in calls from 5120 to 4466 during Q2.",
        "comparison_without_figure",
        {"figures": [{"name": "Calls answered", "unit": "calls", "now": "4466", "headline": True}]},
    ),
    (
        "INC-08",
        "The team is complete and raised quarterly referrals from 41 to 63 this quarter, exceeding planned targets.",
        "target_without_figure",
        {"figures": [REFERRALS | {"now": "63", "before": "41"}]},
    ),
    (
        "INC-08",
        "The contract increased quarterly referrals from 41 to 63 this quarter.",
        "comparison_without_figure",
        {"figures": [REFERRALS | {"now": "63"}]},
    ),
    (
        "INC-09",
        "We took 171 referrals in the county, a rise from Q1.",
        "comparison_without_figure",
        {"figures": [REFERRALS | {"now": "171"}]},
    ),
    (
        "INC-10",
        "The number of approved schemes has increased by 19 since the last quarter.",
        "comparison_without_figure",
        {},
    ),
    ("INC-10", "Reports to the charity are up 12.4% from this time last year.", "comparison_without_figure", {}),
    # percentages
    (
        "INC-11",
        "We reached 93.07% of victims within 48 hours. 94.77% of victims were reached within 72 hours.",
        "percentages_without_base",
        {
            "figures": [
                VICTIMS,
                {"name": "Reached within 48 hours", "unit": "%", "kind": "percentage", "now": "93.07"},
                {"name": "Reached within 72 hours", "unit": "%", "kind": "percentage", "now": "94.77"},
            ]
        },
    ),
    (
        "INC-11",
        "94.77% of the 512 victims were reached within 48 hours.",
        "percentage_impossible",
        {"figures": [VICTIMS, {"name": "Reached in time", "unit": "%", "kind": "percentage", "now": "94.77"}]},
    ),
    ("INC-11", "86% of parents came back for a second evening.", "percentage_without_figure", {}),
    # definitions, scope, funnels
    (
        "INC-13",
        "Being seen on the day of referral matters most, and that target is always met.",
        "target_without_figure",
        {"figures": [{"name": "Seen within 48 hours", "unit": "%", "kind": "percentage", "now": "94.8"}]},
    ),
    (
        "INC-14",
        "There were 512 referrals (clinics included) in Q2 2022/23 compared to 480 in the same period last year.",
        "scope_not_known",
        {"figures": [VICTIMS | {"last_year": "480", "scope": "includes clinics"}]},
    ),
    (
        "INC-15",
        "Of the 31 young people referred, 22 have engaged in support and two declined it.",
        "parts_leave_rest",
        {},
    ),
    (
        "INC-16",
        "There were 64 referrals. Linked with these cases were 64 children and 30 adults.",
        "same_number_twice",
        {},
    ),
    # targets
    (
        "INC-17",
        "The service is on course to achieve double the annual target of 80 with 40 new referrals in Q2.",
        "course_with_gaps",
        {"figures": [REFERRALS | {"now": "40", "target": "80"}]},
    ),
    ("INC-18", "In spite of a hard two years they still achieved their annual targets.", "target_without_figure", {}),
    ("INC-18", "The project is on target in every county.", "target_without_figure", {}),
    ("INC-31", "Work with families goes well and all KPIs were met.", "target_without_figure", {}),
    ("INC-18", "Numbers are well above plan.", "target_without_figure", {}),
    # money
    ("INC-19", "The ministry will pay just over £620k for years 2 and 3.", "amount_of_several_years", {}),
    ("INC-19", "A further £1.2m was promised for 2023/24 and 2024/25.", "amount_of_several_years", {}),
    # names
    ("INC-21", "NORWASAC runs the counselling. NORWSASC also runs the group.", "name_twice", {}),
    ("INC-21", "NORWSASC runs the counselling.", "name_unlike", {"names": ["NORWASAC"]}),
    ("INC-21", "HARBOR gave training, and Harbor kept the room.", "name_twice", {}),
    ("INC-22", "Crews of NWFRS came to the fair, and NWFS gave a talk.", "name_twice", {}),
    ("INC-23", "Stafford CSP held an open day.", "name_unlike", {"names": ["Staffordshire CSP"]}),
    (
        "INC-27",
        "The team was busy. Training will be given to neighbourhood teams as part of the national awareness",
        "cut_off",
        {},
    ),
    # periods and places
    ("INC-28", "The round table took place in Ludlow in January 2023.", "date_after_position", {}),
    ("INC-28", "A launch event was held on 14 May 2022 for partners.", "date_before_period", {}),
    ("INC-28", "The round table took place in Ludlow during November.", "after_the_quarter", {}),
    ("INC-28", "Training is expected to start in December 2022.", "future_date", {}),
    (
        "INC-29",
        "Trainers have reached 2,140 people since April.",
        "basis_unlike_figure",
        {"figures": [{"name": "People trained", "unit": "people", "now": "2140", "before": "900"}]},
    ),
    ("INC-30", "The team works in all four counties.", "areas_unlike", {"areas": {"county": 3}}),
    # people
    ("INC-32", "Most took part, with only 1 refusing the offer.", "small_number", {}),
    ("INC-32", "Three young people left the group.", "small_number", {}),
    (
        "INC-33",
        "One man said how much the course had changed, and that he may see his son again without supervision.",
        "one_person",
        {},
    ),
    ("INC-34", "This is to help Northshire Council after a failure in its safeguarding.", "third_party", {}),
)

ELSEWHERE = {
    "INC-01": "nothing is wrong: a total that ties is in the clean corpus",
    "INC-02": "pace and “all spent early” (commissioning.ratings), which are told of the stored spend",
    "INC-12": "nothing is wrong: a percentage that its sample can give is in the clean corpus",
    "INC-20": "no such fault in the list",
    "INC-24": "a matter of style",
    "INC-25": "a word for another: no list of risk levels is asked for in running text",
    "INC-35": "a report without headings: the outline is data here",
    "INC-36": "money that the source doesn’t give: “not held” wherever an amount is missing",
}

# further faults of rule 8 and of publishing rules 2 and 3
OTHERS = (
    ("Applications rose after the fund was advertised on local radio.", "comparison_without_figure", "office"),
    ("The complaints procedure was read by four people on the website.", "small_number", "helpline"),
    ("The grant covers 80% of the costs and our own funds the rest.", "percentage_without_figure", "programme"),
    (
        "The service received 410 referrals, of which 61% came from the police.",
        "percentage_without_figure",
        "advocacy",
    ),
    ("We received 401 referrals this quarter.", "number_unlike_figure", "advocacy"),
    ("We received four hundred and one referrals this quarter.", "number_unlike_figure", "advocacy"),
    ("There were two hundred and ten sessions in the quarter.", "number_unlike_figure", "schools"),
    ("In all, 140 referrals were for housing and 401 referrals were made.", "number_unlike_figure", "advocacy"),
    ("Referrals fell this quarter.", "comparison_unlike_figure", "advocacy"),
    ("Referrals increased by 20% on last year.", "change_unlike_figure", "advocacy"),
    ("Referrals rose from 369 to 410.", "change_unlike_figure", "advocacy"),
    ("Calls have gone up since the last quarter.", "comparison_unlike_figure", "helpline"),
    ("This was our highest number of calls ever.", "comparison_without_figure", "helpline"),
    (
        "Contacts within the hour are at their best level since records began.",
        "comparison_without_figure",
        "volunteers",
    ),
    ("Attendance is higher than last year.", "comparison_without_figure", "programme"),
    ("There were fewer incidents than in the same period last year.", "comparison_without_figure", "volunteers"),
    ("Thefts have halved.", "comparison_without_figure", "volunteers"),
    ("95% of those referred were contacted within 48 hours.", "percentage_unlike_figure", "advocacy"),
    ("386 of 410 people were contacted in time, 95.2%.", "percentage_unlike_parts", "advocacy"),
    ("90 per cent of drivers slowed down.", "percentage_without_figure", "volunteers"),
    ("The annual target for sessions has been exceeded.", "target_unlike_figure", "schools"),
    ("We are on track to meet our target for web chats.", "target_unlike_figure", "helpline"),
    ("We have spent £102,000 of our contract to date.", "amount_unlike", "advocacy"),
    ("The grant of £46,000 pays for it.", "amount_unlike", "programme"),
    ("Speed checks numbered 47 (12 in Ludlow, 15 in Tenbury and 21 in Bewdley).", "total_unlike_parts", "volunteers"),
    ("Of the 40 people asked, 52 answered.", "part_over_whole", "volunteers"),
    ("The fair was held on 31 September 2022.", "impossible_date", "volunteers"),
    ("The panel met on Monday 21 September 2022.", "impossible_date", "office"),
    ("The talk took place on 30/13/2022.", "impossible_date", "office"),
    ("Write to jo.bloggs@example.org for a place.", "personal_detail", "programme"),
    ("Her number is 07700 900123.", "personal_detail", "programme"),
    ("He was moved to WR5 3ZZ for safety.", "personal_detail", "programme"),
    ("NHS number 943 476 5919 was sent to the wrong clinic.", "personal_detail", "programme"),
    ("The client (d.o.b. 3/5/1990) was seen twice.", "personal_detail", "programme"),
    ("She was born on 3 May 1990 and lives with family.", "personal_detail", "programme"),
    ("Crime reference 22/12345/22 is still open.", "personal_detail", "programme"),
    ("Mrs Jane Bloggs praised the advocate.", "personal_detail", "advocacy"),
    ("Dr Okafor refers most of them.", "personal_detail", "advocacy"),
    ("Only one person said no.", "small_number", "advocacy"),
    ("Two men left the course.", "small_number", "programme"),
    ("Four service users moved home.", "small_number", "advocacy"),
    ("A client fled with her children and her ex-partner was arrested.", "one_person", "advocacy"),
    ("Social care refused to come to the meeting.", "third_party", "advocacy"),
)
