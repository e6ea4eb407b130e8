"""Calendars as records: the same looking back as the pure periods, for every kind of calendar, in queries too."""

from datetime import date

import pytest

from commissioning import models
from commissioning.choices import CalendarKind
from commissioning.figures import reference_for
from tests.commissioning.factories import OfficeFactory, ServiceCalendarFactory, ServiceFactory, quarters
from tracker import periods as pure
from tracker.models import Office
from tracker.periods import contract_quarters, financial_quarters, half_years, programme_quarters

pytestmark = pytest.mark.django_db
CALENDARS = {
    CalendarKind.FINANCIAL_QUARTERS: financial_quarters(2020, 3),
    CalendarKind.CONTRACT_QUARTERS: contract_quarters(10, 2020, 3),
    CalendarKind.HALF_YEARS: half_years(2020, 3),
    CalendarKind.PROGRAMME_QUARTERS: programme_quarters(date(2020, 7, 1), 20),
}
KINDS = pytest.mark.parametrize("kind", list(CALENDARS), ids=lambda kind: kind.value)


def stored(kind: str) -> list[models.ReportingPeriod]:
    spans = CALENDARS[CalendarKind(kind)]
    calendar = models.ReportingCalendar.objects.create(
        code=kind, name=kind, kind=kind, periods_per_year=spans[0].periods_per_year
    )
    names = ("sequence", "year_label", "place_in_year", "start", "end", "label", "slug")
    return [
        models.ReportingPeriod.objects.create(calendar=calendar, **{name: getattr(span, name) for name in names})
        for span in spans
    ]


def sequence_of(period: models.ReportingPeriod | pure.Period | None) -> int | None:
    return period.sequence if period else None


@KINDS
def test_records_queries_and_pure_periods_look_back_alike(kind: str) -> None:
    rows, spans = stored(kind), CALENDARS[CalendarKind(kind)]
    OfficeFactory()
    known = reference_for(Office.objects.get())
    for row, span in zip(rows, spans, strict=True):
        before, last_year = pure.previous(span, spans), pure.same_last_year(span, spans)
        so_far = [each.sequence for each in pure.year_so_far(span, spans)]
        manager = models.ReportingPeriod.objects
        assert sequence_of(manager.previous_to(row).first()) == sequence_of(before)
        assert sequence_of(manager.same_last_year(row).first()) == sequence_of(last_year)
        assert [each.sequence for each in manager.year_so_far(row)] == so_far
        assert sequence_of(known.previous(row)) == sequence_of(before)
        assert sequence_of(known.same_last_year(row)) == sequence_of(last_year)
        assert [each.sequence for each in known.year_so_far(row)] == so_far


@KINDS
def test_a_record_tells_its_label_and_months_as_the_pure_period_does(kind: str) -> None:
    for row, span in zip(stored(kind), CALENDARS[CalendarKind(kind)], strict=True):
        assert (str(row), row.short) == (span.label, span.short)


def test_a_contract_year_from_october_begins_its_year_in_october() -> None:
    first, *_ = stored(CalendarKind.CONTRACT_QUARTERS)
    assert (first.label, first.start, first.year_label) == (
        "Q1 2020/21 (from October)",
        date(2020, 10, 1),
        "2020/21 (from October)",
    )


def test_programme_quarters_never_start_again() -> None:
    rows = stored(CalendarKind.PROGRAMME_QUARTERS)
    assert [row.sequence for row in rows] == list(range(1, 21))
    assert (rows[19].label, rows[19].year_label, rows[19].place_in_year) == ("Programme quarter 20", "Year 5", 4)


def test_periods_of_any_calendar_end_in_a_financial_quarter() -> None:
    for kind in (CalendarKind.CONTRACT_QUARTERS, CalendarKind.HALF_YEARS, CalendarKind.PROGRAMME_QUARTERS):
        stored(kind)
    second, third = quarters(2022, 1)[1:3]
    OfficeFactory()
    known = reference_for(Office.objects.get())

    def ending(quarter: models.ReportingPeriod) -> set[str]:
        return set(models.ReportingPeriod.objects.ending_in(quarter).values_list("label", flat=True))

    assert ending(second) == {
        "Q2 2022/23",
        "H1 2022/23",
        "Q4 2021/22 (from October)",
        "Programme quarter 9",
    }
    assert "H1 2022/23" not in ending(third)
    for period in models.ReportingPeriod.objects.ending_in(second):
        assert known.financial_quarter_of(period) == second


def test_money_goes_by_the_financial_quarter_in_which_a_period_ends() -> None:
    half = stored(CalendarKind.HALF_YEARS)[-1]
    OfficeFactory()
    assert reference_for(Office.objects.get()).financial_quarter_of(half) is None
    quarters(2022, 1)
    Office.objects.reference_changed()
    found = reference_for(Office.objects.get()).financial_quarter_of(half)
    assert found is not None
    assert found.label == "Q4 2022/23"


def test_a_service_changes_its_calendar_on_a_day() -> None:
    halves, fourths = stored(CalendarKind.HALF_YEARS), quarters(2022, 1)
    service = ServiceFactory()
    ServiceCalendarFactory(service=service, calendar=fourths[0].calendar, starts_on=date(2020, 4, 1))
    ServiceCalendarFactory(service=service, calendar=halves[0].calendar, starts_on=date(2022, 10, 1))
    OfficeFactory()
    known = reference_for(Office.objects.get())
    assert sequence_of(known.own_period(service.pk, fourths[1])) == fourths[1].sequence
    assert str(known.own_period(service.pk, fourths[2])) == "H1 2022/23"
    assert str(known.own_period(service.pk, fourths[3])) == "H2 2022/23"


def test_a_service_without_a_calendar_goes_by_the_quarters_own() -> None:
    """As when the quarter is opened: what a return of it says is found on every page."""
    halves, fourths = stored(CalendarKind.HALF_YEARS), quarters(2022, 1)
    never, later = ServiceFactory(), ServiceFactory()
    ServiceCalendarFactory(service=later, calendar=halves[0].calendar, starts_on=date(2022, 10, 1))
    OfficeFactory()
    known = reference_for(Office.objects.get())
    for service in (never, later):
        assert known.own_period(service.pk, fourths[1]) == fourths[1]
    assert known.own_period(never.pk, fourths[2]) == fourths[2]
    assert str(known.own_period(later.pk, fourths[2])) == "H1 2022/23"


def test_what_is_kept_is_read_anew_when_reference_data_changes(django_assert_num_queries) -> None:
    rows = quarters(2022, 1)
    OfficeFactory()
    office = Office.objects.get()
    assert reference_for(office).periods[rows[0].pk].label == "Q1 2022/23"
    with django_assert_num_queries(0):
        reference_for(office)
    models.ReportingPeriod.objects.filter(pk=rows[0].pk).update(label="First quarter")
    Office.objects.reference_changed()
    assert reference_for(Office.objects.get()).periods[rows[0].pk].label == "First quarter"
