"""The plan with its objectives and themes, and the places that it is about."""

import django_tables2 as tables

from commissioning.forms.set_up.plan import AreaForm, ObjectiveForm, PlanForm, ThemeForm
from commissioning.models import Area, Objective, Plan, Theme
from commissioning.workflow.set_up.plan_order import keep_in_order
from tracker.set_up.kinds import Group, Kind
from tracker.set_up.namesakes import namesakes
from tracker.tables import DayColumn

SET_UP = "commissioning.set_up_plan"
ENDED = {"ended_on": DayColumn(verbose_name="Ended", nil="in use")}

THEMES = Kind(
    slug="themes",
    model=Theme,
    one="theme",
    many="themes",
    about="Services of one sort under the objective, with a heading of their own in the update.",
    permission=SET_UP,
    group=Group.PLAN,
    form=ThemeForm,
    columns={"name": "Theme", "place": "Order", **ENDED},
    related=("objective",),
    belongs_to="objective",
    cautions=namesakes("themes", within="objective"),
    keep=keep_in_order,
)
OBJECTIVES = Kind(
    slug="objectives",
    model=Objective,
    one="objective",
    many="objectives",
    about="The plan’s priorities, and the top level of the update. A service stands under one, or under its theme.",
    permission=SET_UP,
    group=Group.PLAN,
    form=ObjectiveForm,
    columns={"name": "Objective", "place": "Order", **ENDED},
    related=("plan",),
    belongs_to="plan",
    parts=(THEMES,),
    cautions=namesakes("objectives", within="plan"),
    keep=keep_in_order,
)
PLANS = Kind(
    slug="plans",
    model=Plan,
    one="plan",
    many="plans",
    about="The Police and Crime Plan, with its objectives and themes.",
    permission=SET_UP,
    group=Group.PLAN,
    form=PlanForm,
    columns={
        "name": "Plan",
        "starts_on": DayColumn(verbose_name="From", nil="not known yet"),
        "ends_on": DayColumn(verbose_name="To", nil="not known yet"),
    },
    parts=(OBJECTIVES,),
)


class Names(tables.Column):
    """A list of names in a row."""

    def render(self, value: list[str]) -> str:
        return ", ".join(value)


AREAS = Kind(
    slug="areas",
    model=Area,
    one="area",
    many="areas",
    about="The places where services work: councils, policing areas, community safety partnerships, side by side.",
    permission=SET_UP,
    group=Group.PLAN,
    form=AreaForm,
    columns={
        "name": "Area",
        "scheme": "Scheme",
        "ons_code": "ONS code",
        "aliases": Names(verbose_name="Other names", default="none", orderable=False),
        **ENDED,
    },
    search=("name", "ons_code", "aliases"),
)
