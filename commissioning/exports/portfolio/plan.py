"""The sheets of the plan and of the places that services work in."""

from commissioning.exports.portfolio.form import CODE, SEVERAL, Column, Holds, SheetForm
from commissioning.models import AreaScheme

PLAN = SheetForm(
    "plan",
    "Plan",
    "The priorities of the Police and Crime Plan and the themes under them, in the plan’s order: one row each.",
    (
        Column(
            "objective",
            "Objective",
            "As the plan words it. Needed in each row.",
            "Helping victims to recover",
            "Priority, Plan priority, Plan objective, Police and Crime Plan objective, Strategic priority",
            needed=True,
            longest=160,
        ),
        Column(
            "theme",
            "Theme",
            "A group of services under the objective; empty in the objective’s own row.",
            "Sexual violence",
            "Sub-priority, Sub-objective, Workstream, Strand",
            longest=160,
        ),
        Column(
            "plan", "Plan", "Title of the plan; empty where there is only one.", "", "Plan name, Title", longest=160
        ),
        CODE,
    ),
    also="Police and Crime Plan, Objectives, Priorities, Objectives and themes, Themes",
)

AREAS = SheetForm(
    "area",
    "Areas",
    "The places that services work in. Several divisions of the map may stand side by side.",
    (
        Column("name", "Area", "Name of the place.", "North Fenmarch", "Name, Area name", needed=True, longest=100),
        Column(
            "scheme",
            "Kind of area",
            "Which division of the map it is part of.",
            "local authority",
            "Scheme, Type, Area type, Kind",
            Holds.CHOICE,
            AreaScheme,
            {
                "local_authority": "district, borough, council, unitary",
                "force": "force, whole force",
                "csp": "community safety partnership area",
                "place": "town, place",
                "policing_area": "policing district, local policing area",
            },
        ),
        Column(
            "ons_code",
            "ONS code",
            "Code of the Office for National Statistics, if you have it.",
            "",
            "GSS code",
            longest=9,
        ),
        Column("aliases", "Other names", f"As people write it. {SEVERAL}", "", "Also known as, Aliases", Holds.NAMES),
        Column("within", "Within", f"Larger areas that hold it. {SEVERAL}", "Fenmarch", "Part of", Holds.NAMES),
        CODE,
    ),
    also="Area, Places, Geography, Localities",
)
