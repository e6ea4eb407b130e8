"""A provider's own history: what was sent and what is in force, as page and file; nothing of anybody else's."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from commissioning.choices import Asker, Prompt, State
from commissioning.models import Narrative, ObservationValue, Question
from commissioning.workflow import approve, reopen, submit
from tests.commissioning.factories import MembershipFactory, ProviderFactory
from tests.commissioning.idva import LATER, NOON, Idva, idva
from tests.commissioning.pages import MOST_QUERIES, queries_of, words
from tests.commissioning.return_forms import text_of

pytestmark = pytest.mark.django_db
HOSTILE = '=HYPERLINK("http://else.example","x")'


@pytest.fixture
def found(db) -> Idva:
    """Sent with 492 referrals and a text that begins like a formula; the office added words of its own."""
    made = idva()
    made.fill()
    made.save({"went_well": HOSTILE}, "text")
    for prompt, text in ((Prompt.OUR_NOTE, "Our own worry"), (Prompt.UPDATE_WORDS, "Our paragraph")):
        Narrative.objects.create(quarterly_return=made.quarterly_return, prompt=prompt, text=text)
    submit(record=made.now(), by=made.alice, at=NOON)
    return made


@pytest.fixture
def own(found, client_of) -> Client:
    return client_of(MembershipFactory(provider=found.provider).user)


@pytest.fixture
def neighbour(found, client_of) -> Client:
    return client_of(MembershipFactory(provider=ProviderFactory()).user)


def address(found: Idva, query: str = "") -> str:
    return reverse("sent", args=[found.quarter.slug]) + query


def test_what_was_sent_stands_beside_what_is_in_force(found, own):
    page = words(own.get(address(found)))
    assert "IDVA service" in page
    assert "Referrals received" in page
    assert "492" in page


def test_a_correction_shows_both_values(found, own):
    approve(record=found.now(), by=found.maria, at=NOON)
    reopen(record=found.now(), by=found.maria, at=LATER, reason="They told us.")
    found.save({found.box("referrals"): "500"}, at=LATER)
    submit(record=found.now(), by=found.alice, at=LATER)
    page = text_of(own.get(address(found)))
    assert "corrected" in page
    assert "492" in page
    assert "500" in page


def test_neither_page_nor_file_holds_what_is_the_offices_or_anothers(found, own, neighbour):
    files = [own.get(address(found, f"?format={kind}")).content for kind in ("csv", "xlsx")]
    lines = [str(cell.value) for row in load_workbook(io.BytesIO(files[1])).worksheets[0] for cell in row]
    for shown in (words(own.get(address(found))), files[0].decode(), " ".join(lines)):
        assert "Referrals received" in shown
        assert "Our own worry" not in shown
        assert "Our paragraph" not in shown
    assert "Nothing has been sent yet" in words(neighbour.get(address(found)))
    assert b"Referrals" not in neighbour.get(address(found, "?format=csv")).content


def test_no_cell_of_a_file_is_a_formula(found, own):
    text = own.get(address(found, "?format=csv")).content.decode()
    assert "'=HYPERLINK" in text
    book = load_workbook(io.BytesIO(own.get(address(found, "?format=xlsx")).content))
    cells = [cell for row in book.worksheets[0] for cell in row]
    assert any(cell.value == HOSTILE and cell.data_type == "s" for cell in cells)
    assert not any(cell.data_type == "f" for cell in cells)


def test_the_page_holds_the_budget_of_queries(found, own):
    assert queries_of(own, address(found)) <= MOST_QUERIES


def test_a_correction_is_asked_for_and_changes_nothing_by_itself(found, own, client_of):
    figure = found.figures["referrals"]
    page = reverse("correct", args=[figure.pk])
    before = ObservationValue.objects.count()
    assert own.post(page, {"value": "", "reason": "x"}).status_code == 422
    answer = own.post(page, {"value": "501", "reason": "Nine came in late."}, follow=True)
    assert "The office is asked" in text_of(answer)
    question = Question.objects.get()
    assert question.asker == Asker.PROVIDER
    assert question.text == "Please correct “Referrals received” from 492 to 501: Nine came in late."
    assert (found.now().state, ObservationValue.objects.count()) == (State.SUBMITTED, before)
    assert "to 501" in words(client_of(found.alice).get(reverse("return", args=[found.quarterly_return.pk])))
    assert own.post(page, {"value": "501", "reason": "Nine came in late."}).status_code == 302
    assert own.post(page, {"value": "502", "reason": "Another."}).status_code == 409
    assert Question.objects.count() == 1


def test_anothers_figure_and_none_at_all_cannot_be_asked_about(found, neighbour):
    theirs = neighbour.post(reverse("correct", args=[found.figures["referrals"].pk]), {"value": "1", "reason": "x"})
    missing = neighbour.post(reverse("correct", args=[999_999]), {"value": "1", "reason": "x"})
    assert theirs.status_code == missing.status_code == 404
    assert theirs.content == missing.content
    assert not Question.objects.exists()


def test_a_return_that_is_open_is_corrected_in_itself(found, own):
    found.quarterly_return.__class__.objects.update(state=State.IN_PROGRESS)
    answer = own.post(reverse("correct", args=[found.figures["referrals"].pk]), {"value": "1", "reason": "x"})
    assert answer.status_code == 409
    assert "This return is open" in text_of(answer)
