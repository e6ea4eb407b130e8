"""What a workbook or a CSV file holds, as plain values: nothing of the file itself is left in them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

Value = str | int | float | bool | datetime | date | time | timedelta | None
Place = tuple[int, int]
ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})", re.IGNORECASE)


class CellKind(StrEnum):
    """What a cell holds. An error is #REF! and the like; uncomputed is a formula of which no result was stored."""

    TEXT = "text"
    NUMBER = "number"
    YES_NO = "yes-no"
    DATE = "date"
    ERROR = "error"
    UNCOMPUTED = "uncomputed"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell with something in it: where it stands, the text as shown, and the value behind it with its format.

    `value` and `format` are what `parse_cell` reads; `hidden` says that its row or column is.
    """

    sheet: str
    row: int
    column: int
    text: str
    value: Value = None
    kind: CellKind = CellKind.TEXT
    format: str = ""
    hidden: bool = False

    @property
    def address(self) -> str:
        return address_of(self.row, self.column)

    @property
    def is_readable(self) -> bool:
        return self.kind not in (CellKind.ERROR, CellKind.UNCOMPUTED)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `at` sees through merged cells: each place of a merged range answers with its first cell."""

    name: str
    cells: Mapping[Place, Cell] = field(default_factory=dict)
    merged: tuple[tuple[int, int, int, int], ...] = ()  # first row, first column, last row, last column
    hidden: bool = False

    def at(self, row: int, column: int) -> Cell | None:
        found = self.cells.get((row, column))
        if found is not None:
            return found
        for first_row, first_column, last_row, last_column in self.merged:
            if first_row <= row <= last_row and first_column <= column <= last_column:
                return self.cells.get((first_row, first_column))
        return None

    def cell(self, address: str) -> Cell | None:
        place = place_of(address)
        return self.at(*place) if place else None

    def text(self, row: int, column: int) -> str:
        """The text at a place, without spaces around it; empty where nothing stands."""
        found = self.at(row, column)
        return found.text.strip() if found else ""

    @property
    def rows(self) -> int:
        return max((row for row, _ in self.cells), default=0)

    @property
    def columns(self) -> int:
        return max((column for _, column in self.cells), default=0)

    def in_order(self) -> Iterator[Cell]:
        """The cells, row by row."""
        for place in sorted(self.cells):
            yield self.cells[place]


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets of one file, in their order; a CSV file is one sheet."""

    sheets: tuple[Sheet, ...]

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of this name; spreadsheets don't mind capitals in it."""
        return next((each for each in self.sheets if each.name.casefold() == name.casefold()), None)


def letters(column: int) -> str:
    """The letters over a column: 1 is A, 27 is AA."""
    found = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def address_of(row: int, column: int) -> str:
    return f"{letters(column)}{row}"


def place_of(address: str) -> Place | None:
    """Row and column of an address such as B7; None for anything else."""
    found = ADDRESS.fullmatch(address.strip())
    if found is None:
        return None
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column
