"""How figures, money, dates and states are written: one formatter for each kind, the same on screen, page and paper.

Pure and free of locale; British English. Halves are rounded up (ROUND_HALF_UP). Numbers are Decimal or int, never
float. A missing number is never formatted: `None` raises TypeError, and the caller passes `state_words(state)`.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from tracker.periods import LONDON

MINUS = "\u2212"
EN_DASH = "\u2013"
PENNY = Decimal("0.01")
YEAR = 365
IN_WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
MONTHS = "January February March April May June July August September October November December".split()

PRECISION = {
    "exact": "{}",
    "about": "about {}",
    "just_over": "just over {}",
    "just_under": "just under {}",
    "at_least": "at least {}",
    "at_most": "at most {}",
    "rounded": "{} (rounded)",
}
STATES = {
    "reported": "0 of 0",  # without a number: a share of nothing
    "not_answered": "not answered",
    "uncounted": "yes, not counted",
    "not_counted": "not counted",
    "does_not_apply": "doesn\u2019t apply",
    "no_return": "no return",
    "not_held": "not held",
    "counted_otherwise": "counted otherwise",  # before a break of the series
}
GAPS = {**STATES, "no_return": "not received", "not_held": "not stated", "reported": "without its parts"}

Number = Decimal | int


def _decimal(number: Number) -> Decimal:
    if isinstance(number, bool) or not isinstance(number, Decimal | int):
        raise TypeError(f"A figure is a Decimal or a whole number, not {type(number).__name__}.")
    return Decimal(number)


def rounded(number: Number, decimals: int) -> Decimal:
    """The number with so many decimals, halves up; no minus before a nought."""
    result = _decimal(number).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return abs(result) if result == 0 else result


def _grouped(number: Decimal) -> str:
    return f"{number:,f}".replace("-", MINUS)


def _stripped(number: Decimal) -> Decimal:
    """Without the noughts that a column of four decimals adds."""
    exponent = number.normalize().as_tuple().exponent
    return rounded(number, max(0, -exponent) if isinstance(exponent, int) else 0)


def with_precision(text: str, precision: str = "exact") -> str:
    """The words of a precision around a formatted figure: "just over £850,000"."""
    return PRECISION[precision].format(text)


def number(amount: Number, decimals: int | None = None, precision: str = "exact") -> str:
    """ "1,234.5"; with `decimals` exactly so many, else as many as it has."""
    exact = _decimal(amount)
    return with_precision(_grouped(_stripped(exact) if decimals is None else rounded(exact, decimals)), precision)


def count(amount: Number, precision: str = "exact") -> str:
    """A count of whole things: "3,834", "about 20"."""
    return number(amount, 0, precision)


def money(amount: Number, precision: str = "exact") -> str:
    """ "£98,441"; with pence where there are any: "£1,234.50"; "just over £850,000"; below nought "−£1,200"."""
    pounds = rounded(amount, 2)
    whole = pounds == pounds.to_integral_value()
    text = f"£{_grouped(rounded(abs(pounds), 0 if whole else 2))}"
    return with_precision(f"{MINUS}{text}" if pounds < 0 else text, precision)


def percentage(percent: Number, decimals: int | None = None, precision: str = "exact") -> str:
    """ "95.83%", from per cent units, with the decimals stated or else as many as it has."""
    exact = _decimal(percent)
    if decimals is None and len(exact.as_tuple().digits) > 18:
        decimals = 1
    text = _grouped(_stripped(exact) if decimals is None else rounded(exact, decimals))
    return with_precision(f"{text}%", precision)


def share(percent: Number) -> str:
    """A share to one decimal, from per cent units: "81.0%"."""
    return percentage(percent, 1)


def value(kind: str, amount: Number, precision: str = "exact", decimals: int | None = None, unit: str = "") -> str:
    """A figure by its kind of number (count, percentage, rate, average, money, duration), with its unit if given.

    A computed percentage is written to one decimal, other computed figures to at most two.
    """
    if kind == "money":
        return money(amount, precision)
    if kind == "percentage":
        return percentage(amount, decimals, precision)
    if kind == "count":
        text = number(amount, 0)
    else:
        text = number(amount, decimals if decimals is not None else _at_most_two(_decimal(amount)))
    return with_precision(f"{text} {unit}" if unit else text, precision)


def _at_most_two(amount: Decimal) -> int:
    exponent = rounded(amount, 2).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def change(kind: str, difference: Number, percent: Number | None = None) -> str:
    """A change in words: "up 27, 5.8%", "down 607, 13.7%", "up 2.1 percentage points", "no change".

    `percent` is the change in per cent of the earlier figure; None leaves it out (nought before, or a percentage).
    """
    moved = _decimal(difference)
    if moved == 0:
        return "no change"
    size = _points(abs(moved)) if kind == "percentage" else _size(kind, abs(moved))
    by = "" if percent is None else f", {_by(abs(_decimal(percent)))}"
    return f"{'up' if moved > 0 else 'down'} {size}{by}"


def _points(moved: Decimal) -> str:
    if moved < Decimal("0.05"):
        return "less than 0.1 percentage points"
    size = number(rounded(moved, 1))
    return f"{size} percentage point{'' if size == '1' else 's'}"


def _size(kind: str, moved: Decimal) -> str:
    return "less than 0.01" if moved < PENNY / 2 else value(kind, moved)


def _by(percent: Decimal) -> str:
    return "less than 0.1%" if percent < Decimal("0.05") else share(percent)


def comparator(then: str, period: str, changed: str) -> str:
    """The comparator's sentence from formatted parts: "465 in Q2 2021/22, up 27, 5.8%"."""
    return f"{then} in {period}, {changed}" if changed else f"{then} in {period}"


def running(now: str, compared: str) -> str:
    """The form for running text: "492 (465 in Q2 2021/22, up 27, 5.8%)"."""
    return f"{now} ({compared})"


def variance(kind: str, amount: Number) -> str:
    """Actual minus plan in words (rule 5): "£12,000 under", "3 over", "as planned"."""
    off = _decimal(amount)
    if off == 0:
        return "as planned"
    return f"{value(kind, abs(off))} {'over' if off > 0 else 'under'}"


def state_words(state: str) -> str:
    """What stands where no number can (rule 1): "not held", "no return", "yes, not counted"."""
    return STATES[state]


def gap_words(state: str) -> str:
    """Why a part is missing, after its name: "AXIS not received", "Q1 not stated"."""
    return GAPS[state]


def in_words(amount: Number) -> str:
    """Whole numbers below ten as words, others as figures: "seven", "12"."""
    exact = _decimal(amount)
    if exact != exact.to_integral_value() or not 0 <= exact < 10:
        return number(exact)
    return IN_WORDS[int(exact)]


def day(on: date) -> str:
    """ "21 October 2022"; of an instant, its London day."""
    on = on.astimezone(LONDON) if isinstance(on, datetime) else on
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def short_day(on: date) -> str:
    """ "21 Oct 2022", for narrow places."""
    words = day(on).split()
    return f"{words[0]} {words[1][:3]} {words[2]}"


def late(days: int) -> str:
    """Days past a due date; beyond a year the number says no more than the year."""
    if days > YEAR:
        return "Over a year late"
    return f"{count(days)} {'day' if days == 1 else 'days'} late"


def ago(days: int) -> str:
    """How long something has been waiting, in the same measure as lateness."""
    if days > YEAR:
        return "over a year ago"
    return f"{count(days)} {'day' if days == 1 else 'days'} ago" if days else "today"


def clock(at: datetime) -> str:
    """The time in London: "10:42"."""
    return f"{at.astimezone(LONDON):%H:%M}"


def moment(at: datetime) -> str:
    """ "21 October 2022, 10:42" in London."""
    return f"{day(at)}, {clock(at)}"


def date_range(first: date, last: date) -> str:
    """Two days with an en dash, saying month and year once where they are the same: "1–30 September 2022"."""
    one, other = day(first).split(), day(last).split()
    if one == other:
        return day(last)
    if one[1:] == other[1:]:
        return f"{one[0]}{EN_DASH}{day(last)}"
    same_year = one[2] == other[2]
    return f"{' '.join(one[:2] if same_year else one)} {EN_DASH} {day(last)}"


def number_range(low: Number, high: Number) -> str:
    """ "10–20"."""
    return f"{number(low)}{EN_DASH}{number(high)}"


def listing(words: Iterable[str], *, more: int = 0) -> str:
    """ "Q1, Q2 and Q4"; with `more` that are not named, "Q1, Q2 and 7 more"."""
    *most, last = [*words, *([f"{more:,} more"] if more else [])] or [""]
    return f"{', '.join(most)} and {last}" if most else last


def file_size(size: int) -> str:
    """Bytes as people say them: 340 KB, 1.2 MB."""
    if size < 1_000_000:
        return f"{max(round(size / 1_000), 1):,} KB"
    return f"{size / 1_000_000:.1f} MB"
