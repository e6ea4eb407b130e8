"""What to draw of commissioning's figures: periods as points, awards as pace; `tracker.charts` does the geometry."""

import re
from collections.abc import Sequence

from commissioning.figures import AwardPosition, MeasureFigure
from commissioning.ratings.comparators import written
from commissioning.ratings.pace import Pace
from commissioning.ratings.values import Basis
from commissioning.ratings.values import Point as Value
from tracker import charts, formats

FEW = 4
SHORT = re.compile(r"(?P<short>[QH]\d) (?:20)?(?P<year>\d\d/\d\d|\d\d\b)")


def points(figure: MeasureFigure) -> list[charts.Point]:
    """The last periods of a measure, oldest first; one without a number is a gap with its reason."""
    last = len(figure.points) - 1
    return [
        charts.Point(
            label=short_label(point.label)[0],
            year=short_label(point.label)[1],
            value=point.value.number,
            words=written(figure.definition, point.value),
            is_current=place == last and figure.is_current,
        )
        for place, point in enumerate(figure.points)
    ]


def bars(figure: MeasureFigure) -> charts.Bars | None:
    """The measure in full. A target has a line where it is a level; a year's sum can't stand beside one period."""
    return charts.bars(points(figure), target=None if figure.definition.projects else figure.target_due)


def spark(figure: MeasureFigure) -> charts.Spark | None:
    return charts.spark(points(figure))


def title(figure: MeasureFigure) -> str:
    """ "Referrals, Q3 2020/21 to Q2 2022/23"."""
    first, last = figure.points[0].label, figure.points[-1].label
    return f"{figure.measure.label}, {first if first == last else f'{first} to {last}'}"


def finding(figure: MeasureFigure) -> str:
    """What the chart shows, in a sentence: few values each by name, of many the range; and how many are not known."""
    known = [point for point in figure.points if point.value.is_number]
    told = every_value(figure, known) if len(known) <= FEW else _range(figure, known)
    gaps = len(figure.points) - len(known)
    if not gaps or not known:
        return f"{told}."
    return f"{told}; no value for {formats.in_words(gaps)} of {formats.in_words(len(figure.points))} periods."


def every_value(figure: MeasureFigure, known: Sequence[Value] | None = None) -> str:
    """Every known value with its period: what a chart says to who can't see it."""
    listed = [point for point in figure.points if point.value.is_number] if known is None else known
    return formats.listing(f"{_written(figure, point)} in {point.label}" for point in listed) or "No value is held"


def _range(figure: MeasureFigure, known: Sequence[Value]) -> str:
    low = min(known, key=lambda point: point.value.number or 0)
    high = max(known, key=lambda point: point.value.number or 0)
    last = known[-1]
    span = f"between {_written(figure, low)} in {low.label} and {_written(figure, high)} in {high.label}"
    return f"{_written(figure, last)} in {last.label}, {span}"


def basis_words(figure: MeasureFigure) -> str:
    """How it is counted over time, for beside a chart: "at quarter end"."""
    return {
        Basis.IN_PERIOD: "counted in the quarter",
        Basis.YEAR_TO_DATE: "counted since April",
        Basis.SNAPSHOT: "as at the quarter's end",
        Basis.PROGRAMME_TO_DATE: "counted since the start",
        Basis.CHANGE_ONLY: "change only",
    }[figure.definition.basis]


def award_bar(position: AwardPosition) -> charts.Pace | None:
    return pace_bar(position.pace)


def pace_bar(pace: Pace | None) -> charts.Pace | None:
    """The bar of a pace; None where there is no award or no spend to draw."""
    return None if pace is None or pace.used is None else charts.pace(pace.used, pace.gone)


def _written(figure: MeasureFigure, point: Value) -> str:
    return written(figure.definition, point.value)


def short_label(label: str) -> tuple[str, str]:
    """What stands under a bar: "Q2" and "22/23"; of a programme "7" and nothing."""
    found = SHORT.match(label)
    return (found["short"], found["year"]) if found else (label.split(" ")[-1], "")
