"""Figures of measures: one function answers for every page, export and paper.

Querysets in, frozen dataclasses out. It reads rows and calls the judgements of `commissioning.ratings`; nothing else
computes a figure. No formatting of pages, no clock.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from commissioning.figures.observations import QUARTERS, Held, Rows, rows_of
from commissioning.figures.reference import Reference, Version
from commissioning.figures.series import Series
from commissioning.models import ReportingPeriod, ServiceMeasure
from commissioning.ratings import findings as rules
from commissioning.ratings.combining import Combined, combined_words
from commissioning.ratings.comparators import Comparator, comparator_words, written
from commissioning.ratings.projections import Projection
from commissioning.ratings.rag import TOLERANCE, Rating
from commissioning.ratings.values import COUNTED, NOT_HELD, WITH_SUBMITTED, Definition, Part, Point, Standing, Value
from tracker import formats

MOST_KNOWN = 2_000
__all__ = ["QUARTERS", "MeasureFigure", "measure_figures"]


@dataclass(frozen=True, eq=False)
class MeasureFigure:
    """Everything known of one service measure at one quarter.

    `period` is the service's own (`is_current`: it ends in the quarter asked for). `now` is over the providers. All
    rows are read before it is made; what a page doesn't ask for is not worked out.
    """

    measure: ServiceMeasure
    version: Version
    period: ReportingPeriod
    is_current: bool
    now: Combined
    series: Series = field(repr=False)
    tolerance: Decimal = TOLERANCE
    _parts: dict[int, Part] = field(default_factory=dict, init=False, repr=False)

    def part_in(self, quarter: ReportingPeriod) -> Part:
        """What the service gives to a total: the value of its own period that ends in the quarter; nothing is held
        where none does.
        """
        if quarter.pk not in self._parts:
            period = self.series.reference.own_period(self.measure.service_id, quarter)
            ends_in_it = period is not None and period.end >= quarter.start
            value = self.series.at(period).value if period and ends_in_it else NOT_HELD
            self._parts[quarter.pk] = Part(self.measure.service.name, value)
        return self._parts[quarter.pk]

    @cached_property
    def held(self) -> tuple[Held, ...]:
        """The observations behind the value of the period."""
        return self.series.held()

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """The last eight periods, oldest first."""
        return self.series.points()

    @cached_property
    def previous(self) -> Comparator:
        return self.series.previous()

    @cached_property
    def same_last_year(self) -> Comparator:
        return self.series.same_last_year()

    @cached_property
    def year_to_date(self) -> Combined:
        return self.series.year_to_date()

    @cached_property
    def year_to_date_last_year(self) -> Comparator:
        return self.series.year_to_date_last_year()

    @cached_property
    def target_due(self) -> Decimal | None:
        """What of the year's target is due by the period."""
        return self.series.target_due()

    @cached_property
    def projection(self) -> Projection | None:
        return self.series.projection()

    @cached_property
    def rating(self) -> Rating:
        return self.series.rating(self.tolerance)

    @cached_property
    def says(self) -> tuple[rules.Finding, ...]:
        """What the rules find that look at this figure alone."""
        asked = (rules.short_of_target, rules.figure_worse, rules.figure_better, rules.change_better, rules.on_course)
        return tuple(found for rule in asked if (found := rule(self)) is not None) if rules.has_number(self) else ()

    @property
    def label(self) -> str:
        return self.measure.label

    @property
    def year_label(self) -> str:
        return self.period.year_label

    @property
    def target(self) -> Decimal | None:
        return self.series.target.value if self.series.target else None

    @property
    def target_condition(self) -> str:
        return self.series.target.condition if self.series.target else ""

    @property
    def definition(self) -> Definition:
        return self.version.definition

    @property
    def value(self) -> Value:
        return self.now.value

    @property
    def standing(self) -> Standing:
        return self.now.value.standing

    @property
    def decimals(self) -> int | None:
        """The decimals typed, where one observation stands behind the value as it was stated."""
        alone = self.held[0] if len(self.held) == 1 else None
        return alone.decimals if alone and not alone.value.has_parts else None

    @property
    def words(self) -> str:
        """The value as it prints: "492", "95.83%", "just over 1", "not held", "at least 430, AXIS not received"."""
        if self.now.side_by_side:
            return formats.listing(
                f"{part.name} {written(self.definition, part.value)}" for part in self.now.side_by_side
            )
        if not self.value.is_number and self.now.known is not None:
            return combined_words(self.definition, self.now)
        return written(self.definition, self.value, decimals=self.decimals)

    @property
    def comparator(self) -> Comparator:
        """The comparator to print first: same period last year where one is drawn, else the previous period's."""
        for comparator in (self.same_last_year, self.previous):
            if comparator.shown:
                return comparator
        return self.same_last_year if self.same_last_year.series_break else self.previous

    @property
    def comparator_words(self) -> str:
        return comparator_words(self.definition, self.comparator)

    @property
    def running(self) -> str:
        """For running text: "492 (465 in Q2 2021/22, up 27, 5.8%)"; the value alone where nothing is compared."""
        return formats.running(self.words, self.comparator_words) if self.comparator.shown else self.words

    @property
    def scope_words(self) -> str:
        """What is to be said of a scope note: whether it held in the compared period is not known, or it did not."""
        scope = self.comparator.scope
        if scope is None or scope.answer == "yes":
            return ""
        known = "not so" if scope.answer == "no" else "not known"
        return f"{scope.note}; {known} for {self.comparator.period}"

    @property
    def unverified(self) -> bool:
        return self.value.unverified


def measure_figures(
    measures: Iterable[ServiceMeasure],
    quarter: ReportingPeriod,
    *,
    reference: Reference,
    with_submitted: bool = False,
    provider: int | None = None,
    tolerance: Decimal = TOLERANCE,
    rows: Mapping[int, Rows] | None = None,
) -> list[MeasureFigure]:
    """The figures of these measures at this quarter, in their order (rules 1 to 5, 11 and 12).

    Approved and taken-over values count; submitted ones only `with_submitted`, which marks the result's standing.
    `provider` narrows to one provider's own figures. A measure whose service has no period by then is left out.
    One query, however many measures: pass them with `measure` and `service` selected. None with `rows`, which others
    of these figures were made of (`figure.series.rows`) at the same quarter and provider.
    """
    measures = list(measures)
    reference.need(each.service_id for each in measures)
    own = [(measure, reference.own_period(measure.service_id, quarter)) for measure in measures]
    wanted = [(measure, period) for measure, period in own if period is not None]
    if rows is None:
        periods = {period for _, period in wanted}
        rows = rows_of([measure for measure, _ in wanted], periods, reference=reference, provider=provider)
    allowed = WITH_SUBMITTED if with_submitted else COUNTED
    asked = Asked(quarter, reference, allowed, provider, tolerance)
    return [_figure(measure, period, rows[measure.pk], asked) for measure, period in wanted]


class Asked(NamedTuple):
    """What figures are asked about, and how."""

    quarter: ReportingPeriod
    reference: Reference
    allowed: frozenset[Standing]
    provider: int | None
    tolerance: Decimal


def _figure(measure: ServiceMeasure, period: ReportingPeriod, rows: Rows, asked: Asked) -> MeasureFigure:
    """The figure of these rows. The same rows of the same measure, at the same state of what is set up, are the same
    figure: it comes back with all that was worked out of it.
    """
    quarter, reference, *how = asked
    known, name = reference.known, (measure.pk, period.pk, quarter.pk, *how)
    figure = known.get(name)
    if figure is None or figure.measure is not measure or figure.series.rows != rows:
        if len(known) >= MOST_KNOWN:
            known.clear()
        series = Series(measure, period, rows, reference=reference, allowed=asked.allowed, provider=asked.provider)
        figure = known[name] = _made(series, quarter, asked.tolerance)
    return figure


def _made(series: Series, quarter: ReportingPeriod, tolerance: Decimal) -> MeasureFigure:
    return MeasureFigure(
        measure=series.measure,
        version=series.version,
        period=series.period,
        is_current=quarter.start <= series.period.end <= quarter.end,
        now=series.at(series.period),
        series=series,
        tolerance=tolerance,
    )
