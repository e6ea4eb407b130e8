"""The way of an update to its publication, for tests: each step by the person who takes it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from reports import tasks
from reports.builder import clearance
from reports.exports.frozen import texts_now
from reports.models import Agreement, CheckAct, Publication, Update, UpdateState
from reports.tasks.publication import key_of
from reports.workflow import publishing
from reports.workflow.clearance import answer_check
from reports.workflow.publishing import Place
from tracker.models import Job, Office, User
from tracker.roles import Role

AT = datetime(2022, 12, 5, 10, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class People:
    """Four people: who writes, who heads commissioning, who signs off and publishes, and the Commissioner."""

    officer: User
    head: User
    manager: User
    commissioner: User


def people() -> People:
    def person(name: str, role: Role) -> User:
        mail = f"{name.split()[0].lower()}@freeze.example.org"
        return User.objects.create_user(email=mail, password=None, name=name, role=role)

    return People(
        person("Olive Marsh", Role.OFFICER),
        person("Hugo Lane", Role.MANAGER),
        person("Mina Frost", Role.MANAGER),
        person("Cora Bright", Role.VIEWER),
    )


def update_in_hand() -> Update:
    return Update.objects.select_related("period__calendar").get(period__slug="2022-23-q2")


def chain(update: Update, people: People) -> list[Agreement]:
    places = [
        Place("Head of commissioning", people.head),
        Place("Chief finance officer"),
        Place("Commissioner", people.commissioner),
    ]
    return publishing.set_chain(update=update, places=places, by=people.officer, at=AT)


def cleared(update: Update, people: People) -> None:
    """Every check that stands in the way is decided: printed all the same, or kept in the office."""
    office = Office.objects.get()
    for check in clearance(update, office=office).open:
        act = CheckAct.OVERRIDE if CheckAct.OVERRIDE in check.acts else check.acts[0]
        answer_check(
            update, key=check.key, digest=check.digest, act=act, reason="Known already.", by=people.manager, at=AT
        )
    assert not clearance(update, office=office).open


def in_review(people: People) -> Update:
    update = update_in_hand()
    if update.state == UpdateState.IN_REVIEW:
        return update
    cleared(update, people)
    if not Agreement.objects.standing(update).exists():
        chain(update, people)
    return publishing.send_for_review(update=update, by=people.officer, at=AT)


def agreed(people: People) -> Update:
    update = in_review(people)
    digest = texts_now(update).digest
    first, second, third = Agreement.objects.standing(update)
    publishing.agree(agreement=first, digest=digest, by=people.head, at=AT)
    publishing.record_agreement(agreement=second, digest=digest, evidence="By e-mail.", by=people.officer, at=AT)
    publishing.agree(agreement=third, digest=digest, by=people.commissioner, at=AT)
    return update


def signed_off(people: People) -> Publication:
    """Signed off, with its files made."""
    if update_in_hand().state == UpdateState.SIGNED_OFF:
        return Publication.objects.get(voided_at=None, published_at=None)
    publication = publishing.sign_off(update=agreed(people), by=people.manager, at=AT + timedelta(hours=1))
    make_files(publication)
    return publication


def without_renderer(patch: pytest.MonkeyPatch) -> None:
    """Other tests make real PDFs; here what comes from the renderer is the page and the time it was given."""
    patch.setattr(tasks, "render_pdf", lambda html, *, signed_at=0, **rest: f"%PDF {signed_at} {html}".encode())
    patch.setattr(tasks, "faults", lambda content: [])


def make_files(publication: Publication) -> Job:
    job = Job.objects.get(key=key_of(publication))
    tasks.make_pdf.call(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error
    return job


def published(people: People) -> Publication:
    publication = signed_off(people)
    return publishing.publish(update=publication.update, by=people.manager, at=AT + timedelta(hours=2))


def publication_of(by: User, *, published_at: datetime | None = None) -> Publication:
    """A version of the update that is signed off, with one file for the board, or published."""
    texts = dict.fromkeys(("internal", "board", "public"), "{}")
    digests = {f"{each}_sha256": "0" * 64 for each in texts}
    sealed = {"digest": "0" * 64, "event_number": 1, "event_hash": "0" * 64}
    signed = {"signed_off_by": by, "signed_off_at": timezone.now(), "slug": "2022-23-q2", "schema": 1, "version": 1}
    published = {"published_by": by, "published_at": published_at} if published_at else {}
    update = Update.objects.get(period__slug="2022-23-q2")
    return Publication.objects.create(update=update, **texts, **digests, **sealed, **signed, **published)
