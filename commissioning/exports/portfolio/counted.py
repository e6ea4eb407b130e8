"""The sheets of figures: what each service counts, its targets, and the figures of past quarters."""

from commissioning.choices import Audience, Basis, NumberKind, Polarity
from commissioning.exports.portfolio.form import CODE, Column, Holds, SheetForm, Wide

SERVICE = Column(
    "service",
    "Service",
    "Its name or code.",
    "Counselling after sexual violence",
    "Service name, Project, Project name",
    needed=True,
    of="service",
)

MEASURE = Column(
    "measure",
    "Measure",
    "What is counted, as the service words it.",
    "Referrals received",
    "KPI, Indicator, Metric, Performance measure, Measure name, What is counted, Output, Outcome",
    needed=True,
    longest=120,
)

MEASURES = SheetForm(
    "measure",
    "Measures",
    "What each service counts: one row for each service and measure. The same measure in several services is one "
    "measure with one definition.",
    (
        Column(
            "service",
            "Service",
            "Its name or code; empty: a measure that no service counts yet.",
            SERVICE.example,
            SERVICE.also,
        ),
        MEASURE,
        Column(
            "shared",
            "Shared name",
            "The measure’s name in all services, where this one words it differently.",
            "",
            "Measure in all services, Library measure, Standard measure",
            longest=160,
        ),
        Column(
            "definition",
            "Definition",
            "What is counted and what isn’t.",
            "Everybody referred for the first time in the quarter",
            "Description, How defined, Notes on counting",
            longest=500,
        ),
        Column(
            "unit", "Unit", "One of what is counted, in the plural.", "referrals", "Units, Unit of measure", longest=40
        ),
        Column(
            "number_kind",
            "Kind of number",
            "Empty: a whole number, or a percentage where its name says so.",
            "whole number",
            "Number, Format, Number type, Data type, Kind, Type",
            Holds.CHOICE,
            NumberKind,
            {
                "count": "count, number",
                "percentage": "percentage, percent, %, per cent",
                "rate": "rate",
                "money": "money, £",
                "average": "mean",
                "duration": "time, days",
            },
        ),
        Column(
            "basis",
            "How it is counted",
            "Empty: this quarter.",
            "this quarter",
            "Basis, Counted, Period counted",
            Holds.CHOICE,
            Basis,
            {
                "in_period": "in quarter, quarterly, in period, per quarter",
                "year_to_date": "ytd, year to date, cumulative",
                "snapshot": "snapshot, at period end, point in time",
                "programme_to_date": "since start, programme to date",
                "change_only": "change",
            },
        ),
        Column(
            "polarity",
            "Good is",
            "Which way is good; empty: neither.",
            "neither",
            "Polarity, Direction, Good direction, Better is",
            Holds.CHOICE,
            Polarity,
            {
                "higher": "higher, increase, higher is better, high",
                "lower": "lower, decrease, lower is better, low",
                "context": "context, none",
            },
        ),
        Column(
            "about_people",
            "About people",
            "Yes where people are counted: small numbers are then hidden in public. Empty: yes.",
            "yes",
            "Counts people, People",
            Holds.YES,
        ),
        Column(
            "headline",
            "Headline",
            "Yes: printed in the update; at most three a service.",
            "yes",
            "Headline figure, Key measure",
            Holds.YES,
        ),
        Column(
            "part_of",
            "Part of",
            "The measure of the same service of which this counts a part.",
            "",
            "Of which, Subset of",
            longest=120,
        ),
        Column(
            "family", "Family", "Measures that may not fall as the limit grows: 24, 48, 72 hours.", "", "", longest=50
        ),
        Column(
            "tolerance", "Tolerance", "Per cent of the target; empty: the office’s.", "", "Tolerance %", Holds.PERCENT
        ),
        Column(
            "audience",
            "Who may see it",
            "Empty: public.",
            "",
            "Audience, Visibility",
            Holds.CHOICE,
            Audience,
            {"internal": "office, internal", "board": "board"},
        ),
        Column("starts_on", "From", "First day; empty: from the start.", "", "Start, Start date", Holds.DAY),
        Column("ends_on", "Until", "Last day; empty: goes on.", "", "End, End date, To", Holds.DAY),
        CODE,
    ),
    also="Measure, KPIs, KPI, Indicators, Performance measures, Figures counted, Metrics",
    wide=Wide.YEARS,
    wide_note="Target of this year.",
)

TARGETS = SheetForm(
    "target",
    "Targets",
    "What a figure should reach in a year; for percentages and counts at quarter end, the level.",
    (
        SERVICE,
        MEASURE,
        Column(
            "year",
            "Year",
            "Year of the service’s calendar, or “not stated”.",
            "2022/23",
            "Financial year, FY",
            Holds.YEAR_IF_STATED,
        ),
        Column(
            "target", "Target", "For the whole year.", "500", "Annual target, Year target, Target value", Holds.FIGURE
        ),
        Column("condition", "Counts when", "When it begins to count, in words.", "", "Condition", longest=160),
    ),
    also="Target, KPI targets",
    wide=Wide.YEARS,
    wide_note="Target of this year.",
)

PAST = SheetForm(
    "figure",
    "Past figures",
    "Figures of past quarters: they count as comparators from the first day, as “taken over, not approved”.",
    (
        SERVICE,
        MEASURE,
        Column(
            "provider",
            "Provider",
            "Whose figure it is; empty: the service’s lead.",
            "",
            "Organisation, Provider name, Org",
        ),
        Column(
            "period",
            "Quarter",
            "Where each figure has its own row.",
            "Q2 2022/23",
            "Period, Reporting period, Quarter and year",
            Holds.PERIOD,
        ),
        Column(
            "category",
            "Category",
            "Which part of a breakdown: Shropshire, or Area: Shropshire where several have one of that name. Empty: "
            "the whole.",
            "",
            "Broken down by, Breakdown, Split",
            Holds.CATEGORY,
            longest=160,
        ),
        Column(
            "value",
            "Figure",
            "As it was stated: 465, about 460, 95.8%, 471 of 492. Empty: we have never been given it.",
            "465",
            "Value, Number, Actual, Result, Performance",
            Holds.FIGURE,
        ),
    ),
    also="Past quarters, Past values, Figures, Performance, Performance data, Data, Returns, Actuals, History",
    wide=Wide.PERIODS,
    wide_note="The figure of this quarter.",
)
