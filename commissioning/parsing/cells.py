"""Cells of a spreadsheet or CSV file, read by the same parser as the form."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from commissioning.parsing.numbers import MOST_DECIMALS, parse
from commissioning.parsing.outcomes import Kind, Missing, Outcome, Parsed, Wrong
from tracker import formats

SHOWN_DIGITS = 15  # a spreadsheet shows 15 figures of a binary number; the rest is the machine's own


def parse_cell(
    cell: object,
    kind: Kind = Kind.NUMBER,
    *,
    number_format: str = "",
    negative: bool = False,
    over_hundred: bool = False,
) -> Outcome:
    """Rule 6 for a cell: text as typed, numbers as the sheet shows them (a percentage format counts).

    A computed percentage or other number with more than four decimals is rounded half up to four and marked "rounded";
    money isn't. Dates, times and true or false are wrong here.
    """
    if cell is None:
        return Missing()
    if isinstance(cell, str):
        return parse(cell, kind, negative=negative, over_hundred=over_hundred)
    if isinstance(cell, datetime | date | time | timedelta):
        return Wrong(str(cell), "This cell holds a date or a time. Type a number here.")
    if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal):
        return Wrong(str(cell), f"This cell holds {cell}, not a number. Type the number.")
    number = _as_shown(cell)
    if not number.is_finite() or number.adjusted() > 2 * SHOWN_DIGITS:
        return Wrong(str(cell), "This cell holds no number that can be read. Type the number.")
    percent = "%" in number_format
    number = (number * 100).normalize() if percent else number
    kept = _kept(number, kind)
    read = parse(f"{kept:f}{'%' if percent else ''}", kind, negative=negative, over_hundred=over_hundred)
    if isinstance(read, Parsed) and kept != number:
        return Parsed(read.raw, read.value, "rounded", read.is_percent, read.is_money)
    return read


def _as_shown(cell: float | Decimal) -> Decimal:
    return Decimal(f"{cell:.{SHOWN_DIGITS}g}") if isinstance(cell, float) else Decimal(cell)


def _kept(number: Decimal, kind: Kind) -> Decimal:
    """In plain notation; rounded to what can be kept where the box takes any decimals."""
    exponent = number.as_tuple().exponent
    long = isinstance(exponent, int) and -exponent > MOST_DECIMALS
    if long and kind in (Kind.NUMBER, Kind.PERCENTAGE) and abs(number) < Decimal(10) ** 14:
        return formats.rounded(number, MOST_DECIMALS)
    return number
