"""Figures by category: each category a figure of its own, by the same rules, and what of the whole is in none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from commissioning.figures.measures import QUARTERS, MeasureFigure, measure_figures
from commissioning.figures.observations import Rows, rows_by_category
from commissioning.figures.reference import Part, Reference, Split
from commissioning.figures.series import Series
from commissioning.models import ReportingPeriod, ServiceMeasure
from commissioning.ratings.categories import Placed, place
from commissioning.ratings.rag import TOLERANCE
from commissioning.ratings.values import NO_RETURN, NOT_HELD, Value


class PartSeries(Series):
    """The values of one category. It has no target of its own, and one that was never asked for is not held."""

    def __init__(self, whole: MeasureFigure, category: int, rows: Rows) -> None:
        of, self.category = whole.series, category
        super().__init__(
            whole.measure, whole.period, rows, reference=of.reference, allowed=of.allowed, provider=of.provider
        )
        self.target = None

    def _empty(self, period: ReportingPeriod, *, anybody: bool) -> Value:
        empty = super()._empty(period, anybody=anybody)
        return NOT_HELD if empty == NO_RETURN else empty


@dataclass(frozen=True, eq=False)
class CategoryFigure:
    """One category, and its figure: value, comparators and year to date as of any other."""

    part: Part
    figure: MeasureFigure


@dataclass(frozen=True, eq=False)
class BrokenDown:
    """A figure by one breakdown. Its categories don't overlap, so what is in none of them is the rest of the whole."""

    whole: MeasureFigure
    split: Split
    parts: tuple[CategoryFigure, ...]

    @property
    def placed(self) -> Placed:
        return place(self.whole.value.number, [each.figure.value.number for each in self.parts])

    @property
    def is_told(self) -> bool:
        """Whether any category has a number in any of the periods that were read."""
        return any(point.value.is_number for each in self.parts for point in each.figure.points)


def wholes_in(
    rows: Mapping[tuple[int, int], Rows], measures: Iterable[ServiceMeasure], reference: Reference
) -> dict[int, Rows]:
    """Of rows by category those of the wholes, by measure: what the figures themselves are made of."""
    return {each.pk: rows.get((each.pk, reference.whole or 0), {}) for each in measures}


def figures_by_category(
    measures: Sequence[ServiceMeasure],
    quarter: ReportingPeriod,
    *,
    reference: Reference,
    with_submitted: bool = False,
    tolerance: Decimal = TOLERANCE,
) -> tuple[list[MeasureFigure], dict[int, list[BrokenDown]]]:
    """The figures of these measures at the quarter, and each by its breakdowns, by measure. One query for both."""
    reference.need(each.service_id for each in measures)
    periods = {reference.own_period(each.service_id, quarter) for each in measures}
    rows = rows_by_category(measures, filter(None, periods), reference=reference)
    figures = measure_figures(
        measures,
        quarter,
        reference=reference,
        with_submitted=with_submitted,
        tolerance=tolerance,
        rows=wholes_in(rows, measures, reference),
    )
    return figures, broken_down(figures, reference=reference, rows=rows)


def broken_down(
    figures: Iterable[MeasureFigure],
    *,
    reference: Reference,
    count: int = QUARTERS,
    rows: Mapping[tuple[int, int], Rows] | None = None,
) -> dict[int, list[BrokenDown]]:
    """These figures by each breakdown that they take, by measure. One query; none where nothing is broken down, or with
    `rows`, which are read already. What counts, and whose figures, is as for the figures themselves.
    """
    split = [each for each in figures if reference.split_by.get(each.measure.pk)]
    if not split:
        return {}
    found = rows or rows_by_category(
        [each.measure for each in split],
        {each.period for each in split},
        reference=reference,
        provider=split[0].series.provider,
        count=count,
    )
    return {
        each.measure.pk: [
            BrokenDown(each, reference.splits[key], tuple(_parts(each, reference.splits[key], found)))
            for key in sorted(reference.split_by[each.measure.pk], key=lambda key: reference.splits[key].name)
            if key in reference.splits
        ]
        for each in split
    }


def _parts(whole: MeasureFigure, split: Split, rows: Mapping[tuple[int, int], Rows]) -> Iterable[CategoryFigure]:
    for part in split.parts:
        series = PartSeries(whole, part.key, rows.get((whole.measure.pk, part.key), {}))
        yield CategoryFigure(
            part,
            MeasureFigure(
                measure=whole.measure,
                version=whole.version,
                period=whole.period,
                is_current=whole.is_current,
                now=series.at(whole.period),
                series=series,
                tolerance=whole.tolerance,
            ),
        )
