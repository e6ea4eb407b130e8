"""600 saves that collide, on real connections: whoever is told "saved" wrote over words that they had seen.

A save is lost in silence if somebody's saved words are replaced by a person who never saw them. The version check and
the merge box by box are what prevents it: without them, the same race loses.
"""

import threading
from dataclasses import dataclass

import pytest
from django.db import connections

from commissioning.models import Narrative, QuarterlyReturn
from commissioning.workflow import Base, Collision, entry, save_section
from commissioning.workflow.sections import section_of
from tests.commissioning.idva import NOON, Idva, idva
from tracker.audit import verify_chain
from tracker.models import AuditEvent

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, ROUNDS = 6, 100
FEW = 8


@dataclass(frozen=True)
class Write:
    """One save that was answered with "saved": the version that it made, what its writer had seen, what it wrote."""

    version: int
    seen: str
    wrote: str


def race(found: Idva, rounds: int) -> tuple[list[Write], int]:
    """Everybody reads, waits for the others, and saves other words into the same box; round by round."""
    gate, writes, collisions = threading.Barrier(WRITERS), [], []
    people = [found.alice, found.bob, found.maria] * 2

    def writer(place: int) -> None:
        try:
            for turn in range(rounds):
                record = QuarterlyReturn.objects.get(pk=found.quarterly_return.pk)
                page = section_of(record, "text", people[place])
                seen, mine = page.current["went_well"], f"writer {place}, round {turn}"
                base = Base.of(record.version, page.current)
                gate.wait(timeout=60)
                try:
                    saved = save_section(
                        record=record,
                        section="text",
                        typed={"went_well": mine},
                        base=base,
                        by=people[place],
                        at=NOON,
                    )
                    writes.append(Write(saved.version, seen, mine))
                except Collision as collision:
                    collisions.append(collision.clashes["went_well"].mine == mine)
                gate.wait(timeout=60)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=writer, args=(place,)) for place in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(collisions)  # whoever lost has their own words back
    return sorted(writes, key=lambda write: write.version), len(collisions)


def silent_losses(writes: list[Write]) -> int:
    """Saves whose writer had not seen the words that the save before had put there."""
    before = ["", *(write.wrote for write in writes)]
    return sum(write.seen != last for write, last in zip(writes, before, strict=False))


def test_of_six_hundred_colliding_saves_none_is_lost_in_silence():
    found = idva()
    writes, collisions = race(found, ROUNDS)
    assert len(writes) + collisions == WRITERS * ROUNDS
    assert silent_losses(writes) == 0
    assert [write.version for write in writes] == list(range(1, len(writes) + 1))
    assert Narrative.objects.get().text == writes[-1].wrote
    assert AuditEvent.objects.filter(act="save").count() == len(writes)
    assert verify_chain() == AuditEvent.objects.count()


def test_without_the_check_of_what_was_seen_the_same_race_loses(monkeypatch):
    def last_one_wins(typed: dict[str, str], base: Base, current: dict[str, str], chosen: dict[str, str]):
        return {**current, **typed}, []

    monkeypatch.setattr(entry, "merge", last_one_wins)
    writes, collisions = race(idva(), FEW)
    assert collisions == 0
    assert silent_losses(writes) > 0
