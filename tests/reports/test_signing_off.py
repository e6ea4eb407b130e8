"""Agreement, sign-off, publication and correction of an update in review: who may, in which order, what is frozen."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client

from commissioning.models import Observation, SpendLine
from reports import tasks
from reports.builder import clearance
from reports.exports.frozen import texts_now
from reports.models import Agreement, Entry, Publication, PublishedFile, Update, UpdateState
from reports.workflow import publishing
from reports.workflow.clearance import withdraw_answer
from reports.workflow.publishing import SourcesChanged
from reports.workflow.publishing.releasing import NoFiles
from reports.workflow.publishing.signing import NotAgreed, NotCleared
from tests.reports.publishing import (
    AT,
    People,
    agreed,
    in_review,
    make_files,
    people,
    published,
    signed_off,
    without_renderer,
)
from tests.snapshots import Snapshot
from tracker.audit import verify_chain
from tracker.kept_files import sha256
from tracker.models import AuditEvent, Office, Outbox
from tracker.refusals import NeedsReason, NotNow, NotYours

pytestmark = pytest.mark.usefixtures("four", "demo")


@pytest.fixture(scope="module")
def four(demo_database: Snapshot, django_db_blocker) -> Iterator[People]:
    """In review once, in one transaction for the module; what a test changes is rolled back to here."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = people()
        in_review(made)
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    without_renderer(monkeypatch)


def reworded(text: str = "Other words.") -> None:
    """As an approved change of a source: the update then reads otherwise."""
    Entry.objects.filter(code="idva").update(words=text)
    Office.objects.reference_changed()


def test_the_chain_agrees_in_its_order(four: People) -> None:
    update = in_review(four)
    digest = texts_now(update).digest
    first, second, third = Agreement.objects.standing(update)
    with pytest.raises(NotNow, match="after those before"):
        publishing.agree(agreement=third, digest=digest, by=four.commissioner, at=AT)
    with pytest.raises(NotYours, match="Hugo Lane"):
        publishing.agree(agreement=first, digest=digest, by=four.manager, at=AT)
    publishing.agree(agreement=first, digest=digest, by=four.head, at=AT)
    with pytest.raises(NeedsReason):
        publishing.record_agreement(agreement=second, digest=digest, evidence=" ", by=four.officer, at=AT)
    publishing.record_agreement(agreement=second, digest=digest, evidence="By e-mail.", by=four.officer, at=AT)
    publishing.agree(agreement=third, digest=digest, by=four.commissioner, at=AT)
    assert all(link.counts for link in publishing.chain_of(update, digest))
    with pytest.raises(NotNow, match="given already"):
        publishing.agree(agreement=third, digest=digest, by=four.commissioner, at=AT)


def test_whose_turn_it_is_is_sent_the_way_to_the_page_once_for_what_it_says(four: People, client_of) -> None:
    update = in_review(four)
    digest = texts_now(update).digest
    first, _, third = Agreement.objects.standing(update)
    page = "/quarters/2022-23-q2/update/sign-off/"
    address = f"{page}agreements/{first.pk}/ask/"
    office = client_of(four.officer)
    assert f'action="{address}"' in office.get(page).content.decode()
    assert address not in client_of(four.head).get(page).content.decode()  # who agrees needs no link to it
    for _ in range(2):
        assert office.post(address, {"digest": digest}).status_code == 302
    mail = Outbox.objects.get(key__startswith="agreement:")
    assert mail.to == four.head.email
    assert f"{settings.SITE_URL}{page}" in mail.text
    assert first.title in mail.text
    asked = AuditEvent.objects.about(update).filter(act="ask-to-agree")
    assert [each.by for each in asked] == [four.officer]
    assert not Agreement.objects.standing(update).exclude(state=Agreement.State.WAITING)
    with pytest.raises(NotNow, match="after those before"):
        publishing.ask_to_agree(agreement=third, digest=digest, by=four.officer, at=AT, address=page)
    with pytest.raises(NotYours):
        publishing.ask_to_agree(agreement=first, digest=digest, by=four.commissioner, at=AT, address=page)
    publishing.agree(agreement=first, digest=digest, by=four.head, at=AT)
    second = Agreement.objects.standing(update)[1]
    with pytest.raises(NotNow, match="outside this site"):
        publishing.ask_to_agree(agreement=second, digest=digest, by=four.officer, at=AT, address=page)


def test_without_mail_the_page_says_whom_to_tell(four: People, client_of, settings) -> None:
    settings.MAIL_ON = False
    update = in_review(four)
    first = Agreement.objects.standing(update)[0]
    html = client_of(four.officer).get("/quarters/2022-23-q2/update/sign-off/").content.decode()
    assert f"tell {four.head.name} that it is their turn" in html
    assert "Send a link" not in html
    with pytest.raises(NotNow, match="sends no mail"):
        publishing.ask_to_agree(agreement=first, digest=texts_now(update).digest, by=four.officer, at=AT, address="")


def test_who_agrees_next_is_told_where_they_begin(four: People, client_of) -> None:
    update = in_review(four)
    digest, says = texts_now(update).digest, "Waits for your agreement"
    dashboard = "/quarters/2022-23-q3/"  # of whatever quarter
    viewer = client_of(four.commissioner)

    def told() -> bool:
        html = viewer.get(dashboard).content.decode()
        assert (says in html) is ("/quarters/2022-23-q2/update/sign-off/" in html)
        return says in html

    assert not told()  # others come first
    first, second, _ = Agreement.objects.standing(update)
    publishing.agree(agreement=first, digest=digest, by=four.head, at=AT)
    publishing.record_agreement(agreement=second, digest=digest, evidence="By e-mail.", by=four.officer, at=AT)
    assert told()
    publishing.agree(agreement=Agreement.objects.standing(update)[2], digest=digest, by=four.commissioner, at=AT)
    assert not told()


def test_what_was_agreed_to_and_changed_since_is_agreed_to_anew(four: People) -> None:
    update = agreed(four)
    reworded()
    digest = texts_now(update).digest
    assert [link.stale for link in publishing.chain_of(update, digest)] == [True, True, True]
    with pytest.raises(NotAgreed, match="earlier state"):
        publishing.sign_off(update=update, by=four.manager, at=AT)
    first = Agreement.objects.standing(update)[0]
    publishing.agree(agreement=first, digest=digest, by=four.head, at=AT)
    assert [link.counts for link in publishing.chain_of(update, digest)] == [True, False, False]
    assert Agreement.objects.get(pk=first.pk).voided_why == "Given to an earlier state of the update."


def test_nobody_agrees_to_what_is_not_what_was_read(four: People) -> None:
    update = in_review(four)
    read = texts_now(update).digest
    reworded()
    with pytest.raises(NotNow, match="Read it again"):
        publishing.agree(agreement=Agreement.objects.standing(update)[0], digest=read, by=four.head, at=AT)


def test_back_to_draft_voids_every_agreement(four: People) -> None:
    update = agreed(four)
    with pytest.raises(NeedsReason):
        publishing.back_to_draft(update=update, by=four.officer, at=AT, reason=" ")
    update = publishing.back_to_draft(update=update, by=four.officer, at=AT, reason="A figure is wrong.")
    assert (update.state, update.sent_by) == (UpdateState.DRAFT, None)
    assert [row.given for row in Agreement.objects.standing(update)] == [False, False, False]
    assert Agreement.objects.filter(update=update, voided_why="A figure is wrong.").count() == 3
    told = AuditEvent.objects.about(update).newest_first()[0]
    assert told.changes["Commissioner"] == ["agreed", "waiting"]


def test_only_a_manager_signs_off_and_only_what_all_agreed_to(four: People) -> None:
    update = in_review(four)
    with pytest.raises(NotAgreed, match="Head of commissioning"):
        publishing.sign_off(update=update, by=four.manager, at=AT)
    with pytest.raises(NotYours):
        publishing.sign_off(update=update, by=four.officer, at=AT)


def test_what_waits_to_be_checked_is_not_signed_off(four: People) -> None:
    update = agreed(four)
    open_check = clearance(update, office=Office.objects.get()).must[0]
    withdraw_answer(update, key=open_check.key, by=four.manager, at=AT)
    with pytest.raises(NotCleared, match="1 check waits"):
        publishing.sign_off(update=update, by=four.manager, at=AT)


def test_a_sign_off_freezes_three_documents_and_the_trail_seals_them(four: People) -> None:
    publication = publishing.sign_off(update=agreed(four), by=four.manager, at=AT)
    event = AuditEvent.objects.get(number=publication.event_number)
    assert event.hash == publication.event_hash
    for audience in ("internal", "board", "public"):
        text = getattr(publication, audience)
        assert event.changes[f"{audience} sha256"] == ["", sha256(text)]
        assert json.loads(text)["audience"] == audience
    assert json.loads(publication.public)["notice"] == ""
    before = publication.public
    reworded()
    publication.refresh_from_db()
    assert publication.public == before
    verify_chain()


def test_publishing_takes_every_file_or_none(four: People, quick: None) -> None:
    publication = publishing.sign_off(update=agreed(four), by=four.manager, at=AT)
    with pytest.raises(NoFiles, match="aren’t made yet"):
        publishing.publish(update=publication.update, by=four.manager, at=AT)
    job = make_files(publication)
    made = tasks.publication.listed(job)
    default_storage.delete(made[3].file)
    with pytest.raises(NoFiles, match="not as it was made"):
        publishing.publish(update=publication.update, by=four.manager, at=AT)
    assert not PublishedFile.objects.exists()
    publishing.make_again(publication=publication, by=four.manager, at=AT)
    make_files(publication)
    publishing.publish(update=publication.update, by=four.manager, at=AT)
    assert PublishedFile.objects.count() == len(made) == 14
    used = AuditEvent.objects.filter(act="use")
    assert used.filter(model="commissioning.quarterlyreturn").count() == 35  # every return that is in and approved
    assert used.filter(model="commissioning.officeitem").exists()
    told = SpendLine.objects.filter(
        pack__period__slug="2022-23-q2", pack__state="approved", award__services__isnull=False
    )
    packs = set(told.values_list("pack", flat=True))
    assert packs
    assert packs <= set(used.filter(model="commissioning.pack").values_list("record_id", flat=True))
    assert {each.changes["as of event"][1] for each in used} == {str(publication.event_number)}
    with pytest.raises(NotNow, match="Published"):
        publishing.publish(update=publication.update, by=four.head, at=AT)


@pytest.fixture(scope="class")
def signed(four: People, django_db_blocker) -> Iterator[None]:
    """Signed off once, with its files made."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        without_renderer(patch)
        signed_off(four)
        yield
        transaction.set_rollback(True)


@pytest.mark.usefixtures("signed")
class TestSignedOff:
    def test_a_sign_off_can_be_taken_back_and_given_again(self, four: People, quick: None) -> None:
        first = signed_off(four)
        update = publishing.undo_sign_off(update=first.update, by=four.manager, at=AT, reason="Too early.")
        first.refresh_from_db()
        assert (update.state, first.voided_why) == (UpdateState.DRAFT, "Too early.")
        second = published(four)
        assert (second.version, second.pk != first.pk) == (1, True)

    def test_the_same_files_come_out_again(self, four: People, quick: None) -> None:
        publication = signed_off(four)
        job = make_files(publication)
        first = default_storage.open(job.result).read()
        reworded()
        publishing.make_again(publication=publication, by=four.manager, at=AT + timedelta(days=90))
        assert default_storage.open(make_files(publication).result).read() == first

    def test_a_source_that_changed_since_asks_the_manager(self, four: People, quick: None, client_of) -> None:
        publication = signed_off(four)
        Observation.objects.filter(service_measure__code="idva-referrals", period__slug="2022-23-q2").update(value=493)
        Office.objects.reference_changed()
        with pytest.raises(SourcesChanged, match="as it was signed"):
            publishing.publish(update=publication.update, by=four.manager, at=AT)
        publishing.publish(update=publication.update, by=four.manager, at=AT, as_signed=True)
        assert Update.objects.get(pk=publication.update_id).state == UpdateState.PUBLISHED
        page = client_of(four.manager).get("/quarters/2022-23-q2/update/sign-off/").content.decode()
        assert "has changed since it was signed off" in page
        assert (
            "Agreed to an earlier state" not in page
        )  # they agreed to what was signed, whatever its sources say by now

    def test_a_correction_lists_each_figure_that_it_changes(self, four: People, quick: None, client: Client) -> None:
        first = published(four)
        page = client.get("/updates/2022-23-q2/").content
        update = publishing.correct(update=first.update, by=four.manager, at=AT, reason="The total was one short.")
        assert (update.version, update.state) == (2, UpdateState.DRAFT)
        assert [row.title for row in Agreement.objects.standing(update)][-1] == "Commissioner"
        Observation.objects.filter(service_measure__code="idva-referrals", period__slug="2022-23-q2").update(value=493)
        Office.objects.reference_changed()
        assert client.get("/updates/2022-23-q2/").content == page
        second = published(four)
        assert {(each["old"], each["new"]) for each in second.erratum if "referrals" in each["label"].lower()} >= {
            ("492", "493")
        }
        assert second.why == "The total was one short."
        newest = client.get("/updates/2022-23-q2/").content
        assert newest != page
        assert b"The total was one short." in newest
        cover = client.get("/updates/2022-23-q2/v1/").content.decode()
        assert "superseded" in cover
        assert "493" in cover
        kept = PublishedFile.objects.get(publication=first, kind="page")
        assert client.get(f"/updates/2022-23-q2/files/{kept.file.rpartition('/')[2]}").content == page

    def test_what_is_not_published_is_not_there(self, four: People, quick: None, client: Client) -> None:
        publication = signed_off(four)
        made = tasks.publication.listed(make_files(publication))
        addresses = ["/updates/2022-23-q2/", "/updates/2022-23-q2/v1/"]
        addresses += [f"/updates/2022-23-q2/files/{each.file.rpartition('/')[2]}" for each in made]
        assert {client.get(address).status_code for address in addresses} == {404}
        publishing.publish(update=publication.update, by=four.manager, at=AT)
        answers = {each.audience: client.get(address) for each, address in zip(made, addresses[2:], strict=True)}
        assert (answers["public"].status_code, answers["board"].status_code) == (200, 404)
        assert "immutable" in answers["public"].headers["Cache-Control"]
        assert client.get("/updates/2022-23-q2/v2/").status_code == 404

    def test_a_publication_is_never_taken_back(self, four: People, quick: None) -> None:
        publication = published(four)
        with pytest.raises(NotNow):
            publishing.undo_sign_off(update=publication.update, by=four.manager, at=AT, reason="No.")
        assert Publication.objects.published().count() == 1
