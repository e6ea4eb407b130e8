"""What one person has typed and not yet saved, kept on the server for that person alone. No parsing, no event."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from commissioning.models import Draft
from commissioning.workflow.life import Record, kind_of
from commissioning.workflow.subjects import Subject, subject_kind
from tracker.merging import Base
from tracker.models import User


def keep_draft(
    *, record_kind: str, record_id: int, section: str, user_id: int, fields: Mapping[str, str], base: Base, at: datetime
) -> int:
    """Keep raw strings as typed; answers the draft's revision, with the base that the page began from.

    Text beyond what any box may hold is kept all the same: the limit is said at Save, and nothing is cut.
    """
    where = {"record_kind": record_kind, "record_id": record_id, "section": section, "user_id": user_id}
    values = {"fields": dict(fields), "saved_at": at, "base_version": base.version, "base_fields": base.kept_marks}
    held = Draft.objects.filter(**where).values_list("revision", flat=True).first()
    if held and Draft.objects.filter(**where, revision=held).update(revision=held + 1, **values):
        return held + 1
    with transaction.atomic():
        try:
            with transaction.atomic():
                return Draft.objects.create(**where, **values).revision
        except IntegrityError:  # two at once
            Draft.objects.filter(**where).update(revision=F("revision") + 1, **values)
            return Draft.objects.values_list("revision", flat=True).get(**where)


def drafts_of(record: Record, section: str) -> QuerySet[Draft]:
    """Everybody's drafts of this page, with their writers: one's own to go on with, the others' names alone to show."""
    rows = Draft.objects.filter(record_kind=kind_of(record), record_id=record.pk, section=section)
    return rows.select_related("user")


def unsaved_of(record: Record, user: User) -> QuerySet[Draft]:
    """What this person has typed anywhere in the record and not yet saved."""
    return Draft.objects.filter(record_kind=kind_of(record), record_id=record.pk, user=user)


def drop_draft(*, record: Subject, section: str, user: User) -> None:
    """What was typed is saved, or thrown away by its author."""
    Draft.objects.filter(record_kind=subject_kind(record), record_id=record.pk, section=section, user=user).delete()
