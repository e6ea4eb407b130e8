"""Lists as files that a spreadsheet opens without running anything in them."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
BOM = "\ufeff"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))  # in a sheet's name
SHEET_NAME = 31  # characters that a sheet's name may have
TOP, WRAPPED = Alignment(vertical="top"), Alignment(vertical="top", wrap_text=True)
NARROWEST, WIDEST = 9, 48  # characters

Cell = str | Decimal | int | date | None


ABOUT_SHEET = "About this list"


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of itself: the list's title, and lines such as the quarter, the filters and the day."""

    title: str
    lines: Sequence[tuple[str, str]] = ()


def csv_file(name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    """A CSV for download."""
    response = HttpResponse(csv_bytes(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV in UTF-8 with its mark: numbers stay numbers, days are 2022-09-30, gaps are empty."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([safe(cell) for cell in header])
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return (BOM + text.getvalue()).encode()


def text_file(name: str, text: str) -> HttpResponse:
    """A plain text for download, in UTF-8 with its mark."""
    response = HttpResponse(BOM + text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.txt"'
    return response


def safe(cell: Cell) -> str:
    """How a cell is written: text that a spreadsheet would take for a formula gets an apostrophe before it."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}"
    if isinstance(cell, date | int):
        return str(cell)
    text = str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(STARTS_A_FORMULA) else text


def xlsx_file(name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], *, about: About) -> HttpResponse:
    """A workbook for download."""
    response = HttpResponse(xlsx_bytes(header, rows, about=about), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def xlsx_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]], *, about: About) -> bytes:
    """A workbook: the list on its first sheet, what it is and how it was filtered on the second.

    Text is text whatever it begins with, numbers and days keep their kind, gaps are empty. The filters and the day
    also print in the head of each page.
    """
    book = Workbook(write_only=True)
    _list_sheet(book, about, header, [list(row) for row in rows])
    _about_sheet(book, about)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _list_sheet(book: Workbook, about: About, header: Sequence[str], rows: list[list[Cell]]) -> None:
    sheet: Any = book.create_sheet(about.title.translate(FORBIDDEN)[:SHEET_NAME])
    for place, heading in enumerate(header):
        longest = max([len(heading), *(len(str(row[place] or "")) for row in rows)])
        sheet.column_dimensions[get_column_letter(place + 1)].width = min(max(longest + 2, NARROWEST), WIDEST)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(header))}{len(rows) + 1}"
    for_paper(sheet, 1, "; ".join([about.title, *(f"{name}: {said}" for name, said in about.lines)]))
    sheet.append([written(sheet, heading, bold=True) for heading in header])
    for row in rows:
        sheet.append([written(sheet, cell) for cell in row])


def for_paper(sheet: Any, header: int, said: str) -> None:
    """Printed across the page, as wide as it is; each page has the row of headings, and above it what is said."""
    sheet.print_title_rows = f"{header}:{header}"
    sheet.page_setup.orientation = "landscape"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0  # as many pages as it takes, each of all columns
    sheet.oddHeader.left.text = said[:200]


def _about_sheet(book: Workbook, about: About) -> None:
    sheet: Any = book.create_sheet(ABOUT_SHEET)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 80
    for name, said in [("List", about.title), *about.lines]:
        sheet.append([written(sheet, name, bold=True), written(sheet, said)])


def written(sheet: Any, value: Cell, *, bold: bool = False) -> SheetCell:
    """A cell as its kind: text never a formula, a number with as many decimals as it has, a day as a day."""
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
        cell.data_type = "s"  # also where it begins like a formula
        cell.alignment = WRAPPED if not bold and (len(value) > WIDEST or "\n" in value) else TOP
    else:
        cell = WriteOnlyCell(sheet, value)  # type: ignore[arg-type]  # numbers and days as they are
    if isinstance(value, Decimal):
        decimals = max(0, -int(value.normalize().as_tuple().exponent))
        cell.number_format = "#,##0" + ("." + "0" * decimals if decimals else "")
    elif isinstance(value, date):
        cell.number_format = "dd mmm yyyy"
    if bold:
        cell.font = Font(bold=True)
    return cell
