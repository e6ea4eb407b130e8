"""Files kept as evidence are removed when their day is over; what each of them was stays, with when and why it went.

What stands behind a figure or an amount that was ever approved, a payment or a filed passage is not removed, however
the return stands now: a published update may rest on it, and a figure there can be followed to its cell. A file on
legal hold and one without a day stay too.
"""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from commissioning.choices import RecordKind, State
from commissioning.models import (
    Attachment,
    Document,
    InformationRequest,
    LegalHold,
    ObservationValue,
    Passage,
    Payment,
    SpendLine,
    Submission,
)
from tracker import formats
from tracker.audit import record as record_event
from tracker.models import ImportRun, ImportState, Office
from tracker.uploads.runs import forget_shown

File = ImportRun | Attachment | Document | InformationRequest
FIELD: dict[type[Model], str] = {InformationRequest: "given"}  # where a record keeps its file, if not in `file`
ACT = "remove-file"


def over(on: date) -> Iterator[QuerySet[File]]:
    """The files whose day was before this one, and on which nothing rests that is in force."""
    day = Q(keep_until__lt=on)
    due = day & ~Q(file="")
    yield ImportRun.objects.filter(due).exclude(_used() | Q(_held(ImportRun))).order_by("pk")
    yield Attachment.objects.filter(due).exclude(_held(Attachment)).order_by("pk")
    yield Document.objects.filter(due).exclude(_held(Document)).order_by("pk")
    yield InformationRequest.objects.filter(day).exclude(given="").exclude(_held(InformationRequest)).order_by("pk")


def _held(model: type[File]) -> Exists:
    """Whether a manager put a legal hold on the file."""
    return Exists(LegalHold.objects.current().filter(model=model._meta.label_lower, record_id=OuterRef("pk")))


def _ever_approved(kind: RecordKind, owner: str) -> Exists:
    """Whether a version of the return or pack was approved, whatever became of it since."""
    return Exists(Submission.objects.filter(record_kind=kind, record_id=OuterRef(owner), approved=True))


def _used() -> Q:
    """Whether something that was approved, or paid, was read from a run's file."""
    read = {"import_run": OuterRef("pk")}
    approved = Q(quarterly_return__state=State.APPROVED) | Q(_ever_approved(RecordKind.RETURN, "quarterly_return"))
    figures = ObservationValue.objects.filter(**read).filter(Q(quarterly_return=None) | approved)
    spend = SpendLine.objects.filter(**read).filter(
        Q(pack__state=State.APPROVED) | Q(_ever_approved(RecordKind.PACK, "pack"))
    )
    payments = Payment.objects.filter(**read)
    passages = Passage.objects.filter(run=OuterRef("pk"))
    return Q(Exists(figures)) | Q(Exists(spend)) | Q(Exists(payments)) | Q(Exists(passages))


def remove_what_is_over(*, on: date, at: datetime) -> int:
    """Remove every file whose day is over, each in a transaction of its own; answers how many. Safe to repeat."""
    listed = [(rows.model, key) for rows in over(on) for key in rows.values_list("pk", flat=True)]
    return sum(_remove(model, key, on, at) for model, key in listed)


@transaction.atomic
def _remove(model: type[File], key: int, on: date, at: datetime) -> bool:
    rows = next(found for found in over(on) if found.model is model)
    row = rows.select_for_update(of=("self",)).filter(pk=key).first()
    if row is None or row.keep_until is None:
        return False  # somebody else removed it, or something rests on it since
    field = FIELD.get(model, "file")
    file = getattr(row, field)
    name, storage = str(file.name), file.storage
    changes = {field: (row.name, "removed"), "sha256": (row.sha256, "")}
    setattr(row, field, "")
    if isinstance(row, ImportRun) and row.state == ImportState.PREVIEWED:
        changes["state"] = (row.state, ImportState.DROPPED)
        row.state = ImportState.DROPPED
        forget_shown(row)
    row.save()
    reason = f"Kept until {formats.day(row.keep_until)}"
    record_event(act=ACT, record=row, by=None, at=at, reason=reason, changes=changes)
    if isinstance(row, Document):
        Office.objects.reference_changed()  # what contracts lack is kept as set-up is: one lacks its copy now
    transaction.on_commit(partial(_delete, storage, name))
    return True


def _delete(storage: Storage, name: str) -> None:
    storage.delete(name)
