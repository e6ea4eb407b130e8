"""The audit trail: one chain of events, written in the transaction of the change that it tells of."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC

from django.db import models, transaction

from tracker.models import AuditEvent, AuditHead, User

LONGEST_SHORT_VALUE = 80
KEY = "form key"  # stands among an event's changes, so that one form is carried out once
RECENT = 30
PERSON = re.compile(r"\{person (\d+)\}")


class ChainBroken(Exception):
    """An event of the audit trail is not as it was written."""


def record(*, act, record, by, at, from_state="", to_state="", reason="", changes=None):
    """Append one event about `record`. Must be called inside the transaction of the change itself."""
    told = Told(act, record, from_state=from_state, to_state=to_state, reason=reason, changes=changes)
    return record_all([told], by=by, at=at)[0]


@dataclass(frozen=True, slots=True)
class Told:
    """What one event tells, before it has its place in the chain."""

    act: str
    record: models.Model
    from_state: str = ""
    to_state: str = ""
    reason: str = ""
    changes: dict | None = None


def record_all(told, *, by, at):
    """Append the events of one change that touched many records, in their order; the chain is locked once for all."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An audit event is written in the transaction of its change.")
    if not told:
        return []
    head = _locked_head()
    previous, events = head.hash, []
    for number, each in enumerate(told, head.number + 1):
        event = _event(each, number, previous, by=by, at=at)
        previous = event.hash
        events.append(event)
    AuditEvent.objects.bulk_create(events)
    AuditHead.objects.filter(pk=head.pk).update(number=events[-1].number, hash=previous)
    return events


def _locked_head():
    """The end of the chain; whoever else writes waits. On SQLite every transaction of ours begins with the lock."""
    heads = AuditHead.objects.select_for_update()
    found = heads.first()
    if found is None:
        AuditHead.objects.get_or_create(only=True)
        found = heads.get()
    return found


def _event(told, number, previous, *, by, at):
    event = AuditEvent(
        number=number,
        at=at,
        by=by,
        act=told.act,
        model=told.record._meta.label_lower,
        record_id=told.record.pk,
        from_state=told.from_state,
        to_state=told.to_state,
        reason=told.reason,
        changes=short_changes(told.changes or {}),
        previous_hash=previous,
    )
    event.hash = hash_of(event)
    return event


def done_before(events, key):
    """The event of these, newest first, that carried out the form with this key: a double click, a page sent again."""
    if not key:
        return None
    return next((event for event in events[:RECENT] if event.changes.get(KEY, ["", ""])[1] == key), None)


def hash_of(event):
    """SHA-256 over what the event says and the hash of the event before it."""
    content = [
        event.number,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.by_id,
        event.act,
        event.model,
        event.record_id,
        event.from_state,
        event.to_state,
        event.reason,
        event.changes,
        event.previous_hash,
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def person_words(user):
    """How the trail names a person among changes: by key, so that who has left can be forgotten."""
    return f"{{person {user.pk}}}"


def with_names(events):
    """The events as they are read: each person that their changes name by key, by name. One more query, or none."""
    events = list(events)
    keys = {int(key) for event in events for pair in event.changes.values() for key in PERSON.findall(" ".join(pair))}
    names = dict(User.objects.filter(pk__in=keys).values_list("pk", "name")) if keys else {}
    for event in events:
        event.changes = {field: [_named(text, names) for text in pair] for field, pair in event.changes.items()}
    return events


def _named(text, names):
    return PERSON.sub(lambda found: names.get(int(found[1]), found[0]), text)


def short_changes(changes):
    """Field changes as they are stored: {field: [before, after]}, long text by its digest, a person by key."""
    return {field: [_short(before), _short(after)] for field, (before, after) in changes.items()}


def _short(value):
    text = person_words(value) if isinstance(value, User) else "" if value is None else str(value)
    if len(text) <= LONGEST_SHORT_VALUE:
        return text
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def field_changes(before: models.Model | dict, after: models.Model | dict, fields):
    """What differs between two versions of a record, field by field."""

    def value(version, field):
        return version.get(field) if isinstance(version, dict) else getattr(version, field)

    return {
        field: (value(before, field), value(after, field))
        for field in fields
        if value(before, field) != value(after, field)
    }


def verify_chain():
    """Number of events in the chain; raises ChainBroken with the number of the first event that is not as written."""
    previous, count = "", 0
    for event in AuditEvent.objects.order_by("number").iterator(chunk_size=1000):
        count += 1
        if event.number != count or event.previous_hash != previous or event.hash != hash_of(event):
            raise ChainBroken(f"Event {event.number} of the audit trail is not as it was written.")
        previous = event.hash
    head = AuditHead.objects.first()
    if head and (head.number, head.hash) != (count, previous):
        raise ChainBroken("The audit trail's head does not match its last event.")
    return count
