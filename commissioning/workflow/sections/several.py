"""Reading what the pages of several records hold, all in one query."""

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Model, Q, QuerySet

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
from commissioning.workflow.sections.earlier import one_period_earlier
from commissioning.workflow.sections.figures import is_without_number, said_without_number
from commissioning.workflow.sections.kept import Kept
from commissioning.workflow.sections.money import WorksFor
from commissioning.workflow.standing import values_typed
from tracker.together import Rows, together

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


def kept_for_new(returns: Sequence[QuarterlyReturn], packs: Sequence[Pack]) -> Kept:
    """What the figures and words of these returns say now, and their words of one period earlier. One query.

    Their lists, and those of the packs, take new rows alone.
    """
    if not returns:
        return Kept({}, OWNERS, words_before={}, only_new=True)
    around = reduce(or_, (Q(**one_period_earlier(each)) for each in returns), Q(quarterly_return__in=returns))
    words = Narrative.objects.filter(around).select_related("quarterly_return__period", "unchanged_from")
    found = together(*_figures_of(returns), words, _returns_in(packs))
    now = {each.pk for each in returns}
    of = {(each.service_id, each.provider_id): each.pk for each in returns}
    before: dict[int, list[Narrative]] = {}
    for row in found[Narrative]:
        if row.quarterly_return_id not in now:
            then = row.quarterly_return
            before.setdefault(of[then.service_id, then.provider_id], []).append(row)
    return Kept(found, OWNERS, words_before=before, only_new=True)


def kept_in(rows: Rows) -> Kept:
    """The figures and words among the rows that a page has read of a return: its boxes need not be read anew."""
    found: Rows = {model: list(rows.get(model, ())) for model in (Observation, StatedComparison, Narrative)}
    found[StatedComparison] = sorted(filter(is_without_number, found[StatedComparison]), key=lambda row: row.pk)
    return Kept(found, OWNERS)


def _figures_of(returns: Sequence[QuarterlyReturn]) -> list[QuerySet[Any]]:
    return [
        figures_of(*returns),
        values_typed(*returns),
        said_without_number(quarterly_return__in=returns).order_by("pk"),
    ]


def _returns_in(packs: Sequence[Pack]) -> QuerySet[QuarterlyReturn]:
    return QuarterlyReturn.objects.filter(pack__in=packs).select_related("service").order_by("service__name", "pk")


def _of_returns(returns: list[QuarterlyReturn]) -> list[QuerySet[Any]]:
    return [
        *_figures_of(returns),
        Narrative.objects.filter(quarterly_return__in=returns).select_related("unchanged_from"),
        WaitingListLine.objects.filter(quarterly_return__in=returns).select_related("unchanged_from"),
    ]


def _of_packs(packs: list[Pack]) -> list[QuerySet[Any]]:
    return [
        SpendLine.objects.filter(pack__in=packs),
        StaffingLine.objects.filter(pack__in=packs).select_related("unchanged_from"),
        WorksFor.objects.filter(staffingline__pack__in=packs).order_by("pk"),
        _returns_in(packs),
    ]
