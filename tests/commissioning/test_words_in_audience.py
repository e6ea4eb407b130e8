"""Who may see what a passage becomes: as is usual for its kind, or as the office chooses beside the passage."""

import pytest

from commissioning.choices import Audience, PassageKind, Prompt
from commissioning.imports.prose.audience import HOLDS, narrowest, usual_for
from commissioning.models import Commitment, Narrative, NewsItem, Risk, StaffingLine, WaitingListLine
from commissioning.workflow.refusals import NotYours
from tests.commissioning.factories import MembershipFactory
from tests.commissioning.return_forms import client_of, text_of
from tests.commissioning.sorting import Sorter, alice, boxes_of, found, put_in, text_files
from tracker.models import AuditEvent

__all__ = ["alice", "found", "text_files"]  # fixtures of every text that is sorted

OFFICE, BOARD, PUBLIC = Audience
USUAL = {
    PassageKind.WENT_WELL: OFFICE,
    PassageKind.CHALLENGE: OFFICE,
    PassageKind.RISK: OFFICE,
    PassageKind.STAFFING: BOARD,
    PassageKind.PROMISE: BOARD,
    PassageKind.WAITING: PUBLIC,
    PassageKind.NEWS: PUBLIC,
    PassageKind.DECISION: PUBLIC,
}
TEXT = "The rota holds.\n\nNurses ring us.\n\nThe lease may end.\n"
LINES = {
    "The lease may end.": ("risk", Risk, PUBLIC),
    "One adviser post is vacant.": ("staffing", StaffingLine, OFFICE),
    "There are 18 people waiting.": ("waiting", WaitingListLine, BOARD),
    "We will ring them by 1 May 2023.": ("promise", Commitment, PUBLIC),
    "A hub opened.": ("news", NewsItem, OFFICE),
}


@pytest.mark.parametrize("kind", PassageKind)
def test_each_kind_has_the_audience_that_its_record_has_or_none(kind):
    assert usual_for(kind, {}) == USUAL.get(kind)


def test_a_text_that_is_added_to_keeps_its_own():
    held = {Prompt.WENT_WELL.value: PUBLIC.value}
    assert usual_for(PassageKind.WENT_WELL, held) == PUBLIC
    assert usual_for(PassageKind.CHALLENGE, held) == OFFICE
    assert usual_for(PassageKind.RISK, held) == OFFICE


def test_the_narrowest_of_several():
    assert [narrowest(each) for each in ([PUBLIC, BOARD], [BOARD, OFFICE], [PUBLIC])] == [BOARD, OFFICE, PUBLIC]


def name_of(sorter: Sorter, words: str) -> str:
    return f"{sorter.name(words)}-audience"


@pytest.mark.parametrize(
    ("rota", "nurses", "whole"),
    [
        ("", "", OFFICE),
        ("public", "", OFFICE),
        ("public", "public", PUBLIC),
        ("public", "board", BOARD),
        ("board", "internal", OFFICE),
        ("everyone", "public", OFFICE),
    ],
)
def test_passages_that_join_one_text_are_seen_by_the_narrowest_choice(found, alice, rota, nurses, whole):
    sorter = Sorter(alice, put_in(alice, found, TEXT))
    sorter.sort({"The rota": "went_well", "Nurses": "went_well", "The lease": "not_needed"}, "keep")
    chosen = {name_of(sorter, "The rota"): rota, name_of(sorter, "Nurses"): nurses}
    sorter.press("keep", **chosen)
    narrower = {("public", ""), ("public", "board"), ("board", "internal"), ("everyone", "public")}
    says = f"narrowest choice holds for all of it: {whole.label}" in text_of(sorter.page())
    assert says == ((rota, nurses) in narrower)
    assert sorter.save().status_code == 302
    text = Narrative.objects.get()
    assert (text.text, text.audience) == ("The rota holds.\n\nNurses ring us.", whole)


@pytest.mark.parametrize(
    ("stood", "chosen", "whole"),
    [(OFFICE, "public", OFFICE), (PUBLIC, "", PUBLIC), (PUBLIC, "board", BOARD), (BOARD, "public", BOARD)],
)
def test_a_text_that_stands_there_is_never_seen_by_more_people_than_before(found, alice, stood, chosen, whole):
    Narrative.objects.create(
        quarterly_return=found.quarterly_return, prompt=Prompt.WENT_WELL, text="All is well.", audience=stood
    )
    sorter = Sorter(alice, put_in(alice, found, "Nurses ring us.\n"))
    sorter.sort({"Nurses": "went_well"}, "keep")
    assert f"As usual: {stood.label}" in text_of(sorter.page())
    assert sorter.press("save", **{name_of(sorter, "Nurses"): chosen}).status_code == 302
    text = Narrative.objects.get()
    assert (text.text, text.audience) == ("All is well.\n\nNurses ring us.", whole)


@pytest.mark.parametrize("chooses", [True, False])
def test_each_line_is_seen_by_whom_the_office_chose_and_else_as_usual(found, alice, chooses):
    sorter = Sorter(alice, put_in(alice, found, "\n\n".join(LINES)))
    sorter.sort({words: kind for words, (kind, _, _) in LINES.items()}, "keep")
    choices = {name_of(sorter, words): audience.value for words, (_, _, audience) in LINES.items()}
    sorter.press("keep", **(choices if chooses else {}))
    assert sorter.save().status_code == 302
    for kind, model, audience in LINES.values():
        assert model.objects.get().audience == (audience if chooses else USUAL[PassageKind(kind)])
    changes = [name for event in AuditEvent.objects.filter(act="save") for name in event.changes]
    assert sum("who sees it" in name for name in changes) == (len(LINES) if chooses else 0)


def test_a_decision_is_seen_by_whom_the_office_chose(found, alice):
    sorter = Sorter(alice, put_in(alice, found, "We extended the contract.\n"))
    sorter.sort({"We extended": "decision"}, "keep")
    assert sorter.press("save", **{name_of(sorter, "We extended"): "board"}).status_code == 302
    assert NewsItem.objects.get().audience == BOARD


@pytest.mark.parametrize("kind", PassageKind)
def test_it_is_asked_only_of_what_has_an_audience(found, alice, kind):
    sorter = Sorter(alice, put_in(alice, found, "Referrals rose to 492.\n"))
    page = sorter.page().content.decode()
    assert "data-seen hidden" in page
    sorter.sort({"Referrals": kind.value}, "keep")
    assert ("data-seen hidden" not in sorter.page().content.decode()) == (kind in HOLDS)


def test_a_kind_without_one_forgets_what_was_chosen_for_another(found, alice):
    sorter = Sorter(alice, put_in(alice, found, "Ask about the rota.\n"))
    sorter.press("save", **{f"{sorter.name('Ask')}-kind": "our_note", name_of(sorter, "Ask"): "public"})
    assert Narrative.objects.get().audience == OFFICE


def test_a_providers_own_people_do_not_choose(found):
    charlie = MembershipFactory(provider=found.provider).user
    sorter = Sorter(client_of(charlie), put_in(client_of(charlie), found, "All is well.\n"))
    sorter.sort({"All is": "went_well"}, "keep")
    assert name_of(sorter, "All is") not in boxes_of(sorter.page())
    assert "who sees it" not in text_of(sorter.page())
    assert sorter.press("save", **{name_of(sorter, "All is"): "public"}).status_code == 302
    assert Narrative.objects.get().audience == OFFICE
    with pytest.raises(NotYours, match="chosen by the office"):
        found.save({"went_well": "All is very well."}, "text", by=charlie, audiences={"went_well": "public"})
    found.save({"went_well": "All is very well."}, "text", audiences={"went_well": "public"})
    assert Narrative.objects.get().audience == PUBLIC
