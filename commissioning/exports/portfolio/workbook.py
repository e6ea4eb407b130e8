"""The office's portfolio written as a workbook: a sheet for each kind, lists to choose from, and how to fill it in.

Text is text whatever it begins with; a heading's note says what belongs below it.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from commissioning.exports.portfolio import SHEETS
from commissioning.exports.portfolio.form import Column, Holds, SheetForm, Wide

GUIDE, LISTS = "How to fill this in", "Lists"
OWN = (GUIDE, LISTS)  # sheets of ours that hold no data
LAST_ROW = 2_000  # down to which a column offers its list
NARROWEST, WIDEST = 12, 42
TITLE = Font(bold=True, size=14)
BOLD = Font(bold=True)
SHADED = PatternFill("solid", fgColor="DCE6F0")
TOP = Alignment(vertical="top", wrap_text=True)
NOTE_SIZE = (120, 300)
YES_NO = ("yes", "no")
STEPS = (
    "Each sheet is one kind of record, each row one record. Only the sheets and columns that you have are needed: "
    "a service needs no more than its name and its objective.",
    "Leave a cell empty where something is not known yet. An empty cell changes nothing that is stored.",
    "The order of columns is free, further columns are left alone, and a row that begins with “Total” is held "
    "against the rows above it.",
    "A Code is the tracker’s own name for a row. Leave it as it is; what is new has none.",
    "When you choose the file in the tracker, it first shows what would change and what is wrong. Nothing is saved "
    "before you say so, and then all of it or nothing.",
)


@dataclass(frozen=True, slots=True)
class Percent:
    """A percentage in per cent units, written as a percentage cell with so many decimals."""

    value: Decimal
    decimals: int = 0


Value = str | Decimal | int | date | Percent | None
Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Filled:
    """What a sheet holds: its rows by column, and the further headings of a wide table."""

    rows: Sequence[Row] = ()
    wide: Sequence[str] = ()


def portfolio_workbook(title: str, filled: Mapping[str, Filled]) -> bytes:
    """The workbook with these rows by the kind of their sheet; without any, a form to begin with."""
    book = Workbook()
    _guide(book.worksheets[0], title)
    lists = Lists()
    for form in SHEETS:
        _sheet(book.create_sheet(form.name), form, filled.get(form.kind, Filled()), lists)
    lists.write(book.create_sheet(LISTS))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


class Lists:
    """The words that columns offer, each list in a column of a hidden sheet."""

    def __init__(self) -> None:
        self.lists: list[tuple[str, ...]] = []

    def place(self, words: tuple[str, ...]) -> str:
        """Where a list stands, as a formula names it."""
        if words not in self.lists:
            self.lists.append(words)
        letter = get_column_letter(self.lists.index(words) + 1)
        return f"{LISTS}!${letter}$1:${letter}${len(words)}"

    def write(self, sheet: Any) -> None:
        for column, words in enumerate(self.lists, 1):
            for row, word in enumerate(words, 1):
                _put(sheet.cell(row, column), word)
        sheet.sheet_state = "hidden"


def _sheet(sheet: Any, form: SheetForm, filled: Filled, lists: Lists) -> None:
    headings = [*(column.heading for column in form.columns), *filled.wide]
    for place, heading in enumerate(headings, 1):
        cell = _put(sheet.cell(1, place), heading)
        cell.font, cell.fill, cell.alignment = BOLD, SHADED, TOP
    for place, column in enumerate(form.columns, 1):
        sheet.cell(1, place).comment = Comment(noted(column), "Commissioning tracker", *NOTE_SIZE)
        _offer(sheet, column, get_column_letter(place), lists)
    keys = [*(column.key for column in form.columns), *filled.wide]
    for number, row in enumerate(filled.rows, 2):
        for place, key in enumerate(keys, 1):
            _put(sheet.cell(number, place), row.get(key))
    for place, (key, heading) in enumerate(zip(keys, headings, strict=True), 1):
        longest = max([len(heading), *(len(_shown(row.get(key))) for row in filled.rows)])
        sheet.column_dimensions[get_column_letter(place)].width = min(max(longest + 2, NARROWEST), WIDEST)
    sheet.freeze_panes = "B2"


def noted(column: Column) -> str:
    example = f"\n\nFor example: {column.example}" if column.example else ""
    return f"{column.note}{example}"


def _offer(sheet: Any, column: Column, letter: str, lists: Lists) -> None:
    """The list of a column of choices; what it doesn't offer may still be typed, and is asked about on reading."""
    formula = _offered(column, lists)
    if formula is None:
        return
    offer = DataValidation(type="list", formula1=formula, allow_blank=True, errorStyle="warning")
    offer.error = "This isn’t one of the list. The tracker says whether it understands it when the file is read."
    offer.add(f"{letter}2:{letter}{LAST_ROW}")
    sheet.add_data_validation(offer)


def _offered(column: Column, lists: Lists) -> str | None:
    if column.choices is not None:
        return lists.place(tuple(str(label) for label in column.choices.labels))
    if column.holds == Holds.YES:
        return lists.place(YES_NO)
    other = next((form for form in SHEETS if form.kind == column.of), None)
    return f"{quote_sheetname(other.name)}!$A$2:$A${LAST_ROW}" if other else None


def _put(cell: Any, value: Value) -> Any:
    """A cell as its kind: text never a formula, numbers and days as such."""
    if value is None or value == "":
        return cell
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
        return cell
    if isinstance(value, Percent):
        cell.value = value.value / 100
        cell.number_format = f"0.{'0' * value.decimals}%" if value.decimals else "0%"
        return cell
    cell.value = value
    if isinstance(value, date):
        cell.number_format = "dd mmm yyyy"
    return cell


def _shown(value: Value) -> str:
    return f"{value.value}%" if isinstance(value, Percent) else str(value or "")


def _guide(sheet: Any, title: str) -> None:
    """What each sheet and column holds, with examples; data stand on no row of it."""
    sheet.title = GUIDE
    for letter, width in zip("ABCD", (18, 26, 80, 36), strict=True):
        sheet.column_dimensions[letter].width = width
    lines: list[tuple[str, ...]] = [(title,), *((step,) for step in STEPS), ()]
    for form in SHEETS:
        lines += [
            (form.name, "", form.note),
            *((form.name, column.heading, column.note, column.example) for column in form.columns),
        ]
        if form.wide:
            what = "2022/23, 2023/24 …" if form.wide == Wide.YEARS else "Q1 2022/23, Q2 2022/23 …"
            lines.append((form.name, what, f"Further columns, if you like. {form.wide_note}"))
    for number, line in enumerate(lines, 1):
        for place, text in enumerate(line, 1):
            cell = _put(sheet.cell(number, place), text)
            cell.alignment = TOP
            if len(line) == 3 and not line[1]:
                cell.font = BOLD
    for number in range(1, len(STEPS) + 2):
        sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=4)
        sheet.row_dimensions[number].height = 32
    sheet.cell(1, 1).font = TITLE
