"""Which column of a ledger extract is which: by the layout that was chosen before, else by its headings. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tracker.uploads.cells import Cell, Sheet, Workbook

LOOKED_AT = 20  # rows among which the headings are looked for
LOOSE = re.compile(r"[^a-z0-9]+")


class Column(StrEnum):
    """What a line says of a payment."""

    DAY = "day"
    AMOUNT = "amount"
    PAYEE = "payee"
    REFERENCE = "reference"
    AWARD = "award"


LABELS = {
    Column.DAY: "Day it was paid",
    Column.AMOUNT: "Amount",
    Column.PAYEE: "Paid to",
    Column.REFERENCE: "Our reference",
    Column.AWARD: "Award or contract it names",
}
NEEDED = (Column.DAY, Column.AMOUNT)
TELLS_WHOSE = (Column.PAYEE, Column.REFERENCE, Column.AWARD)
MEANINGS: Mapping[Column, frozenset[str]] = {
    Column.DAY: frozenset(
        "date|payment date|date paid|paid on|paid|posting date|transaction date|trans date|invoice date|value date|"
        "effective date|gl date".split("|")
    ),
    Column.AMOUNT: frozenset(
        "amount|net amount|amount paid|payment amount|value|net|total|gbp|net value|amount gbp|line amount|"
        "transaction amount|paid amount|net of vat".split("|")
    ),
    Column.PAYEE: frozenset(
        "payee|supplier|supplier name|vendor|vendor name|creditor|paid to|beneficiary|organisation|provider|name|"
        "recipient|account name".split("|")
    ),
    Column.REFERENCE: frozenset(
        "reference|our reference|ref|our ref|transaction|transaction number|trans no|voucher|document|document number|"
        "doc no|payment reference|invoice|invoice number|invoice no|journal".split("|")
    ),
    Column.AWARD: frozenset(
        "award|award reference|contract|contract reference|contract number|grant|grant reference|description|"
        "narrative|details|order|purchase order|po number|project|cost centre".split("|")
    ),
}


@dataclass(frozen=True, slots=True)
class Headings:
    """The row of headings on one sheet, and the heading chosen for each column; one that has none isn't in the file."""

    sheet: Sheet
    row: int
    cells: tuple[Cell, ...]
    chosen: Mapping[Column, Cell]

    @property
    def names(self) -> list[str]:
        return [cell.text.strip() for cell in self.cells]

    @property
    def lacks(self) -> list[Column]:
        """The columns without which nothing can be read."""
        return [each for each in NEEDED if each not in self.chosen]

    @property
    def layout(self) -> dict[str, str]:
        """What is remembered of this choice: the heading of each column."""
        return {str(column): cell.text.strip() for column, cell in self.chosen.items()}


def headings_in(book: Workbook, layout: Mapping[str, str]) -> Headings | None:
    """The row of headings that gives most of what is needed; None where no row of the first ones names any of it."""
    found = [_headings(sheet, row, cells, layout) for sheet in book.sheets for row, cells in _rows(sheet)]
    best = max(found, key=_worth, default=None)
    return best if best is not None and best.chosen else None


def _worth(headings: Headings) -> tuple[int, int, bool]:
    return -len(headings.lacks), len(headings.chosen), not headings.sheet.hidden


def _rows(sheet: Sheet) -> Iterator[tuple[int, list[Cell]]]:
    rows: dict[int, list[Cell]] = {}
    for cell in sheet.in_order():
        if cell.row > LOOKED_AT:
            break
        rows.setdefault(cell.row, []).append(cell)
    yield from rows.items()


def _headings(sheet: Sheet, row: int, cells: list[Cell], layout: Mapping[str, str]) -> Headings:
    named = {plain(cell.text): cell for cell in reversed(cells) if isinstance(cell.value, str | None)}
    chosen: dict[Column, Cell] = {}
    for column in Column:
        said = plain(layout.get(column, ""))
        if column in layout:
            known = named.get(said) if said else None
        else:
            known = next((cell for name, cell in reversed(named.items()) if name in MEANINGS[column]), None)
        if known is not None and known not in chosen.values():
            chosen[column] = known
    return Headings(sheet, row, tuple(cells), chosen)


def plain(heading: str) -> str:
    """A heading without capitals, signs and units."""
    return LOOSE.sub(" ", heading.casefold().replace("£", " ")).strip()
