"""One measure over periods, a row for each: drawn only from three known values on.

A gap gets its words and no bar, so that it is no nought.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reports.charts.marks import Mark, place
from reports.document import Chart, ChartPoint

FEWEST_KNOWN = 3

# beside a paragraph: in the units of its own drawing, 48 mm wide on paper
SERIES_WIDTH = 181
SERIES_ROW = 16
LETTER = Decimal("5.6")
LONGEST_LABEL = 12
LONGEST_WORDS = 13
SPACE = 6
BRACKETED = re.compile(r"\s*\(.*\)")


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
    start, longest = room(chart.points)
    rows = tuple(
        Mark(
            label=short_label(point.label),
            words=point.words,
            start=place(start),
            length=None if point.value is None else place(max(Decimal(point.value), Decimal(0)) / most * longest),
            top=number * SERIES_ROW,
            latest=number == len(chart.points) - 1,
        )
        for number, point in enumerate(chart.points)
    )
    return Series(width=SERIES_WIDTH, height=len(rows) * SERIES_ROW, rows=rows)


def known(points: Iterable[ChartPoint]) -> list[Decimal]:
    return [Decimal(point.value) for point in points if point.value is not None]


def room(points: Sequence[ChartPoint]) -> tuple[Decimal, Decimal]:
    """Where the bars start and how long the longest may be, between the labels and the words of the values."""
    labels = max(len(short_label(point.label)) for point in points)
    words = max(len(point.words) for point in points if point.value is not None)
    start = labels * LETTER + SPACE
    return start, SERIES_WIDTH - start - min(words, LONGEST_WORDS) * LETTER - SPACE


def short_label(label: str) -> str:
    """A period's name that leaves room for its bar: "Q2 2024/25 (from October)" without what is in brackets,
    "Programme quarter 6" by its end."""
    plain = BRACKETED.sub("", label)
    while len(plain) > LONGEST_LABEL and " " in plain:
        plain = plain.split(" ", 1)[1]
    return plain[:LONGEST_LABEL]
