"""A CSV file as one sheet of text cells, whatever its separator and encoding."""

import csv
import io
from collections import Counter

from tracker.uploads.cells import Cell, Place, Sheet, Workbook
from tracker.uploads.kinds import TWO_BYTES, WrongFile
from tracker.uploads.xlsx import check_place

SEPARATORS = ",;\t"
LOOKED_AT = 50
DECLARED = "sep="
LONGEST_CELL = 40_000
SHEET = "CSV"


def read_csv(content: bytes) -> Workbook:
    """One sheet. A cell's address is its row and place in the file, as a spreadsheet would show it."""
    text = decoded(content)
    csv.field_size_limit(LONGEST_CELL)
    try:
        rows = _rows(text)
    except csv.Error as error:
        raise WrongFile(
            "This CSV file can’t be read: a quotation mark is opened and not closed. Save it again from a spreadsheet."
        ) from error
    return Workbook((Sheet(SHEET, rows),))


def decoded(content: bytes) -> str:
    """The text: UTF-16 where its mark says so, UTF-8 with or without its mark, else what Windows writes."""
    for encoding in ("utf-16",) if content.startswith(TWO_BYTES) else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise WrongFile("The letters of this file can’t be read. In Excel, save it as “CSV UTF-8”, and choose it again.")


def _rows(text: str) -> dict[Place, Cell]:
    declared = text[: len(DECLARED)].lower() == DECLARED and text[len(DECLARED) : len(DECLARED) + 1]
    separator = declared or separator_of(text)
    cells: dict[Place, Cell] = {}
    for row, line in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1):
        if declared and row == 1:
            continue
        for column, said in enumerate(line, 1):
            if said.strip():
                check_place(SHEET, row, column)
                cells[row, column] = Cell(SHEET, row, column, said, said)
    return cells


def separator_of(text: str) -> str:
    """The sign that cuts the first rows most evenly into more than one column; a comma where none does."""
    lines = io.StringIO(text, newline="").readlines(LONGEST_CELL)[:LOOKED_AT]
    return max(SEPARATORS, key=lambda sign: _evenness(lines, sign))


def _evenness(lines: list[str], sign: str) -> tuple[int, int]:
    widths = Counter(len(row) for row in csv.reader(lines, delimiter=sign) if len(row) > 1)
    width, rows = max(widths.items(), key=lambda each: (each[1], each[0]), default=(0, 0))
    return rows, width
