"""Stored observations as the arithmetic and the evidence need them: rows read in one query, values made when asked."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from django.db.models import QuerySet

from commissioning.figures.reference import Reference
from commissioning.models import Observation, ReportingPeriod, ServiceMeasure
from commissioning.ratings.values import Definition, Precision, Standing, State, Value, missing, reported

QUARTERS = 8
STANDINGS = {standing.value: standing for standing in Standing}
PRECISIONS = {precision.value: precision for precision in Precision}


class Row(NamedTuple):
    """The columns of one stored observation."""

    pk: int
    service_measure_id: int
    category_id: int
    provider_id: int
    period_id: int
    version_id: int
    quarterly_return_id: int | None
    standing: str
    state: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    decimals: int
    precision: str
    sample_size: int | None
    provisional: bool
    reason: str
    source: str
    source_detail: str


Rows = Mapping[int, list[Row]]
"""Of one measure, by period."""


@dataclass(frozen=True, slots=True)
class Held:
    """One stored observation, with its value and where it came from."""

    key: int
    provider: int
    provider_name: str
    version: int
    quarterly_return: int | None
    decimals: int
    reason: str
    source: str
    source_detail: str
    value: Value


def rows_of(
    measures: Iterable[ServiceMeasure],
    periods: Iterable[ReportingPeriod],
    *,
    reference: Reference,
    provider: int | None = None,
    count: int = QUARTERS,
) -> Mapping[int, Rows]:
    """The observations of these measures in `count` periods up to each of these, by measure and period. One query."""
    rows = _read(measures, periods, reference, provider, count).filter(category=reference.whole)
    found: dict[int, dict[int, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in map(Row._make, rows.values_list(*Row._fields)):
        found[row.service_measure_id][row.period_id].append(row)
    return found


def rows_by_category(
    measures: Iterable[ServiceMeasure],
    periods: Iterable[ReportingPeriod],
    *,
    reference: Reference,
    provider: int | None = None,
    count: int = QUARTERS,
) -> Mapping[tuple[int, int], Rows]:
    """The same of every category, the whole among them, by measure and category. One query."""
    rows = _read(measures, periods, reference, provider, count)
    found: dict[tuple[int, int], dict[int, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in map(Row._make, rows.values_list(*Row._fields)):
        found[row.service_measure_id, row.category_id][row.period_id].append(row)
    return found


def _read(
    measures: Iterable[ServiceMeasure],
    periods: Iterable[ReportingPeriod],
    reference: Reference,
    provider: int | None,
    count: int,
) -> QuerySet[Observation]:
    wanted = {each.pk for period in set(periods) for each in reference.last(period, count)}
    rows = Observation.objects.filter(service_measure__in=[measure.pk for measure in measures], period__in=wanted)
    return (rows if provider is None else rows.filter(provider=provider)).order_by()


def held_of(row: Row, reference: Reference) -> Held:
    return Held(
        key=row.pk,
        provider=row.provider_id,
        provider_name=reference.providers[row.provider_id],
        version=row.version_id,
        quarterly_return=row.quarterly_return_id,
        decimals=row.decimals,
        reason=row.reason,
        source=row.source,
        source_detail=row.source_detail,
        value=value_of(row, reference.versions[row.version_id].definition),
    )


def value_of(row: Row, definition: Definition) -> Value:
    """A stored row as a plain value; nought stays nought, an empty box stays empty."""
    if row.state != State.REPORTED:
        return _missing(row.state, row.standing)
    return reported(
        definition,
        row.value,
        numerator=row.numerator,
        denominator=row.denominator,
        precision=PRECISIONS[row.precision],
        provisional=row.provisional,
        sample_size=row.sample_size,
        standing=STANDINGS[row.standing],
    )


@cache
def _missing(state: str, standing: str) -> Value:
    return missing(State(state), STANDINGS[standing])
