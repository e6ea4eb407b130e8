"""Whoever fetches everything that is public finds no hidden count, no contact and no address: files taken apart.

One publication for the module: its files are made as a worker makes them, and every public address is asked.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from commissioning.choices import AwardKind
from commissioning.models import Award, Risk
from providers.models import Contact, Provider, ProviderKind
from reports import exports, pdf, suppression
from reports.builder import build, build_public
from reports.document import Document
from reports.exports.figures import HEADER, about, figure_rows
from reports.exports.frozen import texts_now
from reports.models import Entry, FileKind, Publication, PublishedFile, Update, UpdateState
from reports.suppression import Why
from reports.tasks.paper import Paper
from reports.tasks.publication import _files
from reports.views.public.register import PARTS
from reports.word import word_file
from reports.workflow.open_data import publish_grants
from tests.commissioning import factories as make
from tests.reports.attacker import Known, known, solved
from tests.reports.categories import by_area
from tests.reports.public_files import everything_in, plain, sums_of
from tests.reports.publishing import AT
from tracker.exports import csv_bytes, xlsx_bytes
from tracker.models import Office, User
from tracker.roles import Role

pytestmark = [pytest.mark.pages, pytest.mark.django_db]  # run alone, a database is only set up for tests that say so
PERIOD = "Q2 2022/23"
CONTACT = ("Perpetua Quill", "p.quill@refuge.example", "01632 960777")
ADDRESS = ("14 Alder Street", "WR2 4QZ")
PLANTED = (*CONTACT, *ADDRESS)
WORDS = f"Ask {CONTACT[0]}, {CONTACT[2]}.\n\nThe refuge is at {ADDRESS[0]}, {ADDRESS[1]}.\n\nAll is well there."
REMARK = f"Only for us: {CONTACT[0]} ({CONTACT[1]}) left {ADDRESS[0]}."
MOST_READ = (".json", ".csv", ".xlsx", ".docx", ".pdf", ".html")


@dataclass(frozen=True)
class Fetched:
    """Every public answer by its address, what the office's own copy says, and what an attacker may know."""

    files: dict[str, bytes]
    internal: bytes
    known: Known
    careless: dict[str, bytes]  # the control: the same kinds of file, with small counts alone hidden


def plant() -> None:
    """A contact and a confidential address, where the public would read them and where it would not."""
    provider = Provider.objects.get(service_providers__service__code="ypidva")
    Provider.objects.filter(pk=provider.pk).update(address_confidential=True)
    Contact.objects.create(provider=provider, name=CONTACT[0], email=CONTACT[1], telephone=CONTACT[2])
    Entry.objects.filter(code="ypidva").update(words=WORDS)
    assert Risk.objects.filter(audience="internal").update(title=REMARK)
    grant = make.AwardFactory(
        provider=make.ProviderFactory(kind=ProviderKind.CHARITY, charity_number="1000001", address_confidential=True),
        kind=AwardKind.GRANT,
        decided_on="2022-03-01",
        purpose="Support.",
        title="Helpline",
    )
    make.FundingSplitFactory(award=grant, year_label="2022/23", amount=1250)
    Award.objects.filter(provider=provider).update(purpose=REMARK, reasons=REMARK, conditions=REMARK)
    by_area()


def published(update: Update, by: User) -> Publication:
    """As signing off and publishing leave it, with its files, and without the people who agree to it."""
    texts = texts_now(update)
    made = Publication.objects.create(
        update=update,
        version=1,
        slug=update.period.slug,
        schema=1,
        digest=texts.digest,
        **{each: getattr(texts, each) for each in ("internal", "board", "public")},
        **{f"{each}_sha256": digest for each, digest in texts.digests.items()},
        event_number=1,
        event_hash="0" * 64,
        signed_off_by=by,
        signed_off_at=AT,
        published_by=by,
        published_at=AT + timedelta(hours=1),
    )
    for each in _files(made, rendered):
        PublishedFile.objects.create(publication=made, **asdict(each))
        if each.kind == FileKind.PAGE:  # the public's last; those of the board take as long again
            break
    sent = {"sent_by": by, "sent_at": AT}
    Update.objects.filter(pk=update.pk).update(state=UpdateState.PUBLISHED, **sent)
    return made


def rendered(paper: Paper, signed_at: int) -> bytes:
    return pdf.render_pdf(paper.html, files=exports.paper_files(), titles=paper.titles, signed_at=signed_at)


def addresses(publication: Publication, release: int) -> Iterator[tuple[str, str]]:
    """What can be fetched without logging in: its name, its address."""
    for name in ("updates", "updates-feed", "funding", "public-register", "open-data", "accessibility"):
        yield name, reverse(name)
    yield "update", reverse("public-update", args=[publication.slug])
    yield "version", reverse("public-update-version", args=[publication.slug, 1])
    for file in publication.files.filter(audience="public"):
        yield file.name, reverse("public-update-file", args=[publication.slug, file.file.rpartition("/")[2]])
    for code in Award.objects.values_list("code", flat=True):
        yield f"award {code}", reverse("funding-award", args=[code])
    for part in PARTS:
        yield f"register {part}", reverse("public-register-part", args=[part])
    for kind in ("csv", "xlsx"):
        yield f"funding.{kind}", reverse("funding-file", args=[kind])
        for part in PARTS:
            yield f"{part}.{kind}", reverse("public-register-file", args=[part, kind])
    for kind in ("json", "xlsx"):
        yield f"360giving.{kind}", reverse("open-data-file", args=[release, kind])


def fetched(publication: Publication, release: int) -> dict[str, bytes]:
    client, found = Client(), {}
    for name, address in addresses(publication, release):
        answer = client.get(address)
        if answer.status_code == 200:
            head = "\n".join(f"{key}: {value}" for key, value in answer.headers.items()).encode()
            found[name] = b"".join(answer) if answer.streaming else answer.content
            found[f"head of {name}"] = head
    return found


def careless(update: Update) -> dict[str, bytes]:
    """Files of a public copy in which nothing is hidden but the small counts themselves."""
    whole, office = suppression.solve, Office.objects.get()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            suppression, "solve", lambda *a, **k: replace(s := whole(*a, **k), why=dict(_small(s.why.items())))
        )
        document = build_public(update, office=office).document
    annex = tuple(each for each in document.annexes if each.code == "annex-categories")
    return files_of(document, replace(document, sections=(), annexes=annex))


def _small(why) -> Iterator[tuple[str, Why]]:
    return ((key, each) for key, each in why if each is Why.SMALL)


def files_of(document: Document, short: Document) -> dict[str, bytes]:
    rows = figure_rows(document)
    paper = Paper(exports.paper_html(short), exports.titles(short))
    return {
        "figures.json": exports.json_text(document).encode(),
        "figures.csv": csv_bytes(HEADER, rows),
        "figures.xlsx": xlsx_bytes(HEADER, rows, about=about(document, 1)),
        "update.docx": word_file(document),
        "update.html": exports.standalone_html(document).encode(),
        "update.pdf": rendered(paper, 0),
    }


@pytest.fixture(scope="module")
def public(demo_database, django_db_blocker, tmp_path_factory) -> Iterator[Fetched]:
    stored = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("public"))
    with django_db_blocker.unblock(), stored, transaction.atomic():
        yield all_of_it()
        transaction.set_rollback(True)


def all_of_it() -> Fetched:
    plant()
    by = User.objects.create_user(email="mina@freeze.example.org", name="Mina Frost", role=Role.MANAGER)
    Office.objects.update(public_pages=True, prefix="Example")
    Office.objects.reference_changed()
    update = Update.objects.select_related("period__calendar").get(period__slug="2022-23-q2")
    internal = exports.standalone_html(build(update, office=Office.objects.get())).encode()
    without = careless(update)
    publication = published(update, by)
    release = publish_grants(office=Office.objects.get(), on=AT.date(), by=by, at=AT)
    return Fetched(fetched(publication, release.number), internal, known(), without)


def test_every_kind_of_file_was_fetched(public: Fetched) -> None:
    """Else the others would show nothing."""
    names = set(public.files)
    assert {name.rpartition(".")[2] for name in names} >= {"pdf", "docx", "xlsx", "csv", "json", "html", "css", "woff2"}
    assert {"updates", "updates-feed", "funding", "public-register", "360giving.json", "360giving.xlsx"} <= names
    assert sum(name.startswith("award ") for name in names) > 5


def test_no_contact_and_no_confidential_address_is_in_any_byte(public: Fetched) -> None:
    wanted = {each: plain(each) for each in (*PLANTED, "Quill", "refuge.example")}
    found = [
        (name, each)
        for name, content in public.files.items()
        for text in map(plain, everything_in(content))
        for each, looked_for in wanted.items()
        if looked_for in text
    ]
    assert found == []


def test_the_office_has_them_all_in_its_own_copy(public: Fetched) -> None:
    """The control."""
    text = plain(public.internal.decode())
    assert [each for each in PLANTED if plain(each) not in text] == []


@pytest.mark.parametrize("ending", MOST_READ)
def test_an_attacker_works_nothing_out_of_one_kind_of_file(public: Fetched, ending: str) -> None:
    read = [each for name, content in chosen(public.files, ending) for each in sums(name, content, public)]
    assert read
    assert solved(public.known, read) == {}


def test_an_attacker_works_nothing_out_of_all_files_together(public: Fetched) -> None:
    assert public.known.secret
    read = [
        each
        for ending in MOST_READ
        for name, content in chosen(public.files, ending)
        for each in sums(name, content, public)
    ]
    assert solved(public.known, read) == {}


@pytest.mark.parametrize("ending", MOST_READ)
def test_he_does_where_small_counts_alone_are_hidden(public: Fetched, ending: str) -> None:
    """The control, for each kind of file that he reads."""
    read = [each for name, content in chosen(public.careless, ending) for each in sums(name, content, public)]
    assert ("idva-referrals", PERIOD, "WMWA", "Area: Herefordshire") in solved(public.known, read)


def chosen(files: dict[str, bytes], ending: str) -> list[tuple[str, bytes]]:
    """The update's own files of a kind: those of the money are read for names alone."""
    return [
        (n, c)
        for n, c in files.items()
        if n.endswith(ending) and n.startswith(("quarterly-update", "figures", "update."))
    ]


def sums(name: str, content: bytes, public: Fetched):
    return sums_of(name, content, public.known, PERIOD)
