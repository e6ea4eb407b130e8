"""A form to be filled in and sent back: a workbook whose labels are locked and whose boxes are open.

Column A, hidden, says what each row is; the sheet "Stamp", hidden, says what the form was made from. Whatever people
typed is text, never a formula.
"""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from tracker.exports import SHEET_NAME

STAMP, START = "Stamp", "Start"
CHUNK = 30_000  # characters that a cell surely holds
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
LABEL_WIDTH, CELL_WIDTH, BOX_WIDTH, LINE_WIDTH = 38, 16, 14, 34
WORDS_ACROSS, WORDS_HEIGHT = 6, 120
OPEN = PatternFill("solid", fgColor="FFF7D6")
SHUT = PatternFill("solid", fgColor="EEF1F4")
EDGE = Side(style="thin", color="9AA5B1")
ROUND = Border(left=EDGE, right=EDGE, top=EDGE, bottom=EDGE)


@dataclass(frozen=True, slots=True)
class FormBox:
    """One open cell, what it holds already, and what may be chosen in it. `kind`: number, line or area."""

    text: str = ""
    kind: str = "line"
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row: its key, its locked cells (the first is its label), and its boxes, None where a box doesn't apply."""

    key: str
    cells: tuple[str, ...]
    boxes: tuple[FormBox | None, ...]


@dataclass(frozen=True, slots=True)
class FormTable:
    """Like rows under one header: heads of the locked cells, then part and head of each box."""

    key: str
    title: str
    heads: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    rows: tuple[FormRow, ...]
    note: str = ""

    @property
    def is_words(self) -> bool:
        """Whether its rows are long texts, one wide box each."""
        return len(self.parts) == 1


@dataclass(frozen=True, slots=True)
class FormSheet:
    title: str
    heading: str
    tables: tuple[FormTable, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """The whole form: what it says of itself on its first sheet, its sheets, and the stamp that is read back."""

    heading: str
    lines: Sequence[tuple[str, str]]
    sheets: Sequence[FormSheet]
    stamp: str
    guidance: Sequence[str] = ()


@dataclass(slots=True)
class Lists:
    """Lists to choose from, each kept once on the hidden sheet."""

    sheet: Any
    columns: dict[tuple[str, ...], str] = field(default_factory=dict)

    def address(self, choices: tuple[str, ...]) -> str:
        if choices not in self.columns:
            column = get_column_letter(len(self.columns) + 2)
            for row, choice in enumerate(choices, 1):
                write(self.sheet[f"{column}{row}"], choice)
            self.columns[choices] = f"{quote_sheetname(STAMP)}!${column}$1:${column}${len(choices)}"
        return self.columns[choices]


def form_file(form: Form) -> bytes:
    """The workbook. Its sheets are protected without a password, against slips and not against people."""
    book = Workbook()
    start: Any = book.worksheets[0]
    start.title = START
    stamp: Any = book.create_sheet(STAMP)
    lists = Lists(stamp)
    for sheet, title in zip(form.sheets, titles([each.title for each in form.sheets]), strict=True):
        _sheet(book.create_sheet(title, index=len(book.sheetnames) - 1), sheet, lists)
    _start(start, form, book.sheetnames[1:-1])
    for row, part in enumerate(chunks(form.stamp), 1):
        write(stamp[f"A{row}"], part)
    stamp.sheet_state = "veryHidden"
    for each in book.worksheets:
        _protect(each)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def chunks(text: str) -> Iterator[str]:
    for start in range(0, len(text), CHUNK):
        yield text[start : start + CHUNK]


def titles(names: Sequence[str]) -> list[str]:
    """Names of sheets: short enough, without the signs that none may have, and each its own."""
    found: list[str] = []
    taken = {START.lower(), STAMP.lower()}
    for name in names:
        plain = " ".join(name.translate(FORBIDDEN).split()).strip("'") or "Sheet"
        title, number = plain[:SHEET_NAME].strip(" '"), 2
        while title.lower() in taken:
            end = f" {number}"
            title, number = plain[: SHEET_NAME - len(end)].strip() + end, number + 1
        taken.add(title.lower())
        found.append(title)
    return found


def write(cell: Any, text: str, *, bold: bool = False) -> None:
    """Text as text, whatever it begins with, also when somebody edits it."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(("=", "+", "-", "@"))
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    if bold:
        cell.font = Font(bold=True)


def _start(sheet: Any, form: Form, names: Sequence[str]) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 30, 90
    write(sheet["A1"], form.heading, bold=True)
    sheet.merge_cells("A1:B1")
    lines = [*form.lines, ("Sheets", ", ".join(names)), *(("", each) for each in form.guidance)]
    for row, (name, said) in enumerate(lines, 3):
        write(sheet.cell(row, 1), name, bold=True)
        write(sheet.cell(row, 2), said)


def _sheet(sheet: Any, form: FormSheet, lists: Lists) -> None:
    sheet.column_dimensions["A"].hidden = True
    sheet.column_dimensions["B"].width = LABEL_WIDTH
    write(sheet["B1"], form.heading, bold=True)
    sheet["B1"].font = Font(bold=True, size=14)
    sheet["B1"].alignment = Alignment(wrap_text=False)
    row = 2
    for note in form.notes:
        write(sheet.cell(row, 2), note)
        sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=2 + WORDS_ACROSS)
        row += 1
    for table in form.tables:
        row = _table(sheet, table, row + 1, lists)
    sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = "landscape", 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _table(sheet: Any, table: FormTable, row: int, lists: Lists) -> int:
    """Write one table from this row on; answers the first row after it."""
    if table.title:
        write(sheet.cell(row, 2), table.title, bold=True)
        sheet.cell(row, 2).font = Font(bold=True, size=12)
    if table.note:
        row += 1
        write(sheet.cell(row, 2), table.note)
        sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=2 + WORDS_ACROSS)
    row += 1
    write(sheet.cell(row, 1), table.key)
    for column, head in enumerate((*table.heads, *(head for _, head in table.parts)), 2):
        write(sheet.cell(row, column), head, bold=True)
        sheet.cell(row, column).fill = SHUT
    _widths(sheet, table)
    for each in table.rows:
        row += 1
        _row(sheet, table, each, row, lists)
    return row + 1


def _widths(sheet: Any, table: FormTable) -> None:
    """As wide as the widest table of the sheet needs each column."""
    first = 2 + len(table.heads)
    kinds = [
        next((row.boxes[place] for row in table.rows if row.boxes[place]), None) for place in range(len(table.parts))
    ]
    wanted = dict.fromkeys(range(3, first), CELL_WIDTH)
    wanted |= {
        first + place: BOX_WIDTH if box is None or box.kind == "number" else LINE_WIDTH
        for place, box in enumerate(kinds)
        if not table.is_words
    }
    for column, width in wanted.items():
        held = sheet.column_dimensions[get_column_letter(column)]
        held.width = max(held.width if held.customWidth else 0, width)


def _row(sheet: Any, table: FormTable, each: FormRow, row: int, lists: Lists) -> None:
    write(sheet.cell(row, 1), each.key)
    for column, text in enumerate(each.cells, 2):
        write(sheet.cell(row, column), text)
    first = 2 + len(table.heads)
    for column, box in enumerate(each.boxes, first):
        cell = sheet.cell(row, column)
        cell.border = ROUND
        if box is None:
            cell.fill = SHUT
        else:
            _box(sheet, cell, box, lists)
    if table.is_words:
        sheet.row_dimensions[row].height = WORDS_HEIGHT
        sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=first + WORDS_ACROSS - 1)


def _box(sheet: Any, cell: Any, box: FormBox, lists: Lists) -> None:
    if box.text:
        write(cell, box.text)
        number = _number(box)
        if number is not None:
            cell.value = number
    cell.fill, cell.protection = OPEN, Protection(locked=False)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    rule = _rule(box, lists)
    if rule is not None:
        sheet.add_data_validation(rule)
        rule.add(cell)


def _number(box: FormBox) -> int | float | None:
    """The number that a text is, if the cell would show it in the very same letters."""
    if box.kind != "number" or not re.fullmatch(r"\d{1,12}(\.\d{1,3})?", box.text):
        return None
    number = float(box.text) if "." in box.text else int(box.text)
    return number if str(number) == box.text else None


def _rule(box: FormBox, lists: Lists) -> DataValidation | None:
    """A list is a list; a number is asked for and not insisted on, since "about 20" and "n/a" are answers too."""
    if box.choices:
        return DataValidation(
            type="list",
            formula1=lists.address(box.choices),
            allow_blank=True,
            showErrorMessage=True,
            errorTitle="Choose from the list",
            error="Choose one of the list, or leave it empty.",
        )
    if box.kind == "number":
        return DataValidation(
            type="decimal",
            operator="greaterThanOrEqual",
            formula1="0",
            allow_blank=True,
            errorStyle="warning",
            showErrorMessage=True,
            errorTitle="Is this right?",
            error="A number from 0 up is expected here. If there is none, say why in the column for it.",
        )
    return None


def _protect(sheet: Any) -> None:
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
