"""A page of texts says who may see each, and what is found in them as they are saved, at most five at once."""

import pytest

from commissioning.choices import Audience, Prompt, Template
from commissioning.models import Narrative
from commissioning.workflow import acknowledge, open_warnings
from commissioning.workflow.answers import figures_of
from commissioning.workflow.material import Material
from commissioning.workflow.sections import section_of
from commissioning.workflow.sections.several import kept_in
from tests.commissioning.factories import MembershipFactory, OfficeItemFactory
from tests.commissioning.idva import NOON, Idva, award_of, idva
from tests.commissioning.pages import MOST_QUERIES, queries_of, words
from tests.commissioning.return_forms import client_of, hidden, url

pytestmark = [pytest.mark.pages, pytest.mark.django_db]
CLAIM = "Referrals rose by 40% and are above plan."


@pytest.fixture
def found() -> Idva:
    made = idva()
    award_of(made)
    made.fill()
    return made


def saved(found: Idva, **texts: str) -> None:
    found.save(texts, "text")


def said(found: Idva, page: str = "text/") -> str:
    return words(client_of(found.alice).get(url(found, page)))


def test_who_may_see_a_text_is_chosen_beside_it_and_what_is_usual_is_named(found):
    alice, page = client_of(found.alice), url(found, "text/")
    assert "Who may see it What went well: usually office only" in said(found)
    typed = {"went_well": "The rota settled in.", "went_well-seen": "board", "do": "add"}
    assert alice.post(page, hidden(alice.get(page)) | typed).status_code == 302
    row = Narrative.objects.get()
    assert (row.text, row.audience) == ("The rota settled in.", Audience.BOARD)
    assert '<option value="board" selected>' in alice.get(page).content.decode()
    found.save({"went_well": "The rota settled in well."}, "text")
    assert Narrative.objects.get().audience == Audience.BOARD  # other words, seen by the same


def test_a_paragraph_for_the_update_is_usually_public(found):
    assert "Who may see it Paragraph for the update: usually public" in said(found, "words/")
    found.save({"update_words": "The rota settled in."}, "words")
    assert Narrative.objects.get().audience == Audience.PUBLIC


def test_a_provider_reads_who_sees_a_text_and_does_not_choose(found):
    saved(found, went_well="All is well.", our_note="Ask again.")
    client = client_of(MembershipFactory(provider=found.provider).user)
    page = client.get(url(found, "text/"))
    assert "Who sees it: office only" in words(page)
    assert "-seen" not in page.content.decode()
    typed = {"went_well": "All is well now.", "went_well-seen": "public", "do": "add"}
    client.post(url(found, "text/"), hidden(page) | typed)
    row = Narrative.objects.get(prompt=Prompt.WENT_WELL)
    assert (row.text, row.audience) == ("All is well now.", Audience.INTERNAL)


def test_what_is_found_in_a_text_stands_at_its_box_once_it_is_saved(found):
    assert "Warning:" not in said(found)
    saved(found, went_well=CLAIM)
    asked = [each for each in open_warnings(found.now()) if each.section == "text"]
    assert asked
    page = said(found)
    assert all(f"Warning: {each.sentence}" in page for each in asked)
    assert "when you check it why they are right" in page


def test_what_was_explained_is_not_said_again(found):
    saved(found, went_well=CLAIM)
    for each in open_warnings(found.now()):
        acknowledge(record=found.now(), warning=each, reason="So it was.", by=found.alice, at=NOON)
    assert "Warning:" not in said(found)


def test_at_most_five_are_said_at_once(found):
    claims = [f"Visits rose by {number}%." for number in range(41, 50)]
    saved(found, went_well=" ".join(claims[:5]), challenges=" ".join(claims[5:]))
    assert len([each for each in open_warnings(found.now()) if each.section == "text"]) > 5
    page = said(found)
    assert page.count("Warning:") == 5
    assert "more to look at" in page


def test_the_pages_hold_the_budget_of_queries(found):
    saved(found, went_well=CLAIM)
    found.save({"update_words": CLAIM}, "words")
    item = OfficeItemFactory(period=found.quarter, writer=found.alice)
    alice = client_of(found.alice)
    pages = [url(found, "text/"), url(found, "words/"), f"/items/{item.pk}/words/"]
    counted = {page: queries_of(alice, page) for page in pages}
    assert {page: count for page, count in counted.items() if count > MOST_QUERIES} == {}


def test_a_light_return_says_it_on_its_one_page_within_the_same_budget():
    light = idva(Template.LIGHT)
    award_of(light)
    light.save({light.box("referrals"): "492", "went_well": CLAIM, "update_words": CLAIM}, "page")
    alice, page = client_of(light.alice), url(light)
    said_there = words(alice.get(page))
    asked = [each for each in open_warnings(light.now()) if each.section in ("text", "words")]
    assert asked
    assert all(f"Warning: {each.sentence}" in said_there for each in asked[:5])
    assert queries_of(alice, page) <= MOST_QUERIES


def test_what_stands_in_the_boxes_of_a_light_return_is_the_same_however_it_is_read():
    light = idva(Template.LIGHT)
    stated = f"c{light.figures['hospital'].pk}"
    light.save({light.box("referrals"): "492", stated: "higher:previous", "went_well": CLAIM}, "page")
    record = light.now()
    alone = section_of(record, "page", light.alice)
    rows = Material(record, figures_of(record)).rows
    together = section_of(record, "page", light.alice, kept=kept_in(rows))
    assert alone is not None
    assert together is not None
    assert together.boxes == alone.boxes
    assert alone.current[stated] == "higher:previous"
