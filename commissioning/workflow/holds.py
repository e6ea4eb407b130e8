"""A legal hold on a file that is kept as evidence: put on with a reason, lifted with a reason, both told of."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from commissioning.models import Attachment, LegalHold
from tracker import formats
from tracker.audit import record as record_event
from tracker.models import ImportRun, User
from tracker.refusals import NeedsReason, NotNow, NotYours

HOLDS = "commissioning.hold_files"
File = ImportRun | Attachment


def hold_on(file: File) -> LegalHold | None:
    """The hold that keeps a file now."""
    found: LegalHold | None = LegalHold.objects.about(file).current().select_related("by").first()
    return found


@transaction.atomic
def put_hold(*, file: File, by: User, at: datetime, reason: str) -> LegalHold:
    """Keep a file beyond its day until the hold is lifted. Held twice, it is held once; what is gone can't be held."""
    why, row = _why(by, reason), _locked(file)
    if not row.file:
        raise NotNow("This file was removed when its day was over: there is nothing left to be kept.")
    held = hold_on(row)
    if held is not None:
        return held
    made: LegalHold = LegalHold.objects.create(model=row._meta.label_lower, record_id=row.pk, reason=why, by=by, at=at)
    record_event(act="hold-file", record=row, by=by, at=at, reason=why)
    return made


@transaction.atomic
def lift_hold(*, file: File, by: User, at: datetime, reason: str) -> None:
    """The file goes when its day is over, as any other."""
    why, row = _why(by, reason), _locked(file)
    held = hold_on(row)
    if held is None:
        raise NotNow("There is no legal hold on this file any more.")
    held.lifted_by, held.lifted_at, held.lifted_reason = by, at, why
    held.save(update_fields=["lifted_by", "lifted_at", "lifted_reason"])
    record_event(act="lift-hold", record=row, by=by, at=at, reason=why)


def hold_words(held: LegalHold) -> str:
    return f"On legal hold since {formats.day(held.at)}, by {held.by}: {held.reason.rstrip('.')}."


def holds_on(files: Iterable[Any], model: type[Any]) -> dict[int, LegalHold]:
    """The holds on these files, by their keys. One query."""
    keys = [each.pk for each in files]
    rows = LegalHold.objects.current().filter(model=model._meta.label_lower, record_id__in=keys)
    return {row.record_id: row for row in rows.select_related("by")}


def _locked(file: File) -> Any:
    return type(file)._default_manager.select_for_update(of=("self",)).get(pk=file.pk)


def _why(by: User, reason: str) -> str:
    if not by.has_perm(HOLDS):
        raise NotYours("Your role doesn’t allow legal holds. A manager puts them on and lifts them.")
    if not reason.strip():
        raise NeedsReason("Say why: whoever finds this file later has to know.")
    return reason.strip()
