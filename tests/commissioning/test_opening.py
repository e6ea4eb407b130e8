"""Opening a quarter lists all that is owed by route and calendar, once."""

from datetime import date

import pytest

from commissioning.choices import CalendarKind, DeliveryRole, ReportsFor, Route, Standing, State
from commissioning.models import Observation, OfficeItem, Pack, QuarterlyReturn, ReportingPeriod
from commissioning.workflow import open_period, plan_opening
from tests.commissioning.factories import (
    CalendarFactory,
    CategoryFactory,
    MeasureVersionFactory,
    ObservationFactory,
    OfficeFactory,
    PeriodFactory,
    ProviderFactory,
    ReportingRouteFactory,
    ServiceCalendarFactory,
    ServiceFactory,
    ServiceMeasureFactory,
    ServiceProviderFactory,
    UserFactory,
    quarters,
    reporting_service,
)
from tests.commissioning.idva import NOON
from tracker.models import AuditEvent, Office
from tracker.periods import half_years

pytestmark = pytest.mark.django_db


@pytest.fixture
def quarter() -> ReportingPeriod:
    OfficeFactory()
    CategoryFactory()
    return quarters()[5]


def open_it(quarter: ReportingPeriod):
    return open_period(period=quarter, by=UserFactory(), at=NOON)


def test_a_quarter_owes_a_return_for_each_route_in_one_pack_for_each_provider(quarter):
    provider = ProviderFactory()
    services = [reporting_service(provider) for _ in range(3)]
    made = open_it(quarter)
    assert (made.returns, made.packs, made.items) == (3, 1, 0)
    assert set(Pack.objects.get().returns.values_list("service", flat=True)) == {service.pk for service in services}


def test_due_dates_are_stored_and_count_working_days(quarter):
    reporting_service()
    open_it(quarter)
    quarter.refresh_from_db()
    assert quarter.due_on == date(2022, 10, 21)
    assert QuarterlyReturn.objects.get().due_on == Pack.objects.get().due_on == date(2022, 10, 21)
    Office.objects.update(due_working_days=30)
    assert QuarterlyReturn.objects.get().due_on == date(2022, 10, 21)


@pytest.mark.parametrize(("days", "due"), [(1, date(2023, 4, 3)), (5, date(2023, 4, 11))])
def test_bank_holidays_are_no_working_days(quarter, days, due):
    Office.objects.update(due_working_days=days)
    assert plan_opening(period=ReportingPeriod.objects.get(slug="2022-23-q4")).due_on == due  # Easter 2023


def test_opening_twice_makes_nothing_twice_and_adds_what_is_new(quarter):
    reporting_service()
    open_it(quarter)
    assert open_it(quarter).returns == 0
    reporting_service()
    assert open_it(quarter).returns == 1
    assert QuarterlyReturn.objects.count() == 2
    assert AuditEvent.objects.filter(act="open").count() == 2


def test_the_plan_says_what_would_be_made_and_makes_nothing(quarter, django_assert_max_num_queries):
    for _ in range(4):
        reporting_service()
    with django_assert_max_num_queries(4):
        plan = plan_opening(period=quarter)
    assert (len(plan.new_returns), len(plan.new_packs), plan.has_new) == (4, 4, True)
    assert not Pack.objects.exists()


def test_a_route_of_no_return_makes_an_item_for_the_lead_officer(quarter):
    officer = UserFactory()
    service = ServiceFactory(lead_officer=officer)
    ReportingRouteFactory(service=service, route=Route.NONE)
    assert open_it(quarter).items == 1
    item = OfficeItem.objects.get()
    assert (item.code, item.writer, item.objective, item.due_on) == (
        service.code,
        officer,
        service.objective,
        date(2022, 10, 21),
    )


@pytest.mark.parametrize("route", [Route.PROVIDER, Route.OFFICE, Route.PARTNER])
def test_every_other_route_makes_a_return(quarter, route):
    ReportingRouteFactory(service=ServiceFactory(), route=route)
    assert open_it(quarter).returns == 1


@pytest.mark.parametrize(
    ("starts", "ends", "owed"),
    [
        (None, None, 1),
        (date(2022, 9, 30), None, 1),
        (date(2022, 10, 1), None, 0),
        (None, date(2022, 9, 29), 0),
        (None, date(2022, 9, 30), 1),
    ],
)
def test_a_route_counts_while_it_is_in_force_at_the_quarters_end(quarter, starts, ends, owed):
    ReportingRouteFactory(service=ServiceFactory(), starts_on=starts, ends_on=ends)
    assert open_it(quarter).returns == owed


def test_the_newest_of_two_routes_holds(quarter):
    service, provider = ServiceFactory(), ProviderFactory()
    ReportingRouteFactory(service=service, provider=provider, route=Route.PROVIDER)
    ReportingRouteFactory(service=service, provider=provider, route=Route.NONE, starts_on=date(2022, 7, 1))
    made = open_it(quarter)
    assert (made.returns, made.items) == (0, 1)


@pytest.mark.parametrize(("reports_for", "owed"), [(ReportsFor.LEAD, 1), (ReportsFor.EACH, 2)])
def test_partners_of_a_lead_that_reports_for_all_owe_nothing(quarter, reports_for, owed):
    service = reporting_service(reports_for=reports_for)
    partner = ServiceProviderFactory(service=service, role=DeliveryRole.PARTNER).provider
    ReportingRouteFactory(service=service, provider=partner)
    assert open_it(quarter).returns == owed


def test_a_service_that_ended_before_the_quarter_owes_nothing(quarter):
    reporting_service(ended_on=date(2022, 6, 30))
    assert open_it(quarter).returns == 0


def test_a_service_owes_a_return_when_its_own_period_ends_in_the_quarter(quarter):
    calendar = CalendarFactory(code="half-years", name="Half-years", kind=CalendarKind.HALF_YEARS, periods_per_year=2)
    for half in half_years(2022):
        PeriodFactory(
            calendar=calendar,
            sequence=half.sequence,
            year_label=half.year_label,
            place_in_year=half.place_in_year,
            start=half.start,
            end=half.end,
            label=half.label,
            slug=half.slug,
        )
    service = ServiceFactory()
    ReportingRouteFactory(service=service)
    ServiceCalendarFactory(service=service, calendar=calendar)
    first_quarter = ReportingPeriod.objects.get(slug="2022-23-q1")
    assert [each.pk for each in plan_opening(period=first_quarter).idle] == [service.pk]
    assert open_it(first_quarter).returns == 0
    open_it(quarter)
    owed = QuarterlyReturn.objects.get()
    assert (owed.period.slug, owed.pack.period) == ("2022-23-h1", quarter)
    assert owed.period.is_open


def test_figures_are_listed_from_the_first_day_with_the_newest_definition(quarter):
    service = reporting_service()
    measure = ServiceMeasureFactory(service=service)
    newest = MeasureVersionFactory(measure=measure.measure, number=2)
    ServiceMeasureFactory(service=service, ends_on=date(2022, 6, 30), label="No longer counted")
    assert open_it(quarter).figures == 1
    figure = Observation.objects.get()
    assert (figure.version, figure.state, figure.standing) == (newest, "not_answered", Standing.DRAFT)
    assert figure.quarterly_return == QuarterlyReturn.objects.get()


def test_a_figure_taken_over_before_joins_the_return_and_keeps_its_value(quarter):
    service = reporting_service()
    provider = service.service_providers.get().provider
    measure = ServiceMeasureFactory(service=service)
    earlier = ObservationFactory(
        service_measure=measure, provider=provider, period=quarter, standing=Standing.TAKEN_OVER, value=30
    )
    assert open_it(quarter).figures == 0
    earlier.refresh_from_db()
    assert (earlier.quarterly_return, earlier.value, earlier.standing) == (
        QuarterlyReturn.objects.get(),
        30,
        Standing.TAKEN_OVER,
    )


def test_an_open_quarter_does_not_stop_the_next(quarter):
    reporting_service()
    open_it(quarter)
    assert open_it(ReportingPeriod.objects.get(slug="2022-23-q3")).returns == 1
    assert QuarterlyReturn.objects.filter(state=State.NOT_STARTED).count() == 2
