"""Published, and corrected by another version. Publication takes the files that were made, all of them or none."""

from dataclasses import asdict
from datetime import datetime

from django.core.files.storage import default_storage
from django.db import transaction

from commissioning.workflow import record_use
from reports.exports.frozen import MadeFile, file_digest, stored_document, stored_texts, texts_now
from reports.models import Publication, PublishedFile, Update
from reports.tasks.publication import KIND, key_of, listed
from reports.workflow.publishing.agreements import places_before, set_chain
from reports.workflow.publishing.life import move, ready
from reports.workflow.publishing.signing import BACK
from tracker.kept_files import sha256, stored
from tracker.models import Job, User
from tracker.refusals import NotNow


class NoFiles(NotNow):
    """What would be published is not made, or not as it was made."""


class SourcesChanged(NotNow):
    """Something that the update tells was changed after the sign-off: the manager chooses what is published."""


def signed(update: Update) -> Publication:
    """The version in hand as it was signed off. NotNow where it is not."""
    found = Publication.objects.signed().filter(update=update, version=update.version).first()
    if found is None:
        raise NotNow("This version isn’t signed off yet, so there is nothing to publish.")
    return found


def sources_changed(publication: Publication) -> bool:
    """Whether the update would read otherwise if it were signed off now. Raises what the builder raises."""
    return texts_now(publication.update).digest != publication.digest


@transaction.atomic
def publish(*, update: Update, by: User, at: datetime, as_signed: bool = False) -> Publication:
    """Publish what was signed off, with all its files; those that read its sources are told.

    Where a source was changed since, only `as_signed`: else the manager takes the sign-off back.
    """
    found, step = ready(update, "publish", by)
    publication = signed(found)
    if not as_signed and sources_changed(publication):
        raise SourcesChanged(
            "A figure or text that this update tells was changed after it was signed off. Publish it as it was signed, "
            "or take the sign-off back."
        )
    check_texts(publication)
    made = files_of(publication)
    PublishedFile.objects.bulk_create(PublishedFile(publication=publication, **asdict(each)) for each in made)
    publication.published_by, publication.published_at = by, at
    publication.save(update_fields=["published_by", "published_at"])
    changes = {"version": ("", publication.version), "sources changed since": ("", "yes" if as_signed else "no")}
    move(found, step, by=by, at=at, changes=changes | files_told(made))
    tell_sources(publication, by=by, at=at)
    return publication


def tell_sources(publication: Publication, *, by: User, at: datetime) -> None:
    """The returns, packs and items that the signed document rests on are told of it, as they stood at the sign-off."""
    assert publication.event_number is not None  # it is signed off
    used: dict[str, set[int]] = {"return": set(), "pack": set(), "item": set()}
    for entry in stored_document(publication, "internal").entries:
        for source in entry.sources:
            used.get(source.kind, set()).add(source.key)
    words = f"Quarterly update, {publication.update.period.words}, version {publication.version}"
    record_use(
        returns=used["return"],
        packs=used["pack"],
        items=used["item"],
        published=words,
        as_of=publication.event_number,
        by=by,
        at=at,
    )


def check_texts(publication: Publication) -> None:
    texts = stored_texts(publication)
    if texts.digest != publication.digest:
        raise NoFiles("The stored documents are not as they were signed off. Ask whoever runs the server to check it.")


def files_of(publication: Publication) -> list[MadeFile]:
    """The files that were made of it, each read again and held against its digest."""
    job = Job.objects.filter(kind=KIND, key=key_of(publication), state=Job.State.DONE).first()
    if job is None:
        raise NoFiles("Its files aren’t made yet. Wait until they are, or have them made again.")
    made = listed(job)
    for each in made:
        if not default_storage.exists(each.file) or sha256(stored(each.file)) != each.sha256:
            raise NoFiles(f"The file {each.name} is not as it was made. Have the files made again.")
    return made


def files_told(made: list[MadeFile]) -> dict[str, tuple[str, str]]:
    """What the event says of the files, so that the chain vouches for them too."""
    return {f"{each.audience} {each.kind}": ("", file_digest(each)) for each in made}


@transaction.atomic
def correct(*, update: Update, by: User, at: datetime, reason: str) -> Update:
    """Begin the next version, with why. What is published stays as it is until that one is published."""
    found, step = ready(update, "correct", by, reason)
    places = places_before(found)
    move(
        found,
        step,
        by=by,
        at=at,
        reason=reason,
        changes={"version": (found.version, found.version + 1)},
        version=found.version + 1,
        correcting=reason.strip(),
        **BACK,
    )
    set_chain(update=found, places=places, by=by, at=at)
    return found
