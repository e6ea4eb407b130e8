"""Calendars and their periods: made from a first day by the rules of `tracker.periods`, a year more on either side."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from commissioning.choices import CalendarKind
from commissioning.models import ReportingCalendar, ReportingPeriod
from tracker import periods, records
from tracker.audit import record as record_event
from tracker.models import User
from tracker.periods import Period
from tracker.refusals import WHOLE, Faults, NotNow

PER_YEAR = {
    CalendarKind.FINANCIAL_QUARTERS: 4,
    CalendarKind.CONTRACT_QUARTERS: 4,
    CalendarKind.HALF_YEARS: 2,
    CalendarKind.PROGRAMME_QUARTERS: 4,
}
SET_WHEN_OPENED = ("start", "end", "due_on")


@transaction.atomic
def keep_calendar(
    *, record: ReportingCalendar, values: Mapping[str, Any], by: User, at: datetime, permission: str, **rest: Any
) -> records.Kept:
    """Keep a calendar. A new one is made with the periods of so many `years` from its `first_day` on."""
    typed = dict(values)
    first_day, years = typed.pop("first_day", None), typed.pop("years", None)
    if record._state.adding:
        record.periods_per_year = PER_YEAR[CalendarKind(typed["kind"])]
    kept = records.keep(record=record, values=typed, by=by, at=at, permission=permission, **rest)
    if kept.made and first_day:
        _add(kept.record, rule_periods(typed["kind"], first_day, years, slug=kept.record.code), by, at)
    return kept


def rule_periods(kind: str, first_day: date, years: int, *, slug: str) -> list[Period]:
    """The periods of so many years, from the one that holds the first day. Faults where no rule fits."""
    if kind == CalendarKind.PROGRAMME_QUARTERS:
        return periods.programme_quarters(first_day, years * PER_YEAR[CalendarKind(kind)], slug=slug)
    if kind == CalendarKind.FINANCIAL_QUARTERS:
        first_year = int(periods.financial_year_of(first_day)[:4])
        return periods.financial_quarters(first_year, years)
    if first_day.day != 1:
        raise Faults({"first_day": "These periods begin with a month: give the first day of one."})
    if kind == CalendarKind.HALF_YEARS:
        return periods.half_years(first_day.year, years, start_month=first_day.month)
    if first_day.month == periods.APRIL:
        raise Faults({"first_day": "A contract year from April is the financial year: choose financial quarters."})
    return periods.contract_quarters(first_day.month, first_day.year, years)


@transaction.atomic
def add_year(*, calendar: ReportingCalendar, later: bool, by: User, at: datetime, permission: str) -> int:
    """Add the year after the last period, or before the first, and complete one that had begun. How many were added."""
    records.check_permission(by, permission)
    stands = records.locked(calendar)
    first, last = stands.periods.order_by("sequence").first(), stands.periods.order_by("sequence").last()
    if first is None:
        raise NotNow("This calendar has no period to go on from. Add a calendar with a first day instead.")
    if not later and stands.kind == CalendarKind.PROGRAMME_QUARTERS:
        raise NotNow("A programme has no quarter before its first.")
    new = _after(stands, first, last) if later else _before(stands, first)
    _add(stands, new, by, at)
    return len(new)


def _after(calendar: ReportingCalendar, first: ReportingPeriod, last: ReportingPeriod) -> list[Period]:
    if calendar.kind == CalendarKind.PROGRAMME_QUARTERS:
        years = last.sequence // calendar.periods_per_year + 1
        made = rule_periods(calendar.kind, first.start, years, slug=calendar.code)
    else:
        made = rule_periods(calendar.kind, _year_start(calendar, last), 2, slug=calendar.code)
    return [each for each in made if each.sequence > last.sequence]


def _before(calendar: ReportingCalendar, first: ReportingPeriod) -> list[Period]:
    begins = periods.add_months(_year_start(calendar, first), -12)
    return [
        each for each in rule_periods(calendar.kind, begins, 2, slug=calendar.code) if each.sequence < first.sequence
    ]


def _year_start(calendar: ReportingCalendar, period: ReportingPeriod) -> date:
    """First day of the calendar's year that holds the period."""
    months = 12 // calendar.periods_per_year
    return periods.add_months(period.start, -(period.place_in_year - 1) * months)


def _add(calendar: ReportingCalendar, made: Iterable[Period], by: User, at: datetime) -> None:
    listed = list(made)
    taken = set(ReportingPeriod.objects.filter(slug__in=[each.slug for each in listed]).values_list("slug", flat=True))
    ReportingPeriod.objects.bulk_create(
        ReportingPeriod(
            calendar=calendar,
            sequence=each.sequence,
            year_label=each.year_label,
            place_in_year=each.place_in_year,
            start=each.start,
            end=each.end,
            label=each.label,
            slug=f"{calendar.code}-{each.slug}"[:50] if each.slug in taken else each.slug,
        )
        for each in listed
    )
    names = {"periods": ("", f"{listed[0].label} to {listed[-1].label}")} if listed else {}
    record_event(act="add-periods", record=calendar, by=by, at=at, changes=names)


def keep_period(*, record: ReportingPeriod, values: Mapping[str, Any], **rest: Any) -> records.Kept:
    """Keep a period's label and days. Once opened its days stay: what is owed has its own due days."""
    changed = {name for name in SET_WHEN_OPENED if name in values and values[name] != getattr(record, name)}
    if record.is_open and changed:
        sentence = "This period is open, so its days stay. A later date is agreed on the return."
        raise Faults(dict.fromkeys(changed, sentence))
    if values.get("start") and values.get("end"):
        _check_apart(record, values["start"], values["end"])
    return records.keep(record=record, values=values, **rest)


def _check_apart(record: ReportingPeriod, start: date, end: date) -> None:
    others = ReportingPeriod.objects.filter(calendar=record.calendar_id).exclude(pk=record.pk)
    other = others.filter(Q(start__lte=end) & Q(end__gte=start)).first()
    if other is not None:
        raise Faults({WHOLE: f"These days lie in {other.label} too. Periods of one calendar don’t overlap."})
