"""Measures as they are set up: the library, and how a service reports them, with targets, breaks and scope notes."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.db.models import F, Q
from django.urls import reverse

from commissioning.choices import Basis
from commissioning.figures import Reference, reference_for
from commissioning.figures.targets import due_by_period, period_word
from commissioning.forms.set_up.measures import (
    NO,
    YES,
    BreakdownForm,
    CategoryForm,
    MeasureForm,
    ScopeAnswerForm,
    ScopeNoteForm,
    SeriesBreakForm,
    ServiceMeasureForm,
    TargetForm,
)
from commissioning.models import (
    Breakdown,
    Category,
    Measure,
    MeasureVersion,
    ScopeAnswer,
    ScopeNote,
    SeriesBreak,
    ServiceMeasure,
    Target,
)
from commissioning.views.set_up.parts import faults_at, grouped
from commissioning.workflow.set_up.measures import MEASURES as MAY_SET_UP
from commissioning.workflow.set_up.measures import NotComparable, save_measure
from commissioning.workflow.set_up.service_measures import save_break, save_scope_note, save_service_measure
from commissioning.workflow.set_up.targets import save_target
from tracker import formats
from tracker.records import Kept
from tracker.refusals import Faults
from tracker.set_up.kinds import Gap, Group, Kind
from tracker.set_up.namesakes import namesakes
from tracker.tables import NUMERIC, DayColumn

SERVICE = "commissioning.set_up"
WORDING = {
    "The measure": ("name",),
    "Its definition": ("definition", "unit", "number_kind", "basis", "polarity", "about_people"),
}
VERSION_COLUMNS = ["Version", "Definition", "Unit", "Kind of number", "Counted", "Compares with the one before"]
ANEW = {"If the definition changes": ("continues", "break_kind", "break_text", "break_period", "in_open_returns")}


def keep_measure(*, record: Measure, values: Mapping[str, Any], permission: str, **said: Any) -> Kept:
    own = dict(values)
    return save_measure(measure=record, values=own, **said, **_anew(own.pop("anew")))


def _anew(asked: Mapping[str, Any]) -> dict[str, Any]:
    """What was answered where the next wording is made: whether figures compare, and if not, why and from when."""
    if not asked or asked["continues"] not in (YES, NO):
        return {}
    found = {"continues": asked["continues"] == YES, "in_open_returns": asked["in_open_returns"]}
    if found["continues"]:
        return found
    needed = {
        "break_kind": "Choose what changed.",
        "break_text": "Say what changed.",
        "break_period": "Choose the quarter.",
    }
    missing = {name: sentence for name, sentence in needed.items() if not asked[name]}
    if missing:
        raise Faults(missing)
    return found | {"breaks": NotComparable(asked["break_kind"], asked["break_text"], asked["break_period"])}


def keep_service_measure(*, record: ServiceMeasure, permission: str, **said: Any) -> Kept:
    return save_service_measure(service_measure=record, **said)


@faults_at({"profile": "part_1"})
def keep_target(*, record: Target, values: Mapping[str, Any], permission: str, **said: Any) -> Kept:
    own = dict(values)
    return save_target(target=record, values=own, profile=own.pop("profile"), percent=own.pop("percent"), **said)


def keep_break(*, record: SeriesBreak, permission: str, **said: Any) -> Kept:
    return save_break(series_break=record, **said)


def keep_scope_note(*, record: ScopeNote, permission: str, **said: Any) -> Kept:
    return save_scope_note(note=record, **said)


def measure_page(record: Measure, attempt: Any) -> dict[str, Any]:
    """The newest wording, what is asked where it is used, the wordings before, and who counts it."""
    form = attempt.form
    rows = record.service_measures.select_related("service").order_by("service__name", "pk") if record.pk else ()
    return {
        "groups": grouped(attempt, WORDING | (ANEW if form.is_used else {})),
        "is_used": form.is_used,
        "version_columns": [{"label": label} for label in VERSION_COLUMNS],
        "versions": [wording_row(each) for each in form.versions],
        "counted_by": [
            {"label": f"{row.service}: {row.label}", "url": reverse("set-up-record", args=["service-measures", row.pk])}
            for row in rows
        ],
    }


def wording_row(version: MeasureVersion) -> dict[str, Any]:
    """One wording as a row of a table."""
    compares = "–" if version.number == 1 else "yes" if version.continues else "no"
    said = [version.definition, version.unit, version.get_number_kind_display(), Basis(version.basis).label, compares]
    return {"cells": [{"text": str(version.number)}, *({"text": each, "nil": "not known yet"} for each in said)]}


def service_measure_page(record: ServiceMeasure, attempt: Any) -> dict[str, Any]:
    """What is due of each target by the end of each period."""
    if not record.pk:
        return {"due": None}
    targets = list(record.targets.order_by("year_label", "pk"))
    office = attempt.form.office
    return {"due": due_table(record, targets, reference_for(office)) if targets and office else None}


def due_table(record: ServiceMeasure, targets: list[Target], reference: Reference) -> dict[str, Any]:
    definition = reference.newest[record.measure_id].definition
    periods = reference.periods_per_year(record.service_id)
    lines = [(target, due_by_period(definition, target, periods=periods)) for target in targets]
    longest = max(len(dues) for _, dues in lines)
    columns = [{"label": period_word(place, longest), "numeric": True} for place in range(1, longest + 1)]

    def cells(target: Target, dues: list[Decimal | None]) -> list[dict[str, Any]]:
        said = [None if due is None else formats.value(definition.kind, due, target.precision) for due in dues]
        return [{"text": target.year_label}, *({"text": each, "nil": "nothing due"} for each in said)]

    return {
        "columns": [{"label": "Year"}, *columns],
        "rows": [{"cells": cells(target, dues)} for target, dues in lines],
    }


def target_page(record: Target, attempt: Any) -> dict[str, Any]:
    form = attempt.form
    return {
        "groups": grouped(attempt, {"The target": ("year_label", "value", "precision", "condition")}),
        "profile": [form[name] for name in form.parts],
        "clash": attempt.clashes.get("profile"),
    }


class TargetColumn(tables.Column):
    """A target as it was stated."""

    def render(self, value: Any, record: Any) -> str:
        return formats.number(value, None, record.precision)


TARGETS = Kind(
    slug="targets",
    model=Target,
    one="target",
    many="targets",
    about="What the figure should reach in a year. Without one it is not rated.",
    permission=SERVICE,
    group=Group.MEASURES,
    form=TargetForm,
    columns={
        "year_label": "Year",
        "value": TargetColumn(verbose_name="Target", attrs=NUMERIC),
        "condition": "Counts only when",
    },
    search=("year_label",),
    related=("service_measure__service", "service_measure__measure"),
    belongs_to="service_measure",
    keep=keep_target,
    template="set_up/target.html",
    shows=target_page,
)
BREAKS = Kind(
    slug="breaks",
    model=SeriesBreak,
    one="break",
    many="breaks in the series",
    about="From then on the figure can’t be compared with before: definition, basis, coverage or method changed.",
    permission=SERVICE,
    group=Group.MEASURES,
    form=SeriesBreakForm,
    columns={"period": "From", "kind": "What changed", "text": "In a sentence"},
    search=("text",),
    related=("period", "service_measure__service"),
    belongs_to="service_measure",
    keep=keep_break,
)
SCOPE_ANSWERS = Kind(
    slug="scope-answers",
    model=ScopeAnswer,
    one="answer",
    many="whether it was so, by period",
    about="A period without an answer counts as not known.",
    permission=SERVICE,
    group=Group.MEASURES,
    form=ScopeAnswerForm,
    columns={"period": "Period", "held": "Was it so?"},
    search=("period__label",),
    related=("period", "note__service_measure__service"),
    belongs_to="note",
)
SCOPE_NOTES = Kind(
    slug="scope-notes",
    model=ScopeNote,
    one="scope note",
    many="what it includes or leaves out",
    about="Something that readers must know to compare the figure, such as that hospital referrals are included.",
    permission=SERVICE,
    group=Group.MEASURES,
    form=ScopeNoteForm,
    columns={"text": "Note"},
    search=("text",),
    related=("service_measure__service",),
    belongs_to="service_measure",
    parts=(SCOPE_ANSWERS,),
    keep=keep_scope_note,
)
CATEGORIES = Kind(
    slug="categories",
    model=Category,
    one="category",
    many="categories",
    about="They may not overlap, so that they can be added. What is in none of them is shown as not placed.",
    permission=MAY_SET_UP,
    group=Group.MEASURES,
    form=CategoryForm,
    columns={"name": "Category", "place": "Order", "ended_on": DayColumn(verbose_name="Ended", nil="in use")},
    related=("breakdown",),
    belongs_to="breakdown",
)
BREAKDOWNS = Kind(
    slug="breakdowns",
    model=Breakdown,
    one="breakdown",
    many="breakdowns",
    about="Ways in which figures are broken down: by area, by age. A service’s figure says which it takes.",
    permission=MAY_SET_UP,
    group=Group.MEASURES,
    form=BreakdownForm,
    columns={"name": "By", "code": "Code", "ended_on": DayColumn(verbose_name="Ended", nil="in use")},
    parts=(CATEGORIES,),
)
SERVICE_MEASURES = Kind(
    slug="service-measures",
    model=ServiceMeasure,
    one="figure",
    many="figures that it reports",
    about="What its return asks for, in this order, and which of them are headlines.",
    permission=SERVICE,
    group=Group.MEASURES,
    form=ServiceMeasureForm,
    columns={
        "label": "Figure",
        "headline": "Headline",
        "starts_on": DayColumn(verbose_name="From", nil="the start"),
        "ends_on": DayColumn(verbose_name="To", nil="goes on"),
    },
    search=("label", "service__name", "measure__name"),
    related=("service", "measure"),
    belongs_to="service",
    parts=(TARGETS, BREAKS, SCOPE_NOTES),
    keep=keep_service_measure,
    template="set_up/service_measure.html",
    shows=service_measure_page,
)
MEASURES = Kind(
    slug="measures",
    model=Measure,
    one="measure",
    many="measures",
    about="The library of what is counted, each with its definition. Services report measures of the library.",
    permission=MAY_SET_UP,
    group=Group.MEASURES,
    form=MeasureForm,
    cautions=namesakes("measures"),
    columns={"name": "Measure", "code": "Code", "ended_on": DayColumn(verbose_name="Ended", nil="in use")},
    search=("name", "code", "versions__definition"),
    gaps=(
        Gap(
            "definition",
            Q(
                pk__in=MeasureVersion.objects.filter(definition="")
                .exclude(measure__versions__number__gt=F("number"))
                .values("measure")
            ),
            "definition",
        ),
    ),
    keep=keep_measure,
    template="set_up/measure.html",
    shows=measure_page,
)
