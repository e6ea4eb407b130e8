"""The audit trail: one chain, written in the transaction of the change, in which nothing can be altered unseen."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tracker.audit import ChainBroken, Told, field_changes, hash_of, record, record_all, short_changes, verify_chain
from tracker.models import AuditEvent, AuditHead, Office, User

NOON = datetime(2022, 10, 19, 12, tzinfo=UTC)


@pytest.fixture
def office(db: None) -> Office:
    return Office.objects.create(name="Office for Somewhere", short_name="Somewhere", area_name="Somewhere")


@pytest.fixture
def three(office: Office, officer: User) -> list[AuditEvent]:
    """Three events of one record, by a person, by the system, by the person."""
    return [
        record(act=act, record=office, by=by, at=NOON + timedelta(minutes=at), changes={"name": ("", act)})
        for at, (act, by) in enumerate([("create", officer), ("tidy", None), ("change", officer)])
    ]


def test_events_are_numbered_on_and_each_carries_the_hash_before(three: list[AuditEvent]) -> None:
    assert [event.number for event in three] == [1, 2, 3]
    assert [event.previous_hash for event in three] == ["", three[0].hash, three[1].hash]
    assert verify_chain() == 3
    head = AuditHead.objects.get()
    assert (head.number, head.hash) == (3, three[2].hash)


def test_many_events_of_one_change_join_the_chain_in_their_order(three: list[AuditEvent], officer: User) -> None:
    office = Office.objects.get()
    told = [Told(act, office, changes={"name": ("", act)}) for act in ("add", "end", "add")]
    with transaction.atomic():
        made = record_all(told, by=officer, at=NOON)
        assert record_all([], by=officer, at=NOON) == []
    assert [(event.number, event.act) for event in made] == [(4, "add"), (5, "end"), (6, "add")]
    record(act="after", record=office, by=officer, at=NOON)
    assert verify_chain() == 7


def test_an_empty_trail_is_whole(db: None) -> None:
    assert verify_chain() == 0


TAMPERED = [
    ("at", NOON + timedelta(days=1)),
    ("by_id", None),
    ("act", "approve"),
    ("model", "tracker.user"),
    ("record_id", 99),
    ("from_state", "submitted"),
    ("to_state", "approved"),
    ("reason", "Because."),
    ("changes", {"name": ["", "other"]}),
    ("previous_hash", "0" * 64),
    ("hash", "0" * 64),
    ("number", 7),
]


@pytest.mark.parametrize(("field", "value"), TAMPERED, ids=[field for field, _ in TAMPERED])
@pytest.mark.parametrize("at", [0, 2])
def test_any_field_of_any_event_changed_breaks_the_chain(
    three: list[AuditEvent], at: int, field: str, value: Any
) -> None:
    AuditEvent.objects.filter(pk=three[at].pk).update(**{field: value})
    with pytest.raises(ChainBroken):
        verify_chain()


@pytest.mark.parametrize("at", [0, 1, 2])
def test_an_event_taken_away_breaks_the_chain(three: list[AuditEvent], at: int) -> None:
    AuditEvent.objects.filter(pk=three[at].pk)._raw_delete("default")
    with pytest.raises(ChainBroken):
        verify_chain()


def test_an_event_rewritten_with_a_right_hash_of_its_own_breaks_the_chain(three: list[AuditEvent]) -> None:
    event = three[1]
    event.reason = "Rewritten."
    event.hash = hash_of(event)
    event.save()
    with pytest.raises(ChainBroken, match="Event 3"):
        verify_chain()


def test_the_head_tells_of_a_last_event_taken_away_or_made_up(three: list[AuditEvent]) -> None:
    AuditHead.objects.update(number=2, hash=three[1].hash)
    with pytest.raises(ChainBroken, match="head"):
        verify_chain()


def test_the_same_instant_in_another_zone_has_the_same_hash(three: list[AuditEvent]) -> None:
    event = three[0]
    before = hash_of(event)
    event.at = event.at.astimezone(timezone(timedelta(hours=1)))
    assert hash_of(event) == before


@pytest.mark.django_db(transaction=True)
def test_no_event_is_written_outside_the_transaction_of_its_change() -> None:
    office = Office.objects.create(name="Office", short_name="Office", area_name="Somewhere")
    assert not connection.in_atomic_block
    with pytest.raises(RuntimeError, match="transaction"):
        record(act="change", record=office, by=None, at=NOON)
    assert not AuditEvent.objects.exists()


def test_a_change_that_fails_leaves_no_event_and_no_gap(office: Office) -> None:
    def fails() -> None:
        with transaction.atomic():
            record(act="change", record=office, by=None, at=NOON)
            Office.objects.create(name="Second", short_name="Second", area_name="Elsewhere")

    with pytest.raises(IntegrityError):
        fails()
    assert record(act="change", record=office, by=None, at=NOON).number == 1
    assert verify_chain() == 1


def test_long_text_stands_as_its_digest_and_short_text_as_itself() -> None:
    text = "A story of somebody. " * 10
    found = short_changes({"text": ("", text), "state": ("draft", None)})
    assert found["state"] == ["draft", ""]
    assert found["text"][1].startswith("sha256:")
    assert "story" not in str(found)


def test_only_what_differs_is_told(office: Office) -> None:
    before = {"name": office.name, "short_name": "Was"}
    assert field_changes(before, office, ["name", "short_name"]) == {"short_name": ("Was", "Somewhere")}


def test_events_about_a_record(three: list[AuditEvent], office: Office, officer: User) -> None:
    record(act="sign-in", record=officer, by=officer, at=NOON)
    assert [event.act for event in AuditEvent.objects.about(office).newest_first()] == ["change", "tidy", "create"]
