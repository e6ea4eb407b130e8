"""One measure over periods, a row for each: drawn only from three known values on.

A gap gets its words and no bar, so that it is no nought.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from reports.charts.marks import Mark, place
from reports.document import Chart, ChartPoint

FEWEST_KNOWN = 3

# beside a paragraph: in the units of its own drawing, 48 mm wide on paper
SERIES_WIDTH = 181
SERIES_BARS = Decimal(62)
SERIES_LONGEST = Decimal(74)
SERIES_ROW = 16


@dataclass(frozen=True, slots=True)
class Series:
    """One measure over periods, a row for each."""

    width: int
    height: int
    rows: tuple[Mark, ...]


def series(chart: Chart | None) -> Series | None:
    """Geometry of a chart of periods; None where fewer than three values are known: then words have to do."""
    if chart is None or len(known(chart.points)) < FEWEST_KNOWN:
        return None
    most = max(known(chart.points)) or Decimal(1)
    last = len(chart.points) - 1
    rows = tuple(series_row(point, number, most, number == last) for number, point in enumerate(chart.points))
    return Series(width=SERIES_WIDTH, height=len(rows) * SERIES_ROW, rows=rows)


def known(points: Iterable[ChartPoint]) -> list[Decimal]:
    return [Decimal(point.value) for point in points if point.value is not None]


def series_row(point: ChartPoint, number: int, most: Decimal, latest: bool) -> Mark:
    length = None if point.value is None else place(max(Decimal(point.value), Decimal(0)) / most * SERIES_LONGEST)
    return Mark(point.label, point.words, place(SERIES_BARS), length, number * SERIES_ROW, latest=latest)
