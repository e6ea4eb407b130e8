"""A question that waits longer than the office allows is escalated in the review; who stands in is named."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from commissioning.models import Question, Service
from commissioning.workflow import ask, reply, submit
from tests.commissioning.idva import NOON, Idva, idva
from tests.commissioning.pages import MOST_QUERIES, queries_of, words
from tests.commissioning.return_forms import client_of
from tracker.models import Cover, Office
from tracker.periods import london_date

pytestmark = pytest.mark.django_db
PAGES = ["/quarters/2022-23-q2/review/", "/quarters/2022-23-q2/"]


@pytest.fixture
def found(db) -> Idva:
    made = idva()
    made.fill()
    submit(record=made.now(), by=made.alice, at=NOON)
    return made


def asked(found: Idva, at: datetime) -> Question:
    return ask(record=found.now(), by=found.bob, at=at, text="Is 492 right?")


@pytest.mark.parametrize("page", PAGES)
def test_one_that_waits_too_long_is_escalated(found, page):
    asked(found, NOON)
    said = words(client_of(found.maria).get(page))
    assert "One question without an answer. An answer was due by 26 October 2022" in said
    assert "Escalated" in said


@pytest.mark.parametrize("page", PAGES)
def test_one_that_still_has_time_and_one_that_is_answered_are_not(found, page):
    maria = client_of(found.maria)
    question = asked(found, timezone.now())
    assert "Question asked" in words(maria.get(page))
    assert "Escalated" not in words(maria.get(page))
    Question.objects.filter(pk=question.pk).update(asked_at=NOON)
    Office.objects.reference_changed()  # no act of anybody's: pages that are kept would not know of it
    assert "Escalated" in words(maria.get(page))
    reply(question=question, by=found.alice, at=NOON, text="Yes.")
    assert "Escalated" not in words(maria.get(page))


def test_how_long_is_the_offices_to_say(found):
    asked(found, timezone.now() - timedelta(days=30))
    Office.objects.update(answer_working_days=60)
    Office.objects.reference_changed()
    assert "Escalated" not in words(client_of(found.maria).get(PAGES[0]))


def test_who_stands_in_for_the_officer_is_named(found):
    today = london_date(timezone.now())
    Service.objects.update(lead_officer=found.alice)
    Cover.objects.create(
        person=found.alice, cover=found.bob, starts_on=today - timedelta(days=1), ends_on=today + timedelta(days=1)
    )
    Office.objects.reference_changed()
    asked(found, NOON)
    assert "Alice Hartley is away, Bob Nwosu stands in" in words(client_of(found.maria).get(PAGES[0]))


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_hold_the_budget_of_queries(found, page):
    asked(found, NOON)
    assert queries_of(client_of(found.maria), page) <= MOST_QUERIES
