"""Services are set up with a name and a place in the plan; what is not known yet is listed as such."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from commissioning.choices import Route, Stage
from commissioning.models import ReportingRoute, Service, ServiceCalendar, ServiceProvider
from commissioning.views.set_up.services import SERVICES
from commissioning.workflow.opening import plan_opening
from commissioning.workflow.set_up.services import keep_route, keep_service
from tests.commissioning.factories import (
    NOON,
    CalendarFactory,
    ObjectiveFactory,
    OfficeFactory,
    ProviderFactory,
    ReportingRouteFactory,
    ServiceFactory,
    ServiceProviderFactory,
    ThemeFactory,
    quarters,
)
from tests.commissioning.pages import flat, read
from tracker.models import AuditEvent, Office, User
from tracker.refusals import WHOLE, Faults
from tracker.roles import Role
from tracker.set_up.gaps import gaps_of

pytestmark = pytest.mark.django_db
ADD = "/set-up/services/add/"


@pytest.fixture(autouse=True)
def office() -> None:
    OfficeFactory()


@pytest.fixture
def client(officer: User, client_of) -> Client:
    return client_of(officer)


def typed(**values: object) -> dict[str, object]:
    base = {"name": "Willow project", "stage": "live", "template": "light", "reports_for": "lead"}
    return {**base, **{name: getattr(value, "pk", value) for name, value in values.items()}}


def test_where_no_service_is_set_up_the_first_step_is_offered_to_whoever_may_take_it(client, client_of, person):
    quarters()
    offered = f'href="{ADD}"'
    address = reverse("services", args=["2022-23-q2"])
    assert offered in client.get(address).content.decode()
    assert offered not in client_of(person(Role.VIEWER)).get(address).content.decode()
    ServiceFactory()
    Office.objects.reference_changed()
    assert offered not in client.get(address).content.decode()


class TestAdding:
    def test_a_name_and_an_objective_are_enough(self, client):
        client.post(ADD, typed(objective=ObjectiveFactory()))
        made = Service.objects.get()
        assert (made.code, made.stage, made.lead_officer) == ("willow-project", Stage.LIVE, None)

    def test_a_theme_says_the_objective(self, client):
        theme = ThemeFactory()
        client.post(ADD, typed(theme=theme))
        assert Service.objects.get().objective == theme.objective

    def test_without_a_place_in_the_plan_it_is_asked_for(self, client):
        answer = client.post(ADD, typed())
        assert answer.status_code == 422
        assert "Choose the objective, or a theme under it." in answer.content.decode()

    def test_all_that_is_needed_is_asked_for_at_once(self, client):
        said = client.post(ADD, typed(name="")).content.decode()
        assert "Enter the name." in said
        assert "Choose the objective, or a theme under it." in said

    def test_a_theme_under_another_objective_is_refused(self, client):
        answer = client.post(ADD, typed(objective=ObjectiveFactory(), theme=ThemeFactory()))
        assert "This theme stands under" in answer.content.decode()
        assert not Service.objects.exists()

    def test_who_delivers_and_how_it_reports_may_come_with_it(self, client):
        provider = ProviderFactory()
        client.post(ADD, typed(objective=ObjectiveFactory(), provider=provider, route="provider"))
        route = ReportingRoute.objects.get()
        assert (route.provider, route.route, route.starts_on) == (provider, Route.PROVIDER, None)
        assert ServiceProvider.objects.get().role == "lead"
        assert [event.act for event in AuditEvent.objects.all()] == ["add"] * 3

    def test_a_calendar_of_its_own_has_a_first_day(self, client):
        calendar = CalendarFactory(kind="half_years")
        bare = typed(objective=ObjectiveFactory(), calendar=calendar)
        assert "Enter the first day in this calendar." in client.post(ADD, bare).content.decode()
        day = {"calendar_from_day": "1", "calendar_from_month": "10", "calendar_from_year": "2022"}
        client.post(ADD, {**bare, **day})
        assert ServiceCalendar.objects.get().starts_on == date(2022, 10, 1)

    def test_the_financial_quarters_are_not_offered_twice(self, client):
        CalendarFactory(kind="financial_quarters", name="By financial quarter")
        assert "calendar" not in client.get(ADD).context["attempt"].form.fields
        CalendarFactory(code="half-years", kind="half_years", name="By half-year", periods_per_year=2)
        Office.objects.reference_changed()
        offered = client.get(ADD).context["attempt"].form.fields["calendar"].choices
        assert [label for _, label in offered] == ["Financial quarters", "By half-year"]

    def test_a_route_needs_its_provider(self, client):
        answer = client.post(ADD, typed(objective=ObjectiveFactory(), route="office"))
        assert answer.status_code == 422
        assert not Service.objects.exists()


def keep(officer: User, record: Service, **values: object):
    return keep_service(record=record, values=values, by=officer, at=NOON)


class TestProgrammes:
    def test_a_project_is_part_of_a_programme(self, officer):
        programme = ServiceFactory()
        project = keep(officer, ServiceFactory(), part_of=programme).record
        assert list(programme.parts.all()) == [project]

    def test_nothing_is_part_of_itself_on_any_way_round(self, officer):
        one, two, three = (ServiceFactory() for _ in range(3))
        keep(officer, two, part_of=one)
        keep(officer, three, part_of=two)
        for inner in (one, two, three):
            with pytest.raises(Faults) as refused:
                keep(officer, Service.objects.get(pk=one.pk), part_of=inner)
            assert refused.value.by_box

    def test_it_is_not_offered_to_itself(self, client):
        service, other = ServiceFactory(name="Willow"), ServiceFactory(name="Oak")
        form = client.get(reverse("set-up-record", args=["services", service.pk])).context["attempt"].form
        assert [label for _, label in form.fields["part_of"].choices] == ["Not part of another", str(other)]


class TestRoutes:
    Q = (date(2022, 4, 1), date(2022, 7, 1), date(2022, 10, 1))

    @pytest.fixture
    def route(self) -> ReportingRoute:
        return ReportingRouteFactory()

    def another(self, officer: User, one: ReportingRoute, **values: object):
        new = ReportingRoute(service=one.service)
        return keep_route(record=new, values={"provider": one.provider, **values}, by=officer, at=NOON)

    def test_a_new_one_takes_over_from_its_first_day(self, officer, route):
        made = self.another(officer, route, route=Route.OFFICE, starts_on=date(2022, 7, 1)).record
        route.refresh_from_db()
        assert (route.ends_on, made.ends_on) == (date(2022, 6, 30), None)

    def test_and_what_is_owed_follows_it(self, officer, route):
        first, second = quarters(2022, 1)[:2]
        self.another(officer, route, route=Route.NONE, starts_on=second.start)
        assert [len(plan_opening(period=each).returns) for each in (first, second)] == [1, 0]
        assert [len(plan_opening(period=each).items) for each in (first, second)] == [0, 1]

    @pytest.mark.parametrize(
        ("standing", "new", "refused"),
        [
            ({}, {}, True),
            ({"starts_on": Q[1]}, {}, True),
            ({"starts_on": Q[1]}, {"starts_on": Q[1]}, True),
            ({"starts_on": Q[1]}, {"starts_on": Q[0]}, True),
            ({"starts_on": Q[1]}, {"starts_on": Q[0], "ends_on": Q[1]}, True),
            ({"starts_on": Q[1]}, {"starts_on": Q[0], "ends_on": date(2022, 6, 30)}, False),
            ({"ends_on": Q[0]}, {"starts_on": Q[1]}, False),
            ({}, {"starts_on": Q[0]}, False),
            ({"starts_on": Q[0]}, {"starts_on": Q[1], "ends_on": Q[2]}, False),
        ],
    )
    def test_two_never_hold_on_one_day(self, officer, route, standing, new, refused):
        ReportingRoute.objects.update(**{"starts_on": None, "ends_on": None, **standing})
        if refused:
            with pytest.raises(Faults) as fault:
                self.another(officer, route, route=Route.OFFICE, **new)
            assert "has a route on these days already" in fault.value.by_box[WHOLE]
            assert ReportingRoute.objects.count() == 1
            return
        self.another(officer, route, route=Route.OFFICE, **new)
        for day in (date(2022, 6, 30), *self.Q):
            assert ReportingRoute.objects.in_force(day).count() <= 1, day

    def test_a_change_does_not_move_another(self, officer, route):
        later = self.another(officer, route, route=Route.OFFICE, starts_on=date(2022, 7, 1)).record
        with pytest.raises(Faults):
            keep_route(record=later, values={"starts_on": date(2022, 4, 1)}, by=officer, at=NOON)

    def test_another_providers_route_is_its_own(self, officer, route):
        keep_route(
            record=ReportingRoute(service=route.service),
            values={"provider": ProviderFactory(), "route": Route.PROVIDER},
            by=officer,
            at=NOON,
        )
        route.refresh_from_db()
        assert route.ends_on is None

    def test_the_only_one_that_delivers_is_chosen_already(self, client):
        delivery = ServiceProviderFactory()
        page = client.get(f"/set-up/routes/add/?service={delivery.service_id}")
        assert page.context["attempt"].form.initial["provider"] == delivery.provider_id


class TestNotKnownYet:
    def labels(self, service: Service) -> set[str]:
        return {gap.label for gap in gaps_of(SERVICES, service, None)}

    def test_of_a_new_service_everything_but_its_name(self):
        assert self.labels(ServiceFactory()) == {gap.label for gap in SERVICES.gaps}

    def test_a_service_that_does_not_run_yet_needs_no_route(self):
        assert "reporting route" not in self.labels(ServiceFactory(stage=Stage.PIPELINE))

    def test_a_programme_whose_projects_report_needs_none(self):
        programme = ServiceFactory()
        ReportingRouteFactory(service=ServiceFactory(part_of=programme))
        assert "reporting route" not in self.labels(programme)

    def test_it_stands_on_the_services_own_page_for_whoever_may_fill_it_in(self, client, person, client_of):
        quarters(2022, 1)
        service = ServiceFactory()
        page = reverse("service", args=["2022-23-q2", service.pk])
        edit = reverse("set-up-record", args=["services", service.pk])
        links = read(client.get(page)).links
        assert (f"{edit}#id_lead_officer", "Lead officer") in links
        assert edit in {href for href, _ in links}
        for role in ("viewer", "finance"):
            shown = client_of(person(role)).get(page)
            assert edit not in {href for href, _ in read(shown).links}

    def test_pages_have_flat_queries(self, client):
        service = ServiceFactory()

        def grow() -> None:
            for _ in range(3):
                ReportingRouteFactory(service=service)
                ServiceProviderFactory(service=service)
                ServiceProviderFactory(service=ServiceFactory(theme=ThemeFactory()))

        for url in ("/set-up/services/", f"/set-up/services/{service.pk}/", ADD, "/set-up/not-known-yet/"):
            flat(client, url, grow)
