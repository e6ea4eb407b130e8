"""Days as people write them, read whole or not at all: the day stands before the month, as in Britain.

What has more than one reading is asked about, never guessed; words for "not known yet" are an empty cell.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from commissioning.parsing.numbers import clean
from commissioning.parsing.outcomes import Ambiguous, Missing, Wrong, quoted
from tracker import formats

EARLIEST, LATEST = 1990, 2099
LIKELY = range(2010, 2050)  # where a year of two figures is taken at its word
EXAMPLE = "such as 1 April 2022"
NOT_KNOWN = frozenset(
    "- – — . ? tbc tba n/a na nil none unknown ongoing rolling open open-ended continuing".split()
) | {"to be confirmed", "not known", "not known yet", "not yet known", "not stated", "no end date", "open ended"}
NAMES = {name.lower(): place for place, name in enumerate(formats.MONTHS, start=1)}
MONTHS = {**NAMES, **{name[:3]: place for name, place in NAMES.items()}, "sept": 9}
WORD = "(?P<name>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
GAP = r"[ /.,-]+"
WEEKDAY = re.compile(r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? ")
CLOCK = re.compile(r"[t ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?z?$")
ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b(?: of)?")


@dataclass(frozen=True, slots=True)
class Day:
    """A day, read whole."""

    raw: str
    day: date

    @property
    def message(self) -> str:
        return ""


DayOutcome = Day | Missing | Ambiguous | Wrong
Found = re.Match[str]


def parse_day(cell: object) -> DayOutcome:
    """The day in a cell or a typed text, or the named outcome why not. Never raises on a cell's value."""
    if cell is None:
        return Missing()
    if isinstance(cell, datetime):
        return _within(str(cell.date()), cell.date())
    if isinstance(cell, date):
        return _within(str(cell), cell)
    if isinstance(cell, str):
        return _read(cell)
    if isinstance(cell, bool | time | timedelta) or not isinstance(cell, int | float):
        return Wrong(str(cell), f"This cell holds {cell}, not a day. Write the day, {EXAMPLE}.")
    return Wrong(str(cell), f"This cell holds the number {cell:g}, not a day. Write the day, {EXAMPLE}.")


def _read(raw: str) -> DayOutcome:
    text = ORDINAL.sub("", CLOCK.sub("", WEEKDAY.sub("", clean(raw))))
    if not text or text in NOT_KNOWN:
        return Missing(raw)
    for pattern, read in PATTERNS:
        found = pattern.fullmatch(text)
        if found:
            return read(raw, found)
    return Wrong(raw, f"{quoted(raw)} can’t be read as a day. Write it {EXAMPLE}.")


def _within(raw: str, day: date) -> DayOutcome:
    if EARLIEST <= day.year <= LATEST:
        return Day(raw, day)
    return Wrong(raw, f"The year {day.year} can’t be right. Write the day, {EXAMPLE}.")


def _day(raw: str, year: int, month: int, day: int) -> DayOutcome:
    if 1 <= month <= 12 and 1 <= day <= monthrange(min(max(year, 1), 9999), month)[1]:
        return _within(raw, date(year, month, day)) if 1 <= year <= 9999 else _no_such(raw)
    return _no_such(raw)


def _no_such(raw: str) -> Wrong:
    return Wrong(raw, f"There is no such day as {quoted(raw)}. Write the day, {EXAMPLE}.")


def _year(text: str) -> int:
    return 2000 + int(text) if len(text) == 2 else int(text)


def _iso(raw: str, found: Found) -> DayOutcome:
    return _day(raw, int(found["year"]), int(found["month"]), int(found["day"]))


def _figures(raw: str, found: Found) -> DayOutcome:
    first, second, last = found["day"], found["month"], found["year"]
    readings = [_day(raw, _year(last), int(second), int(first))]
    if len(last) == 2 and _year(last) not in LIKELY:
        readings.append(_day(raw, _year(first), int(second), int(last)))
    elif int(second) > 12 >= int(first):
        return _ask(raw, [_day(raw, _year(last), int(first), int(second))])
    return readings[0] if len(readings) == 1 else _ask(raw, readings)


def _ask(raw: str, readings: list[DayOutcome]) -> DayOutcome:
    days = tuple(formats.day(each.day) for each in readings if isinstance(each, Day))
    if not days:
        return _no_such(raw)
    return Ambiguous(raw, days, f"Do you mean {' or '.join(days)}? Write the month as a word.")


def _with_word(raw: str, found: Found) -> DayOutcome:
    return _day(raw, _year(found["year"]), MONTHS[found["name"]], int(found["day"]))


def _month_alone(raw: str, found: Found) -> DayOutcome:
    month = MONTHS[found["name"]] if "name" in found.groupdict() else int(found["month"])
    year = _year(found["year"])
    if not 1 <= month <= 12 or not EARLIEST <= year <= LATEST:
        return _no_such(raw)
    first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
    days = (formats.day(first), formats.day(last))
    return Ambiguous(raw, days, f"Which day of it: {days[0]}, {days[1]} or another? Write the day.")


def _month_or_day(raw: str, found: Found) -> DayOutcome:
    month = MONTHS[found["name"]]
    asked = f"Is it a day in {formats.MONTHS[month - 1]}, or the year? Write the day in full, {EXAMPLE}."
    name = formats.MONTHS[month - 1]
    return Ambiguous(raw, (f"{name} {_year(found['year'])}", f"{int(found['year'])} {name}"), asked)


def _no_year(raw: str, found: Found) -> DayOutcome:
    return Wrong(raw, f"The year is missing from {quoted(raw)}. Write the day, {EXAMPLE}.")


def _only_year(raw: str, found: Found) -> DayOutcome:
    return Wrong(raw, f"{quoted(raw)} is a year. Write the day, {EXAMPLE}.")


PATTERNS = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (r"(?P<year>\d{4})[-/. ](?P<month>\d{1,2})[-/. ](?P<day>\d{1,2})", _iso),
        (r"(?P<day>\d{1,2})[-/. ](?P<month>\d{1,2})[-/. ](?P<year>\d{4}|\d{2})", _figures),
        (rf"(?P<day>\d{{1,2}})(?:{GAP})?{WORD}(?:{GAP})?'?(?P<year>\d{{4}}|\d{{2}})", _with_word),
        (rf"{WORD}{GAP}(?P<day>\d{{1,2}}){GAP}(?P<year>\d{{4}})", _with_word),
        (rf"(?P<year>\d{{4}}){GAP}{WORD}{GAP}(?P<day>\d{{1,2}})", _with_word),
        (rf"{WORD}{GAP}(?P<year>\d{{4}})", _month_alone),
        (r"(?P<month>\d{1,2})[-/.](?P<year>\d{4})", _month_alone),
        (r"(?P<year>\d{4})[-.](?P<month>0[1-9]|1[0-2])", _month_alone),
        (rf"{WORD}{GAP}'?(?P<year>\d{{2}})", _month_or_day),
        (rf"\d{{1,2}}(?:{GAP})?{WORD}|{WORD.replace('name', 'other')}{GAP}\d|\d{{1,2}}[/.]\d{{1,2}}", _no_year),
        (r"(?:fy ?)?\d{2,4}(?:[/-]\d{2,4})?", _only_year),
    )
)
