"""Portfolio workbooks as plain rows, for the tests of reading and loading them."""

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook as Book

from tracker.uploads.cells import Cell, CellKind, Sheet, Workbook

DAY = date(2022, 11, 25)
NOON = datetime(2022, 11, 25, 12, tzinfo=UTC)
Rows = list[list[Any]]


def book_of(**sheets: Rows) -> Workbook:
    """Sheets by name, an underscore for a space; the first row that has anything in it is the headings."""
    return Workbook(tuple(sheet_of(name.replace("_", " "), rows) for name, rows in sheets.items()))


def xlsx_of(**sheets: Rows) -> bytes:
    """The same as a file."""
    book = Book()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name.replace("_", " "))
        for row in rows:
            sheet.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def sheet_of(name: str, rows: Rows) -> Sheet:
    cells = {
        (row, column): cell_of(name, row, column, value)
        for row, values in enumerate(rows, 1)
        for column, value in enumerate(values, 1)
        if value not in (None, "")
    }
    return Sheet(name, cells)


def cell_of(sheet: str, row: int, column: int, value: Any) -> Cell:
    if isinstance(value, datetime | date):
        return Cell(sheet, row, column, f"{value:%d/%m/%Y}", value, CellKind.DATE, "dd/mm/yyyy")
    if isinstance(value, bool):
        return Cell(sheet, row, column, str(value).upper(), value, CellKind.YES_NO)
    if isinstance(value, int | float):
        return Cell(sheet, row, column, str(value), value, CellKind.NUMBER, "General")
    if str(value).startswith("#"):
        return Cell(sheet, row, column, str(value), None, CellKind.ERROR)
    return Cell(sheet, row, column, str(value), str(value))
