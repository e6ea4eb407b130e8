"""Drafts: raw strings of one person, kept on the server without event or version."""

import pytest

from commissioning.models import Draft
from commissioning.workflow import Base, drafts_of, drop_draft, keep_draft
from tests.commissioning.idva import LATER, NOON, Idva, idva
from tests.commissioning.pages import words
from tracker.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def found() -> Idva:
    return idva()


def keep(found: Idva, user=None, at=NOON, base=None, **fields: str) -> int:
    return keep_draft(
        record_kind="return",
        record_id=found.quarterly_return.pk,
        section="text",
        user_id=(user or found.alice).pk,
        fields=fields,
        base=base or Base.of(3, {"went_well": "Before."}),
        at=at,
    )


def test_each_keeping_raises_the_drafts_own_revision_and_nothing_else(found):
    events = AuditEvent.objects.count()
    assert [keep(found, went_well="D"), keep(found, went_well="De", at=LATER)] == [1, 2]
    draft = Draft.objects.get()
    assert (draft.fields, draft.base_version, draft.saved_at) == ({"went_well": "De"}, 3, LATER)
    assert found.now().version == 0
    assert AuditEvent.objects.count() == events


def test_keeping_takes_few_queries(found, django_assert_max_num_queries):
    keep(found, went_well="D")
    with django_assert_max_num_queries(4):  # two of them open and close the transaction
        keep(found, went_well="De")


def test_a_draft_keeps_what_it_began_from_so_that_it_merges_later(found):
    base = Base.of(3, {"went_well": "Before."})
    keep(found, went_well="D", base=base)
    draft = Draft.objects.get()
    assert Base(draft.base_version, draft.base_fields).marks == base.marks


def test_a_box_that_waited_for_a_choice_is_asked_about_again(found):
    keep(found, went_well="Mine", base=Base.of(1, {"went_well": "Theirs"}, asked=["went_well"]))
    assert Draft.objects.get().base_fields["went_well"] == "?"


def test_everybody_has_a_draft_of_their_own(found):
    keep(found, went_well="Alice’s")
    keep(found, user=found.bob, went_well="Bob’s")
    assert {draft.user: draft.fields["went_well"] for draft in drafts_of(found.now(), "text")} == {
        found.alice: "Alice’s",
        found.bob: "Bob’s",
    }
    drop_draft(record=found.now(), section="text", user=found.alice)
    assert Draft.objects.get().user == found.bob


def test_before_sending_one_is_told_what_is_typed_and_not_saved(found, client_of):
    keep(found, went_well="Not saved.")
    said = words(client_of(found.alice).get(f"/returns/{found.quarterly_return.pk}/check/"))
    assert "Typed and not saved: Text. What is not saved is not sent." in said
    assert "Typed and not saved" not in words(client_of(found.bob).get(f"/returns/{found.quarterly_return.pk}/check/"))
