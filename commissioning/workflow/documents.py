"""Documents of providers, awards and services: added with their file, and changed in what is said of them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, BinaryIO

from django.db import transaction

from commissioning.figures.documents import Holder, holder_name
from commissioning.models import Document
from tracker import records
from tracker.models import User
from tracker.periods import london_date
from tracker.records import Kept
from tracker.uploads.keeping import take
from tracker.uploads.runs import EVIDENCE

KEEPS = "commissioning.keep_documents"


@transaction.atomic
def add_document(
    *,
    holder: Holder,
    values: Mapping[str, Any],
    name: str,
    file: BinaryIO,
    size: int,
    by: User,
    at: datetime,
    key: str = "",
) -> Document:
    """Keep a file as a document of the holder, under a random name. Without a title it has the file's name."""
    records.check_permission(by, KEEPS)
    upload = take(name, file, size)
    record = Document(by=by, at=at, keep_until=kept_until(london_date(at), values), **upload.fields)
    own = {holder_name(holder): holder}
    said = {**values, **own, "title": values.get("title") or upload.name}
    made: Document = records.keep(record=record, values=said, by=by, at=at, permission=KEEPS, key=key).record
    return made


def keep_document(*, record: Document, values: Mapping[str, Any], **said: Any) -> Kept:
    """Change what is said of a document: its file is kept as long after its last day as any evidence."""
    until = kept_until(london_date(record.at), values)
    return records.keep(record=record, values={**values, "keep_until": until}, **said)


def kept_until(added: date, values: Mapping[str, Any]) -> date:
    """How long a file is kept: as evidence is, from the day it came or from the last day on which it held."""
    return max(filter(None, [added, values.get("expires_on")])) + EVIDENCE
