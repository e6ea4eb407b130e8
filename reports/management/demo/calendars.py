"""The calendar of financial quarters: five before the quarter told of, that one, and three after it."""

from dataclasses import asdict

from commissioning.models import KeyDate, PeriodNote, ReportingCalendar, ReportingPeriod, Service
from reports.management.demo.source import read
from tracker.periods import CalendarKind, Period, financial_quarters

FIRST_YEAR = 2021
QUARTERS = 9  # Q1 2021/22 to Q1 2023/24
STORED = ("sequence", "year_label", "place_in_year", "start", "end", "label", "slug")


def load_calendar() -> ReportingCalendar:
    calendar = ReportingCalendar.objects.create(
        code="financial-quarters",
        name="Financial quarters",
        kind=CalendarKind.FINANCIAL_QUARTERS,
        periods_per_year=4,
    )
    quarters = financial_quarters(FIRST_YEAR, years=3)[:QUARTERS]
    ReportingPeriod.objects.bulk_create(_period(calendar, quarter) for quarter in quarters)
    return calendar


def _period(calendar: ReportingCalendar, quarter: Period) -> ReportingPeriod:
    values = asdict(quarter)
    return ReportingPeriod(calendar=calendar, **{field: values[field] for field in STORED})


def load_key_dates() -> None:
    """Dates of the office's own calendar; examples, as the published update gives none."""
    periods = {period.slug: period for period in ReportingPeriod.objects.all()}
    rows = read("office")["key_dates"]
    KeyDate.objects.bulk_create(KeyDate(period=periods[row["period"]], name=row["name"], on=row["on"]) for row in rows)


def load_period_notes() -> None:
    for row in read("office")["period_notes"]:
        period = ReportingPeriod.objects.get(slug=row["period"])
        said = {name: row[name] for name in ("text", "weeks", "applies_to")}
        note = PeriodNote.objects.create(period=period, **said)
        note.services.set(Service.objects.filter(code__in=row["services"]))
