"""What was only said of a figure, in words: never used in arithmetic."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from commissioning.choices import State
from commissioning.models import ReportingPeriod, ServiceMeasure, StatedComparison
from tracker import formats

HOW = {"higher": "higher than", "lower": "lower than", "same": "about the same as"}


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement without the numbers that would show it, in words: "lower than Q1 2022/23, number not given"."""

    measure: int
    words: str
    state: str
    audience: str


def statements(
    measures: Iterable[ServiceMeasure], quarter: ReportingPeriod, *, states: Iterable[State]
) -> dict[int, list[Stated]]:
    """What was only said of these measures in returns and items of these states this quarter, by measure. One query."""
    return by_measure(stated_in(measures, quarter, states=states))


def stated_in(
    measures: Iterable[ServiceMeasure], quarter: ReportingPeriod, *, states: Iterable[State]
) -> QuerySet[StatedComparison]:
    """The rows of `statements`, to be read with others."""
    chosen = list(states)
    rows = StatedComparison.objects.filter(
        service_measure__in=[measure.pk for measure in measures],
        period__end__gte=quarter.start,
        period__end__lte=quarter.end,
    )
    rows = rows.filter(Q(quarterly_return__state__in=chosen) | Q(office_item__state__in=chosen))
    return rows.order_by("service_measure", "period__sequence", "pk")


def by_measure(rows: Iterable[StatedComparison]) -> dict[int, list[Stated]]:
    found: dict[int, list[Stated]] = defaultdict(list)
    for row in rows:
        found[row.service_measure_id].append(Stated(row.service_measure_id, stated_words(row), row.state, row.audience))
    return found


def stated_words(row: StatedComparison) -> str:
    """ "higher than Q1 2022/23, number not given"; "425 for a period in question"; "target met, none stored"."""
    against = row.against_words or row.get_against_display()
    if row.direction == "target_met":
        return f"said to meet {against}; no target is stored"
    if row.value is not None and not row.direction:
        return f"{formats.number(row.value)} was also given for {against}"
    return f"{HOW[row.direction]} {against}, " + (
        "number not given" if row.value is None else formats.number(row.value)
    )
