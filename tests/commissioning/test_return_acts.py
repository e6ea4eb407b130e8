"""Sending, asking, approving by clicks, and every refusal with its sentence."""

import pytest
from django.test import Client

from commissioning.choices import State
from commissioning.models import Question
from commissioning.workflow import approve, submit
from tests.commissioning.factories import (
    UserFactory,
)
from tests.commissioning.idva import LATER, NOON, Idva, idva
from tests.commissioning.return_forms import act, client_of, text_of, url
from tracker.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def found() -> Idva:
    return idva()


@pytest.fixture
def alice(found) -> Client:
    return client_of(found.alice)


def test_the_whole_life_by_clicks(found, alice):
    bob = client_of(found.bob)
    found.fill()
    assert act(alice, found, "submit").url == url(found)
    assert alice.get(url(found, "ask/")).status_code == 200
    bob.post(
        url(found, "ask/"), {"about": f"figures:{found.figures['referrals'].service_measure_id}", "text": "Right?"}
    )
    question = Question.objects.get()
    assert (found.now().state, question.section) == (State.QUERIED, "figures")
    assert "Right?" in text_of(alice.get(url(found)))
    alice.post(f"/questions/{question.pk}/reply/", {"text": "Yes."})
    assert found.now().state == State.SUBMITTED
    assert act(bob, found, "approve").status_code == 302
    page = text_of(bob.get(url(found)))
    assert "Approved" in page
    assert "Question answered" in page


def test_approving_ones_own_is_refused_with_the_sentence(found, alice):
    found.fill()
    submit(record=found.now(), by=found.alice, at=NOON)
    answer = act(alice, found, "approve")
    assert answer.status_code == 409
    assert "You entered or sent this return, so somebody else approves it" in text_of(answer)
    assert "so somebody else approves it" in text_of(alice.get(url(found, "check/")))
    assert found.now().state == State.SUBMITTED


def test_what_blocks_sending_links_to_its_box(found, alice):
    found.save({found.box("hospital"): "3"})
    answer = act(alice, found, "submit")
    assert answer.status_code == 422
    assert f'href="{url(found, "figures/")}#id_{found.box("referrals")}"' in answer.content.decode()


def test_a_refused_reason_is_asked_again_with_what_was_typed(found, alice):
    answer = act(alice, found, "later-date", until_day="1", until_month="11", until_year="2022", reason="")
    assert answer.status_code == 409
    assert "Give a reason" in text_of(answer)


def test_an_unknown_act_and_an_unknown_page_are_404(found, alice):
    assert act(alice, found, "explode").status_code == 404
    for page in ("nonsense/", "page/", "money/", "nonsense/draft/"):
        answer = alice.post(url(found, page)) if "draft" in page else alice.get(url(found, page))
        assert answer.status_code == 404, page


@pytest.mark.parametrize("role", [Role.VIEWER, Role.FINANCE, Role.ADMINISTRATOR])
def test_roles_that_do_not_enter_are_shut_out_of_the_forms(found, role):
    client = client_of(UserFactory(role=role))
    assert client.get(url(found, "figures/")).status_code == 403
    assert client.post(url(found, "figures/"), {found.box("referrals"): "1"}).status_code == 403
    assert act(client, found, "not-required", reason="x").status_code == 403


def test_a_viewer_reads_what_is_for_the_board_and_no_more(found):
    found.fill()
    found.save({"went_well": "Internal words.", "update_words": ""}, section="text")
    found.save({"update_words": "Words for the update."}, section="words")
    viewer = client_of(UserFactory(role=Role.VIEWER, name="Vera Lane"))
    for rest in ("", "check/"):
        assert "492" not in text_of(viewer.get(url(found, rest)))
        assert "Nothing has been approved yet." in text_of(viewer.get(url(found, rest)))
    submit(record=found.now(), by=found.alice, at=NOON)
    assert "492" not in text_of(viewer.get(url(found, "check/")))
    approve(record=found.now(), by=found.maria, at=LATER)
    page = text_of(viewer.get(url(found, "check/")))
    assert "492" in page
    assert "Words for the update." in page
    assert "Internal words." not in page
