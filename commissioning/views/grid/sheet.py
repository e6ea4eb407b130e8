"""The sheet that was taken away from the grid, read back: its rows as they would be pasted."""

import csv
import io
from collections.abc import Mapping
from typing import Any

from commissioning.parsing import Kind, Parsed, parse
from commissioning.parsing.columns import plain_name
from commissioning.views.quarters import Scene
from commissioning.workflow.grid import Grid
from tracker.exports import ABOUT_SHEET
from tracker.uploads.cells import Sheet, Workbook
from tracker.uploads.keeping import take
from tracker.uploads.kinds import WrongFile
from tracker.uploads.reading import read_workbook

QUARTER = "Quarter"


def rows_in(file: Any, scene: Scene, grid: Grid) -> str:
    """The sheet's rows as text, columns apart by tabs, its headings first. Raises WrongFile, with what to do."""
    if file is None:
        raise WrongFile("Choose the file first.")
    taken = take(file.name, file, file.size)
    book = read_workbook(taken.kind, taken.content)
    _check_quarter(book, scene)
    sheet = book.sheets[0]
    heads = {plain_name(sheet.text(1, column)) for column in range(2, sheet.columns + 1)}
    if not heads & {plain_name(head) for head in grid.heads}:
        raise WrongFile(
            f"This isn’t the sheet of this grid: its first row names none of the columns {'; '.join(grid.heads)}. "
            "Download it as saved, fill it in, and choose it here."
        )
    return as_copied(sheet)


def _check_quarter(book: Workbook, scene: Scene) -> None:
    """A sheet of another quarter is recognised by what it says of itself: in each of its rows, or beside them."""
    for said in (*_said_beside(book), *_said_in_rows(book.sheets[0])):
        if said and said != scene.quarter.label:
            raise WrongFile(
                f"This sheet is of {said}, and the grid is of {scene.quarter.label}. Download it here first."
            )


def _said_beside(book: Workbook) -> list[str]:
    about = book.sheet(ABOUT_SHEET)
    rows = range(1, about.rows + 1) if about else ()
    return [about.text(row, 2) for row in rows if about and about.text(row, 1) == QUARTER]


def _said_in_rows(sheet: Sheet) -> list[str]:
    columns = [column for column in range(1, sheet.columns + 1) if sheet.text(1, column) == QUARTER]
    return [sheet.text(row, column) for column in columns for row in range(2, sheet.rows + 1)]


def as_copied(sheet: Sheet) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    for row in range(1, sheet.rows + 1):
        writer.writerow([sheet.text(row, column) for column in range(1, sheet.columns + 1)])
    return text.getvalue()


def unlike(filled: Mapping[str, str], grid: Grid) -> dict[str, str]:
    """What a sheet says otherwise than its box: an amount that is only written otherwise ("£1,000") is the same."""
    held = {name: text for row in grid.rows for name, text in row.current.items()}
    kinds = {name: kind for row in grid.rows for name, kind in row.place(grid.shared).boxes}
    return {name: text for name, text in filled.items() if not _same(held.get(name, ""), text, kinds.get(name))}


def _same(held: str, said: str, kind: Kind | None) -> bool:
    if held == said or kind is None:
        return held == said
    before, now = parse(held, kind, negative=True), parse(said, kind, negative=True)
    return isinstance(before, Parsed) and isinstance(now, Parsed) and before.value == now.value
