"""People of the office are made, changed and ended without the admin site; and the first day of an empty database."""

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from commissioning.models import Objective, ReportingPeriod, Service
from tests.commissioning.factories import OfficeFactory, ServiceFactory, UserFactory, quarters
from tests.commissioning.pages import words
from tracker.models import AuditEvent, Invitation, Office, User
from tracker.roles import Role

pytestmark = pytest.mark.django_db
ADD = "/set-up/people/add/"
NIA = {"name": "Nia Field", "email": "Nia@Office.example", "role": "officer"}


@pytest.fixture
def ada() -> User:
    OfficeFactory()
    return UserFactory(role=Role.ADMINISTRATOR, name="Ada Winter", email="ada@office.example")


@pytest.fixture
def pages(ada: User, client_of) -> Client:
    return client_of(ada)


def typed(user: User, client: Client, **values: str) -> dict[str, str]:
    began = client.get(f"/set-up/people/{user.pk}/").context["began"]
    same = {"name": user.name, "email": user.email, "role": str(user.role), "is_active": "on", "began": began}
    return {name: value for name, value in {**same, **values}.items() if value}


def test_somebody_new_has_no_password_and_is_invited(pages, ada) -> None:
    pages.post(ADD, NIA)
    nia = User.objects.get(email="nia@office.example")
    assert not nia.has_usable_password()
    assert Invitation.objects.get().user == nia
    assert [event.act for event in AuditEvent.objects.all()] == ["add", "invite"]
    assert "A link to choose a password is on its way by e-mail." in words(pages.get("/"))
    assert "password" not in AuditEvent.objects.earliest("number").changes


@pytest.mark.parametrize(
    "wrong", [{"email": "ada@office.example"}, {"role": "provider"}, {"email": "nia"}, {"name": ""}]
)
def test_what_can_not_be_is_refused(pages, wrong) -> None:
    assert pages.post(ADD, {**NIA, **wrong}).status_code == 422
    assert User.objects.count() == 1


def test_a_role_is_changed_and_access_ended(pages) -> None:
    bob = UserFactory(role=Role.OFFICER)
    page = f"/set-up/people/{bob.pk}/"
    pages.post(page, typed(bob, pages, role="manager"))
    bob.refresh_from_db()
    assert bob.role == Role.MANAGER
    pages.post(page, typed(bob, pages, is_active=""))
    bob.refresh_from_db()
    assert not bob.is_active
    assert User.objects.filter(pk=bob.pk).exists()
    assert pages.post(f"{page}delete/").status_code == 404


@pytest.mark.parametrize("change", [{"role": "officer"}, {"is_active": ""}])
def test_an_administrator_is_always_left(pages, ada, change) -> None:
    page = f"/set-up/people/{ada.pk}/"
    answer = pages.post(page, typed(ada, pages, **change))
    assert answer.status_code == 422
    assert "Another administrator" in answer.content.decode()
    pages.post(page, typed(ada, pages, name="Ada Frost"))
    ada.refresh_from_db()
    assert (ada.name, ada.role, ada.is_active) == ("Ada Frost", Role.ADMINISTRATOR, True)


def test_without_mail_the_link_is_shown_to_be_handed_over(pages, settings) -> None:
    settings.MAIL_ON = False
    pages.post(ADD, NIA)
    assert "press Invite again for the link to hand over" in words(pages.get("/"))
    nia = User.objects.get(name="Nia Field")
    answer = pages.post(reverse("person-invite", args=[nia.pk]))
    assert answer.context["address"] in answer.content.decode()
    assert Invitation.objects.count() == 2


def test_a_second_office_is_refused(pages) -> None:
    assert pages.get("/set-up/office/").headers["Location"] == f"/set-up/office/{Office.objects.get().pk}/"
    answer = pages.post("/set-up/office/add/", {"name": "Another", "short_name": "A", "area_name": "B"})
    assert answer.status_code in (409, 422)
    assert Office.objects.count() == 1


def test_from_nothing_to_a_service_without_the_admin_site(client_of, officer) -> None:
    officer.delete()
    call_command("createsuperuser", interactive=False, email="ada@office.example", name="Ada Winter")
    pages = client_of(User.objects.get())
    assert "0 of 5 steps are done" in words(pages.get("/"))
    office = pages.get("/set-up/office/add/").context["attempt"].form.initial
    office |= {"name": "Office of the Commissioner", "short_name": "OPCC", "area_name": "Somewhere"}
    assert (
        pages.post(
            "/set-up/office/add/", {name: "" if value is False else value for name, value in office.items()}
        ).status_code
        == 302
    )
    plan = pages.post("/set-up/plans/add/", {"name": "Safer Somewhere"}).url
    pages.post(f"/set-up/objectives/add/?plan={plan.split('/')[-2]}", {"name": "Victims first", "place": ""})
    first = {"first_day_day": "1", "first_day_month": "4", "first_day_year": "2021", "years": "2"}
    pages.post("/set-up/calendars/add/", {"name": "Financial quarters", "kind": "financial_quarters", **first})
    pages.post(ADD, NIA)
    assert "4 of 5 steps are done" in words(pages.get("/"))
    assert (Objective.objects.count(), ReportingPeriod.objects.count()) == (1, 8)
    nia = client_of(User.objects.get(email="nia@office.example"))
    nia.post(
        "/set-up/services/add/",
        {
            "name": "IDVA",
            "objective": Objective.objects.get().pk,
            "stage": "live",
            "template": "light",
            "reports_for": "lead",
        },
    )
    assert Service.objects.get().name == "IDVA"
    assert "Everything is set up" in words(pages.get("/"))


def test_before_the_first_quarter_everybody_reads_who_does_what(client_of, officer) -> None:
    shown = words(client_of(officer).get("/"))
    assert "An administrator does this." in shown
    assert "Services and providers" in shown


def test_the_first_day_has_few_queries(pages, django_assert_max_num_queries) -> None:
    ServiceFactory()
    quarters()
    with django_assert_max_num_queries(8):
        pages.get("/")
