"""A return to a funder as a workbook: a first sheet that says what it is, a sheet a section, and what is missing.

Numbers are numbers, money and percentages too; what has no number says in words why. Text never becomes a formula.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from commissioning.figures.funder_returns import Line, Section, Told, Whole
from commissioning.ratings.values import NumberKind
from tracker.exports import FORBIDDEN, NARROWEST, SHEET_NAME, WIDEST, for_paper, written

FIRST, MISSING = "About this return", "What is missing"
NOTHING = "Nothing that it asks for is missing."
SAYS = (
    ("Figures and posts", "Whole, as the services report them, with this stream’s share of the money beside them."),
    ("Money", "This stream’s own. What was paid and spent of an award that several streams pay for is divided as the "
     "year’s money is split, to the penny."),
    ("What is not held", "Says so in words and is never nought. A sum with a part missing is no number."),
    ("For the funder", "Small numbers are not hidden in it. It is not for publication."),
)  # fmt: skip
POUNDS, PER_CENT = "£#,##0.00", '0.0"%"'


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, the lines above its table, and the table."""

    name: str
    above: tuple[str, ...]
    header: tuple[str, ...]
    rows: tuple[tuple[Told, ...], ...]
    total: tuple[Told, ...] | None = None


def sheets(whole: Whole) -> list[Sheet]:
    """What the workbook tells, without when and by whom it was made."""
    taken = {FIRST.lower(), MISSING.lower()}
    named = [(_name(each.title, taken), each) for each in whole.sections]
    absent = [(Told(each.sentence),) for each in whole.missing] or [(Told(NOTHING),)]
    return [*(_sheet(name, each) for name, each in named), Sheet(MISSING, (), (MISSING,), tuple(absent))]


def _sheet(name: str, section: Section) -> Sheet:
    header = (section.first, *(column.heading for column in section.columns))
    rows = tuple(_row(section, line) for line in section.lines)
    total = _row(section, section.total) if section.total else None
    return Sheet(name, tuple(filter(None, [section.title, section.note])), header, rows, total)


def _row(section: Section, line: Line) -> tuple[Told, ...]:
    return (Told(line.name), *(line.cells.get(column.what, Told("")) for column in section.columns))


def _name(title: str, taken: set[str]) -> str:
    """A sheet's name that no other has: two titles may begin alike."""
    name, number = title.translate(FORBIDDEN).strip("' ")[:SHEET_NAME] or "Section", 1
    while name.lower() in taken:
        number += 1
        name = f"{name[: SHEET_NAME - 4].rstrip()} {number}"
    taken.add(name.lower())
    return name


def contents(whole: Whole, facts: Sequence[tuple[str, str]]) -> str:
    """All that it tells, as one text: two returns are the same where these are."""
    told = [[each.name, each.above, each.header, each.rows, each.total] for each in sheets(whole)]
    return repr([list(facts), told])


def workbook(whole: Whole, facts: Sequence[tuple[str, str]], made: Sequence[tuple[str, str]]) -> bytes:
    """The file: `facts` say what it is of, `made` by whom and when it was made."""
    book = Workbook(write_only=True)
    _about(book, [*facts, *SAYS, *made])
    for each in sheets(whole):
        _write(book, each, facts)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _about(book: Workbook, lines: Sequence[tuple[str, str]]) -> None:
    sheet: Any = book.create_sheet(FIRST)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 90
    for name, said in lines:
        sheet.append([written(sheet, name, bold=True), written(sheet, said)])


def _write(book: Workbook, told: Sheet, facts: Sequence[tuple[str, str]]) -> None:
    sheet: Any = book.create_sheet(told.name)
    first, wide = len(told.above) + 1, len(told.header)
    for place, width in enumerate(_widths(told), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = f"B{first + 1}"
    sheet.auto_filter.ref = f"A{first}:{get_column_letter(wide)}{first + len(told.rows)}"
    for_paper(sheet, first, "; ".join(f"{name}: {said}" for name, said in facts))
    for line in told.above:
        cell = written(sheet, line, bold=line == told.above[0])
        cell.alignment = Alignment()  # it runs on over the empty cells beside it
        sheet.append([cell])
    sheet.append([written(sheet, heading, bold=True) for heading in told.header])
    for row in [*told.rows, *([told.total] if told.total else [])]:
        sheet.append([_cell(sheet, each, bold=row is told.total) for each in row])


def _cell(sheet: Any, told: Told, *, bold: bool) -> Any:
    if told.number is None:
        return written(sheet, told.words, bold=bold)
    cell = written(sheet, told.number, bold=bold)
    formats = {NumberKind.MONEY: POUNDS, NumberKind.PERCENTAGE: PER_CENT}
    cell.number_format = formats.get(NumberKind(told.kind), cell.number_format)
    return cell


def _widths(told: Sheet) -> Iterator[int]:
    rows = [*told.rows, *([told.total] if told.total else [])]
    for place, heading in enumerate(told.header):
        longest = max([len(heading), *(_length(row[place]) for row in rows)])
        yield min(max(longest + 2, NARROWEST), 100 if told.name == MISSING else WIDEST)


def _length(told: Told) -> int:
    """How many characters the cell shows: money has its pence, which its words may leave out."""
    if told.number is not None and NumberKind(told.kind) is NumberKind.MONEY:
        return len(f"£{told.number:,.2f}")
    return len(told.words)
