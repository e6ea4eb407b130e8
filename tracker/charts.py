"""Numbers in, geometry out: where the bars, ticks and gaps of a chart stand. Pure; the SVG templates draw it.

Across in per cent, down in pixels, so that text never scales. A bar starts at nought; a period without a value is a
gap, never a bar of height nought. Fewer than three known values make no chart: the page prints a sentence instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import ceil, floor

FEWEST = 3
TOLD = 12  # more periods than these are too narrow for words
ROUND_PARTS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5))
LEFT = 7.5  # per cent, for the numbers on the axis
TOP, FOOT = 34.0, 160.0
LEAST = 1.5  # pixels: a real nought is a thin line, and so unlike a gap
SPARK_WIDTH, SPARK_TOP, SPARK_FOOT = 124.0, 4.0, 44.0

Number = Decimal | int


@dataclass(frozen=True)
class Point:
    """One period of a series: what stands under the bar, its value (None: a gap), and how either is written.

    `target` is what this period should reach, `mark` a number that stands above it, `cut` a letter where the series
    breaks before it: a list beside the chart says what they stand for.
    """

    label: str
    year: str
    value: Number | None
    words: str
    is_current: bool = False
    target: Number | None = None
    mark: str = ""
    cut: str = ""


@dataclass(frozen=True)
class Line:
    """A word and how far down it stands."""

    y: float
    text: str


@dataclass(frozen=True)
class Bar:
    """One bar, or the band of a gap. x, width and middle in per cent (a spark: pixels), y and height in pixels.

    `is_year_again`: the bar before it has the same year, which narrow screens then leave out. In a long chart few bars
    are told by their value, and the first of a year by the year alone.
    """

    x: float
    width: float
    middle: float
    y: float
    height: float
    text_y: float
    label: str
    year: str
    words: str
    is_gap: bool
    is_current: bool
    is_year_again: bool = False
    is_told: bool = True

    @property
    def x_end(self) -> float:
        """Where it ends, across."""
        return round(self.x + self.width, 2)

    @property
    def lines(self) -> list[Line]:
        """A gap's words, one below the other, in the middle of its band."""
        return [Line(95.0 + 15 * index, word) for index, word in enumerate(self.words.split())]


@dataclass(frozen=True)
class Tick:
    """A line across the chart with its number."""

    y: float
    text_y: float
    value: Decimal


@dataclass(frozen=True)
class Sign:
    """A number above a bar, or a letter at the line of a break; how far across it stands."""

    x: float
    text: str


@dataclass(frozen=True)
class Level:
    """The target of one period, across its slot."""

    x: float
    x_end: float
    y: float


@dataclass(frozen=True)
class Bars:
    """A whole chart: bars in the order of time, ticks from the foot up, the line of nought, and targets' lines.

    `marks` stand above bars, `cuts` are lines down the chart where the series breaks. `is_long`: too many periods for
    each to be told.
    """

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    zero_y: float
    levels: tuple[Level, ...] = ()
    marks: tuple[Sign, ...] = ()
    cuts: tuple[Sign, ...] = ()
    is_long: bool = False


@dataclass(frozen=True)
class Spark:
    """The small chart of a card, all in pixels; `levels` are targets, `cuts` where the series breaks."""

    bars: tuple[Bar, ...]
    foot: float
    levels: tuple[Level, ...] = ()
    cuts: tuple[Sign, ...] = ()


@dataclass(frozen=True)
class Pace:
    """Share used against the year gone, in per cent of the bar; `award` is under 100 where more was used."""

    used: float
    gone: float
    award: float
    is_over: bool


def known(points: Sequence[Point]) -> list[Decimal]:
    """The values that there are."""
    return [Decimal(point.value) for point in points if point.value is not None]


def step_for(span: Decimal) -> Decimal:
    """A round distance between ticks such that two to four of them reach least far beyond the span."""
    size = Decimal(1).scaleb(span.adjusted())
    steps = [part * scale for scale in (size, size / 10) for part in ROUND_PARTS]
    counted = [(ceil(span / step), step) for step in steps if 2 <= ceil(span / step) <= 4]
    return min(counted, key=lambda found: (found[0] * found[1], found[0]))[1]


def reach(values: Sequence[Decimal]) -> tuple[Decimal, Decimal, Decimal]:
    """Lowest and highest tick and the step between: always with nought, and round."""
    low, high = min([*values, Decimal(0)]), max([*values, Decimal(0)])
    if low == high:
        high = Decimal(1)
    step = step_for(high - low)
    return floor(low / step) * step, ceil(high / step) * step, step


def place(value: Decimal, low: Decimal, high: Decimal, top: float, foot: float) -> float:
    """How far down a value stands between two ends."""
    return round(foot - float((value - low) / (high - low)) * (foot - top), 2)


def bars(points: Sequence[Point]) -> Bars | None:
    """A chart of one measure over its periods, or None where too few values are known to show a course."""
    values = known(points)
    if len(values) < FEWEST:
        return None
    aims = [Decimal(point.target) for point in points if point.target is not None]
    low, high, step = reach([*values, *aims])
    zero = place(Decimal(0), low, high, TOP, FOOT)
    width = (100 - LEFT) / len(points)
    told = tells(points)
    drawn = tuple(
        replace(
            bar(point, LEFT + width * index, width, zero, point_y(point, low, high)),
            is_year_again=index > 0 and points[index - 1].year == point.year,
            is_told=index in told,
        )
        for index, point in enumerate(points)
    )
    slots = [(LEFT + width * index, point) for index, point in enumerate(points)]
    return Bars(
        bars=drawn,
        ticks=ticks(low, high, step),
        zero_y=zero,
        levels=tuple(
            Level(round(left, 2), round(left + width, 2), place(Decimal(point.target), low, high, TOP, FOOT))
            for left, point in slots
            if point.target is not None
        ),
        marks=tuple(Sign(round(left + width / 2, 2), point.mark) for left, point in slots if point.mark),
        cuts=tuple(Sign(round(left, 2), point.cut) for left, point in slots if point.cut),
        is_long=len(points) > TOLD,
    )


def tells(points: Sequence[Point]) -> set[int]:
    """The places of the bars that bear their value: of few all, of many the highest and the last."""
    places = [index for index, point in enumerate(points) if point.value is not None]
    if len(points) <= TOLD:
        return set(range(len(points)))

    def value(index: int) -> Number:
        return points[index].value or 0

    return {max(places, key=value), places[-1]}


def point_y(point: Point, low: Decimal, high: Decimal) -> float | None:
    return None if point.value is None else place(Decimal(point.value), low, high, TOP, FOOT)


def bar(point: Point, left: float, slot: float, zero: float, end: float | None) -> Bar:
    """The bar in its slot; a gap's band is as high as the chart."""
    width = round(min(slot * 0.62, 12.0), 2)
    middle = round(left + slot / 2, 2)
    y, height = (TOP, zero - TOP) if end is None else (min(end, zero), max(abs(zero - end), LEAST))
    return Bar(
        x=round(middle - width / 2, 2),
        width=width,
        middle=middle,
        y=round(y, 2),
        height=round(height, 2),
        text_y=round(y - 7, 2),
        label=point.label,
        year=point.year,
        words=point.words,
        is_gap=end is None,
        is_current=point.is_current,
    )


def ticks(low: Decimal, high: Decimal, step: Decimal) -> tuple[Tick, ...]:
    """Lines above and below nought; nought has its own."""
    count = int((high - low) / step)
    values = [low + step * index for index in range(count + 1)]
    places = [(value, place(value, low, high, TOP, FOOT)) for value in values if value != 0]
    return tuple(Tick(y=y, text_y=round(y - 5, 2), value=value) for value, y in places)


def spark(points: Sequence[Point]) -> Spark | None:
    """The small chart of a card, or None where too few values are known. Values below nought are not drawn small."""
    values = known(points)
    if len(values) < FEWEST or min(values) < 0:
        return None
    aims = [Decimal(point.target) for point in points if point.target is not None and point.target >= 0]
    high = max([*values, *aims]) or Decimal(1)
    slot = (SPARK_WIDTH - 2) / len(points)
    slots = [(2 + slot * index, point) for index, point in enumerate(points)]
    return Spark(
        bars=tuple(small(point, left, slot - 4, high) for left, point in slots),
        foot=SPARK_FOOT,
        levels=tuple(
            Level(round(left - 2, 2), round(left + slot - 2, 2), aimed)
            for left, point in slots
            if point.target is not None
            for aimed in [place(Decimal(point.target), Decimal(0), high, SPARK_TOP, SPARK_FOOT)]
        ),
        cuts=tuple(Sign(round(left - 2, 2), point.cut) for left, point in slots if point.cut),
    )


def small(point: Point, x: float, width: float, high: Decimal) -> Bar:
    is_gap = point.value is None
    end = min(place(Decimal(point.value or 0), Decimal(0), high, SPARK_TOP, SPARK_FOOT), SPARK_FOOT - LEAST)
    return Bar(
        x=round(x, 2),
        width=round(width, 2),
        middle=round(x + width / 2, 2),
        y=end,
        height=0.0 if is_gap else round(SPARK_FOOT - end, 2),
        text_y=round(end - 7, 2),
        label=point.label,
        year=point.year,
        words=point.words,
        is_gap=is_gap,
        is_current=point.is_current,
    )


def pace(used: Number | None, gone: Number) -> Pace | None:
    """The bar of an award from two shares in per cent; None where the share used is not held or is below nought.

    More than the award is drawn to its full length: the whole bar is then what was used, and `award` marks the award.
    """
    if used is None or used < 0:
        return None
    whole = max(Decimal(used), Decimal(100))
    return Pace(
        used=round(float(Decimal(used) / whole * 100), 2),
        gone=round(float(Decimal(gone) / whole * 100), 2),
        award=round(float(100 / whole * 100), 2),
        is_over=used > 100,
    )
