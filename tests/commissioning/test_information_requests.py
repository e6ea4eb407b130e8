"""Information requests: when each is due, what was answered and given, and what the list gives now beside that."""

from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commissioning.figures.requests import beside, rows_in
from commissioning.models import InformationRequest, ReportingPeriod, Risk
from commissioning.workflow.requests import Given, answer_request, keep_request
from commissioning.workflow.set_up.services import SET_UP
from tests.commissioning import factories as make
from tests.commissioning.pages import flat, light, queries_of, rows_counted, words
from tests.reports.set_up_pages import address, on, opened, text
from tracker.models import AuditEvent, SavedFilter, User
from tracker.refusals import Faults, NotNow, NotYours
from tracker.roles import Role

QUARTER = "2022-23-q2"
REGISTER = f"/quarters/{QUARTER}/registers/requests/"
DAY = date(2022, 11, 25)


@pytest.fixture(autouse=True)
def files(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def client(officer: User, client_of) -> Client:
    return client_of(officer)


def page(name: str, row: InformationRequest) -> str:
    return reverse(name, args=[row.pk])


@pytest.mark.parametrize(
    ("then", "now", "gone", "fresh"),
    [
        (b"A,B\r\n1,2\r\n", b"\xef\xbb\xbfA,B\r\n1,2\r\n", [], []),
        (b"A\r\n1\r\n2\r\n", b"A\r\n2\r\n1\r\n", [], []),
        (b"A\r\n1\r\n2\r\n", b"A\r\n2\r\n3\r\n", [("1",)], [("3",)]),
        (b"A\r\n1\r\n1\r\n", b"A\r\n1\r\n", [("1",)], []),
        (b'A\r\n"one\r\nline"\r\n', b"A\r\n", [("one\r\nline",)], []),
        (b"A\r\n1\r\n", b"B\r\n1\r\n", [("1",)], [("1",)]),
        (b"A\r\n", b"", [], []),
    ],
)
def test_two_versions_of_a_list_are_compared_line_by_line(then, now, gone, fresh):
    found = beside(then, now)
    assert (list(found.gone), list(found.fresh)) == (gone, fresh)
    assert found.same is (not gone and not fresh)


def test_rows_are_counted_without_the_headings():
    assert [rows_in(each) for each in (b"", b"A\r\n", b'A\r\n"1\r\n2"\r\n3\r\n')] == [0, 0, 2]


@pytest.mark.django_db
class TestKeeping:
    def kept(self, by: User, **more) -> InformationRequest:
        values = {"number": "1", "asker": "An MP", "text": "Why?", "received_on": date(2022, 12, 12), **more}
        return keep_request(
            record=InformationRequest(), values=values, by=by, at=timezone.now(), permission=SET_UP
        ).record

    def test_it_is_due_after_twenty_working_days(self, officer):
        """Two weekends' worth more than four weeks: Christmas, its substitute and New Year's day are not counted."""
        assert self.kept(officer, due_on=None).due_on == date(2023, 1, 12)

    def test_unless_another_day_is_said(self, officer):
        assert self.kept(officer, due_on=date(2023, 1, 20)).due_on == date(2023, 1, 20)

    def test_it_is_not_due_before_it_came(self, officer):
        with pytest.raises(Faults) as refused:
            self.kept(officer, due_on=date(2022, 12, 11))
        assert "on or after the day it came: change one" in str(refused.value.by_box)


@pytest.mark.django_db
class TestAnswering:
    def given(self) -> Given:
        quarter = ReportingPeriod.objects.first() or make.quarters()[5]
        return Given("Risks", "register", "state=all", quarter, b"A\r\n1\r\n", {"name": "risks"})

    def answered(self, row: InformationRequest, by: User, **more) -> InformationRequest:
        said = {"answer": "These.", "on": DAY, "given": self.given(), **more}
        return answer_request(request=row, by=by, at=timezone.now(), **said)

    def test_what_was_given_is_kept_with_it(self, officer):
        row = self.answered(make.InformationRequestFactory(), officer)
        row.refresh_from_db()
        assert (row.given.read(), row.given_rows, row.parts) == (b"A\r\n1\r\n", 1, {"name": "risks"})
        event = AuditEvent.objects.about(row).get()
        assert (event.act, event.by) == ("answer", officer)

    def test_once(self, officer):
        row = self.answered(make.InformationRequestFactory(), officer)
        with pytest.raises(NotNow, match="a request of its own"):
            self.answered(row, officer, answer="Others.")
        row.refresh_from_db()
        assert row.answer == "These."

    @pytest.mark.parametrize("more", [{"answer": "  "}, {"on": date(2022, 10, 31)}])
    def test_with_words_and_not_before_it_came(self, officer, more):
        row = make.InformationRequestFactory()
        with pytest.raises(Faults):
            self.answered(row, officer, **more)
        assert InformationRequest.objects.open().get() == row

    def test_by_who_may(self, person):
        with pytest.raises(NotYours):
            self.answered(make.InformationRequestFactory(), person(Role.FINANCE))


def saved(owner: User, name: str = "All risks", **more) -> SavedFilter:
    kept = {"page": "register", "parts": {"name": "risks"}, "query": "state=all", "saved_at": timezone.now(), **more}
    return SavedFilter.objects.create(owner=owner, name=name, **kept)


def filled(view: SavedFilter | None, answer: str = "They are attached.") -> dict[str, str]:
    quarter = ReportingPeriod.objects.get(slug=QUARTER, calendar__kind="financial_quarters")
    chosen = {"view": str(view.pk), "quarter": str(quarter.pk)} if view else {"view": "", "quarter": ""}
    return {"answer": answer, **on("on", 25, 11, 2022), **chosen}


def test_it_is_added_answered_and_run_again_on_screen(demo, client, officer):
    url = address("add", "information-requests")
    form = opened(client, url) | {"number": "FOI 7", "asker": "A student", "text": "Which risks are there?"}
    assert client.post(url, form | on("received_on", 1, 11, 2022)).status_code == 302
    row = InformationRequest.objects.get(number="FOI 7")
    assert row.due_on == date(2022, 11, 29)
    assert "Which risks are there?" in words(client.get(REGISTER + "?state=late"))
    assert client.post(page("request-answer", row), filled(saved(officer))).status_code == 302
    assert "They are attached." in words(client.get(page("information-request", row)))
    kept = b"".join(client.get(page("request-file", row)).streaming_content)
    list_now = client.get(f"/quarters/{QUARTER}/registers/risks/?state=all&format=csv")
    assert kept == list_now.content, "the very file that the page gives"
    assert "They are the same." in words(client.get(page("request-now", row)))
    first = Risk.objects.earliest("pk")
    Risk.objects.filter(pk=first.pk).update(title="Renamed since")
    said = words(client.get(page("request-now", row)))
    assert "They differ." in said
    assert "Renamed since" in said
    assert first.title in said
    assert b"".join(client.get(page("request-file", row)).streaming_content) == kept


def test_what_is_no_list_is_said_at_its_box_and_nothing_is_lost(demo, client, officer):
    row = make.InformationRequestFactory()
    view = saved(officer, page="service", parts={"pk": 1}, query="")
    answer = client.post(page("request-answer", row), filled(view, "My words"))
    assert answer.status_code == 422
    assert "is no list that can be taken away" in text(answer)
    assert "My words" in answer.content.decode()
    half = filled(saved(officer, "Another")) | {"quarter": ""}
    assert "Choose the quarter" in text(client.post(page("request-answer", row), half))
    assert InformationRequest.objects.get(pk=row.pk).answered_on is None


def test_nobody_elses_view_is_offered(demo, client, person):
    row = make.InformationRequestFactory()
    theirs = saved(person(Role.MANAGER), "Theirs alone")
    assert "Theirs alone" not in words(client.get(page("request-answer", row)))
    assert client.post(page("request-answer", row), filled(theirs)).status_code == 422


def test_what_was_given_may_hold_what_is_internal_and_is_the_officers(demo, client, client_of, officer, person):
    """A viewer reads the answer, and has neither the file nor the list that is run again."""
    row = make.InformationRequestFactory()
    client.post(page("request-answer", row), filled(saved(officer)))
    internal = Risk.objects.filter(audience="internal").earliest("pk")
    Risk.objects.filter(pk=internal.pk).update(title="Seen by the office alone")
    assert "Seen by the office alone" in words(client.get(page("request-now", row)))
    viewer = client_of(person(Role.VIEWER))
    assert "request-file" not in viewer.get(page("information-request", row)).content.decode()
    assert {viewer.get(page(name, row)).status_code for name in ("request-file", "request-now")} == {403}


def test_requests_are_filtered(demo, client):
    make.InformationRequestFactory()
    late = InformationRequest.objects.open().count()
    assert rows_counted(client.get(REGISTER + "?state=late")) == late
    assert rows_counted(client.get(REGISTER + "?state=answered")) == InformationRequest.objects.count() - late
    assert rows_counted(client.get(REGISTER + "?listed=yes")) == 1
    assert rows_counted(client.get(REGISTER + "?state=after")) == 0


def test_queries_are_flat(demo, client, officer):
    flat(client, REGISTER, make.InformationRequestFactory)
    light(client.get(REGISTER))
    row = make.InformationRequestFactory()
    client.post(page("request-answer", row), filled(saved(officer)))
    assert queries_of(client, page("information-request", row)) <= 8
    assert queries_of(client, page("request-now", row)) <= 8
