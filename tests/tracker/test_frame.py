"""The frame of every page: office, demonstration banner, menu by role."""

from types import SimpleNamespace

import pytest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client
from django.urls import path

from tracker.models import Office, User
from tracker.roles import Role

pytestmark = [pytest.mark.pages, pytest.mark.django_db, pytest.mark.urls(__name__)]
BANNER = "Demonstration data, from a published update; people are invented"


def page(request: HttpRequest, quarter: str = "") -> HttpResponse:
    if quarter:
        request.quarter = SimpleNamespace(slug=quarter, label="Q2 2022/23", words="July to September 2022")
    return render(request, "base.html")


urlpatterns = [
    path("", page, name="home"),
    path("<slug:quarter>/returns/", page, name="returns"),
    path("<slug:quarter>/services/", page, name="services"),
    path("<slug:quarter>/services/7/", page, name="service"),
    path("<slug:quarter>/money/", page, name="money"),
    path("<slug:quarter>/registers/", page, name="registers"),
    path("<slug:quarter>/update/", page, name="update"),
    path("<slug:quarter>/check/", page, name="own-check"),
    path("accounts/logout/", page, name="account_logout"),
    path("accounts/login/", page, name="account_login"),
    path("words/", page, name="words"),
]


def menu(response: HttpResponse) -> list[str]:
    return [entry["label"] for entry in response.context["navigation"]]


@pytest.fixture
def office(db: None) -> Office:
    return Office.objects.create(name="Office of the Commissioner", short_name="Our office", area_name="Our county")


@pytest.mark.parametrize(
    ("role", "entries"),
    [
        (Role.OFFICER, ["Home", "Returns", "Services", "Money", "Registers", "Quarterly update"]),
        (Role.VIEWER, ["Home", "Returns", "Services", "Money", "Registers", "Quarterly update"]),
        (Role.PROVIDER, ["Home", "Returns", "Check the update"]),
        (Role.ADMINISTRATOR, ["Home"]),
    ],
)
def test_the_menu_shows_what_the_person_may_open(person, client_of, role: Role, entries: list[str]) -> None:
    assert menu(client_of(person(role)).get("/2022-23-q2/services/")) == entries


def test_without_a_quarter_the_menu_leads_home(officer: User, client_of) -> None:
    assert menu(client_of(officer).get("/")) == ["Home"]


def test_the_menu_keeps_the_quarter_and_marks_where_one_is(officer: User, client_of) -> None:
    entries = client_of(officer).get("/2022-23-q2/services/7/").context["navigation"]
    assert [entry["label"] for entry in entries if entry["current"]] == ["Services"]
    assert all("2022-23-q2" in entry["url"] for entry in entries[1:])


def test_a_demonstration_says_so_on_every_page(officer: User, client_of, office: Office) -> None:
    assert BANNER not in client_of(officer).get("/").content.decode()
    Office.objects.update(demo=True)
    assert BANNER in client_of(officer).get("/").content.decode()


def test_pages_do_without_an_office(client: Client, officer: User, client_of) -> None:
    assert client_of(officer).get("/").status_code == 200


def test_the_office_is_read_once_a_page(officer: User, client_of, office: Office, django_assert_num_queries) -> None:
    client = client_of(officer)
    client.get("/")  # what the menu asks of quarters is read once a process
    with django_assert_num_queries(3):  # session, user, office
        client.get("/")
