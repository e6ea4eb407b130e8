"""The tracker: how each service's return stands in each quarter, with days late and with what nobody has listed."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.utils import timezone

from commissioning.choices import DeliveryRole, Gap, ReportsFor, Route, State, Status
from commissioning.figures import reference_for
from commissioning.figures.matrix import MatrixRow, Square, matrix
from commissioning.figures.portfolio import portfolio_for
from commissioning.models import QuarterlyReturn, ReportingPeriod, Service
from tests.commissioning import factories as make
from tests.commissioning.pages import flat, light, read, words
from tracker.models import Office
from tracker.periods import half_years
from tracker.roles import Role

pytestmark = pytest.mark.django_db

PAGE = "/quarters/2022-23-q2/tracker/"
DUE = date(2022, 10, 21)


@pytest.fixture
def quarter() -> ReportingPeriod:
    make.OfficeFactory()
    opened = make.quarters()[5]
    ReportingPeriod.objects.filter(pk=opened.pk).update(opened_at=make.NOON, due_on=DUE)
    opened.refresh_from_db()
    return opened


def rows_of(quarter: ReportingPeriod, *, on: date = DUE, back: int = 1) -> list[MatrixRow]:
    """The rows as they stand on that day, over so many quarters up to this one."""
    Office.objects.reference_changed()
    reference = reference_for(Office.objects.get())
    portfolio = portfolio_for(reference)
    quarters = reference.last(reference.periods[quarter.pk], back)
    services = portfolio.services.values()
    return matrix(services, quarters, portfolio=portfolio, reference=reference, on=on)


def only(rows: list[MatrixRow]) -> Square:
    (row,) = rows
    return row.now


@pytest.mark.parametrize("state", list(State))
def test_a_square_says_how_the_return_stands(quarter, state):
    service = make.reporting_service()
    who = make.UserFactory()
    past = make.approved(who, who) if state == State.APPROVED else {"not_required_reason": "Paused."}
    owed = make.ReturnFactory(
        service=service, provider=service.service_providers.get().provider, period=quarter, **past | {"state": state}
    )
    assert only(rows_of(quarter)) == Square(Status(state), "return", owed.pk, 0)


@pytest.mark.parametrize(
    ("state", "agreed", "on", "late"),
    [
        (State.NOT_STARTED, None, DUE, 0),
        (State.NOT_STARTED, None, DUE + timedelta(days=1), 1),
        (State.IN_PROGRESS, None, DUE + timedelta(days=12), 12),
        (State.IN_PROGRESS, DUE + timedelta(days=10), DUE + timedelta(days=12), 2),
        (State.SUBMITTED, None, DUE + timedelta(days=12), 0),
    ],
)
def test_days_late_count_from_the_agreed_day(quarter, state, agreed, on, late):
    service = make.reporting_service()
    later = {"agreed_due_on": agreed, "agreed_due_reason": "Staff ill."} if agreed else {}
    provider = service.service_providers.get().provider
    make.ReturnFactory(service=service, provider=provider, period=quarter, state=state, **later)
    found = only(rows_of(quarter, on=on))
    assert (found.late, found.state) == (late, Status.LATE if late else Status(state))


def unopened(quarter):
    ReportingPeriod.objects.filter(pk=quarter.pk).update(opened_at=None)
    make.reporting_service()


def not_listed(quarter):
    make.reporting_service()


def no_route(quarter):
    make.ServiceFactory()


def over(quarter):
    make.reporting_service(ended_on=date(2022, 6, 30))


def not_begun(quarter):
    make.ReportingRouteFactory(service=make.ServiceFactory(), starts_on=date(2022, 10, 1))


def between_its_periods(quarter):
    calendar = make.CalendarFactory(code="half-years", name="Half-years", kind="half_years", periods_per_year=2)
    for half in half_years(2022):
        start = half.start + timedelta(days=92)  # ends on no day of this quarter
        make.PeriodFactory(
            calendar=calendar,
            sequence=half.sequence,
            year_label=half.year_label,
            place_in_year=half.place_in_year,
            start=start,
            end=half.end + timedelta(days=92),
            label=half.label,
            slug=half.slug,
        )
    service = make.ServiceFactory()
    make.ReportingRouteFactory(service=service)
    make.ServiceCalendarFactory(service=service, calendar=calendar)


@pytest.mark.parametrize(
    ("case", "gap"),
    [
        (unopened, Gap.NOT_OPENED),
        (not_listed, Gap.NOT_LISTED),
        (no_route, Gap.NO_ROUTE),
        (over, Gap.NOTHING_DUE),
        (not_begun, Gap.NOTHING_DUE),
        (between_its_periods, Gap.NOTHING_DUE),
    ],
)
def test_where_nothing_is_listed_it_says_why(quarter, case, gap):
    case(quarter)
    assert only(rows_of(quarter)) == Square(gap)


def test_a_project_of_a_programme_that_reports_is_not_missing_a_route(quarter):
    programme = make.reporting_service(name="Safer Streets")
    make.ServiceFactory(name="Lighting", part_of=programme)
    found = {Service.objects.get(pk=row.service).name: row.now.state for row in rows_of(quarter)}
    assert found == {"Safer Streets": Gap.NOT_LISTED, "Lighting": Gap.NOTHING_DUE}


def test_what_the_office_writes_has_a_row_of_its_own(quarter):
    service = make.ServiceFactory()
    make.ReportingRouteFactory(service=service, route=Route.NONE)
    item = make.OfficeItemFactory(service=service, period=quarter)
    (row,) = rows_of(quarter)
    assert (row.provider, row.now) == (None, Square(Status.NOT_STARTED, "item", item.pk, 0))


@pytest.mark.parametrize(("reports_for", "count"), [(ReportsFor.EACH, 2), (ReportsFor.LEAD, 1)])
def test_each_who_reports_has_a_row(quarter, reports_for, count):
    service = make.reporting_service(reports_for=reports_for)
    partner = make.ServiceProviderFactory(service=service, role=DeliveryRole.PARTNER).provider
    make.ReportingRouteFactory(service=service, provider=partner)
    assert len(rows_of(quarter)) == count


def test_eight_quarters_stand_oldest_first_and_other_calendars_where_they_end(quarter):
    service = make.reporting_service()
    provider = service.service_providers.get().provider
    q2_last_year = ReportingPeriod.objects.get(slug="2021-22-q2")
    who = make.UserFactory()
    make.ReturnFactory(service=service, provider=provider, period=q2_last_year, **make.approved(who, who))
    (row,) = rows_of(quarter, back=8)
    assert [square.state for square in row.squares] == [
        Gap.NOT_OPENED,
        Status.APPROVED,
        Gap.NOT_OPENED,
        Gap.NOT_OPENED,
        Gap.NOT_OPENED,
        Gap.NOT_LISTED,
    ]


@pytest.fixture
def late(quarter, officer) -> QuarterlyReturn:
    """A return of one of Alice's services, and another service of which nobody said how it reports."""
    service = make.reporting_service(name="Pathfinder", lead_officer=officer)
    make.ServiceFactory(name="Nobody knows")
    today = timezone.localdate()
    ReportingPeriod.objects.filter(pk=quarter.pk).update(due_on=today - timedelta(days=12))
    quarter.refresh_from_db()
    return make.ReturnFactory(service=service, provider=service.service_providers.get().provider, period=quarter)


def test_the_page_says_in_words_what_its_letters_mean(late, client_of, officer):
    answer = client_of(officer).get(PAGE)
    said = words(answer)
    assert "12 days late" in said
    assert "Nobody has said how it reports" in said
    assert f"/returns/{late.pk}/" in [href for href, _ in read(answer).links]
    light(answer)


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("?status=late", "Pathfinder", "Nobody knows"),
        ("?status=missing", "Pathfinder", "Nobody knows"),
        ("?status=no_route", "Nobody knows", "Pathfinder"),
        ("?officer=none", "Nobody knows", "Pathfinder"),
        ("?status=received", "Nothing matches these filters", "Pathfinder"),
        ("?status=purple", "Choose from the list", "Nothing matches"),
    ],
)
def test_it_is_filtered_by_how_this_quarter_stands(late, client_of, officer, query, shown, hidden):
    said = words(client_of(officer).get(PAGE + query))
    assert shown in said
    assert hidden not in said


def test_what_came_to_be_owed_since_leads_to_where_it_is_listed(late, client_of, officer, person):
    make.reporting_service(name="New since")
    Office.objects.reference_changed()
    opening = "/quarters/2022-23-q2/open/"
    assert opening in [href for href, _ in read(client_of(officer).get(PAGE)).links]
    assert opening not in [href for href, _ in read(client_of(person(Role.VIEWER)).get(PAGE)).links]


def test_the_spreadsheet_has_every_row_with_its_quarters_in_words(late, client_of, officer):
    text = client_of(officer).get(f"{PAGE}?format=csv").content.decode().removeprefix("\ufeff")
    found = {row["Service"]: row for row in csv.DictReader(io.StringIO(text))}
    assert found["Pathfinder"]["Q2 2022/23"] == "12 days late"
    assert found["Pathfinder"]["Days late this quarter"] == "12"
    assert found["Nobody knows"]["Q1 2022/23"] == "Nobody has said how it reports"


def test_few_queries_however_many_rows(quarter, client_of, officer):
    def grow() -> None:
        for _ in range(6):
            service = make.reporting_service()
            provider = service.service_providers.get().provider
            make.ReturnFactory(service=service, provider=provider, period=quarter)
            make.OfficeItemFactory(service=service, period=quarter)
        Office.objects.reference_changed()

    flat(client_of(officer), f"{PAGE}?status=not_started&status=late", grow)


def test_before_anything_is_set_up_it_says_what_comes_first(quarter, client_of, officer):
    assert "No service is set up yet" in words(client_of(officer).get(PAGE))
