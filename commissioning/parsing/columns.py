"""Columns copied from a spreadsheet: which line belongs to which figure, and what each of its boxes is to hold.

Lines are matched by the label in their first column where there is one, else by their order. Nothing is guessed: a line
that fits nowhere, a label that two figures share, a cell that can't be read are faults, all of them said at once.
"""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from commissioning.parsing.numbers import parse
from commissioning.parsing.outcomes import Kind, Outcome, Parsed, StateProposed, quoted
from tracker import formats

LONGEST = 20_000  # characters of a pasted text: a column of hundreds of figures
OF = re.compile(r"\s*(\S.*?)\s+(?:out )?of\s+(\S.*?)\s*", re.IGNORECASE)
STATED = {"not_counted": "not counted", "uncounted": "yes, not counted", "does_not_apply": "doesn’t apply"}
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Something that takes values: what it is called, and its boxes with their kinds, in the order of the cells.

    A `share` has three boxes, how many, out of how many, and the percentage; it takes any of "471 of 492", two cells,
    three cells, or the percentage alone. `state` is the box that takes "not counted" and the like. A `part` is a
    category of a figure before it.
    """

    key: str
    names: tuple[str, ...]
    boxes: tuple[tuple[str, Kind], ...]
    share: bool = False
    negative: bool = False
    state: str = ""
    part: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it was pasted: its place, what its boxes are to hold, how that was read, and what is wrong."""

    number: int
    label: str
    cells: Row
    place: Place | None = None
    filled: dict[str, str] = field(default_factory=dict)
    read: str = ""
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pasted:
    """All lines, the heading that was left out, and the places for which nothing was pasted."""

    lines: tuple[Line, ...]
    heading: str
    left: tuple[Place, ...]
    labelled: bool

    @property
    def filled(self) -> dict[str, str]:
        """Every box that is to be filled, what can't be read as it was pasted: it is mended in its box."""
        return {name: text for line in self.lines for name, text in line.filled.items()}

    @property
    def faults(self) -> list[tuple[Line, str]]:
        return [(line, fault) for line in self.lines for fault in line.faults]

    @property
    def values(self) -> int:
        """How many lines hold a value."""
        return sum(bool("".join(line.cells).strip()) for line in self.lines)


def read_columns(text: str, places: Sequence[Place]) -> Pasted:
    """Match the lines of a pasted text to these places and read every cell.

    A column without names that is no longer than the figures goes into them; a longer one into their categories too.
    """
    rows = rows_of(text)
    if len(rows) == 1 and len(rows[0]) > 1 and not _is_label(rows[0][0]):
        rows = [(cell,) for cell in rows[0]]  # a row of values, copied across
    labelled = _are_labelled(rows, places)
    whole = [place for place in places if not place.part]
    places = places if labelled or len(rows) > len(whole) else whole
    heading, rows = _heading(rows, places, labelled=labelled)
    lines = (_by_label if labelled else _by_order)(rows, places, first=2 if heading else 1)
    taken = {line.place.key for line in lines if line.place and line.filled}
    left = tuple(place for place in places if place.key not in taken)
    return Pasted(tuple(lines), " ".join(heading).strip(), left, labelled)


def rows_of(text: str) -> list[Row]:
    """Cells by line, as a spreadsheet puts them on the clipboard; empty lines at the end are none."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    read = csv.reader(io.StringIO(plain, newline=""), delimiter="\t")
    found = [tuple(cell.strip() for cell in row) or ("",) for row in read]
    while found and not any(found[-1]):
        found.pop()
    return found


def by_headings(text: str, heads: Sequence[str]) -> str:
    """A pasted block whose first line names columns of `heads`, with its columns in their order, so that they may stand
    in any; any other text as it is. Columns under other names are left out.
    """
    rows = rows_of(text)
    wanted = {plain_name(head): place for place, head in enumerate(heads)}
    first = [wanted.get(plain_name(cell)) for cell in rows[0]] if rows else []
    named = [place for place in first if place is not None]
    if not named or len(named) != len(set(named)) or first[0] is not None:
        return text
    lines = []
    for row in rows[1:]:
        cells = {place: cell for place, cell in zip(first, row, strict=False) if place is not None}
        ordered = [cells.get(place, "") for place in range(len(heads))]
        lines.append([row[0], *ordered])
    written = io.StringIO(newline="")
    csv.writer(written, delimiter="\t", lineterminator="\n").writerows(lines)
    return written.getvalue()


def plain_name(name: str) -> str:
    """A name as it is compared: small letters, "and" for "&", no marks."""
    return " ".join(re.sub(r"[^\w%]+", " ", name.casefold().replace("&", " and ")).split())


def _is_label(cell: str) -> bool:
    return any(mark.isalpha() for mark in cell) and not isinstance(parse(cell), Parsed | StateProposed)


def _are_labelled(rows: Sequence[Row], places: Sequence[Place]) -> bool:
    names = {plain_name(name) for place in places for name in place.names}
    wide = [row for row in rows if len(row) > 1 and any(row)]
    known = any(plain_name(row[0]) in names for row in wide)
    return known or (bool(wide) and all(_is_label(row[0]) for row in wide))


def _heading(rows: list[Row], places: Sequence[Place], *, labelled: bool) -> tuple[Row, list[Row]]:
    """The first line where it only says what stands below: words alone, that are no figure's name."""
    if len(rows) < 2 or not any(rows[0]):
        return (), rows
    words = all(not cell or _is_label(cell) for cell in rows[0])
    names = {plain_name(name) for place in places for name in place.names}
    if words and plain_name(rows[0][0]) not in names and (labelled or len(rows) > len(places)):
        return rows[0], rows[1:]
    return (), rows


def _by_order(rows: Sequence[Row], places: Sequence[Place], *, first: int) -> list[Line]:
    found = []
    for number, row in enumerate(rows, start=first):
        if number - first < len(places):
            found.append(_read(number, "", row, places[number - first]))
        elif any(row):
            found.append(Line(number, "", row, faults=("There is no box left for this value.",)))
    return found


def _by_label(rows: Sequence[Row], places: Sequence[Place], *, first: int) -> list[Line]:
    named: dict[str, list[Place]] = {}
    for place in places:
        for name in {plain_name(each) for each in place.names}:
            named.setdefault(name, []).append(place)
    found: list[Line] = []
    taken: set[str] = set()
    for number, (label, *cells) in enumerate(rows, start=first):
        if not label and not any(cells):
            continue
        fits = named.get(plain_name(label), [])
        row = tuple(cells)
        if len(fits) == 1 and fits[0].key not in taken:
            taken.add(fits[0].key)
            found.append(_read(number, label, row, fits[0]))
        else:
            found.append(Line(number, label, row, faults=(_no_place(label, fits),)))
    return found


def _no_place(label: str, fits: Sequence[Place]) -> str:
    if not label:
        return "This line has no name in its first column."
    if not fits:
        return f"{quoted(label)} is the name of nothing here."
    return f"{quoted(label)} stands here twice." if len(fits) == 1 else f"{quoted(label)} is the name of several here."


def _read(number: int, label: str, row: Row, place: Place) -> Line:
    """The cells of one line into the boxes of its place."""
    cells = _trimmed(row)
    if not any(cells):
        return Line(number, label, row, place)
    boxes = _boxes_for(cells, place)
    if boxes is None:
        few = "one box" if len(place.boxes) == 1 else f"{len(place.boxes)} boxes"
        fault = f"There are {len(cells)} values for {few}. Copy only the column that is meant."
        return Line(number, label, row, place, faults=(fault,))
    filled, read, faults = _emptied(place), [], []
    for (name, kind), text in boxes:
        if not text:
            continue
        outcome = parse(text, kind, negative=place.negative)
        state = _state(outcome, name, place)
        filled |= {name: text} if state is None else state
        read.append(_words(outcome, kind))
        faults += [outcome.message] if outcome.message and state is None else []
    return Line(number, label, row, place, filled, _joined(read, place), tuple(faults))


def _emptied(place: Place) -> dict[str, str]:
    """What else stood there makes room: the other parts of a share, and a state that was chosen."""
    emptied = dict.fromkeys([name for name, _ in place.boxes], "") if place.share else {}
    return emptied | ({place.state: ""} if place.state else {})


def _joined(read: Sequence[str], place: Place) -> str:
    if place.share and len(read) > 1:
        return f"{read[0]} of {read[1]}" + "".join(f", {more}" for more in read[2:])
    return ", ".join(filter(None, read))


def _trimmed(row: Row) -> Row:
    """Without empty cells at its end, which a wider selection brings along."""
    cells = list(row)
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _boxes_for(cells: Row, place: Place) -> list[tuple[tuple[str, Kind], str]] | None:
    """Which box takes which cell; None where there are more cells than boxes."""
    if len(cells) > len(place.boxes):
        return None
    if not place.share or len(cells) == 3:
        return list(zip(place.boxes, cells, strict=False))
    if len(cells) == 2:
        return list(zip(place.boxes[:2], cells, strict=True))
    parts = OF.fullmatch(cells[0])
    if parts:
        return list(zip(place.boxes[:2], parts.groups(), strict=True))
    return [(place.boxes[2], cells[0])]


def _state(outcome: Outcome, name: str, place: Place) -> dict[str, str] | None:
    """Words that stand for nought or for a state, as the boxes hold them; None for all else."""
    if not isinstance(outcome, StateProposed):
        return None
    if outcome.value is not None:
        return {name: f"{outcome.value:f}"}
    return {place.state: outcome.state} if place.state and outcome.state in STATED else None


def _words(outcome: Outcome, kind: Kind) -> str:
    """How a cell was read, to be compared with what was pasted."""
    if isinstance(outcome, Parsed):
        decimals = outcome.decimals if kind == Kind.PERCENTAGE else None
        return formats.value(kind, outcome.value, outcome.precision, decimals)
    if isinstance(outcome, StateProposed):
        return "0" if outcome.value is not None else STATED.get(outcome.state, "")
    return ""
