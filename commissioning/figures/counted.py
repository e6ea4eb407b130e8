"""One measure over all services that count it: kept in the process, and followed by the audit trail.

To read and to add up what thousands of services count takes seconds, and each page, order and filter of the measure's
tables asks for it. So what was read stays, and after a change the figures of the services that it touched are read
anew, by the functions that read them all.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from commissioning.figures import kept
from commissioning.figures.across import Across, across
from commissioning.figures.across_categories import SplitAcross, by_category
from commissioning.figures.categories import BrokenDown, broken_down, wholes_in
from commissioning.figures.following import Held, followed
from commissioning.figures.measures import MeasureFigure, measure_figures
from commissioning.figures.observations import rows_by_category
from commissioning.figures.portfolio import Portfolio, portfolio_for
from commissioning.figures.reference import Reference
from commissioning.models import Measure, ReportingPeriod, Service, ServiceMeasure

KEPT = 1  # a measure at a quarter: of 2,580 services 50 to 65 MB, with all that was worked out of them
_recent: kept.Recent[Held["Together"]] = kept.Recent(KEPT)


@dataclass(frozen=True, slots=True)
class Asked:
    """At which quarter figures are asked for, and for whose eyes."""

    quarter: ReportingPeriod
    with_submitted: bool
    audiences: tuple[str, ...]
    tolerance: Decimal


@dataclass(frozen=True)
class Broken:
    """Figures, and each of them by its own breakdowns; put together measure by measure."""

    figures: tuple[MeasureFigure, ...]
    split: Mapping[int, Sequence[BrokenDown]] = field(repr=False)
    quarter: ReportingPeriod
    reference: Reference = field(repr=False)

    @property
    def portfolio(self) -> Portfolio:
        return portfolio_for(self.reference)

    def total(self, measure: Measure) -> Across | None:
        """What the services that count a measure come to together; None where there is none."""
        own, known = self._of(measure), self.reference
        return across(measure.name, own, self.quarter, reference=known, portfolio=self.portfolio)

    def across(self, measure: Measure) -> list[SplitAcross]:
        """One measure of these by each breakdown that a service takes."""
        own, known = self._of(measure), self.reference
        return by_category(measure.name, own, self.split, self.quarter, reference=known, portfolio=self.portfolio)

    def _of(self, measure: Measure) -> list[MeasureFigure]:
        return [each for each in self.figures if each.measure.measure_id == measure.pk]


@dataclass(frozen=True)
class Together:
    """One measure of some services, put together once it is asked for."""

    measure: Measure
    broken: Broken

    @cached_property
    def figures(self) -> dict[int, MeasureFigure]:
        """By service's measure."""
        return {each.measure.pk: each for each in self.broken.figures}

    @cached_property
    def total(self) -> Across | None:
        return self.broken.total(self.measure)

    @cached_property
    def by_category(self) -> list[SplitAcross]:
        return self.broken.across(self.measure)

    def of(self, services: Collection[int]) -> "Together":
        """Of those of these services alone."""
        own = tuple(each for each in self.broken.figures if each.measure.service_id in services)
        return self if own == self.broken.figures else replace(self, broken=replace(self.broken, figures=own))


def in_force(
    asked: Asked, services: Iterable[Service], measures: Collection[int], portfolio: Portfolio
) -> list[ServiceMeasure]:
    """What these services count of these measures at the quarter, as far as these eyes may see it."""
    keys = [each.pk for each in services]
    portfolio.need(keys)
    return [
        row
        for key in keys
        for row in portfolio.measures_of(key, asked.quarter.end)
        if row.measure_id in measures and row.audience in asked.audiences
    ]


def broken(asked: Asked, measures: Sequence[ServiceMeasure], reference: Reference) -> Broken:
    """The figures of these at the quarter, with their categories. One query."""
    reference.need(each.service_id for each in measures)
    periods = {reference.own_period(each.service_id, asked.quarter) for each in measures}
    rows = rows_by_category(measures, filter(None, periods), reference=reference)
    figures = measure_figures(
        measures,
        asked.quarter,
        reference=reference,
        with_submitted=asked.with_submitted,
        tolerance=asked.tolerance,
        rows=wholes_in(rows, measures, reference),
    )
    return Broken(tuple(figures), broken_down(figures, reference=reference, rows=rows), asked.quarter, reference)


def counted(asked: Asked, measure: Measure, head: str, reference: Reference) -> Together:
    """A measure over all services of the quarter as it stands now, or stood at the event `head`, the newest when it was
    asked for, or later. Nothing is kept where nothing was recorded yet.
    """
    return followed(
        _recent,
        reference,
        (asked, measure.pk),
        head,
        read=lambda: _read(asked, measure, reference),
        anew=lambda held, touched: _anew(asked, held, touched.services),
    )


def _read(asked: Asked, measure: Measure, reference: Reference) -> Together:
    portfolio = portfolio_for(reference)
    rows = in_force(asked, portfolio.in_quarter(asked.quarter), {measure.pk}, portfolio)
    return Together(measure, broken(asked, rows, reference))


def _anew(asked: Asked, every: Together, services: Collection[int]) -> Together:
    """The same with the figures of these services read again, in their places."""
    was = every.broken
    touched = [each.measure for each in was.figures if each.measure.service_id in services]
    if not touched:
        return every
    read = broken(asked, touched, was.reference)
    now = {each.measure.pk: each for each in read.figures}
    figures = tuple(now.get(each.measure.pk, each) for each in was.figures)
    return replace(every, broken=replace(was, figures=figures, split={**was.split, **read.split}))
