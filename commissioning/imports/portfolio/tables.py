"""Where the tables of a workbook are: which sheet is which, in which row its headings stand, and what each means.

Pure. The order of columns is free; columns that mean nothing here are named and left. A sheet that fits no form is
named and left too.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from commissioning.exports.portfolio import SHEETS
from commissioning.exports.portfolio.form import SheetForm
from commissioning.exports.portfolio.workbook import OWN
from commissioning.imports.portfolio.flat import FLAT
from commissioning.imports.portfolio.headings import Known, Meaning, meaning_of, plain
from commissioning.parsing.quarters import PeriodName
from tracker.uploads.cells import Cell, Sheet, Workbook

LOOKED_AT = 10  # rows among which the headings are looked for
KNOWN = tuple(Known.of(form) for form in SHEETS)
KNOWN_FLAT = Known.of(FLAT)
NAMES = {plain(name): known for known in KNOWN for name in known.form.names}
TOTAL = re.compile(r"(?:grand |sub-? ?|overall )?totals?\b.*", re.IGNORECASE)


Lines = Mapping[int, list[Cell]]  # the cells of each row that has any, from left to right


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading's cell with its meaning."""

    cell: Cell
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class Table:
    """The table of one sheet: where its headings stand and what each column is."""

    form: SheetForm
    sheet: Sheet
    lines: Lines
    row: int
    columns: Mapping[str, Heading]
    years: tuple[tuple[str, Heading], ...] = ()
    periods: tuple[tuple[PeriodName, Heading], ...] = ()
    asked: tuple[Heading, ...] = ()
    left: tuple[Cell, ...] = ()

    def rows(self) -> Iterator[int]:
        """The rows below the headings in which something stands under a column that means something."""
        used = {heading.cell.column for heading in self.headings()}
        for row, cells in self.lines.items():
            if row > self.row and any(cell.column in used for cell in cells):
                yield row

    def headings(self) -> Iterator[Heading]:
        yield from self.columns.values()
        yield from (heading for _, heading in self.years)
        yield from (heading for _, heading in self.periods)

    def cell(self, row: int, key: str) -> Cell | None:
        heading = self.columns.get(key)
        return self.sheet.at(row, heading.cell.column) if heading else None

    def is_total(self, row: int) -> bool:
        """Whether the row sums up the rows above it: its first words say so, and but for numbers it says no more."""
        said = [cell.text.strip() for cell in self.lines[row] if cell.text.strip()]
        if not said or TOTAL.fullmatch(said[0]) is None:
            return False
        return all(any(sign.isdigit() for sign in text) for text in said[1:])


def tables_of(book: Workbook) -> tuple[list[Table], list[Sheet]]:
    """The tables of a workbook in its order, and the sheets in which none was found.

    Hidden sheets are not read, nor those of our form that hold no data.
    """
    sheets = (sheet for sheet in book.sheets if sheet.cells and not sheet.hidden and sheet.name not in OWN)
    read = [(sheet, table_of(sheet)) for sheet in sheets]
    return [table for _, table in read if table], [sheet for sheet, table in read if table is None]


def table_of(sheet: Sheet) -> Table | None:
    """The table of the form that the sheet's name means, if its headings fit; else of the form that they fit best."""
    named = NAMES.get(plain(sheet.name))
    lines = lines_of(sheet)
    tables = [found for known in KNOWN if (found := _best(sheet, lines, known)) and _fits(found)]
    whole = _best(sheet, lines, KNOWN_FLAT)
    own = next((each for each in tables if named and each.form is named.form), None)
    best = own or max(tables, key=_weight, default=None)
    if whole and _is_flat(whole) and (best is None or _weight(whole) > _weight(best)):
        return whole
    return best


def lines_of(sheet: Sheet) -> Lines:
    found: dict[int, list[Cell]] = {}
    for cell in sheet.in_order():
        found.setdefault(cell.row, []).append(cell)
    return found


def _best(sheet: Sheet, lines: Lines, known: Known) -> Table | None:
    """The table under the row, among the first ten, that knows the most headings."""
    tables = [_under(sheet, lines, row, known) for row in lines if row <= LOOKED_AT]
    return max((table for table in tables if table), key=_weight, default=None)


def _weight(table: Table) -> int:
    return len(table.columns) + len(table.years) + len(table.periods)


def _fits(table: Table) -> bool:
    return all(key in table.columns for key in table.form.needed)


def _is_flat(table: Table) -> bool:
    """One flat sheet names a service, or an award with its provider."""
    keys = table.columns.keys()
    return "service.name" in keys or {"award.title", "provider.name"} <= keys


def _under(sheet: Sheet, lines: Lines, row: int, known: Known) -> Table | None:
    headings = [Heading(cell, _meaning(sheet, cell, known)) for cell in lines[row]]
    columns: dict[str, Heading] = {}
    left = []
    for heading in sorted(headings, key=lambda each: not _is_own(each, known.form)):
        key = heading.meaning.key
        if key and key not in columns:
            columns[key] = heading
        elif key or not heading.meaning.is_known:
            left.append(heading.cell)
    if not columns:
        return None
    return Table(
        known.form,
        sheet,
        lines,
        row,
        columns,
        tuple((each.meaning.year, each) for each in headings if each.meaning.year),
        tuple((each.meaning.period, each) for each in headings if each.meaning.period),
        tuple(each for each in headings if each.meaning.asked),
        tuple(sorted(left, key=lambda cell: cell.column)),
    )


def _meaning(sheet: Sheet, cell: Cell, known: Known) -> Meaning:
    return meaning_of(cell.text, known, _above(sheet, cell)) if cell.text.strip() else Meaning()


def _above(sheet: Sheet, cell: Cell) -> str:
    """What stands over a heading or over those to its left: a year is written over the first of its quarters."""
    places = (sheet.text(cell.row - 1, column) for column in range(cell.column, 0, -1)) if cell.row > 1 else iter(())
    return next(filter(None, places), "")


def _is_own(heading: Heading, form: SheetForm) -> bool:
    """Whether the column is called what the form calls it: it then goes before one by another name."""
    key = heading.meaning.key
    return bool(key) and plain(form.column(key).heading) == plain(heading.cell.text)
