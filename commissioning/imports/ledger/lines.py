"""The lines of a ledger extract: each read whole, or with every fault that it has. Pure."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from commissioning.imports.ledger.columns import LABELS, Column, Headings
from commissioning.imports.portfolio.tables import TOTAL
from commissioning.parsing import Kind, Missing, Parsed, parse_cell
from commissioning.parsing.dates import Day, parse_day
from tracker import formats
from tracker.uploads.cells import Cell
from tracker.uploads.faults import Fault, fault_at

DAYS, AMOUNTS, LATER = "Days that can’t be read", "Amounts that can’t be read", "Days that are still to come"
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One payment as the ledger has it; `digest` tells it from every other, and knows it in the next extract."""

    day: date
    amount: Decimal
    payee: str
    reference: str
    names: str  # what the line says of the award, to match it by; kept in the file alone
    cell: str
    digest: str


@dataclass(frozen=True, slots=True)
class Lines:
    """What an extract says. `left` counts rows that are totals or have neither day nor amount."""

    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]
    left: int


def read_lines(headings: Headings, *, on: date) -> Lines:
    """Every row below the headings. A day after `on` is a warning: ledgers hold payments that are to come."""
    lines: list[Line] = []
    faults: list[Fault] = []
    alike: Counter[tuple[str, ...]] = Counter()
    left = 0
    for row in _rows(headings):
        cells = {column: headings.sheet.at(row, cell.column) for column, cell in headings.chosen.items()}
        found = _line(cells, alike, on)
        if found is None:
            left += 1
        elif isinstance(found, Line):
            lines.append(found)
            if found.day > on:
                faults.append(_later(cells[Column.DAY], found.day))
        else:
            faults += found
    return Lines(tuple(lines), tuple(faults), left)


def _rows(headings: Headings) -> Iterator[int]:
    yield from sorted({row for row, _ in headings.sheet.cells if row > headings.row})


def _line(cells: dict[Column, Cell | None], alike: Counter[tuple[str, ...]], on: date) -> Line | list[Fault] | None:
    day_cell, amount_cell = cells.get(Column.DAY), cells.get(Column.AMOUNT)
    texts = {column: _text(cells.get(column)) for column in (Column.PAYEE, Column.REFERENCE, Column.AWARD)}
    if _empty(amount_cell) or (_empty(day_cell) and any(TOTAL.fullmatch(text) for text in _all_texts(cells))):
        return None
    faults: list[Fault] = []
    day, amount = _day(day_cell, amount_cell, faults), _amount(amount_cell, faults)
    if day is None or amount is None or amount_cell is None:
        return faults
    said = (str(day), f"{amount:f}", texts[Column.PAYEE], texts[Column.REFERENCE])
    alike[said] += 1
    digest = hashlib.sha256("\n".join([*said, str(alike[said])]).encode()).hexdigest()
    names = " ".join(filter(None, [texts[Column.AWARD], texts[Column.REFERENCE]]))
    where = f"{amount_cell.sheet}, {amount_cell.address}"[-60:]
    return Line(day, amount, texts[Column.PAYEE], texts[Column.REFERENCE], names, where, digest)


def _empty(cell: Cell | None) -> bool:
    return cell is None or (cell.is_readable and not cell.text.strip())


def _text(cell: Cell | None) -> str:
    return " ".join(cell.text.split())[:LONGEST] if cell is not None and cell.is_readable else ""


def _all_texts(cells: dict[Column, Cell | None]) -> Iterator[str]:
    return (cell.text.strip() for cell in cells.values() if cell is not None)


def _day(cell: Cell | None, beside: Cell | None, faults: list[Fault]) -> date | None:
    if cell is None or _empty(cell):
        at = cell or beside
        if at is not None:
            faults.append(fault_at(at, DAYS, "This payment has no day.", f"Fill in {LABELS[Column.DAY].lower()}."))
        return None
    read = parse_day(cell.value if cell.is_readable and cell.value is not None else cell.text)
    if isinstance(read, Day):
        return read.day
    faults.append(fault_at(cell, DAYS, read.message or "This payment has no day.", ""))
    return None


def _amount(cell: Cell | None, faults: list[Fault]) -> Decimal | None:
    if cell is None:
        return None
    if not cell.is_readable:
        faults.append(fault_at(cell, AMOUNTS, f"This cell shows {cell.text}.", "Type the amount."))
        return None
    value = cell.value if cell.value is not None else cell.text
    read = parse_cell(value, Kind.MONEY, number_format=cell.format, negative=True)
    if isinstance(read, Parsed):
        return read.value
    message = "There is no amount here." if isinstance(read, Missing) else read.message
    faults.append(fault_at(cell, AMOUNTS, message, ""))
    return None


def _later(cell: Cell | None, day: date) -> Fault:
    sentence = f"{formats.day(day)} is still to come."
    if cell is None:
        return Fault(LATER, sentence, "It counts from that day.", blocking=False)
    return fault_at(cell, LATER, sentence, "It counts from that day.", blocking=False)
