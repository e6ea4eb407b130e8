"""Who agrees to a version, in which order, and each agreement as it is given.

An agreement holds the digest of what was agreed to. Where the update says something else by now, it was given to an
earlier state, and is given anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from django.db import transaction
from django.db.models import Case, Q, Subquery, When

from reports.exports.frozen import texts_now
from reports.models import LONGEST_CHAIN, Agreement, Update, UpdateState
from reports.workflow.publishing.life import REASON_LIMIT, locked, needs_draft
from tracker import outbox
from tracker.audit import record as record_event
from tracker.letters import letter
from tracker.models import Outbox, User
from tracker.refusals import NeedsReason, NotNow, NotYours, reason_given
from tracker.uploads.keeping import take

EARLIER = "Given to an earlier state of the update."
TITLE_LIMIT = 80
AGREES = "reports.agree_update"
BUILDS = "reports.build_update"


class NeedsOther(NotYours):
    """The last agreement is not given by who sent the update for review."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a chain as it is set up: the post, and who holds it here; None for a post outside."""

    title: str
    person: User | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A place in the chain as it stands: the agreement, whether it was given to an earlier state, and whose turn."""

    agreement: Agreement
    stale: bool
    turn: bool
    last: bool

    @property
    def counts(self) -> bool:
        return self.agreement.given and not self.stale


def chain_of(update: Update, digest: str) -> list[Link]:
    """The chain of the version in hand, held against what the update says now (`digest`)."""
    rows = list(Agreement.objects.standing(update).select_related("person", "recorded_by"))
    found: list[Link] = []
    turn = update.state == UpdateState.IN_REVIEW
    for row in rows:
        stale = row.given and row.digest != digest
        counts = row.given and not stale
        found.append(Link(row, stale, turn and not counts, row is rows[-1]))
        turn = turn and counts
    return found


def places_before(update: Update) -> list[Place]:
    """The chain that the update begins with: its own from the version before, else that of the last update with one."""
    rows = Agreement.objects.filter(voided_at=None).select_related("person")
    before = rows.filter(Q(update=update) | Q(update__period__end__lt=update.period.end))
    like = before.order_by(Case(When(update=update, then=0), default=1), "-update__period__end", "-version")
    same = rows.filter(update=Subquery(like.values("update")[:1]), version=Subquery(like.values("version")[:1]))
    return [Place(row.title, row.person) for row in same.order_by("place")]


@transaction.atomic
def set_chain(*, update: Update, places: Sequence[Place], by: User, at: datetime) -> list[Agreement]:
    """Say who agrees, in this order, while the update is a draft. Nothing is agreed yet then, so nothing is lost."""
    if not by.has_perm(BUILDS):
        raise NotYours("Your role doesn’t allow choosing who agrees. Ask an officer or a manager.")
    found = needs_draft(update)
    check_places(places)
    before = places_of(found)
    Agreement.objects.standing(found).delete()
    made = Agreement.objects.bulk_create(
        Agreement(update=found, version=found.version, place=place, title=each.title.strip(), person=each.person)
        for place, each in enumerate(places, start=1)
    )
    record_event(
        act="set-chain",
        record=found,
        by=by,
        at=at,
        from_state=found.state,
        to_state=found.state,
        changes={"chain": (said(before), said(places))},
    )
    return made


def places_of(update: Update) -> list[Place]:
    rows = Agreement.objects.standing(update).select_related("person")
    return [Place(row.title, row.person) for row in rows]


def said(places: Sequence[Place]) -> str:
    return "; ".join(f"{each.title.strip()}{f' ({each.person.name})' if each.person else ''}" for each in places)


def check_places(places: Sequence[Place]) -> None:
    """Refuse a chain that is none, is too long, has a post twice or a person who may not agree."""
    if not 1 <= len(places) <= LONGEST_CHAIN:
        raise NotNow("One to four posts agree to an update. Give at least the first.")
    titles = [each.title.strip() for each in places]
    for title in titles:
        if not title:
            raise NeedsReason("Each place has the name of its post, for example “Chief finance officer”.")
        if len(title) > TITLE_LIMIT:
            raise NeedsReason(f"“{title[:40]}…” is {len(title)} characters long, and {TITLE_LIMIT} can be kept.")
        if titles.count(title) > 1:
            raise NotNow(f"“{title}” stands in the chain twice. Each post agrees once.")
    for each in places:
        if each.person and not each.person.has_perm(AGREES):
            raise NotYours(f"{each.person.name} has a role that doesn’t agree to updates. Choose somebody else.")


@transaction.atomic
def agree(*, agreement: Agreement, digest: str, by: User, at: datetime) -> Agreement:
    """Agree to what was read (`digest`), as the person named, when it is that person's turn."""
    update, link = _turn_of_another(agreement, digest, by)
    row = link.agreement
    if not by.has_perm(AGREES) or row.person_id != by.pk:
        who = row.person.name if row.person else "somebody outside this site"
        raise NotYours(f"“{row.title}” is {who}: nobody else agrees here. The office can record it with evidence.")
    return _give(update, link, digest, by=by, at=at, act="agree")


@transaction.atomic
def record_agreement(
    *,
    agreement: Agreement,
    digest: str,
    evidence: str,
    by: User,
    at: datetime,
    file: tuple[str, BinaryIO, int] | None = None,
) -> Agreement:
    """Record what was agreed to elsewhere, with how; `file` (name, content, size) is kept as evidence."""
    if not by.has_perm(BUILDS):
        raise NotYours("Your role doesn’t allow recording what somebody agreed to. An officer or a manager may do it.")
    asks = "Say how it was agreed to: by e-mail on which day, in which meeting."
    how = reason_given(evidence, asks=asks, limit=REASON_LIMIT)
    update, link = _turn_of_another(agreement, digest, by)
    kept: dict[str, Any] = {"evidence": how}
    if file is not None:
        upload = take(*file)
        fields = upload.fields
        kept |= {"file_name": fields["name"], **{name: fields[name] for name in ("file", "media_type", "sha256")}}
    return _give(update, link, digest, by=by, at=at, act="record-agreement", **kept)


@transaction.atomic
def ask_to_agree(*, agreement: Agreement, digest: str, by: User, at: datetime, address: str) -> Outbox:
    """Send the person whose turn it is the `address` of the page where they read and agree. However often it is asked
    for, one mail goes for what the update says.
    """
    if not by.has_perm(BUILDS):
        raise NotYours("Your role doesn’t allow asking who agrees. Ask an officer or a manager.")
    update, link = _turn(agreement, digest)
    row = link.agreement
    if row.person is None:
        raise NotNow(f"“{row.title}” is somebody outside this site. Write to them yourself, and record what they say.")
    if not outbox.is_on():
        raise NotNow(f"This site sends no mail. Tell {row.person.name} yourself that it is their turn.")
    key = f"agreement:{row.pk}:{digest[:16]}"
    sent = Outbox.objects.filter(key=key).first()
    if sent is not None:
        return sent
    record_event(
        act="ask-to-agree",
        record=update,
        by=by,
        at=at,
        from_state=update.state,
        to_state=update.state,
        changes={row.title: ("", "asked by e-mail")},
    )
    words = letter("agreement", agreement=row, update=update, by=by, address=address)
    return outbox.write(key=key, to=row.person.email, letter=words, by=by, at=at)


def _turn(agreement: Agreement, digest: str) -> tuple[Update, Link]:
    """The locked update and the place in the chain, if it is its turn and the update still says what was read."""
    update = locked(agreement.update)
    if update.state != UpdateState.IN_REVIEW:
        raise NotNow(f"Nothing is to be agreed to now: this update is “{update.get_state_display()}”.")
    now = texts_now(update).digest
    link = next((each for each in chain_of(update, now) if each.agreement.pk == agreement.pk), None)
    if link is None or link.counts:
        raise NotNow("This agreement is given already, or stands in the chain no more. Reload the page.")
    if not link.turn:
        raise NotNow(f"“{link.agreement.title}” agrees after those before it in the chain. It isn’t their turn yet.")
    if digest != now:
        raise NotNow("The update has changed since this page was opened. Read it again, then agree.")
    return update, link


def _turn_of_another(agreement: Agreement, digest: str, by: User) -> tuple[Update, Link]:
    """The same, if whoever sent the update for review doesn't give the last agreement."""
    update, link = _turn(agreement, digest)
    if link.last and by.pk == update.sent_by_id:
        raise NeedsOther(
            "You sent this update for review, so somebody else gives or records the last agreement. It can also be "
            "taken back to draft and sent for review by another person."
        )
    return update, link


def _give(update: Update, link: Link, digest: str, *, by: User, at: datetime, act: str, **kept: Any) -> Agreement:
    """The place, agreed to. One that was given to an earlier state is voided and stays; a new row follows it."""
    row = link.agreement
    if link.stale:
        Agreement.objects.filter(pk=row.pk).update(voided_at=at, voided_why=EARLIER)
        row = Agreement(update=row.update, version=row.version, place=row.place, title=row.title, person=row.person)
    for name, value in {"state": Agreement.State.AGREED, "digest": digest, "at": at, "recorded_by": by, **kept}.items():
        setattr(row, name, value)
    row.save()
    changes = {row.title: ("waiting", "agreed"), "documents": ("", digest)}
    if row.sha256:
        changes["evidence"] = ("", row.sha256)
    record_event(
        act=act,
        record=update,
        by=by,
        at=at,
        from_state=update.state,
        to_state=update.state,
        reason=row.evidence,
        changes=changes,
    )
    return row


def void_all(update: Update, *, at: datetime, why: str) -> dict[str, tuple[str, str]]:
    """All that was agreed to counts no more, and each place waits anew. Answers the changes for the event."""
    changes: dict[str, tuple[str, str]] = {}
    for row in Agreement.objects.standing(update):
        if row.given:
            changes[row.title] = ("agreed", "waiting")
            Agreement.objects.filter(pk=row.pk).update(voided_at=at, voided_why=why.strip())
            again = {"update": update, "version": row.version, "place": row.place, "title": row.title}
            Agreement.objects.create(**again, person=row.person)
    return changes
