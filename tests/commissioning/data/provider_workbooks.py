"""Workbooks as providers keep them, and what becomes of them from one quarter to the next."""

from collections.abc import Callable
from datetime import date
from typing import Any

from openpyxl import Workbook as Book

from tests.commissioning.pack_of_four import LABELS, SERVICES, SHARE

Cells = dict[str, Any]
Make = Callable[[int], Book]


def value_of(service: int, label: int, quarter: int) -> Any:
    """A number that no other cell has, so that a wrong cell is found out; a share as a percentage."""
    number = 100 * (service + 1) + 10 * label + quarter
    return 0.9 + number / 10_000 if LABELS[label] == SHARE else number


def put(sheet: Any, row: int, column: int, value: Any, *, share: bool = False) -> None:
    cell = sheet.cell(row, column, value)
    if share:
        cell.number_format = "0.0%"


def sheet_for_each_service(quarters: int) -> Book:
    """A sheet a service, figures down, quarters across, under two merged head rows; earlier quarters stand beside."""
    book = Book()
    book.remove(book.worksheets[0])
    for number, name in enumerate(SERVICES):
        sheet = book.create_sheet(name)
        sheet["A1"] = f"{name}: monitoring"
        sheet.merge_cells("A1:F1")
        sheet["B2"] = "2022/23"
        sheet.merge_cells("B2:F2")
        for quarter in range(1, 5):
            sheet.cell(3, quarter + 1, f"Q{quarter}")
        sheet.cell(3, 6, "Year to date")
        for place, label in enumerate(LABELS):
            sheet.cell(4 + place, 1, label)
            for quarter in range(1, quarters + 1):
                put(sheet, 4 + place, 1 + quarter, value_of(number, place, quarter), share=label == SHARE)
        sheet.cell(10, 1, "What went well")
        sheet.cell(10, 2, f"Quarter {quarters} went well.")
    return book


def all_in_one_sheet(quarters: int) -> Book:
    """One sheet, a block for each service, whose name stands in the first column and the figures in the second."""
    book = Book()
    sheet = book.worksheets[0]
    sheet.title = "Returns"
    for quarter in range(1, 5):
        sheet.cell(1, quarter + 2, f"Quarter {quarter} 2022/23")
    for number, name in enumerate(SERVICES):
        top = 2 + number * (len(LABELS) + 1)
        sheet.cell(top, 1, name)
        sheet.merge_cells(start_row=top, end_row=top + len(LABELS) - 1, start_column=1, end_column=1)
        for place, label in enumerate(LABELS):
            sheet.cell(top + place, 2, label)
            for quarter in range(1, quarters + 1):
                put(sheet, top + place, 2 + quarter, value_of(number, place, quarter), share=label == SHARE)
    return book


def on_its_side(quarters: int) -> Book:
    """Quarters down, figures across, by their last days; a sheet a service."""
    book = Book()
    book.remove(book.worksheets[0])
    ends = [date(2022, 6, 30), date(2022, 9, 30), date(2022, 12, 31), date(2023, 3, 31)]
    for number, name in enumerate(SERVICES):
        sheet = book.create_sheet(name)
        sheet["A1"] = "Quarter ending"
        for place, label in enumerate(LABELS):
            sheet.cell(1, 2 + place, label)
        for quarter in range(1, quarters + 1):
            sheet.cell(1 + quarter, 1, ends[quarter - 1]).number_format = "d mmm yyyy"
            for place, label in enumerate(LABELS):
                put(sheet, 1 + quarter, 2 + place, value_of(number, place, quarter), share=label == SHARE)
    return book


def sheet_for_each_quarter(quarters: int) -> Book:
    """A sheet a quarter, services across, figures down."""
    book = Book()
    book.remove(book.worksheets[0])
    for quarter in range(1, quarters + 1):
        sheet = book.create_sheet(f"Q{quarter} 2022-23")
        for number, name in enumerate(SERVICES):
            sheet.cell(2, 2 + number, name)
            for place, label in enumerate(LABELS):
                sheet.cell(3 + place, 1, label)
                put(sheet, 3 + place, 2 + number, value_of(number, place, quarter), share=label == SHARE)
    return book


def new_each_time(quarters: int) -> Book:
    """A workbook of its own for each quarter, which names it nowhere but in its file's name."""
    book = Book()
    sheet = book.worksheets[0]
    sheet.title = f"Figures {quarters}"
    sheet.append(["Service", "Figure", "Number"])
    for number, name in enumerate(SERVICES):
        for place, label in enumerate(LABELS):
            sheet.append([name, label, value_of(number, place, quarters)])
            if label == SHARE:
                sheet.cell(sheet.max_row, 3).number_format = "0.0%"
    return book


WORKBOOKS: dict[str, Make] = {
    "a sheet for each service": sheet_for_each_service,
    "all in one sheet": all_in_one_sheet,
    "on its side": on_its_side,
    "a sheet for each quarter": sheet_for_each_quarter,
    "new each time": new_each_time,
}
