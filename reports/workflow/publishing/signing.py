"""Sent for review, taken back, signed off: where the three documents are frozen and sealed by the audit trail."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from reports.builder.clearance import clearance_of
from reports.builder.freezing import frozen_from
from reports.builder.material import gather
from reports.builder.public import releases_from
from reports.document import Change, changes, from_json
from reports.document.records import SCHEMA
from reports.exports.frozen import Texts, erratum_digest, stored_document, texts_now, texts_of
from reports.models import Agreement, Publication, Update
from reports.workflow.publishing.agreements import chain_of, places_before, set_chain, void_all
from reports.workflow.publishing.files import ask_for_files
from reports.workflow.publishing.life import move, ready
from reports.workflow.released import forget_released, keep_releases
from tracker.models import Office, User
from tracker.refusals import NotNow

BACK = {"sent_by": None, "sent_at": None}


class NotAgreed(NotNow):
    """Somebody of the chain has not agreed to the update as it is now."""


class NotCleared(NotNow):
    """A check of what the public would read has no answer."""


@transaction.atomic
def send_for_review(*, update: Update, by: User, at: datetime) -> Update:
    """From now on its words don't change, and those of the chain read and agree. Who sent it is kept.

    Raises what the builder raises: what can't be built can't be read.
    """
    found, step = ready(update, "send-for-review", by)
    texts_now(found)
    rows = list(Agreement.objects.standing(found)) or _copied(found, by, at)
    if not rows:
        raise NotNow("Nobody is named to agree to it yet. Say first who agrees.")
    if rows[-1].person_id == by.pk:
        raise NotNow(
            f"You are the last to agree (“{rows[-1].title}”), so somebody else sends it for review. Or change who "
            "agrees to it."
        )
    move(found, step, by=by, at=at, sent_by=by, sent_at=at)
    return found


def _copied(update: Update, by: User, at: datetime) -> list[Agreement]:
    places = places_before(update)
    return set_chain(update=update, places=places, by=by, at=at) if places else []


@transaction.atomic
def back_to_draft(*, update: Update, by: User, at: datetime, reason: str) -> Update:
    """Open its words again. Every agreement counts no more, and is given anew."""
    found, step = ready(update, "back-to-draft", by, reason)
    move(found, step, by=by, at=at, reason=reason, changes=void_all(found, at=at, why=reason), **BACK)
    return found


@transaction.atomic
def sign_off(*, update: Update, by: User, at: datetime) -> Publication:
    """Freeze it: one full document and the two cut from it are stored with their digests, and the event seals them.

    Refused until everybody of the chain has agreed to exactly this. Its files are made at once, in the background.
    """
    found, step = ready(update, "sign-off", by)
    material = gather(found, office=Office.objects.get(), draft=False)
    waiting = clearance_of(material).open
    if waiting:
        raise NotCleared(
            f"It can’t be signed off: {len(waiting)} {'check waits' if len(waiting) == 1 else 'checks wait'} to be put "
            "right or decided, on the list of checks before sign-off. A manager can let one stand, with a reason."
        )
    texts = texts_of(frozen_from(material))
    for link in chain_of(found, texts.digest):
        if not link.counts:
            what = "agreed to an earlier state of it" if link.stale else "has not agreed yet"
            raise NotAgreed(f"It can’t be signed off: “{link.agreement.title}” {what}.")
    publication = _stored(found, texts, by, at)
    sealed: dict[str, tuple[Any, Any]] = {"version": ("", found.version)}
    sealed |= {"address": ("", publication.slug), "erratum": ("", erratum_digest(publication))}
    sealed |= {f"{audience} sha256": ("", digest) for audience, digest in texts.digests.items()}
    event = move(found, step, by=by, at=at, changes=sealed)
    publication.event_number, publication.event_hash = event.number, event.hash
    publication.save(update_fields=["event_number", "event_hash"])
    keep_releases(found, releases_from(material))
    ask_for_files(publication, by=by, at=at)
    return publication


def _stored(update: Update, texts: Texts, by: User, at: datetime) -> Publication:
    public = texts.public
    return Publication.objects.create(
        update=update,
        version=update.version,
        slug=slug_of(update),
        schema=SCHEMA,
        internal=texts.internal,
        board=texts.board,
        public=public,
        **{f"{audience}_sha256": digest for audience, digest in texts.digests.items()},
        digest=texts.digest,
        why=update.correcting,
        erratum=[asdict(each) for each in erratum(update, public)],
        signed_off_by=by,
        signed_off_at=at,
    )


def slug_of(update: Update) -> str:
    """Its public address: that of its first version, whatever the quarter is called by now."""
    first = update.publications.order_by("version").first()
    return first.slug if first else update.period.slug


def erratum(update: Update, public: str) -> tuple[Change, ...]:
    """What this version tells the public otherwise than the published one before; nothing for the first."""
    before = update.publications.published().newest_first().first()
    if before is None:
        return ()
    return changes(stored_document(before, "public"), from_json(json.loads(public)))


@transaction.atomic
def undo_sign_off(*, update: Update, by: User, at: datetime, reason: str) -> Update:
    """Take the sign-off back before publication. What was signed off stays on record, and is never published."""
    found, step = ready(update, "undo-sign-off", by, reason)
    forget_released(found)
    Publication.objects.signed().filter(update=found, version=found.version).update(
        voided_at=at, voided_why=reason.strip()
    )
    move(found, step, by=by, at=at, reason=reason, changes=void_all(found, at=at, why=reason), **BACK)
    return found
