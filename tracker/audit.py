"""The audit trail: one chain of events, written in the transaction of the change that it tells of."""

import hashlib
import json
from datetime import UTC

from django.db import models, transaction
from django.db.models import F

from tracker.models import AuditEvent, AuditHead

LONGEST_SHORT_VALUE = 80
KEY = "form key"  # stands among an event's changes, so that one form is carried out once
RECENT = 30


class ChainBroken(Exception):
    """An event of the audit trail is not as it was written."""


def record(*, act, record, by, at, from_state="", to_state="", reason="", changes=None):
    """Append one event about `record`. Must be called inside the transaction of the change itself."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An audit event is written in the transaction of its change.")
    AuditHead.objects.get_or_create(only=True)
    AuditHead.objects.update(number=F("number") + 1)
    head = AuditHead.objects.get()
    event = AuditEvent(
        number=head.number,
        at=at,
        by=by,
        act=act,
        model=record._meta.label_lower,
        record_id=record.pk,
        from_state=from_state,
        to_state=to_state,
        reason=reason,
        changes=short_changes(changes or {}),
        previous_hash=head.hash,
    )
    event.hash = hash_of(event)
    event.save(force_insert=True)
    AuditHead.objects.update(hash=event.hash)
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


def short_changes(changes):
    """Field changes as they are stored: {field: [before, after]}, long text replaced by its digest."""
    return {field: [_short(before), _short(after)] for field, (before, after) in changes.items()}


def _short(value):
    text = "" if value is None else str(value)
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
