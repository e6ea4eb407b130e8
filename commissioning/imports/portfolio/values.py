"""What a cell says, by what its column holds: a value, nothing, or a fault with its cure."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from commissioning.exports.portfolio.form import Column, Holds
from commissioning.parsing import Kind, Missing, Parsed, StateProposed, parse_cell
from commissioning.parsing.dates import NOT_KNOWN, Day, parse_day
from commissioning.parsing.numbers import clean
from commissioning.parsing.outcomes import quoted
from commissioning.parsing.years import Year, parse_year
from providers.parsing import Unreadable, charity_number, company_number
from tracker import formats
from tracker.uploads.cells import Cell, CellKind
from tracker.uploads.faults import Fault, fault_at

YES = frozenset("yes y true 1 x ✓ ✔".split())
NO = frozenset("no n false 0 ✗ ✘".split())
LASTS = re.compile(r"(\d+) ?(years?|yrs?|months?)")
BETWEEN = re.compile(r"[;\n]|\s\|\s")
SEVERAL_YEARS = re.compile(r"( and | to |, )")
SHARE = re.compile(r"(?P<name>.+?)\s*[(:–-]\s*(?P<share>\d+(?:\.\d+)?)\s*%\s*\)?")
COMPANY = 8
NUMBERS = {"charity_number": charity_number, "company_number": company_number}
NOT_STATED = "not stated"
OTHER_YEAR = re.compile(r"\d{4}(?:/\d\d)? \(from \w+\)|Year \d+", re.IGNORECASE)  # of a contract, of a programme


@dataclass(frozen=True, slots=True)
class Amount:
    """Pounds as stated; none: not stated, which is not nought."""

    value: Decimal | None
    precision: str = "exact"

    @property
    def words(self) -> str:
        return "not stated" if self.value is None else formats.money(self.value, self.precision)


@dataclass(frozen=True, slots=True)
class Said:
    """A value and the cell that says it."""

    value: Any
    cell: Cell


def read_value(cell: Cell, column: Column) -> Any | Fault | None:
    """The value; None where the cell says nothing; or what is wrong with it."""
    if not cell.is_readable:
        return _unreadable(cell)
    return READERS[column.holds](cell, column)


def _unreadable(cell: Cell) -> Fault:
    if cell.kind == CellKind.ERROR:
        return fault_at(cell, "Cells with an error", f"This cell shows {cell.text}.", "Correct it, or empty the cell.")
    return fault_at(
        cell,
        "Formulas without a result",
        "This cell has a formula whose result was never stored.",
        "Open the file in a spreadsheet, save it, and choose it again; or type the value.",
    )


def text_in(cell: Cell) -> str:
    """The text with single spaces; empty where it says that nothing is known."""
    text = " ".join(cell.text.split())
    return "" if clean(text) in NOT_KNOWN else text


def _text(cell: Cell, column: Column) -> str | Fault | None:
    text = text_in(cell)
    read = NUMBERS.get(column.key.rpartition(".")[2])
    if read is not None:
        return _registered(cell, text, read)
    return _too_long(cell, text, column) or text or None


def _as_written(cell: Cell, column: Column) -> str | Fault | None:
    text = " ".join(cell.text.split())
    return _too_long(cell, text, column) or text or None


def _registered(cell: Cell, text: str, read: Callable[[str], str]) -> str | Fault | None:
    """A charity or company number. A spreadsheet drops the noughts before a number, and every company's has eight."""
    whole = text.zfill(COMPANY) if read is company_number and cell.kind == CellKind.NUMBER else text
    try:
        return read(whole) or None
    except Unreadable as wrong:
        return fault_at(cell, "Charity and company numbers", f"{quoted(text)} is no such number.", str(wrong))


def _too_long(cell: Cell, text: str, column: Column) -> Fault | None:
    if not column.longest or len(text) <= column.longest:
        return None
    return fault_at(
        cell,
        "Texts that are too long",
        f"{column.heading} is {formats.count(len(text))} characters long; {column.longest} can be kept.",
        "Shorten it.",
    )


def _names(cell: Cell, column: Column) -> tuple[str, ...] | None:
    parts = (" ".join(part.split()) for part in BETWEEN.split(cell.text))
    return tuple(part for part in parts if part and clean(part) not in NOT_KNOWN) or None


def _choice(cell: Cell, column: Column) -> str | Fault | None:
    text = clean(cell.text)
    if not text:
        return None
    meant = column.meanings
    if text in meant:
        return meant[text]
    if text in NOT_KNOWN:
        return None
    offered = formats.listing(str(label) for _, label in column.choices.choices) if column.choices else ""
    return fault_at(
        cell,
        f"{column.heading}: words that aren’t known",
        f"{quoted(cell.text)} isn’t one of: {offered}.",
        "Write one of these.",
    )


def _yes(cell: Cell, column: Column) -> bool | Fault | None:
    text = clean(cell.text)
    if not text or text in NOT_KNOWN - NO:
        return None
    if text in YES | NO:
        return text in YES
    return fault_at(
        cell, f"{column.heading}: neither yes nor no", f"{quoted(cell.text)} is neither yes nor no.", "Write yes or no."
    )


def _day(cell: Cell, column: Column) -> Any:
    read = parse_day(cell.text if cell.kind == CellKind.TEXT else cell.value)
    if isinstance(read, Day):
        return read.day
    return (
        None if isinstance(read, Missing) else fault_at(cell, "Dates that can’t be read", *two_sentences(read.message))
    )


def _year(cell: Cell, column: Column) -> Any:
    read = parse_year(cell.text)
    if isinstance(read, Year):
        return read.label
    return (
        None if isinstance(read, Missing) else fault_at(cell, "Years that can’t be read", *two_sentences(read.message))
    )


def _year_if_stated(cell: Cell, column: Column) -> Any:
    """A year of whatever calendar, as its label; looked up once it is known which."""
    text = " ".join(cell.text.split())
    if clean(text) == NOT_STATED:
        return NOT_STATED
    return text if OTHER_YEAR.fullmatch(text) else _year(cell, column)


def _years(cell: Cell, column: Column) -> Any:
    """One financial year, or several with "and", "to" or a comma between them, each as its label."""
    parts = SEVERAL_YEARS.split(cell.text.strip())  # years and what stands between them, by turns
    read = [parse_year(part) for part in parts[::2]]
    if len(read) > 1 and all(isinstance(each, Year) for each in read):
        labels = [each.label if isinstance(each, Year) else "" for each in read]
        return labels[0] + "".join(gap + label for gap, label in zip(parts[1::2], labels[1:], strict=True))
    return _year(cell, column)


def amount_in(cell: Cell, *, negative: bool = False) -> Amount | Fault | None:
    """Pounds with the words of precision around them; words for "not known" are an amount not stated."""
    read = parse_cell(cell.value, Kind.MONEY, number_format=cell.format, negative=negative)
    if isinstance(read, Parsed):
        return Amount(read.value, read.precision)
    if isinstance(read, StateProposed) and read.value is None:
        return Amount(None)
    return (
        None
        if isinstance(read, Missing)
        else fault_at(cell, "Amounts that can’t be read", *two_sentences(read.message))
    )


def amounts_of(
    years: Iterable[tuple[str, Cell]], faults: list[Fault], *, negative: bool = False
) -> Iterator[tuple[str, Said]]:
    """Amounts that stand under headings that are years."""
    for year, cell in years:
        value = amount_in(cell, negative=negative) if cell.is_readable else _unreadable(cell)
        if isinstance(value, Fault):
            faults.append(value)
        elif value is not None:
            yield year, Said(value, cell)


def _money(cell: Cell, column: Column) -> Any:
    return amount_in(cell, negative=column.holds == Holds.CHANGE)


def _whole(cell: Cell, column: Column) -> Any:
    lasts = LASTS.fullmatch(clean(cell.text))
    if lasts:
        return _years_of(cell, int(lasts[1]), lasts[2])
    return _number(cell, Kind.COUNT)


def _years_of(cell: Cell, number: int, unit: str) -> int | Fault:
    if unit.startswith("y") or number % 12 == 0:
        return number if unit.startswith("y") else number // 12
    return fault_at(cell, "Numbers that can’t be read", f"{number} months aren’t whole years.", "Write whole years.")


def _percent(cell: Cell, column: Column) -> Any:
    return _number(cell, Kind.PERCENTAGE)


def _number(cell: Cell, kind: Kind) -> Any:
    read = parse_cell(cell.value, kind, number_format=cell.format)
    if isinstance(read, Parsed):
        return int(read.value) if kind == Kind.COUNT else read.value
    if isinstance(read, Missing) or (isinstance(read, StateProposed) and read.value is None):
        return None
    return fault_at(cell, "Numbers that can’t be read", *two_sentences(read.message))


def _later(cell: Cell, column: Column) -> Cell:
    """Read once it is known what kind of number it is, or what calendar it belongs to."""
    return cell


def two_sentences(message: str) -> tuple[str, str]:
    """A parser's message as the sentence on what is wrong and the cure."""
    sentence, stop, cure = message.partition(". ")
    if not stop:
        sentence, stop, cure = message.partition("? ")
    return (sentence + stop.strip(), cure) if stop else (message, "")


READERS: dict[Holds, Callable[[Cell, Column], Any]] = {
    Holds.TEXT: _text,
    Holds.CODE: _text,
    Holds.NAMES: _names,
    Holds.CHOICE: _choice,
    Holds.YES: _yes,
    Holds.DAY: _day,
    Holds.YEAR: _year,
    Holds.YEAR_IF_STATED: _year_if_stated,
    Holds.YEARS: _years,
    Holds.MONEY: _money,
    Holds.CHANGE: _money,
    Holds.WHOLE: _whole,
    Holds.PERCENT: _percent,
    Holds.CATEGORY: _as_written,
    Holds.PERIOD: _later,
    Holds.FIGURE: _later,
}


def split_share(name: str) -> tuple[str, Decimal | None]:
    """ "Counselling (60%)" as the name and its share of the money; without one, the name alone."""
    found = SHARE.fullmatch(name)
    return (found["name"], Decimal(found["share"])) if found else (name, None)
