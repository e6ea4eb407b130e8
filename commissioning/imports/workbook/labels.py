"""The labels around a cell: what its row is called, what stands over its column, and which period those name."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from commissioning.parsing import Parsed, StateProposed, parse
from commissioning.parsing.columns import plain_name
from commissioning.parsing.dates import Day, parse_day
from commissioning.parsing.outcomes import Ambiguous
from commissioning.parsing.quarters import Listed, PeriodName, find_period, parse_period
from tracker.uploads.cells import Cell, CellKind, Place, Sheet

JOIN = " › "


@dataclass(frozen=True, slots=True)
class Around:
    """The labels of one cell, as people read them."""

    row: str
    column: str


def is_label(cell: Cell | None) -> bool:
    """Whether a cell names something: words that are no answer ("n/a", "-", "three"), or a day over a column."""
    if cell is None or not cell.text.strip():
        return False
    if cell.kind == CellKind.DATE:
        return True
    if cell.kind != CellKind.TEXT or not any(sign.isalpha() for sign in cell.text):
        return False
    return not isinstance(parse(cell.text), Parsed | StateProposed | Ambiguous)


class Labels:
    """The labels of every place of a sheet, worked out once, and which of them name the quarter.

    Texts in a column of numbers ("see note") are remarks, and name neither the rows beside nor the columns below them.
    """

    def __init__(self, sheet: Sheet, period: Listed) -> None:
        self.sheet, self.period = sheet, period
        self._named: dict[str, bool] = {}
        self.headings: set[int] = set()
        self.at: dict[Place, Around] = {}
        self.values = _value_columns(sheet)
        over = _Headings(sheet.columns)
        for row in range(1, sheet.rows + 1):
            line = [sheet.at(row, column) for column in range(1, sheet.columns + 1)]
            for column, name in enumerate(self._to_the_left(line), 1):
                self.at[row, column] = Around(name, over.at(column))
            if over.take(line):
                self.headings.add(row)

    def around(self, place: Place) -> Around:
        return self.at.get(place, Around("", ""))

    def is_value(self, cell: Cell) -> bool:
        """Whether a cell stands where a value belongs, whatever is written in it."""
        if not is_label(cell):
            return True
        return (
            cell.column in self.values
            and cell.row not in self.headings
            and bool(self.around((cell.row, cell.column)).row)
        )

    def is_now(self, text: str) -> bool:
        """Whether a label names the quarter."""
        if text not in self._named:
            self._named[text] = bool(text) and names_period(text, self.period)
        return self._named[text]

    def beside(self, text: str) -> str:
        """What a label says besides a quarter: "IDVA" of "IDVA › Q2"."""
        return JOIN.join(part for part in text.split(JOIN) if not names_any_period(part, self.period))

    def _to_the_left(self, line: Sequence[Cell | None]) -> Iterator[str]:
        """For each cell of a line what stands to its left, from the outside in: "Referrals › from hospitals".

        Names end at the first value: what comes after it is a remark.
        """
        found: list[str] = []
        open_still = True
        for column, cell in enumerate(line, 1):
            yield JOIN.join(dict.fromkeys(found))
            if cell is None:
                continue
            if is_label(cell) and column not in self.values:
                if open_still:
                    found.append(said(cell))
            elif found:
                open_still = False


def _value_columns(sheet: Sheet) -> set[int]:
    """The columns with more values than words in them, but for the words over them."""
    values: Counter[int] = Counter()
    words: Counter[int] = Counter()
    for cell in sheet.in_order():
        if not is_label(cell):
            values[cell.column] += 1
        elif values[cell.column]:
            words[cell.column] += 1
    return {column for column in values if values[column] >= words[column]}


class _Headings:
    """What stands over each column, line by line. A line without values that names more things than the heading that
    holds, or many, is a new heading; a line with a name and a remark is none.
    """

    MANY = 3

    def __init__(self, columns: int) -> None:
        self._over: list[tuple[str, int]] = [("", 0)] * (columns + 1)

    def at(self, column: int) -> str:
        return self._over[column][0]

    def take(self, line: Sequence[Cell | None]) -> bool:
        """Take a line as heading, where it is one."""
        cells = [cell for cell in line if cell is not None]
        if not cells or not all(is_label(cell) for cell in cells):
            return False
        strength = len({said(cell) for cell in cells})
        taken = False
        for column, cell in enumerate(line, 1):
            if cell is not None and (strength >= self.MANY or strength > self._over[column][1]):
                self._over[column] = said(cell), strength
                taken = True
        return taken


def said(cell: Cell) -> str:
    """A label as one line."""
    if isinstance(cell.value, datetime | date):
        return f"{cell.value:%-d %B %Y}"
    return " ".join(cell.text.split())


def same(one: str, other: str) -> bool:
    """Whether two labels are the same but for capitals, spaces and marks."""
    return plain_name(one) == plain_name(other)


def names_period(text: str, period: Listed) -> bool:
    """Whether a label names this period: "Q2", "Quarter 2 (July to September)", "Jul-Sep 2022", "30 September 2022"."""
    return any(_is(reading, period) for reading in _readings(text, period))


def names_any_period(text: str, period: Listed) -> bool:
    """Whether a label names a period of the kind, this one or another: such a label moves on with the quarter."""
    return any(True for _ in _readings(text, period))


def _readings(text: str, period: Listed) -> Iterator[PeriodName | Day]:
    for part in text.split(JOIN):
        for written in _written(part, period):
            for name in (parse_period(written), parse_day(written)):
                if isinstance(name, PeriodName | Day):
                    yield name


def _written(text: str, period: Listed) -> Iterator[str]:
    """The text itself, its beginning alone ("Q2 actual"), and each with the year that a short name leaves out."""
    words = text.split()
    for each in dict.fromkeys((text, text.partition("(")[0].strip(), " ".join(words[:2]), " ".join(words[:1]))):
        yield each
        yield f"{each} {period.year_label}"
        yield f"{each} {period.end.year}"


def _is(name: PeriodName | Day, period: Listed) -> bool:
    if isinstance(name, Day):
        return period.start <= name.day <= period.end
    return find_period(name, [period]) is not None
