"""Money used against the year gone: a bar for each award."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from reports.charts.marks import Mark, place
from reports.document import PaceBar

HUNDRED = Decimal(100)
MOST_TICKS = 6

# across the whole page: 174 mm in CSS pixels
PACE_WIDTH = 658
PACE_LABELS = Decimal(168)
PACE_LETTER = Decimal("6.2")
PACE_VALUE = Decimal(46)
PACE_SPACE = 10
PACE_ROW = 22
PACE_TOP = 20
PACE_LABEL_LONGEST = 30

MOST_NOT_HELD = 5  # rows that say nothing but that


@dataclass(frozen=True, slots=True)
class Pace:
    """Bars of money used. `gone` has one mark where the year is the same for all, `marks` one a row where not.

    `not_held` counts the awards that have no row, as their rows would say nothing but that.
    """

    width: int
    height: int
    foot: int
    value_end: str
    rows: tuple[Mark, ...]
    ticks: tuple[Mark, ...]
    gone: Mark | None
    marks: tuple[Mark, ...]
    description: str
    not_held: int


def pace(bars: Sequence[PaceBar], *, scaled: bool) -> Pace | None:
    """Geometry of money used against the year gone: in pixels of the paper, or (`scaled`) in per cent across.

    None where nothing is held. The scale ends at 100%, or where the longest bar ends when more than all was spent.
    """
    used = [Decimal(bar.used) for bar in bars if bar.used is not None]
    if not used:
        return None
    not_held = len(bars) - len(used)
    if not_held > MOST_NOT_HELD:
        bars = [bar for bar in bars if bar.used is not None]
    else:
        not_held = 0
    value_end = PACE_WIDTH - PACE_SPACE - max(len(bar.words) for bar in bars) * PACE_LETTER
    longest = value_end - PACE_VALUE - PACE_SPACE - PACE_LABELS
    top = top_of([*used, *(Decimal(bar.gone) for bar in bars)])
    scale = Scale(top, Decimal(0), HUNDRED, "%") if scaled else Scale(top, PACE_LABELS, longest, "")
    row = 2 * PACE_ROW if scaled else PACE_ROW
    foot = PACE_TOP + len(bars) * row
    same = len({bar.gone for bar in bars}) == 1
    return Pace(
        width=PACE_WIDTH,
        height=foot + 22,
        foot=foot,
        value_end=place(value_end),
        rows=tuple(pace_row(bar, scale, PACE_TOP + number * row) for number, bar in enumerate(bars)),
        ticks=tuple(scale.tick(value) for value in scale.ticks()),
        gone=scale.mark(f"{bars[0].gone}% of the year gone", bars[0].gone, PACE_TOP) if same else None,
        marks=() if same else tuple(scale.mark("", b.gone, PACE_TOP + n * row) for n, b in enumerate(bars)),
        description=describe_pace(bars, not_held),
        not_held=not_held,
    )


def top_of(values: Sequence[Decimal]) -> Decimal:
    """Where the scale ends: 100%, or the next quarter above the longest bar."""
    return max(HUNDRED, Decimal(ceil(max(values) / 25) * 25))


@dataclass(frozen=True, slots=True)
class Scale:
    """From per cent of an award to a place across the drawing."""

    top: Decimal
    start: Decimal
    longest: Decimal
    unit: str

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
    value = "not held" if bar.used is None else f"{bar.used}%"
    return Mark(shortened(bar.label), bar.words, scale.at(Decimal(0)), length, top, value)


def shortened(label: str) -> str:
    """A name that fits its place; the table beside the chart has it in full."""
    return label if len(label) <= PACE_LABEL_LONGEST else f"{label[: PACE_LABEL_LONGEST - 1].rstrip()}…"


def describe_pace(bars: Sequence[PaceBar], not_held: int) -> str:
    """The alternative text: every bar in words."""
    more = f" Not held of {not_held} more." if not_held else ""
    return f"Bar chart of money used against the year gone. {'; '.join(described(bar) for bar in bars)}.{more}"


def described(bar: PaceBar) -> str:
    used = "not held" if bar.used is None else f"{bar.used}% used"
    return f"{bar.label}: {used}, {bar.words}, with {bar.gone}% of its year gone"
