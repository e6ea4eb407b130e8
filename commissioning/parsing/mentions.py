"""Dates as people write them in running text: days, months, quarters, financial years; impossible ones named."""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from tracker.periods import year_label

MONTHS = [name.lower() for name in calendar.month_name]
SHORT = [name.lower() for name in calendar.month_abbr]
DAYS = [name.lower() for name in calendar.day_name]
MONTH = r"(?P<month>{})\.?".format(
    "|".join([*MONTHS[1:], *SHORT[1:], "sept"][::-1]),
)
LED = (
    r"(?:in|during|by|since|until|till|from|to|of|before|after|between|and|early|mid|late|through|throughout|for|this|"
    r"last|next|end|is|was)"
)
YEAR_LED = r"(?:FY ?|(?:for|in|of|during|since|year|through|from|and|to|within|into|throughout|the) )"
WEEKDAY = r"(?:(?P<weekday>{})(?:,| the)? )?".format(
    "|".join([*DAYS, *(day[:3] for day in DAYS), "tues", "thur", "thurs"][::-1])
)
YEAR = r"(?P<year>(?:19|20)\d\d)"
FIRST_YEAR, LAST_YEAR = 15, 40  # the two digits of a year label, so that 24/7 and 50/50 are none


class Grain(StrEnum):
    """How exactly a date is given."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date in a text: from `first` to `last`, or `fault`, a sentence saying why there is no such date.

    `dated` says whether the year was written; without it the nearest one to the period is meant.
    """

    start: int
    end: int
    text: str
    grain: Grain
    first: date | None = None
    last: date | None = None
    dated: bool = True
    fault: str = ""


Reader = Callable[[re.Match[str], date], WrittenDate]


def dates_in(text: str, near: date) -> list[WrittenDate]:
    """The dates of a text in order. `near` is a day of the period told of: a month without a year is the nearest."""
    taken: list[tuple[int, int]] = []
    found = []
    for pattern, reader in READERS:
        for match in pattern.finditer(text):
            if not any(start < match.end() and match.start() < end for start, end in taken):
                taken.append(match.span())
                found.append(reader(match, near))
    return sorted(found, key=lambda each: each.start)


def _month(name: str) -> int:
    return SHORT.index(name.lower()[:3])


def _nearest(month: int, near: date) -> int:
    """The year in which this month lies nearest to the day."""
    years = (near.year - 1, near.year, near.year + 1)
    return min(years, key=lambda year: abs((date(year, month, 15) - near).days))


def _day(match: re.Match[str], near: date) -> WrittenDate:
    parts = match.groupdict()
    month = _month(parts["month"]) if not parts["month"].isdigit() else int(parts["month"])
    year = int(parts["year"]) if parts.get("year") else 0
    year = year + 2000 if 0 < year < 100 else year
    day = int(parts["day"])
    written = WrittenDate(match.start(), match.end(), match[0], Grain.DAY, dated=bool(year))
    if not 1 <= month <= 12:
        return replace(written, fault=f"there is no month {month}: days come first, then months")
    year = year or _nearest(month, near)
    if day > (last := calendar.monthrange(year, month)[1]) or day == 0:
        return replace(written, fault=f"{calendar.month_name[month]} {year} has {last} days")
    on = date(year, month, day)
    return replace(written, first=on, last=on, fault=_weekday_fault(parts.get("weekday"), on))


def _weekday_fault(named: str | None, on: date) -> str:
    right = DAYS[on.weekday()]
    if not named or right.startswith(named.lower()[:3]):
        return ""
    return f"{on.day} {calendar.month_name[on.month]} {on.year} was a {right.capitalize()}"


def _whole_month(match: re.Match[str], near: date) -> WrittenDate:
    month = _month(match["month"])
    year = int(match["year"]) if match["year"] else _nearest(month, near)
    last = date(year, month, calendar.monthrange(year, month)[1])
    start = match.start("month")
    return WrittenDate(
        start,
        match.end(),
        match.string[start : match.end()],
        Grain.MONTH,
        last.replace(day=1),
        last,
        bool(match["year"]),
    )


def _quarter(match: re.Match[str], near: date) -> WrittenDate:
    place, first_year = int(match["place"]), _first_year(match["from"]) if match["from"] else None
    if first_year is None:
        years = (near.year - 1, near.year, near.year + 1)
        first_year = min(years, key=lambda year: abs((_quarter_start(year, place) - near).days + 45))
    first = _quarter_start(first_year, place)
    last = (first + timedelta(days=95)).replace(day=1) - timedelta(days=1)
    fault = _label_fault(match["from"], match["to"]) if match["from"] else ""
    return WrittenDate(match.start(), match.end(), match[0], Grain.QUARTER, first, last, bool(match["from"]), fault)


def _quarter_start(first_year: int, place: int) -> date:
    return date(first_year + (place == 4), (1, 4, 7, 10)[place % 4], 1)


def _first_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _year(match: re.Match[str], near: date) -> WrittenDate:
    first_year = _first_year(match["from"])
    start = match.start("from")
    return WrittenDate(
        start,
        match.end(),
        match.string[start : match.end()],
        Grain.YEAR,
        date(first_year, 4, 1),
        date(first_year + 1, 3, 31),
        True,
        _label_fault(match["from"], match["to"]),
    )


def _label_fault(first: str, second: str) -> str:
    right = year_label(_first_year(first))
    if right.endswith(f"/{second[-2:]}"):
        return ""
    return f"no financial year is called that: the one that begins in {right[:4]} is {right}"


def _short_year(match: re.Match[str]) -> bool:
    return FIRST_YEAR <= int(match["from"][-2:]) <= LAST_YEAR and FIRST_YEAR <= int(match["to"][-2:]) <= LAST_YEAR


LABEL = r"(?P<from>(?:20)?\d\d) ?[/-] ?(?P<to>(?:20)?\d\d)\b(?![/\d%-]|\.\d)"
READERS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (re.compile(r"\b(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b"), _day),
    (re.compile(r"(?<![\d/])(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>20\d\d|[1-4]\d)(?![\d/])"), _day),
    (
        re.compile(
            rf"\b{WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {MONTH}(?:,? {YEAR})?(?!\w)", re.IGNORECASE
        ),
        _day,
    ),
    (
        re.compile(
            rf"\b{WEEKDAY}{MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,? {YEAR})?(?![\w%:]|,\d| (?:people|sessions))",
            re.IGNORECASE,
        ),
        _day,
    ),
    (re.compile(rf"\bQ(?:uarter )?(?P<place>[1-4])\b(?:(?: of)?,? (?:FY ?)?{LABEL})?", re.IGNORECASE), _quarter),
    (
        re.compile(
            rf"\b{YEAR_LED}(?=(?:20)?(?:1[5-9]|2\d|3\d)\D){LABEL}(?! (?:people|cases|clients|referrals))",
            re.IGNORECASE,
        ),
        _year,
    ),
    (re.compile(rf"\b{LABEL}(?= (?:budget|financial|grant|funding|contract))"), _year),
    (re.compile(rf"\b(?=20\d\d[/-]){LABEL}"), _year),
    (re.compile(rf"\b{MONTH},? (?:of )?{YEAR}\b", re.IGNORECASE), _whole_month),
    (
        re.compile(
            r"\b(?P<month>January|February|April|June|July|August|September|October|November|December)\b(?P<year>)"
        ),
        _whole_month,
    ),
    (re.compile(rf"\b(?i:{LED}) (?P<month>March|May)\b(?P<year>)(?! (?:\d|be|have|not))"), _whole_month),
)
