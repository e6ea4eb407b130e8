"""Everything that was signed off and published, byte for byte: texts, files, what the rows say, and what seals them."""

from collections.abc import Iterator

from django.core.files.storage import default_storage

from reports.exports.frozen import AUDIENCES, erratum_digest, file_digest, stored_document, stored_texts
from reports.models import Agreement, Publication, PublishedFile
from tracker.audit import hash_of
from tracker.kept_files import sha256, stored
from tracker.models import AuditEvent

NOT_AS_SIGNED = "is not as it was signed off"


def publications() -> Iterator[str]:
    """Each version that was signed off: its documents, the event that seals them and, once published, its files."""
    for publication in Publication.objects.order_by("pk").iterator():
        name = f"Publication {publication.slug} version {publication.version}"
        for fault in (*texts(publication), *seal(publication)):
            yield f"{name}: {fault}"
        if publication.published_at:
            for fault in files(publication):
                yield f"{name}: {fault}"


def texts(publication: Publication) -> Iterator[str]:
    kept = stored_texts(publication)
    for audience, digest in kept.digests.items():
        if digest != getattr(publication, f"{audience}_sha256"):
            yield f"The {audience} document {NOT_AS_SIGNED}."
    if kept.digest != publication.digest:
        yield f"The digest of its documents {NOT_AS_SIGNED}."
    try:
        told = [stored_document(publication, audience) for audience in AUDIENCES]
    except (ValueError, TypeError, KeyError, AttributeError):
        yield "A document can’t be read."
        return
    if any(document.schema != publication.schema for document in told):
        yield f"Its schema {NOT_AS_SIGNED}."


def seal(publication: Publication) -> Iterator[str]:
    """The event of its sign-off says the digests of its documents, and the chain vouches for the event."""
    event = AuditEvent.objects.filter(number=publication.event_number or 0).first()
    if event is None or event.act != "sign-off" or event.record_id != publication.update_id:
        yield "The event of its sign-off isn’t there."
        return
    if event.hash != publication.event_hash or event.hash != hash_of(event):
        yield "Its seal is not that of its sign-off."
    said = {f"{audience} sha256": ["", getattr(publication, f"{audience}_sha256")] for audience in AUDIENCES}
    said["version"] = ["", str(publication.version)]
    said["address"] = ["", publication.slug]
    said["erratum"] = ["", erratum_digest(publication)]
    if any(event.changes.get(name) != change for name, change in said.items()):
        yield "It is not what the event of its sign-off says."
    signed = (publication.signed_off_by_id, publication.signed_off_at)
    if (event.by_id, event.at) != signed:
        yield "Who signed it off, or when, is not what the event says."


def files(publication: Publication) -> Iterator[str]:
    """Its files, as the event of the publication lists them and as they are kept."""
    event = AuditEvent.objects.about(publication.update).filter(act="publish", at=publication.published_at).first()
    if event is None or event.by_id != publication.published_by_id:
        yield "The event of its publication isn’t there, or is by somebody else."
        return
    rows = {f"{row.audience} {row.kind}": row for row in publication.files.all()}
    said = {name: change[1] for name, change in event.changes.items() if name.split(" ")[0] in ("public", "board")}
    for name in sorted(rows.keys() | said.keys()):
        row = rows.get(name)
        if row is None or name not in said:
            yield f"The file “{name}” isn’t one of those that were published, or is gone."
        elif said[name] != file_digest(row):
            yield f"What is kept of the file {row.name} is not as it was published."
        else:
            yield from kept(row)


def kept(row: PublishedFile) -> Iterator[str]:
    if not default_storage.exists(row.file):
        yield f"The file {row.name} is gone."
    elif sha256(stored(row.file)) != row.sha256:
        yield f"The file {row.name} is not as it was published."


def evidence() -> Iterator[str]:
    """The files by which agreements were recorded."""
    for row in Agreement.objects.exclude(file="").order_by("pk"):
        name = str(row.file.name)
        if not default_storage.exists(name):
            yield f"The evidence of agreement {row.pk} is gone."
        elif sha256(stored(name)) != row.sha256:
            yield f"The evidence of agreement {row.pk} is not as it was sent."
