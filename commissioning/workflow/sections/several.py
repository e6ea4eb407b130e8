"""Reading what the pages of several records hold, all in one query."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, QuerySet

from commissioning.models import (
    Narrative,
    Observation,
    ObservationValue,
    Pack,
    QuarterlyReturn,
    SpendLine,
    StaffingLine,
    StatedComparison,
    WaitingListLine,
)
from commissioning.workflow.answers import figures_of
from commissioning.workflow.sections.figures import said_without_number
from commissioning.workflow.sections.kept import Kept
from commissioning.workflow.sections.money import WorksFor
from commissioning.workflow.standing import values_typed
from tracker.together import together

OWNERS: dict[type[Model], str] = {
    Observation: "quarterly_return_id",
    ObservationValue: "quarterly_return_id",
    StatedComparison: "quarterly_return_id",
    Narrative: "quarterly_return_id",
    WaitingListLine: "quarterly_return_id",
    SpendLine: "pack_id",
    StaffingLine: "pack_id",
    WorksFor: "pack_id",
    QuarterlyReturn: "pack_id",
}


def kept_under(records: Iterable[QuarterlyReturn | Pack]) -> Kept:
    """What the figures, words, waiting lists, money and people of these records say now. One query, however many."""
    listed = list(records)
    returns = [each for each in listed if isinstance(each, QuarterlyReturn)]
    packs = [each for each in listed if isinstance(each, Pack)]
    found = together(*(_of_returns(returns) if returns else ()), *(_of_packs(packs) if packs else ())) if listed else {}
    homes = {row.pk: row.pack_id for row in found.get(StaffingLine, ())}
    for row in found.get(WorksFor, ()):
        row.pack_id = homes[row.staffingline_id]
    return Kept(found, OWNERS)


def _of_returns(returns: list[QuarterlyReturn]) -> list[QuerySet[Any]]:
    return [
        figures_of(*returns),
        values_typed(*returns),
        said_without_number(quarterly_return__in=returns).order_by("pk"),
        Narrative.objects.filter(quarterly_return__in=returns).select_related("unchanged_from"),
        WaitingListLine.objects.filter(quarterly_return__in=returns).select_related("unchanged_from"),
    ]


def _of_packs(packs: list[Pack]) -> list[QuerySet[Any]]:
    return [
        SpendLine.objects.filter(pack__in=packs),
        StaffingLine.objects.filter(pack__in=packs).select_related("unchanged_from"),
        WorksFor.objects.filter(staffingline__pack__in=packs).order_by("pk"),
        QuarterlyReturn.objects.filter(pack__in=packs).select_related("service").order_by("service__name", "pk"),
    ]
