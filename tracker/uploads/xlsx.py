"""An Excel workbook as plain cells: what each shows and holds, without anything in it being run."""

import io
import re
import warnings
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

from tracker.uploads.cells import Cell, CellKind, Place, Sheet, Value, Workbook, letters
from tracker.uploads.kinds import WrongFile

MOST_ROWS = 5_000
MOST_COLUMNS = 100
MOST_SHEETS = 60
FIXED = re.compile(r"(?P<before>[£$€]?)(?P<commas>#,##)?0(?P<decimals>\.0+)?(?P<percent>%?)")
UNSEEN = re.compile(r'\[[^\]]*\]|[\\"]|_.|\*.')


class Parser(WorkSheetParser):
    """openpyxl's own reader of one sheet, in its streaming form, which also notes what stands on a formula.

    The public ways read a workbook twice for that, and build empty rows up to the number that a file claims.
    """

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.formulas: set[Place] = set()

    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        if element.find(FORMULA_TAG) is not None:
            self.formulas.add((cell["row"], cell["column"]))
        return cell


def read_xlsx(content: bytes) -> Workbook:
    """All sheets with cells in them. The package was found harmless before (`package.open_package`)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what openpyxl leaves out: validation lists, conditional formats
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        if len(book.worksheets) > MOST_SHEETS:
            raise WrongFile(f"This workbook has {len(book.worksheets)} sheets, and at most {MOST_SHEETS} can be read.")
        return Workbook(tuple(_sheet(sheet) for sheet in book.worksheets))


def _sheet(sheet: Any) -> Sheet:
    book, found = sheet.parent, []
    with sheet._get_source() as source:
        parser = Parser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for _, row in parser.parse():
            for cell in row:
                if _holds(cell, parser):
                    check_place(sheet.title, cell["row"], cell["column"])
                    found.append(cell)
    rows, columns = _hidden_rows(parser), _hidden_columns(parser)
    cells: dict[Place, Cell] = {}
    for raw in found:
        place = raw["row"], raw["column"]
        form = ReadOnlyCell(sheet, **raw).number_format
        cells[place] = _cell(sheet.title, raw, form, hidden=place[0] in rows or place[1] in columns)
    merged = parser.merged_cells.mergeCell if parser.merged_cells else ()
    return Sheet(sheet.title, cells, tuple(_bounds(each) for each in merged), sheet.sheet_state != "visible")


def _holds(cell: dict[str, Any], parser: Parser) -> bool:
    """Whether there is something in it: a value, or a formula without its result."""
    return cell["value"] not in (None, "") or (cell["row"], cell["column"]) in parser.formulas


def check_place(sheet: str, row: int, column: int) -> None:
    if row > MOST_ROWS:
        raise WrongFile(
            f"Sheet “{sheet}” has something in row {row:,}, and at most {MOST_ROWS:,} rows can be read. Delete what "
            "isn’t needed, or send the rows in parts."
        )
    if column > MOST_COLUMNS:
        raise WrongFile(
            f"Sheet “{sheet}” has something in column {letters(column)}, and at most {MOST_COLUMNS} columns can be "
            "read. Delete what isn’t needed."
        )


def _hidden_rows(parser: Parser) -> set[int]:
    return {int(float(row)) for row, has in parser.row_dimensions.items() if _yes(has.get("hidden"))}


def _hidden_columns(parser: Parser) -> set[int]:
    found: set[int] = set()
    for has in parser.column_dimensions.values():
        if _yes(has.get("hidden")):
            found |= set(range(int(has["min"]), min(int(has["max"]), MOST_COLUMNS) + 1))
    return found


def _yes(attribute: str | None) -> bool:
    return attribute in ("1", "true")


def _bounds(merged: Any) -> tuple[int, int, int, int]:
    first, _, last = merged.ref.replace("$", "").partition(":")
    places = [re.fullmatch(r"([A-Za-z]+)(\d+)", part) for part in (first, last or first)]
    if None in places:
        raise ValueError(merged.ref)
    (row, column), (last_row, last_column) = [
        (int(place[2]), column_index_from_string(place[1])) for place in places if place
    ]
    return row, column, last_row, last_column


def _cell(sheet: str, raw: dict[str, Any], number_format: str, *, hidden: bool) -> Cell:
    value: Value = raw["value"]
    if value in (None, ""):
        return Cell(sheet, raw["row"], raw["column"], "", None, CellKind.UNCOMPUTED, hidden=hidden)
    if raw["data_type"] == "e":
        return Cell(sheet, raw["row"], raw["column"], str(value), str(value), CellKind.ERROR, hidden=hidden)
    kind = _kind(value)
    form = number_format if kind in (CellKind.NUMBER, CellKind.DATE) else ""
    return Cell(sheet, raw["row"], raw["column"], shown(value, form), value, kind, form, hidden)


def _kind(value: Value) -> CellKind:
    if isinstance(value, bool):
        return CellKind.YES_NO
    if isinstance(value, int | float):
        return CellKind.NUMBER
    return CellKind.DATE if isinstance(value, datetime | date | time | timedelta) else CellKind.TEXT


def shown(value: Value, number_format: str) -> str:
    """A value as its cell shows it, for plain formats; for the rest as it would be typed."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(Decimal(f"{value:.15g}"), number_format)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    return str(value)


@lru_cache(maxsize=200)
def _form(number_format: str) -> re.Match[str] | None:
    return FIXED.fullmatch(UNSEEN.sub("", number_format.partition(";")[0]).strip())


def _number(number: Decimal, number_format: str) -> str:
    form = _form(number_format)
    if not number.is_finite() or form is None or abs(number) >= Decimal(10) ** 15:
        return f"{number:f}" if number.is_finite() else str(number)
    number = number * 100 if form["percent"] else number
    decimals = len(form["decimals"] or ".") - 1
    return f"{form['before']}{number:{',' if form['commas'] else ''}.{decimals}f}{form['percent']}"
