"""A provider's own people: their own return and no other, and no note of the office."""

import pytest
from django.test import Client

from commissioning.models import Narrative, Pack
from commissioning.workflow import ask
from providers.models import MembershipRole
from tests.commissioning.factories import (
    MembershipFactory,
    OfficeItemFactory,
    UserFactory,
)
from tests.commissioning.idva import NOON, Idva, idva
from tests.commissioning.return_forms import act, client_of, hidden, post, text_of, url
from tracker.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def found() -> Idva:
    return idva()


@pytest.fixture
def alice(found) -> Client:
    return client_of(found.alice)


def test_a_provider_fills_in_its_own_and_never_sees_the_offices_note(found):
    charlie = client_of(MembershipFactory(provider=found.provider).user)
    found.save({"our_note": "Watch this one."}, section="text")
    for page in ("", "text/", "check/"):
        answer = charlie.get(url(found, page))
        assert answer.status_code == 200
        assert "Watch this one." not in answer.content.decode()
        assert "Our note" not in answer.content.decode()
    found.fill(by=found.bob)
    assert act(charlie, found, "submit").status_code == 302


def test_a_providers_editor_is_told_who_sends(found):
    editor = client_of(MembershipFactory(provider=found.provider, role=MembershipRole.EDITOR).user)
    found.fill(by=found.bob)
    page = editor.get(url(found, "check/"))
    assert "an authoriser of your organisation sends" in text_of(page)
    assert "act/submit/" not in page.content.decode()
    assert act(editor, found, "submit").status_code == 403


def test_what_no_database_keeps_is_left_out(found, alice):
    post(alice, url(found, "text/"), {"went_well": "Demand\x00 grew."})
    assert Narrative.objects.get().text == "Demand grew."
    assert act(alice, found, "later-date", until_day="1", until_month="11", until_year="2022", reason="\x00x").url
    sent = hidden(alice.get(url(found, "text/"))) | {"went_well": "\x00", "\x00": "x"}
    assert alice.post(url(found, "text/draft/"), sent).status_code == 200


@pytest.mark.parametrize("page", ["", "figures/", "check/", "files/"])
def test_another_providers_return_answers_like_one_that_does_not_exist(found, page):
    stranger = client_of(MembershipFactory().user)
    other = stranger.get(url(found, page))
    missing = stranger.get(f"/returns/999999/{page}")
    assert (other.status_code, missing.status_code) == (404, 404)
    assert other.content == missing.content


def test_an_earlier_figure_counts_at_once_so_the_office_adds_it(found, alice):
    own = client_of(MembershipFactory(provider=found.provider).user)
    address = url(found, f"earlier/{found.figures['referrals'].service_measure_id}/")
    assert address in alice.get(url(found, "figures/")).content.decode()
    assert "/earlier/" not in own.get(url(found, "figures/")).content.decode()
    assert own.get(address).status_code == own.post(address).status_code == 403


def test_another_providers_pack_question_and_every_item_are_404(found):
    stranger = client_of(MembershipFactory().user)
    own = client_of(MembershipFactory(provider=found.provider).user)
    question = ask(record=found.now(), by=found.bob, at=NOON, text="Right?")
    item = OfficeItemFactory(period=found.quarter, due_on=found.quarterly_return.due_on)
    pack = Pack.objects.get()
    assert own.get(f"/packs/{pack.pk}/").status_code == 200
    assert own.get(f"/questions/{question.pk}/reply/").status_code == 200
    for address in (f"/packs/{pack.pk}/", f"/questions/{question.pk}/reply/", f"/items/{item.pk}/"):
        assert stranger.get(address).status_code == 404
    assert own.get(f"/items/{item.pk}/").status_code == 404


def test_a_viewer_closes_own_questions_alone(found):
    person = UserFactory(role=Role.VIEWER)
    viewer = client_of(person)
    theirs = ask(record=found.now(), by=found.bob, at=NOON, text="An officer’s")
    own = ask(record=found.now(), by=person, at=NOON, text="A viewer’s", asker="commissioner")
    assert "An officer’s" not in text_of(viewer.get(url(found)))
    assert viewer.post(f"/questions/{theirs.pk}/close/").status_code == 404
    assert viewer.post(f"/questions/{own.pk}/close/").status_code == 302


def test_a_question_of_the_press_is_not_a_providers_to_see(found):
    own = client_of(MembershipFactory(provider=found.provider).user)
    question = ask(record=found.now(), by=found.bob, at=NOON, text="For the press", asker="press")
    assert "For the press" not in own.get(url(found)).content.decode()
    assert own.get(f"/questions/{question.pk}/reply/").status_code == 404
