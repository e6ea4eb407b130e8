"""The sheets of money: funding streams and what they hold, awards, and from which stream each is paid."""

from commissioning.choices import AllocationStage, AwardKind, VariationKind
from commissioning.exports.portfolio.form import CODE, SEVERAL, Column, Holds, SheetForm, Wide
from commissioning.exports.portfolio.providers import PROVIDER_HEADINGS

FUNDER = Column(
    "funder",
    "Funder",
    "Who pays into the stream; empty: not stated.",
    "Home Office",
    "Funded by, Paid for by, Funding body",
    longest=160,
)

STREAM = Column(
    "stream",
    "Stream",
    "The pot, as the funder calls it; empty: not stated.",
    "Safer Streets Fund",
    "Funding stream, Fund, Funding source, Source of funding, Source, Budget, Pot, Grant stream",
    longest=160,
)

AMOUNT = Column(
    "amount",
    "Amount",
    "Pounds, as you would write them: £98,441, about £20,000, just over £850,000. Empty: not stated, which isn’t "
    "nought.",
    "£98,441",
    "Value, Award value, Award amount, Grant value, Grant amount, Contract value, Cost",
    Holds.MONEY,
)

YEAR = Column("year", "Year", "Financial year.", "2022/23", "Financial year, FY", Holds.YEAR)

STREAMS = SheetForm(
    "stream",
    "Streams",
    "Who gives the office money, through which pot, and what the pot holds in a year.",
    (
        FUNDER,
        Column("stream", "Stream", STREAM.note, STREAM.example, STREAM.also, needed=True, longest=160),
        Column("year", "Year", "Financial year; several where it is one sum.", YEAR.example, YEAR.also, Holds.YEARS),
        Column(
            "amount", "Allocation", AMOUNT.note, "just over £850,000", "Amount, Allocated, Total, Value", Holds.MONEY
        ),
        Column(
            "stage",
            "Stage",
            "How sure it is; empty: confirmed.",
            "confirmed",
            "Status",
            Holds.CHOICE,
            AllocationStage,
            {
                "confirmed": "awarded, agreed, received, won",
                "bid": "applied, submitted",
                "refused": "rejected, unsuccessful",
            },
        ),
        Column(
            "stage_on",
            "Stage on",
            "When it reached this stage.",
            "1 March 2022",
            "Date, Confirmed on, Date confirmed",
            Holds.DAY,
        ),
        Column("purpose", "Purpose", "What it is for, in a sentence.", "", "Description", longest=300),
        CODE,
    ),
    also="Funding streams, Funders, Allocations, Budgets, Income",
    wide=Wide.YEARS,
    wide_note="What it holds in this financial year.",
)

AWARDS = SheetForm(
    "award",
    "Awards",
    "Each grant, contract or other award once, with what it covers. Its money is counted once, here.",
    (
        Column(
            "title",
            "Award",
            "What it is, in a line.",
            "Counselling after sexual violence: grant",
            "Title, Award title, Award name, Contract, Contract name, Contract title, Grant, Grant title, Grant name, "
            "Agreement",
            needed=True,
            longest=139,
        ),
        Column(
            "provider",
            "Provider",
            "Who receives it; empty: not stated.",
            "Fenmarch Listening Centre",
            PROVIDER_HEADINGS,
        ),
        Column(
            "kind",
            "Kind of award",
            "Grant, contract, in-house budget, transfer (CSP) or contribution.",
            "grant",
            "Kind, Type, Award type, Grant or contract, Grant/contract, Funding type, Agreement type",
            Holds.CHOICE,
            AwardKind,
            {
                "grant": "grant agreement",
                "contract": "contracted",
                "in_house": "in-house, in house, internal",
                "transfer": "transfer, csp, csp grant",
                "contribution": "pooled, pooled budget",
            },
        ),
        Column(
            "services",
            "Services",
            f"What it covers. {SEVERAL} A share of the money stands in brackets: Counselling (60%).",
            "Counselling after sexual violence",
            "Service, Service name, Covers, Services covered",
            Holds.NAMES,
        ),
        Column(
            "reference",
            "Reference",
            "The office’s own.",
            "FM/2022/14",
            "Ref, Reference number, Contract number, Contract reference, Grant reference, Our reference, ID",
            longest=60,
        ),
        Column(
            "starts_on",
            "Starts",
            "First day.",
            "1 April 2022",
            "Start, Start date, From, Award start, Contract start, Contract start date, Commencement date",
            Holds.DAY,
        ),
        Column(
            "ends_on",
            "Ends",
            "Last day.",
            "31 March 2025",
            "End, End date, Until, To, Award end, Contract end, Contract end date, Expiry, Expiry date",
            Holds.DAY,
        ),
        Column(
            "amount",
            "Amount",
            f"{AMOUNT.note} With its year beside it; or a column for each year.",
            "",
            AMOUNT.also,
            Holds.MONEY,
        ),
        YEAR,
        FUNDER,
        STREAM,
        Column(
            "stated_total",
            "Total stated",
            "The award’s total as it stands elsewhere: held against the sum of its parts.",
            "",
            "Total, Total value, Total award, Total amount, Whole life value, Total contract value",
            Holds.MONEY,
        ),
        Column(
            "decided_on",
            "Decided on",
            "Day of the decision.",
            "",
            "Decision date, Date of decision, Award date, Date awarded",
            Holds.DAY,
        ),
        Column(
            "length_years",
            "Years",
            "How many years it runs.",
            "3",
            "Length, Length in years, Term, Term (years)",
            Holds.WHOLE,
        ),
        Column(
            "extension_years",
            "Extension years",
            "By how many years it may be extended.",
            "1",
            "Extension, Extension option, Option to extend, Extension option (years)",
            Holds.WHOLE,
        ),
        Column(
            "extension_state", "Extension talks", "Where they stand, in words.", "", "Extension status", longest=120
        ),
        Column(
            "review_by",
            "Review by",
            "Day by which the review is held before an extension or the end is decided.",
            "",
            "Review date, Review due",
            Holds.DAY,
        ),
        Column(
            "notice_on", "Notice by", "Last day on which notice can be given.", "", "Notice date, Notice", Holds.DAY
        ),
        Column(
            "purpose",
            "Purpose",
            "What the money is for; published for grants.",
            "",
            "Description, Award purpose, Grant purpose",
            longest=500,
        ),
        Column(
            "reasons",
            "Reasons",
            "Why it was judged to serve the plan; published for grants.",
            "",
            "Reason, Rationale",
            longest=500,
        ),
        Column("conditions", "Conditions", "If any; published for grants.", "", "Terms, Grant conditions", longest=500),
        Column(
            "group",
            "Group",
            "Like awards that are read together, such as the CSP grants of a year.",
            "csp-2022",
            "",
            longest=50,
        ),
        Column(
            "stated_group_total",
            "Group total stated",
            "The group’s total as it stands elsewhere.",
            "",
            "Group total",
            Holds.MONEY,
        ),
        CODE,
    ),
    also="Award, Contracts, Grants, Contracts and grants, Grants and contracts, Contract register, Agreements",
    wide=Wide.YEARS,
    wide_note="Pounds of this financial year.",
)

FUNDING = SheetForm(
    "funding",
    "Funding",
    "How much of an award comes from which stream in which year. A change to the award is a row with its kind and day.",
    (
        Column(
            "award",
            "Award",
            "Its title, reference or code.",
            "Counselling after sexual violence: grant",
            "Award title, Title, Contract, Grant, Reference",
            needed=True,
            of="award",
        ),
        FUNDER,
        STREAM,
        YEAR,
        Column(
            "amount", "Amount", f"{AMOUNT.note} A cut stands with a minus.", AMOUNT.example, AMOUNT.also, Holds.CHANGE
        ),
        Column(
            "change",
            "Change",
            "Empty: the award itself. Else what sort of change.",
            "",
            "Variation, Kind of change, Change type",
            Holds.CHOICE,
            VariationKind,
            {
                "uplift": "increase",
                "cut": "reduction, decrease",
                "extension": "extended",
                "carry_forward": "carry forward, carried forward",
                "reprofile": "re-profile",
                "clawback": "claw-back, claw back, recovered, returned",
            },
        ),
        Column(
            "effective_on",
            "Counts from",
            "From this day the change counts.",
            "",
            "Effective from, Effective on, Change date",
            Holds.DAY,
        ),
        Column("reason", "Why", "Why it was changed.", "", "Reason, Reason for change", longest=300),
    ),
    also="Funding splits, Splits, Award funding, Funding by year",
    wide=Wide.YEARS,
    wide_note="Pounds of this financial year.",
)

PROJECTS = SheetForm(
    "project",
    "Projects",
    "What a recipient funded with its award, such as a Community Safety Partnership with its grant.",
    (
        Column(
            "award",
            "Award",
            "The award that it was funded with: its title, reference or code.",
            "Community safety grant",
            "Award title, Grant, Funded by, Funded from",
            needed=True,
            of="award",
        ),
        Column(
            "name",
            "Project",
            "What it is called.",
            "Safer evenings in the town centre",
            "Project name, Name, Scheme",
            needed=True,
            longest=160,
        ),
        Column("purpose", "Purpose", "What it is for, in a sentence.", "", "Description", longest=300),
        Column("amount", "Amount", AMOUNT.note, "£12,000", "Project amount, Value, Cost", Holds.MONEY),
        Column("area", "Area", "Where.", "Fenmarch", "Place, Location, Where", of="area"),
        CODE,
    ),
    also="Funded projects, Projects funded, Project",
)
