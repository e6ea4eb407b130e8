"""What is said of words that stand: agreed, or still right though something that they rest on changed."""

import re
from datetime import datetime

from django.db import transaction
from django.db.models import F

from commissioning.parsing.references import PATTERN, LiveReference
from reports.builder.resting import AWARD, FIGURE, Change, changes
from reports.models import WHY_LIMIT, Entry, EntryStage
from reports.workflow.composing.held import hold
from reports.workflow.composing.rested import remember, sources_now
from reports.workflow.composing.words import fault_of
from tracker import audit
from tracker.models import User
from tracker.refusals import NotNow, reason_given


@transaction.atomic
def agree(*, entry: Entry, by: User, at: datetime) -> Entry:
    """Somebody other than its last writer agrees to the paragraph as it reads now. A change of its words undoes it."""
    stands = hold(entry, by)
    if stands.stage == EntryStage.AGREED:
        return stands
    if stands.words and stands.stage != EntryStage.WRITTEN:
        raise NotNow("Its words are not finished. Whoever writes them says when they are.")
    if stands.words and stands.written_by_id == by.pk:
        raise NotNow("You wrote these words, so somebody else agrees to them.")
    remember(stands)
    Entry.objects.filter(pk=stands.pk).update(stage=EntryStage.AGREED, agreed_by=by, agreed_at=at)
    audit.record(
        act="agree-paragraph", record=stands, by=by, at=at, from_state=stands.stage, to_state=EntryStage.AGREED
    )
    return stands


@transaction.atomic
def keep_words(*, entry: Entry, key: str, reason: str, by: User, at: datetime) -> Entry:
    """The words stay as they are though this fact changed, and why. It is asked about again when it changes anew."""
    reason = reason_given(reason, asks="Say why the words stay as they are.", limit=WHY_LIMIT, names="The reason")
    stands = hold(entry, by)
    change = _changed(stands, key)
    remember(stands, [key])
    told = {change.label: (change.was, change.now)}
    audit.record(act="keep-words", record=stands, by=by, at=at, reason=reason, changes=told)
    return stands


@transaction.atomic
def take_now(*, entry: Entry, key: str, by: User, at: datetime) -> Entry:
    """The words tell the fact as it is now. An old number that was typed into them becomes a live reference."""
    stands = hold(entry, by)
    change = _changed(stands, key)
    words = with_reference(stands.words, change)
    if fault := fault_of(words):
        raise NotNow(fault)
    if words != stands.words:
        Entry.objects.filter(pk=stands.pk).update(
            words=words,
            version=F("version") + 1,
            stage=EntryStage.WRITTEN if stands.stage == EntryStage.AGREED else stands.stage,
            written_by=by,
            written_at=at,
            agreed_by=None,
            agreed_at=None,
        )
    remember(stands, [key])
    told = {change.label: (change.was, change.now), "words": (stands.words, words)}
    audit.record(act="use-figure", record=stands, by=by, at=at, changes=told)
    return stands


def with_reference(words: str, change: Change) -> str:
    """The words with a live reference where the old value was typed; those inside references stay."""
    if not change.code or not change.was:
        return words
    value = re.compile(rf"(?<![\w£.,]){re.escape(change.was)}(?![\w%]|[.,]\d)")
    written = LiveReference(AWARD if change.kind == AWARD else FIGURE, change.code).written
    parts, last = [], 0
    for found in PATTERN.finditer(words):
        parts += [value.sub(lambda _: written, words[last : found.start()]), found[0]]
        last = found.end()
    return "".join([*parts, value.sub(lambda _: written, words[last:])])


def _changed(stands: Entry, key: str) -> Change:
    rows, said = sources_now(stands)
    found = (each for row in rows for each in changes(row.pk, row.rested_on, said.of(row)) if each.key == key)
    change = next(found, None)
    if change is None:
        raise NotNow("This has not changed since the words were saved. Look at the paragraph again.")
    return change
