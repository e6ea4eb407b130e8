"""What to draw of commissioning's figures: periods as points, awards as pace; `tracker.charts` does the geometry."""

import re
from collections.abc import Sequence
from dataclasses import replace
from string import ascii_uppercase
from typing import Protocol

from commissioning.figures import AwardPosition
from commissioning.figures.courses import Course
from commissioning.ratings.comparators import written
from commissioning.ratings.pace import Pace
from commissioning.ratings.values import Basis, Definition
from commissioning.ratings.values import Point as Value
from tracker import charts, formats

FEW = 4
SHORT = re.compile(r"(?P<short>[QH]\d) (?:20)?(?P<year>\d\d/\d\d|\d\d\b)")


class Drawn(Protocol):
    """What a chart is made of: a figure with its last periods, or a longer course."""

    @property
    def label(self) -> str: ...
    @property
    def definition(self) -> Definition: ...
    @property
    def points(self) -> tuple[Value, ...]: ...
    @property
    def is_current(self) -> bool: ...


def points(drawn: Drawn) -> list[charts.Point]:
    """The periods of a measure, oldest first; one without a number is a gap with its reason."""
    last = len(drawn.points) - 1
    return [
        charts.Point(
            label=short_label(point.label)[0],
            year=short_label(point.label)[1],
            value=point.value.number,
            words=written(drawn.definition, point.value),
            is_current=place == last and drawn.is_current,
        )
        for place, point in enumerate(drawn.points)
    ]


def bars(course: Course) -> charts.Bars | None:
    """The measure in full, with targets, and a sign for each break and note: `signs` says what these stand for."""
    numbers = _numbers(course)
    return charts.bars([replace(point, mark=numbers.get(place, "")) for place, point in enumerate(marked(course))])


def marked(course: Course) -> list[charts.Point]:
    """The periods with their targets, and a letter where the series breaks before one."""
    letters = _letters(course)
    return [
        replace(point, target=course.targets.get(place), cut=letters.get(place, ""))
        for place, point in enumerate(points(course))
    ]


def signs(course: Course) -> list[dict[str, str]]:
    """What the chart's signs stand for: letters of breaks, then numbers of notes, each with its period."""
    told = [(sign, place, course.breaks[place]) for place, sign in _letters(course).items()]
    told += [(sign, place, "; ".join(course.notes[place])) for place, sign in _numbers(course).items()]
    return [{"sign": sign, "text": f"{course.points[place].label}: {words}"} for sign, place, words in told]


def target_words(course: Course) -> str:
    """What the dashed line is: "target 15", or, where it moves, from which to which."""
    if not course.targets:
        return ""
    low, high = (formats.value(course.definition.kind, end(course.targets.values())) for end in (min, max))
    of_each = " of each period" if course.definition.projects else ""
    return f"Target{of_each}: {low if low == high else f'{low} to {high}'}"


def _numbers(course: Course) -> dict[int, str]:
    return {place: str(number) for number, place in enumerate(sorted(course.notes), start=1)}


def _letters(course: Course) -> dict[int, str]:
    return {place: letter_of(number) for number, place in enumerate(sorted(course.breaks))}


def letter_of(number: int) -> str:
    """A to Z, then AA, AB and on."""
    first, last = divmod(number, len(ascii_uppercase))
    return (ascii_uppercase[first - 1] if first else "") + ascii_uppercase[last]


def spark(course: Course) -> charts.Spark | None:
    """The small chart: gaps, targets and breaks are drawn as in the large one."""
    return charts.spark(marked(course))


def spark_words(course: Course) -> str:
    """What the small chart says to who can't see it: every value, its targets, and where it breaks."""
    breaks = [f"a break before {course.points[place].label}" for place in sorted(course.breaks)]
    return "; ".join(filter(None, [every_value(course), target_words(course), *breaks]))


def title(drawn: Drawn) -> str:
    """ "Referrals, Q3 2020/21 to Q2 2022/23"."""
    first, last = drawn.points[0].label, drawn.points[-1].label
    return f"{drawn.label}, {first if first == last else f'{first} to {last}'}"


def finding(drawn: Drawn) -> str:
    """What the chart shows, in a sentence: few values each by name, of many the range; and how many are not known."""
    known = [point for point in drawn.points if point.value.is_number]
    told = every_value(drawn, known) if len(known) <= FEW else _range(drawn, known)
    gaps = len(drawn.points) - len(known)
    if not gaps or not known:
        return f"{told}."
    return f"{told}; no value for {formats.in_words(gaps)} of {formats.in_words(len(drawn.points))} periods."


def every_value(drawn: Drawn, known: Sequence[Value] | None = None) -> str:
    """Every known value with its period: what a chart says to who can't see it."""
    listed = [point for point in drawn.points if point.value.is_number] if known is None else known
    return formats.listing(f"{_written(drawn, point)} in {point.label}" for point in listed) or "No value is held"


def _range(drawn: Drawn, known: Sequence[Value]) -> str:
    low = min(known, key=lambda point: point.value.number or 0)
    high = max(known, key=lambda point: point.value.number or 0)
    last = known[-1]
    span = f"between {_written(drawn, low)} in {low.label} and {_written(drawn, high)} in {high.label}"
    return f"{_written(drawn, last)} in {last.label}, {span}"


def basis_words(definition: Definition) -> str:
    """How it is counted over time, for beside a chart: "at quarter end"."""
    return {
        Basis.IN_PERIOD: "counted in the quarter",
        Basis.YEAR_TO_DATE: "counted since April",
        Basis.SNAPSHOT: "as at the quarter's end",
        Basis.PROGRAMME_TO_DATE: "counted since the start",
        Basis.CHANGE_ONLY: "change only",
    }[definition.basis]


def award_bar(position: AwardPosition) -> charts.Pace | None:
    return pace_bar(position.pace)


def pace_bar(pace: Pace | None) -> charts.Pace | None:
    """The bar of a pace; None where there is no award or no spend to draw."""
    return None if pace is None or pace.used is None else charts.pace(pace.used, pace.gone)


def _written(drawn: Drawn, point: Value) -> str:
    return written(drawn.definition, point.value)


def short_label(label: str) -> tuple[str, str]:
    """What stands under a bar: "Q2" and "22/23"; of a programme "7" and nothing."""
    found = SHORT.match(label)
    return (found["short"], found["year"]) if found else (label.split(" ")[-1], "")
