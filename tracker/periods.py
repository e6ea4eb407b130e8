"""Calendars and dates: which period a day lies in, what came before it, how much of a year has gone.

Pure: no Django, no clock. A day is always the London day; an instant is always aware. The functions that
look back (`previous`, `same_last_year`, `year_so_far`) take any rows with a period's fields, so they serve
stored periods and the dataclass below alike, as long as all rows given belong to one calendar.
"""

import calendar as months_of
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache
from math import ceil
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

import holidays as bank_holidays

from tracker.beginning import made_first

LONDON = ZoneInfo("Europe/London")
END_OF_DAY = time(23, 59, 59)
APRIL = 4


class CalendarKind(StrEnum):
    FINANCIAL_QUARTERS = "financial_quarters"
    CONTRACT_QUARTERS = "contract_quarters"
    HALF_YEARS = "half_years"
    PROGRAMME_QUARTERS = "programme_quarters"


class PeriodLike(Protocol):
    """What the functions that look back read of a period."""

    @property
    def sequence(self) -> int: ...
    @property
    def year_label(self) -> str: ...
    @property
    def place_in_year(self) -> int: ...
    @property
    def periods_per_year(self) -> int: ...
    @property
    def start(self) -> date: ...
    @property
    def end(self) -> date: ...


P = TypeVar("P", bound=PeriodLike)


def short_label(label: str, year_label: str) -> str:
    """A period's label without its year: "Q2"; a programme's quarter keeps its number."""
    return label.split(" ")[0] if year_label in label else label


def months_span(start: date, end: date) -> str:
    """The months that a period covers: "July to September 2022"."""
    first, last = months_of.month_name[start.month], months_of.month_name[end.month]
    if start.year != end.year:
        return f"{first} {start.year} to {last} {end.year}"
    return f"{first} to {last} {end.year}" if first != last else f"{last} {end.year}"


@dataclass(frozen=True, slots=True)
class Period:
    """One period of one calendar. `sequence` grows by one from period to period and never resets."""

    calendar: CalendarKind
    sequence: int
    year_label: str
    place_in_year: int
    periods_per_year: int
    start: date
    end: date
    label: str
    slug: str

    @property
    def short(self) -> str:
        return short_label(self.label, self.year_label)

    @property
    def span(self) -> str:
        return months_span(self.start, self.end)


def london_date(instant: datetime) -> date:
    """The day it is in London at that instant: 2026-03-31T23:00Z is 1 April. Refuses an instant without a zone."""
    if instant.tzinfo is None:
        raise ValueError("An instant needs its time zone.")
    return instant.astimezone(LONDON).date()


def end_of_day_london(day: date) -> datetime:
    """The last second of that day in London, in UTC: when a deadline of that day ends."""
    return datetime.combine(day, END_OF_DAY, tzinfo=LONDON).astimezone(UTC)


def year_label(first_year: int) -> str:
    """The label of the year that begins in `first_year` and ends in the next: "2022/23"."""
    return f"{first_year}/{(first_year + 1) % 100:02d}"


def financial_year_of(day: date) -> str:
    """The financial year (1 April to 31 March) that holds the day: "2022/23"."""
    return year_label(day.year if day.month >= APRIL else day.year - 1)


def financial_year_bounds(label: str) -> tuple[date, date]:
    """First and last day of a financial year given by its label. ValueError for what is no such label."""
    first_year = int(label[:4]) if label[:4].isascii() and label[:4].isdigit() else 0
    if not first_year or year_label(first_year) != label:
        raise ValueError(f"{label!r} is no financial year: write it like 2022/23.")
    return date(first_year, APRIL, 1), date(first_year + 1, APRIL - 1, 31)


def add_months(day: date, months: int) -> date:
    """The same day so many months on, or that month's last day where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, months_of.monthrange(year, month + 1)[1]))


def _parts_of_year(
    kind: CalendarKind, *, letter: str, months: int, start_month: int, first_year: int, years: int
) -> list[Period]:
    """Periods of equal length that restart with each year; the sequence counts from year 0, so years can be added."""
    per_year = 12 // months
    other_year = f" (from {months_of.month_name[start_month]})" if start_month != APRIL else ""
    other_slug = f"-from-{months_of.month_name[start_month].lower()}" if other_year else ""
    made = []
    for year in range(first_year, first_year + years):
        label = str(year) if start_month == 1 else year_label(year)
        for place in range(1, per_year + 1):
            start = add_months(date(year, start_month, 1), (place - 1) * months)
            made.append(
                Period(
                    calendar=kind,
                    sequence=year * per_year + place,
                    year_label=label + other_year,
                    place_in_year=place,
                    periods_per_year=per_year,
                    start=start,
                    end=add_months(start, months) - timedelta(days=1),
                    label=f"{letter}{place} {label}{other_year}",
                    slug=f"{label.replace('/', '-')}{other_slug}-{letter.lower()}{place}",
                )
            )
    return made


def financial_quarters(first_year: int, years: int = 1) -> list[Period]:
    """The quarters of so many financial years: Q1 is April to June. `first_year` 2022 gives "Q1 2022/23" on."""
    return _parts_of_year(
        CalendarKind.FINANCIAL_QUARTERS, letter="Q", months=3, start_month=APRIL, first_year=first_year, years=years
    )


def financial_quarter(first_year: int, quarter: int) -> Period:
    """One financial quarter: `financial_quarter(2022, 2)` is "Q2 2022/23"."""
    return financial_quarters(first_year)[quarter - 1]


def contract_quarters(start_month: int, first_year: int, years: int = 1) -> list[Period]:
    """The quarters of a contract year that begins in any month but April, which is the financial year's."""
    if start_month == APRIL:
        raise ValueError("A contract year from April is the financial year: use its quarters.")
    return _parts_of_year(
        CalendarKind.CONTRACT_QUARTERS,
        letter="Q",
        months=3,
        start_month=start_month,
        first_year=first_year,
        years=years,
    )


def half_years(first_year: int, years: int = 1, *, start_month: int = APRIL) -> list[Period]:
    """Half-years: "H1 2022/23" is April to September 2022 unless the year begins in another month."""
    return _parts_of_year(
        CalendarKind.HALF_YEARS, letter="H", months=6, start_month=start_month, first_year=first_year, years=years
    )


def programme_quarters(start: date, count: int = 20, *, slug: str = "programme") -> list[Period]:
    """Quarters counted from a programme's first day, 1 to `count` without a reset; its years are "Year 1" and on."""
    made = []
    for number in range(1, count + 1):
        year, place = divmod(number - 1, 4)
        first = add_months(start, 3 * (number - 1))
        made.append(
            Period(
                calendar=CalendarKind.PROGRAMME_QUARTERS,
                sequence=number,
                year_label=f"Year {year + 1}",
                place_in_year=place + 1,
                periods_per_year=4,
                start=first,
                end=add_months(start, 3 * number) - timedelta(days=1),
                label=f"Programme quarter {number}",
                slug=f"{slug}-quarter-{number}",
            )
        )
    return made


def months_in(start: date, end: date) -> Fraction:
    """Whole months from the first day to the last (both counted), and the days left over as a share of their month."""
    stop = end + timedelta(days=1)
    if stop <= start:
        return Fraction(0)
    whole = (stop.year - start.year) * 12 + stop.month - start.month
    whole -= add_months(start, whole) > stop
    reached = add_months(start, whole)
    return whole + Fraction((stop - reached).days, (add_months(start, whole + 1) - reached).days)


def quarter_of_run(start: date, end: date, on: date) -> tuple[int, int] | None:
    """In which quarter of a run of so many something is at the end of the day `on`: (2, 12) half a year into three.

    None before it begins, and after its end. A part of a quarter counts as one.
    """
    if not start <= on <= end:
        return None
    return ceil(months_in(start, on) / 3), ceil(months_in(start, end) / 3)


def share_of_year_gone(start: date, end: date, on: date) -> Decimal:
    """How much of a year, or of an award's part of one, has gone by the end of the day `on`: 0 to 1 (rule 12's pace).

    Whole months count alike whatever their length, so a financial year is exactly half gone on 30 September.
    """
    if on < start:
        return Decimal(0)
    if on >= end:
        return Decimal(1)
    share = months_in(start, on) / months_in(start, end)
    return Decimal(share.numerator) / Decimal(share.denominator)


def _same_length(one: PeriodLike, other: PeriodLike) -> bool:
    return months_in(one.start, one.end) == months_in(other.start, other.end)


def _at(sequence: int, period: P, among: Iterable[P]) -> P | None:
    found = next((other for other in among if other.sequence == sequence), None)
    return found if found is not None and _same_length(period, found) else None


def previous(period: P, among: Iterable[P]) -> P | None:
    """The period before, of the same calendar and length (rule 4), or None."""
    return _at(period.sequence - 1, period, among)


def same_last_year(period: P, among: Iterable[P]) -> P | None:
    """The period in the same place of the year before, of the same calendar and length (rule 4), or None."""
    return _at(period.sequence - period.periods_per_year, period, among)


def year_so_far(period: P, among: Iterable[P]) -> list[P]:
    """The periods of its year up to and with it, in order (rule 3)."""
    upto = (p for p in among if p.year_label == period.year_label and p.sequence <= period.sequence)
    return sorted(upto, key=lambda p: p.sequence)


def year_so_far_last_year(period: P, among: Iterable[P]) -> list[P]:
    """The same places of the year before, in order; empty where the year before isn't there."""
    rows = list(among)
    then = same_last_year(period, rows)
    return [] if then is None else year_so_far(then, rows)


def period_containing(day: date, among: Iterable[P]) -> P | None:
    """The period that holds the day, or None."""
    return next((p for p in among if p.start <= day <= p.end), None)


@made_first
@cache
def _english_bank_holidays() -> bank_holidays.HolidayBase:
    return bank_holidays.country_holidays("GB", subdiv="ENG", language="en_GB")


def is_working_day(day: date) -> bool:
    """Neither Saturday nor Sunday nor a bank holiday of England."""
    return day.weekday() < 5 and day not in _english_bank_holidays()


def add_working_days(start: date, days: int, holidays: Iterable[date] | None = None) -> date:
    """The day so many working days after `start`: Saturdays, Sundays and England's bank holidays aren't counted.

    With 0 days it is `start` itself, working day or not. Give `holidays` to use an office's own list instead.
    """
    closed = _english_bank_holidays() if holidays is None else frozenset(holidays)
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < 5 and day not in closed
    return day
