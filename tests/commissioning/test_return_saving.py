"""Saving a return in its pages: what was typed comes back, two people meet, a double click saves once."""

import pytest
from django.test import Client

from commissioning.models import Draft, Narrative, Observation
from commissioning.workflow import submit
from tests.commissioning.idva import NOON, Idva, idva
from tests.commissioning.return_forms import client_of, hidden, post, text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def found() -> Idva:
    return idva()


@pytest.fixture
def alice(found) -> Client:
    return client_of(found.alice)


@pytest.mark.parametrize(
    "page",
    [
        "",
        "figures/",
        "text/",
        "waiting-list/",
        "risks-and-promises/",
        "news/",
        "cases/",
        "words/",
        "files/",
        "check/",
        "ask/",
    ],
)
def test_every_page_of_an_open_return_is_shown(found, alice, page):
    answer = alice.get(url(found, page))
    assert answer.status_code == 200
    assert "IDVA service" in text_of(answer)


def test_a_saved_figure_is_there_and_compared(found, alice):
    answer = post(alice, url(found, "figures/"), {found.box("referrals"): "492"}, do="leave")
    assert (answer.status_code, answer.url) == (302, url(found))
    page = alice.get(url(found, "figures/"))
    assert f'name="{found.box("referrals")}" value="492"' in page.content.decode()


def test_errors_stand_in_the_summary_at_the_box_and_nothing_typed_is_lost(found, alice):
    typed = {found.box("referrals"): "1,88", found.box("hospital"): " 12 ", found.box("hospital", "reason"): "By hand"}
    answer = post(alice, url(found, "figures/"), typed)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#id_{found.box("referrals")}"' in html
    assert 'value="1,88"' in html
    assert 'value="12"' in html
    assert 'value="By hand"' in html
    assert "Error: IDVA service" in html
    assert Draft.objects.get().fields[found.box("referrals")] == "1,88"
    again = alice.get(url(found, "figures/"))
    assert 'value="1,88"' in again.content.decode()
    assert "Not yet saved." in text_of(again)


def test_two_people_in_one_box_the_loser_sees_both_texts_and_chooses(found, alice):
    bob = client_of(found.bob)
    page = url(found, "text/")
    mine = hidden(bob.get(page))
    post(alice, page, {"went_well": "Demand grew."})
    lost = bob.post(page, mine | {"went_well": "Demand fell.", "next_quarter": "Two posts."})
    html = lost.content.decode()
    assert lost.status_code == 409
    assert "Demand grew." in html
    assert "Demand fell." in html
    assert "Two posts." in html
    again = bob.post(page, hidden(lost) | {"went_well": "Demand fell.", "next_quarter": "Two posts."})
    assert again.status_code == 409
    done = bob.post(
        page, hidden(again) | {"went_well": "Both.", "next_quarter": "Two posts.", "choose:went_well": "mine"}
    )
    assert done.status_code == 302
    assert dict(Narrative.objects.values_list("prompt", "text")) == {"went_well": "Both.", "next_quarter": "Two posts."}


def test_a_page_opened_anew_after_a_collision_still_asks(found, alice):
    bob, page = client_of(found.bob), url(found, "text/")
    mine = hidden(bob.get(page))
    post(alice, page, {"went_well": "Demand grew."})
    bob.post(page, mine | {"went_well": "Demand fell."})
    fresh = bob.get(page)
    assert "Demand fell." in fresh.content.decode()
    assert bob.post(page, hidden(fresh) | {"went_well": "Demand fell."}).status_code == 409
    assert Narrative.objects.get().text == "Demand grew."


def test_different_boxes_of_two_people_merge_without_a_word(found, alice):
    bob, page = client_of(found.bob), url(found, "text/")
    mine = hidden(bob.get(page))
    post(alice, page, {"went_well": "Demand grew.", "next_quarter": ""})
    assert bob.post(page, mine | {"went_well": "", "next_quarter": "Two posts."}).status_code == 302
    assert dict(Narrative.objects.values_list("prompt", "text")) == {
        "went_well": "Demand grew.",
        "next_quarter": "Two posts.",
    }


def test_a_double_click_adds_one_row(found, alice):
    page = url(found, "news/")
    sent = hidden(alice.get(page)) | {"newsnew-text": "The office opened.", "newsnew-kind": "launch"}
    assert [alice.post(page, sent).status_code for _ in range(2)] == [302, 302]
    assert found.quarterly_return.newsitems.count() == 1


def test_a_stale_page_of_a_sent_return_keeps_its_text(found, alice):
    found.fill()
    stale = hidden(alice.get(url(found, "text/")))
    submit(record=found.now(), by=found.alice, at=NOON)
    answer = alice.post(url(found, "text/"), stale | {"went_well": "Too late."})
    assert answer.status_code == 409
    assert "Too late." in answer.content.decode()
    assert Draft.objects.get().fields["went_well"] == "Too late."


def test_an_unticked_box_is_told_from_one_that_was_not_there(found, alice):
    page = url(found, "figures/")
    post(alice, page, {found.box("referrals"): "4", found.box("referrals", "provisional"): "on"})
    assert Observation.objects.get(service_measure__code="referrals").provisional
    post(alice, page, {found.box("referrals"): "4"})
    assert not Observation.objects.get(service_measure__code="referrals").provisional
