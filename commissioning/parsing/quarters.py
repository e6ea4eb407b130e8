"""Periods as people write them: "Q2 2022/23", "2022-23 Quarter 2", "Jul-Sep 2022", "H1 22/23".

A name is only a name: its days come from the calendar of the service that it is looked up in. "Q2 2022/23" is one
period in financial quarters and another in a contract year from October.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol, TypeVar

from commissioning.parsing.dates import MONTHS
from commissioning.parsing.numbers import clean
from commissioning.parsing.outcomes import Ambiguous, Missing, Wrong, quoted
from commissioning.parsing.years import Year, parse_year
from tracker import formats
from tracker.periods import add_months

EXAMPLE = "such as Q2 2022/23 or July to September 2022"
MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
PLACE = (
    r"(?:(?P<letter>q|h)(?:uarter|tr|alf)?(?:[ -]?year)? ?(?P<place>[1-4])"
    r"|(?P<nth>[1-4])(?:st|nd|rd|th) (?P<kind>q|h)(?:uarter|alf))"
)
YEAR = r"(?P<year>(?:fy ?)?\d{2,4}(?: ?[/–—-] ?\d{2,4})?)"
NAMED = (re.compile(rf"{PLACE}(?:[ ,:(-]*{YEAR}\)?)?"), re.compile(rf"{YEAR}[ ,:(-]*{PLACE}\)?"))
SPAN = re.compile(
    rf"(?P<first>{MONTH}),? ?(?P<one>\d{{4}}|\d{{2}})? ?(?:-|–|—|/|to|until) ?"
    rf"(?P<last>{MONTH}),? ?(?P<other>\d{{4}}|\d{{2}})?"
)
BOTH = re.compile(rf"(?P<name>[^()]+?)[ (:,–-]+(?P<months>{MONTH}[^()]*)\)?")
FROM = re.compile(rf"(?P<name>.+) \(from (?P<month>{MONTH})\)")
ONE_MONTH = re.compile(rf"{MONTH}[ -]?'?(?:\d{{4}}|\d{{2}})?")
PROGRAMME = re.compile(r"programme quarter \d+")
LENGTHS = {"Q": 4, "H": 2}


@dataclass(frozen=True, slots=True)
class PeriodName:
    """A period as it is written: its place in a year, its first and last day, or both. `label` is the text, tidied."""

    raw: str
    label: str
    letter: str = ""
    place: int = 0
    year: str = ""
    start: date | None = None
    end: date | None = None

    @property
    def message(self) -> str:
        return ""


class Listed(Protocol):
    """What is read of a calendar's period to find the one that is named."""

    @property
    def label(self) -> str: ...
    @property
    def year_label(self) -> str: ...
    @property
    def place_in_year(self) -> int: ...
    @property
    def start(self) -> date: ...
    @property
    def end(self) -> date: ...


P = TypeVar("P", bound=Listed)
PeriodOutcome = PeriodName | Missing | Ambiguous | Wrong


def parse_period(raw: str) -> PeriodOutcome:
    """What period a text names, or the named outcome why it names none. No calendar is looked up."""
    text = clean(raw)
    if not text:
        return Missing(raw)
    if PROGRAMME.fullmatch(text):
        return PeriodName(raw, text.capitalize())
    return (
        _of_contract_year(raw, text) or _named(raw, text) or _months(raw, text) or _both(raw, text) or _none(raw, text)
    )


def find_period(name: PeriodName, among: Iterable[P]) -> P | None:
    """The one period of a calendar that is meant, or None. Where name and months are both written, both must fit."""
    for row in among:
        if name.start is None and row.label.lower() == name.label.lower():
            return row
        if name.start is not None and (row.start, row.end) == (name.start, name.end) and _fits(name, row):
            return row
    return None


def _fits(name: PeriodName, row: Listed) -> bool:
    return not name.year or (row.place_in_year == name.place and row.year_label.startswith(name.year))


def _of_contract_year(raw: str, text: str) -> PeriodOutcome | None:
    """ "Q1 2022/23 (from October)", as contract years are labelled."""
    found = FROM.fullmatch(text)
    named = _named(raw, found["name"]) if found else None
    if found is None or not isinstance(named, PeriodName):
        return named
    month = formats.MONTHS[MONTHS[found["month"].rstrip(".")] - 1]
    return replace(named, label=f"{named.label} (from {month})")


def _named(raw: str, text: str) -> PeriodOutcome | None:
    found = next(filter(None, (pattern.fullmatch(text) for pattern in NAMED)), None)
    if found is None:
        return None
    letter, place = (found["letter"] or found["kind"]).upper(), int(found["place"] or found["nth"])
    name = f"{letter}{place}"
    if place > LENGTHS[letter]:
        return Wrong(raw, f"A year has two halves. Write the period {EXAMPLE}.")
    if found["year"] is None:
        return Ambiguous(raw, (), f"Which year’s {name}? Write it {EXAMPLE}.")
    year = parse_year(found["year"])
    if isinstance(year, Year):
        return PeriodName(raw, f"{name} {year.label}", letter, place, year.label)
    if isinstance(year, Ambiguous):
        readings = tuple(f"{name} {each}" for each in year.readings)
        return Ambiguous(raw, readings, f"Do you mean {' or '.join(readings)}? Write both years.")
    return Wrong(raw, year.message)


def _months(raw: str, text: str, year: str = "") -> PeriodOutcome | None:
    """ "Jul-Sep 2022"; a financial year beside months without one says which year they are of."""
    found = SPAN.fullmatch(text)
    if found is None:
        return None
    first, last = MONTHS[found["first"].rstrip(".")], MONTHS[found["last"].rstrip(".")]
    begins = _first_year(found, first, last, year)
    if begins is None:
        return Ambiguous(raw, (), f"Which year? Write it {EXAMPLE}.")
    start, end = date(begins, first, 1), add_months(date(begins + (last < first), last, 1), 1) - timedelta(days=1)
    if (end.year - start.year) * 12 + end.month - start.month not in (2, 5) or _contradicts(found, end):
        return Wrong(raw, f"{quoted(raw)} is neither a quarter nor a half-year. Write the period {EXAMPLE}.")
    label = f"{formats.MONTHS[first - 1]} to {formats.MONTHS[last - 1]} {end.year}"
    return PeriodName(raw, label, start=start, end=end)


def _first_year(found: re.Match[str], first: int, last: int, year: str) -> int | None:
    if found["one"]:
        return _full(found["one"])
    if found["other"]:
        return _full(found["other"]) - (last < first)
    return int(year[:4]) + (first < 4) if year else None


def _contradicts(found: re.Match[str], end: date) -> bool:
    return bool(found["other"]) and _full(found["other"]) != end.year


def _full(text: str) -> int:
    return 2000 + int(text) if len(text) == 2 else int(text)


def _both(raw: str, text: str) -> PeriodOutcome | None:
    """A name with its months beside it, "Q1 2022/23 (Apr-Jun)": both are kept, to be held against the calendar."""
    found = BOTH.fullmatch(text)
    named = _named(raw, found["name"].strip()) if found else None
    if found is None or named is None or isinstance(named, Wrong):
        return named
    year = named.year if isinstance(named, PeriodName) else ""
    months = _months(raw, found["months"].strip(), year)
    if not isinstance(months, PeriodName):
        return months or named
    if not isinstance(named, PeriodName):
        return months
    return replace(named, start=months.start, end=months.end)


def _none(raw: str, text: str) -> Wrong:
    if ONE_MONTH.fullmatch(text):
        return Wrong(raw, f"{quoted(raw)} is a month. Give the figure of the quarter, {EXAMPLE}.")
    if isinstance(parse_year(text), Year | Ambiguous):
        return Wrong(raw, f"{quoted(raw)} is a year. Give the figures of its quarters, {EXAMPLE}.")
    return Wrong(raw, f"{quoted(raw)} can’t be read as a quarter. Write it {EXAMPLE}.")
