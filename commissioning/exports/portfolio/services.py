"""The sheets of services and of who reports on them."""

from commissioning.choices import DeliveryRole, ReportsFor, Route, Stage, Template
from commissioning.exports.portfolio.form import CODE, CONFIDENTIAL, ENDED, SEVERAL, Column, Holds, SheetForm
from commissioning.exports.portfolio.plan import PLAN
from commissioning.exports.portfolio.providers import PROVIDER_HEADINGS

ROUTE = Column(
    "route",
    "Who reports",
    "How the service’s report comes; empty: not known yet, so that no return is asked.",
    "the provider sends a return",
    "Reporting route, Reporting, Return from, Report by",
    Holds.CHOICE,
    Route,
    {
        "provider": "provider, the provider, provider return, provider reports",
        "office": "office, the office, opcc, us",
        "partner": "partner, lead commissioner",
        "none": "no return, none, no",
    },
)

REPORTS_FROM = Column(
    "route_from", "Reports from", "First day; empty: from the start.", "1 April 2022", "Reporting from", Holds.DAY
)

SERVICES = SheetForm(
    "service",
    "Services",
    "What is delivered. A service needs only its name and its place in the plan.",
    (
        Column(
            "name",
            "Service",
            "As the office calls it.",
            "Counselling after sexual violence",
            "Name, Service name, Project, Project name, Commissioned service, Programme, Service title",
            needed=True,
            longest=160,
        ),
        Column(
            "objective",
            "Objective",
            "The priority that it serves; not needed where its theme says it.",
            "Helping victims to recover",
            PLAN.column("objective").also,
        ),
        Column("theme", "Theme", "Empty: directly under the objective.", "Sexual violence", PLAN.column("theme").also),
        Column(
            "provider",
            "Provider",
            f"Who delivers it. {SEVERAL}",
            "Fenmarch Listening Centre",
            PROVIDER_HEADINGS,
            Holds.NAMES,
        ),
        Column(
            "partners",
            "Delivery partners",
            f"Who delivers with them. {SEVERAL}",
            "",
            "Partners, Partner, Delivery partner, Subcontractors",
            Holds.NAMES,
        ),
        ROUTE,
        REPORTS_FROM,
        Column(
            "reports_for",
            "Where several deliver",
            "Whether the lead reports for all, or each provider reports.",
            "",
            "Reports for",
            Holds.CHOICE,
            ReportsFor,
            {"lead": "lead", "each": "each, all"},
        ),
        Column(
            "calendar",
            "Calendar",
            "The quarters that it reports in; empty: financial quarters.",
            "",
            "Reporting calendar, Reporting period",
            longest=100,
        ),
        Column(
            "template",
            "Return",
            "How much its return asks.",
            "Light",
            "Template, Return type, Form",
            Holds.CHOICE,
            Template,
        ),
        Column(
            "officer",
            "Lead officer",
            "Name or e-mail address of somebody who signs in here.",
            "",
            "Officer, Commissioning officer, OPCC lead, Lead, Contract manager, Owner",
            longest=254,
        ),
        Column(
            "areas",
            "Areas",
            f"Where it works; empty: not known yet. {SEVERAL}",
            "North Fenmarch",
            "Area, Area covered, Geography, Locality, Coverage, Location",
            Holds.NAMES,
        ),
        Column(
            "part_of",
            "Part of",
            "The programme that it is a project of.",
            "",
            "Programme name, Parent service, Project of",
            longest=160,
        ),
        Column(
            "stage",
            "Stage",
            "Where it stands; empty: live.",
            "Live",
            "Status, Service status",
            Holds.CHOICE,
            Stage,
            {
                "live": "active, current, open",
                "pipeline": "bid, pipeline, planned",
                "procurement": "procurement, in procurement",
                "extension": "extended",
                "closed": "ended, finished, complete, completed",
            },
        ),
        Column(
            "summary",
            "What it is for",
            "In a sentence.",
            "",
            "Summary, Description, Service description, About",
            longest=300,
        ),
        CONFIDENTIAL,
        ENDED,
        CODE,
    ),
    also="Service, Projects, Commissioned services, Service list, Programmes",
)

REPORTING = SheetForm(
    "reporting",
    "Who reports",
    "Only where the sheet of services can’t say it: several providers that report in different ways, or a change on "
    "a day.",
    (
        Column("service", "Service", "Its name.", "", "Service name", needed=True, of="service"),
        Column("provider", "Provider", "Its name.", "", "Organisation, Provider name", needed=True, of="provider"),
        Column("role", "Role", "Lead or delivery partner.", "", "", Holds.CHOICE, DeliveryRole, {"partner": "partner"}),
        ROUTE,
        Column("starts_on", "From", "First day; empty: from the start.", "", "Start, Starts", Holds.DAY),
        Column("ends_on", "Until", "Last day; empty: goes on.", "", "End, Ends, To", Holds.DAY),
    ),
    also="Reporting, Reporting routes, Delivery",
)
