"""What was done to a set-up record and its parts, field by field, read from the audit trail."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import BooleanField, DateField, Model, Q

from tracker import formats
from tracker.audit import KEY, with_names
from tracker.fields import MoneyField
from tracker.models import AuditEvent, Office
from tracker.set_up.forms import capital
from tracker.set_up.kinds import Kind

NEWEST = 100
ACTS = {
    "add": "added",
    "create": "added",
    "change": "changed",
    "end": "ended",
    "take-up-again": "taken up again",
    "delete": "deleted",
    "move-end": "last day moved by a change",
    "take-back": "change taken back",
    "next-version": "worded anew",
    "ask-anew": "asked in open returns",
    "take-away": "without a part that it had",
    "merge": "merged into another",
    "take-in": "took another in",
    "tell-apart": "told apart from another",
    "erase": "erased",
    "forget": "forgotten: the name is removed",
    "add-periods": "given more periods",
}
LONG_TEXT = "sha256:"
YES_OR_NO = {"True": "yes", "False": "no"}
WHOLE_POUNDS = Office._meta.get_field("manager_above")  # kept as a plain number, and money all the same
DIGEST_SHOWN = len(LONG_TEXT) + 12


def history_of(kind: Kind, record: Any) -> dict[str, Any]:
    """Rows for components/history.html, newest first. One query, and one for the names of people among the changes."""
    about = Q(model=label(kind), record_id=record.pk)
    for part in kind.parts:
        rows = part.model._default_manager.filter(**{part.belongs_to: record}).order_by().values("pk")
        about |= Q(model=label(part), record_id__in=rows)
    events = with_names(AuditEvent.objects.filter(about).select_related("by").newest_first()[: NEWEST + 1])
    kinds = {label(each): each for each in (kind, *kind.parts)}
    return {
        "events": [event_row(kinds[event.model], event) for event in events[:NEWEST]],
        "newest": NEWEST,
        "has_older": len(events) > NEWEST,
    }


def label(kind: Kind) -> str:
    return kind.model._meta.label_lower


def event_row(kind: Kind, event: AuditEvent) -> dict[str, Any]:
    new = event.act in ("add", "create")
    lines = [
        line(kind, name, "" if new else before, after) for name, (before, after) in event.changes.items() if name != KEY
    ]
    return {
        "title": f"{capital(kind.one)} {ACTS.get(event.act, event.act.replace('-', ' '))}",
        "by": event.by.name if event.by else "the system",
        "at": event.at,
        "text": "\n".join(filter(None, [event.reason, *lines])),
    }


def line(kind: Kind, name: str, before: str, after: str) -> str:
    """One field in words: "Short name: WC, before WMRSASC". Of long and private text only that it was changed."""
    field = kind.labels().get(name) or capital(_verbose(kind, name))
    return field_words(field, *(value_words(kind.model, name, each) for each in (before, after)))


def value_words(model: type[Model] | None, name: str, text: str) -> str:
    """What the trail keeps of a field as one reads it: a day, an amount, yes or no; all else as it stands."""
    fields = {each.name: each for each in model._meta.fields} if model else {}
    field = fields.get(name)
    if isinstance(field, BooleanField) and text in YES_OR_NO:
        return YES_OR_NO[text]
    try:
        if type(field) is DateField and text:
            return formats.day(date.fromisoformat(text))
        if text and (isinstance(field, MoneyField) or field == WHOLE_POUNDS):
            return formats.money(Decimal(text))
    except (ValueError, InvalidOperation):
        return text  # written in words by the act itself
    return text


def field_words(field: str, before: str, after: str) -> str:
    """The same where the field's name is known. Of long text the trail keeps the digest, by which it is told."""
    long = next((each for each in (after, before) if each.startswith(LONG_TEXT)), "")
    if long:
        return f"{field}: changed (a long text, of which the history keeps the digest {long[:DIGEST_SHOWN]}…)"
    if before == after:
        return f"{field}: changed"
    if not after:
        return f"{field}: emptied, before “{before}”"
    return f"{field}: “{after}”, before “{before}”" if before else f"{field}: “{after}”"


def _verbose(kind: Kind, name: str) -> str:
    known = {field.name: str(field.verbose_name) for field in kind.model._meta.fields}
    return known.get(name, name.replace("_", " "))
