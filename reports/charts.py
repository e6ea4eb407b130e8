"""What the update draws: which figures make a chart, and where its marks lie.

Pure: takes parts of a Document, gives places as text, ready to stand as attributes. A chart of periods is drawn
only from three known values on; a gap gets its words and no bar, so that it is no nought.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reports.document import Chart, ChartPoint, PaceBar

FEWEST_KNOWN = 3
HUNDRED = Decimal(100)
MOST_TICKS = 6

# a chart of periods, beside a paragraph: in the units of its own drawing, 48 mm wide on paper
SERIES_WIDTH = 181
SERIES_BARS = Decimal(62)
SERIES_LONGEST = Decimal(74)
SERIES_ROW = 16

# money used against the year gone, across the whole page: 174 mm in CSS pixels
PACE_WIDTH = 658
PACE_LABELS = Decimal(168)
PACE_LONGEST = Decimal(420)
PACE_ROW = 22
PACE_TOP = 20
PACE_LABEL_LONGEST = 30


@dataclass(frozen=True, slots=True)
class Mark:
    """A bar or a tick: where it starts, how long it is, its words. `length` None is a gap."""

    label: str
    words: str
    start: str
    length: str | None
    top: int
    latest: bool = False

    @property
    def base(self) -> int:
        """Where the words of a row stand."""
        return self.top + 11

    @property
    def bar(self) -> int:
        return self.top + 2


@dataclass(frozen=True, slots=True)
class Series:
    """One measure over periods, a row for each."""

    width: int
    height: int
    rows: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Pace:
    """Bars of money used. `gone` has one mark where the year is the same for all, `marks` one a row where not."""

    width: int
    height: int
    foot: int
    rows: tuple[Mark, ...]
    ticks: tuple[Mark, ...]
    gone: Mark | None
    marks: tuple[Mark, ...]
    description: str


def place(number: Decimal) -> str:
    """A coordinate: two decimals at most, never an exponent."""
    return f"{number.quantize(Decimal('0.01')).normalize():f}"


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
    return Mark(point.label, point.words, place(SERIES_BARS), length, number * SERIES_ROW, latest)


def pace(bars: Sequence[PaceBar], *, scaled: bool) -> Pace | None:
    """Geometry of money used against the year gone: in pixels of the paper, or (`scaled`) in per cent across.

    None where nothing is held. The scale ends at 100%, or where the longest bar ends when more than all was spent.
    """
    used = [Decimal(bar.used) for bar in bars if bar.used is not None]
    if not used:
        return None
    scale = Scale.for_values([*used, *(Decimal(bar.gone) for bar in bars)], scaled=scaled)
    row = 2 * PACE_ROW if scaled else PACE_ROW
    foot = PACE_TOP + len(bars) * row
    same = len({bar.gone for bar in bars}) == 1
    return Pace(
        width=PACE_WIDTH,
        height=foot + 22,
        foot=foot,
        rows=tuple(pace_row(bar, scale, PACE_TOP + number * row) for number, bar in enumerate(bars)),
        ticks=tuple(scale.tick(value) for value in scale.ticks()),
        gone=scale.mark(f"{bars[0].gone}% of the year gone", bars[0].gone, PACE_TOP) if same else None,
        marks=() if same else tuple(scale.mark("", b.gone, PACE_TOP + n * row) for n, b in enumerate(bars)),
        description=describe_pace(bars),
    )


@dataclass(frozen=True, slots=True)
class Scale:
    """From per cent of an award to a place across the drawing."""

    top: Decimal
    start: Decimal
    longest: Decimal
    unit: str

    @classmethod
    def for_values(cls, values: Sequence[Decimal], *, scaled: bool) -> "Scale":
        top = max(HUNDRED, -(-max(values) // 25) * 25)
        if scaled:
            return cls(top, Decimal(0), HUNDRED, "%")
        return cls(top, PACE_LABELS, PACE_LONGEST, "")

    def length(self, per_cent: Decimal) -> str:
        return f"{place(max(per_cent, Decimal(0)) / self.top * self.longest)}{self.unit}"

    def at(self, per_cent: Decimal) -> str:
        return f"{place(self.start + per_cent / self.top * self.longest)}{self.unit}"

    def ticks(self) -> list[Decimal]:
        step = next(Decimal(step) for step in (25, 50, 100, 250, 1000, self.top) if self.top / step <= MOST_TICKS)
        return [step * number for number in range(int(self.top / step) + 1)]

    def tick(self, per_cent: Decimal) -> Mark:
        return Mark(f"{per_cent:f}%", "", self.at(per_cent), None, 0)

    def mark(self, label: str, per_cent: str, top: int) -> Mark:
        return Mark(label, "", self.at(Decimal(per_cent)), None, top)


def pace_row(bar: PaceBar, scale: Scale, top: int) -> Mark:
    length = None if bar.used is None else scale.length(Decimal(bar.used))
    return Mark(shortened(bar.label), bar.words, scale.at(Decimal(0)), length, top)


def shortened(label: str) -> str:
    """A name that fits its place; the table beside the chart has it in full."""
    return label if len(label) <= PACE_LABEL_LONGEST else f"{label[: PACE_LABEL_LONGEST - 1].rstrip()}…"


def describe_pace(bars: Sequence[PaceBar]) -> str:
    """The alternative text: every bar in words."""
    return f"Bar chart of money used. {'; '.join(f'{bar.label}: {bar.words}' for bar in bars)}."
