"""The words of a paragraph: saved, merged against what others saved meanwhile, checked for what they point at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from commissioning.workflow import drop_draft
from commissioning.workflow.entry import done_before, normalised
from commissioning.workflow.live_references import reference_fault
from reports.models import ENTRY_LIMIT, Entry, EntryStage
from reports.workflow.composing.held import hold
from reports.workflow.composing.rested import remember
from tracker import audit
from tracker.merging import Base, merge
from tracker.models import User
from tracker.refusals import Collision, Faults

WORDS = "words"


@dataclass(frozen=True, slots=True)
class WrittenEntry:
    """A positive answer: the paragraph's version now, and whether this save changed anything."""

    version: int
    changed: bool


@transaction.atomic
def save_words(
    *,
    entry: Entry,
    typed: Mapping[str, str],
    base: Base,
    by: User,
    at: datetime,
    chosen: Mapping[str, str] | None = None,
    key: str = "",
    finished: bool,
) -> WrittenEntry:
    """Save the words; `finished` says that they are written, else they are begun. What they rest on is kept with them.

    Raises Collision where somebody else changed the words meanwhile, Faults where they are too long or point at
    nothing that is stored. Then nothing is saved, and what was typed is the caller's to keep as a draft.
    """
    stands = hold(entry, by)
    if done_before(stands, key):
        return WrittenEntry(stands.version, changed=False)
    current = {WORDS: stands.words}
    said = {WORDS: normalised({WORDS: typed.get(WORDS, "")})[WORDS]}
    merged, clashes = merge(said, base, current, chosen or {})
    if clashes:
        raise Collision(clashes, stands.version, current)
    text = merged[WORDS]
    if fault := fault_of(text):
        raise Faults({WORDS: fault})
    stage = EntryStage.WRITTEN if finished and text else EntryStage.TO_WRITE
    changed = text != stands.words or stage != stands.stage
    if changed:
        _write(stands, text, stage, by, at, key)
    drop_draft(record=stands, section=WORDS, user=by)
    return WrittenEntry(stands.version + changed, changed)


def fault_of(text: str) -> str:
    """What stops these words from being saved, as a sentence; empty if nothing does."""
    if len(text) > ENTRY_LIMIT:
        return f"This is {len(text):,} characters long, and {ENTRY_LIMIT:,} can be kept. Shorten it."
    return reference_fault(text)


def _write(stands: Entry, text: str, stage: str, by: User, at: datetime, key: str) -> None:
    Entry.objects.filter(pk=stands.pk).update(
        words=text,
        stage=stage,
        version=F("version") + 1,
        written_by=by,
        written_at=at,
        agreed_by=None,
        agreed_at=None,
    )
    if text != stands.words:
        remember(stands)
    audit.record(
        act="write-paragraph",
        record=stands,
        by=by,
        at=at,
        from_state=stands.stage,
        to_state=stage,
        changes={"words": (stands.words, text)} | ({audit.KEY: ("", key)} if key else {}),
    )
