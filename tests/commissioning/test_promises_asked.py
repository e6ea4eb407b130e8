"""Promises asked about: kept, slipped to a new day or dropped, many in one save; the day first promised stays."""

from datetime import date

import pytest
from django.urls import reverse

from commissioning.choices import CommitmentBy, CommitmentState
from commissioning.models import Commitment
from commissioning.workflow import Base, Collision, Faults, NotYours
from commissioning.workflow.promises import current_of, settle_promises
from tests.commissioning.factories import CommitmentFactory, ReturnFactory, UserFactory
from tests.commissioning.idva import LATER, NOON, Idva, idva
from tests.commissioning.pages import flat, read, words
from tests.commissioning.return_forms import text_of
from tracker.models import AuditEvent
from tracker.roles import Role

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = date(2022, 9, 30), date(2022, 10, 31), date(2022, 12, 9)


@pytest.fixture
def found(db) -> Idva:
    return idva()


def promise(found: Idva, **fields) -> Commitment:
    said = {"service": found.service, "quarterly_return": found.quarterly_return, "text": "To fill the post"}
    return CommitmentFactory(**said | {"by_whom": CommitmentBy.PROVIDER, "due_on": FIRST} | fields)


def typed(row: Commitment, **boxes: str) -> dict[str, str]:
    return {f"p{row.pk}-{name}": text for name, text in boxes.items()}


def settle(found: Idva, rows: list[Commitment], boxes: dict[str, str], **rest) -> int:
    begun = rest.pop("base", None) or Base.of(0, current_of(rows))
    keys = [row.pk for row in rows]
    return settle_promises(keys=keys, typed=boxes, base=begun, by=rest.pop("by", found.alice), at=NOON, **rest)


def test_one_save_for_all_and_an_event_for_each(found):
    kept, slipped, dropped, left = (promise(found, text=text) for text in ("A", "B", "C", "D"))
    boxes = {
        **typed(kept, state="done"),
        **typed(slipped, state="slipped", due="2022-10-31", note="Nobody applied."),
        **typed(dropped, state="dropped", note="No money."),
    }
    assert settle(found, [kept, slipped, dropped, left], boxes) == 3
    rows = {row.text: row for row in Commitment.objects.all()}
    assert [rows[text].state for text in "ABCD"] == ["done", "slipped", "dropped", "open"]
    assert (rows["B"].due_on, rows["B"].first_due_on) == (SECOND, FIRST)
    told = AuditEvent.objects.filter(act="settle-promise").order_by("number")
    assert [event.record_id for event in told] == [kept.pk, slipped.pk, dropped.pk]
    assert told[1].changes["due_on"] == ["2022-09-30", "2022-10-31"]
    assert told[1].reason == "Nobody applied."


def test_the_day_first_promised_stays_however_often_it_slips(found):
    row = promise(found)
    for day in ("2022-10-31", "2022-12-9"):
        row.refresh_from_db()
        settle(found, [row], typed(row, due=day, note="Not yet."))  # a later day alone is a slip
    row.refresh_from_db()
    assert (row.state, row.due_on, row.first_due_on) == (CommitmentState.SLIPPED, THIRD, FIRST)


@pytest.mark.parametrize(
    ("boxes", "fault"),
    [
        ({"state": "dropped"}, "note"),
        ({"due": "2022-10-31"}, "note"),
        ({"due": "2022-9-1", "note": "x"}, "due"),
        ({"due": "", "note": "x"}, "due"),
        ({"due": "2022-31-31", "note": "x"}, "due"),
        ({"state": "done", "due": "2022-10-31"}, "due"),
        ({"state": "nonsense"}, "state"),
    ],
)
def test_what_can_not_be_is_said_at_its_box_and_nothing_is_saved(found, boxes, fault):
    row, other = promise(found), promise(found, text="Another")
    with pytest.raises(Faults) as faults:
        settle(found, [row, other], typed(row, **boxes) | typed(other, state="done"))
    assert faults.value.by_box.keys() == {f"p{row.pk}-{fault}"}
    assert set(Commitment.objects.values_list("state", flat=True)) == {"open"}
    assert not AuditEvent.objects.filter(act="settle-promise").exists()


def test_a_promise_without_a_day_is_given_one(found):
    row = promise(found, due_on=None, due_words="once a worker is in post")
    settle(found, [row], typed(row, due="2022-10-31"))
    row.refresh_from_db()
    assert (row.state, row.due_on, row.first_due_on) == (CommitmentState.OPEN, SECOND, None)


def test_two_people_who_say_different_things_both_read_them(found):
    row = promise(found)
    begun = Base.of(0, current_of([row]))
    settle(found, [row], typed(row, state="dropped", note="No money."))
    Commitment.objects.update(state=CommitmentState.SLIPPED)  # still open to be asked about
    with pytest.raises(Collision) as collision:
        settle(found, [row], typed(row, note="Nobody applied."), base=begun)
    assert collision.value.clashes[f"p{row.pk}-note"].theirs == "No money."
    asked = Base.of(0, collision.value.current, [f"p{row.pk}-note"])
    settle(found, [row], typed(row, note="Both."), base=asked, chosen={f"p{row.pk}-note": "mine"})
    row.refresh_from_db()
    assert row.state_note == "Both."


@pytest.mark.parametrize("role", [Role.VIEWER, Role.FINANCE, Role.PROVIDER])
def test_only_officers_and_managers_settle_here(found, role):
    row = promise(found)
    with pytest.raises(NotYours):
        settle(found, [row], typed(row, state="done"), by=UserFactory(role=role))


def test_a_provider_says_so_in_its_return_with_the_same_rules(found):
    before = ReturnFactory(service=found.service, provider=found.provider, period=found.periods[4])
    row = promise(found, quarterly_return=before)
    boxes = {f"earlier{row.pk}-due": "2022-10-31", f"earlier{row.pk}-note": "Nobody applied."}
    found.save(boxes, "risks-and-promises", at=LATER)
    row.refresh_from_db()
    assert (row.state, row.due_on, row.first_due_on) == (CommitmentState.SLIPPED, SECOND, FIRST)
    assert AuditEvent.objects.filter(act="settle-promise", record_id=row.pk).count() == 1


def test_the_page_lists_what_is_due_or_open_and_saves_all(found, client_of):
    due, open_ended = promise(found, text="Due now"), promise(found, text="Some day", due_on=None, due_words="in time")
    promise(found, text="Over", state=CommitmentState.DONE)
    promise(found, text="Far away", due_on=date(2099, 1, 1))
    alice, page = client_of(found.alice), reverse("promises", args=[found.quarter.slug])
    shown = alice.get(page)
    said = words(shown)
    assert "Due now" in said
    assert "in time" in said
    assert "Over" not in said
    assert "Far away" not in said
    held = {"base": shown.context["base"], "promise": [due.pk, open_ended.pk]}
    answer = alice.post(page, held | typed(due, state="dropped", note=""))
    assert answer.status_code == 422
    assert "Say why it slipped or was dropped." in text_of(answer)
    boxes = typed(due, state="slipped", due_day="31", due_month="10", due_year="2022", note="Nobody applied.")
    answer = alice.post(page, held | boxes | typed(open_ended, state="done"), follow=True)
    assert "2 promises are saved." in text_of(answer)
    register = words(alice.get(reverse("register", args=[found.quarter.slug, "promises"])))
    assert "first 30 Sep 2022" in register
    again = words(alice.get(page))
    assert "due 30 September 2022, then 31 October 2022. Nobody applied." in again


def test_the_page_is_narrowed_by_service_provider_and_side(found, client_of):
    promise(found, text="Theirs")
    promise(found, text="Ours", by_whom=CommitmentBy.OFFICE)
    alice, page = client_of(found.alice), reverse("promises", args=[found.quarter.slug])

    def titles(query: str) -> set[str]:
        return {row["text"] for row in alice.get(f"{page}?{query}").context["rows"]}

    assert titles("") == titles(f"service={found.service.pk}") == titles(f"provider={found.provider.pk}")
    assert titles("side=ours") == {"Ours"}
    assert titles("side=theirs") == {"Theirs"}
    assert titles("service=999999") == titles("provider=99999999999") - {"Ours", "Theirs"} == set()
    assert page + "?mine=1" in dict(read(alice.get(reverse("quarter-home", args=[found.quarter.slug]))).links)


def test_the_page_holds_the_budget_of_queries(found, client_of):
    def grow() -> None:
        for _ in range(3):
            row = promise(found)
            settle(found, [row], typed(row, due="2022-10-31", note="Not yet."))

    flat(client_of(found.alice), reverse("promises", args=[found.quarter.slug]), grow)
