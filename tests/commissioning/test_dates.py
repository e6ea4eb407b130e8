"""Dates: what falls on which day, for whom, as a list, a file and a calendar that one subscribes to."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from commissioning.choices import Audience, DateKind
from commissioning.models import Award, Commitment
from tests.commissioning.pages import flat, light, words
from tracker.api import end_token
from tracker.models import ApiToken, User
from tracker.periods import london_date
from tracker.roles import Role

URL = "/quarters/2022-23-q2/registers/dates/"


@pytest.fixture
def client(officer: User, client_of) -> Client:
    return client_of(officer)


def test_the_year_after_the_quarter(demo, client):
    shown = words(client.get(URL))
    assert "1 October 2022 – 30 September 2023" in shown
    assert "CLIMB contract ends" in shown
    assert "31 Mar 2023" in shown
    assert "May be extended by one year" in shown
    assert "Returns for Q2 2022/23 due" in shown
    assert "IDVA service contract ends" not in shown, "that is in 2025"
    assert "IDVA service contract ends" in words(client.get(URL + "?months=36"))


def test_kinds_are_filtered(demo, client):
    shown = words(client.get(URL + "?kind=promise"))
    assert "Promised:" in shown
    assert "contract ends" not in shown


def test_what_is_kept_or_dropped_is_no_date_any_more(demo, client):
    promise = Commitment.objects.open().filter(due_on__range=(date(2022, 10, 1), date(2023, 6, 1))).first()
    assert promise.text in words(client.get(URL))
    Commitment.objects.filter(pk=promise.pk).update(state="done")
    assert promise.text not in words(client.get(URL))


def test_who_only_reads_sees_what_is_approved_and_for_the_board(demo, client, client_of, person):
    viewer = client_of(person(Role.VIEWER))
    Commitment.objects.update(audience=Audience.INTERNAL)
    assert "Promised:" in words(client.get(URL))
    assert "Promised:" not in words(viewer.get(URL))
    assert "CLIMB contract ends" in words(viewer.get(URL))


def address(client: Client, user: User) -> str:
    client.post(reverse("calendar-address"))
    found = client.get(URL).context["address"]
    assert found
    return found.removeprefix("http://testserver")


def soon(award: str) -> Award:
    """An award that ends within what a calendar is given."""
    found = Award.objects.get(code=award)
    Award.objects.filter(pk=found.pk).update(ends_on=london_date(timezone.now()) + timedelta(days=60))
    return found


def test_a_calendar_reads_the_dates_without_logging_in(demo, client, officer):
    ends = london_date(timezone.now()) + timedelta(days=60)
    award = soon("csp-2022-shropshire")
    answer = Client().get(address(client, officer))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Referrer-Policy"] == "no-referrer"
    events = {str(each["summary"]): each for each in Calendar.from_ical(answer.content).walk("VEVENT")}
    event = events[f"{award.title} ends"]
    assert event["dtstart"].dt == ends
    assert str(event["uid"]) == f"{DateKind.END}-{award.code}@testserver"
    assert reverse("award", args=["2022-23-q3", award.pk]) in str(event["url"])


def key_in(address: str) -> str:
    """Which token it is of; the rest says when the address was written."""
    return address.rpartition("/")[2].split(":")[0]


def test_the_address_is_made_once_and_ends_with_its_token(demo, client, officer):
    first = address(client, officer)
    client.post(reverse("calendar-address"))
    shown = client.get(URL).context["address"]
    assert key_in(shown) == key_in(first)
    token = ApiToken.objects.get(owner=officer)
    end_token(token=token, by=officer, at=timezone.now())
    assert Client().get(first).status_code == 404


def test_nobody_elses_secret_and_no_other_token_opens_it(demo, client, officer):
    found = address(client, officer)
    ApiToken.objects.update(name="For Excel")
    assert Client().get(found).status_code == 404
    assert Client().get(reverse("calendar", args=["x" + found.rsplit("/", 1)[1]])).status_code == 404


def test_the_calendar_of_somebody_who_left_is_closed(demo, client, officer):
    found = address(client, officer)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert Client().get(found).status_code == 404


def test_it_is_taken_away_as_a_file(demo, client):
    lines = client.get(URL + "?format=csv").content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Day,What,Kind,About"
    assert any(line.startswith("2023-03-31,CLIMB contract ends,award ends,") for line in lines)


def test_queries_are_flat(demo, client):
    first = Commitment.objects.open().exclude(due_on=None).first()

    def grow() -> None:
        first.pk = None
        first.due_on = date(2022, 12, 1)
        first.save()

    flat(client, URL, grow)
    light(client.get(URL))
