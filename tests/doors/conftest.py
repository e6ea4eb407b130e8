"""Who knocks, and at whose record."""

import io
import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone

from commissioning.choices import Asker, RecordKind, State
from commissioning.imports.portfolio.reading import read_portfolio
from commissioning.models import (
    Allocation,
    Attachment,
    Award,
    CaseStudy,
    Document,
    DocumentKind,
    Funder,
    FunderQuestion,
    FunderReturn,
    FundingStream,
    InformationRequest,
    Observation,
    OfficeItem,
    Payment,
    QuarterlyReturn,
    Question,
    ReportingCalendar,
    ReportingPeriod,
    SourceText,
    SpendLine,
)
from commissioning.views.portfolio.preview import Picture
from commissioning.workflow.links import answerer
from commissioning.workflow.requests import Given, answer_request
from providers.models import Contact, Membership, MembershipRole, Provider
from reports.builder.editable import Editable, EditablePart, EditableTheme, Span
from reports.document import Audience
from reports.exports.frozen import MadeFile
from reports.models import Agreement, CheckedEntry, CheckLink, Entry, ProviderCheck, Publication, Update
from reports.tasks.dashboard import KIND as DASHBOARD_PDF
from reports.tasks.dashboard import Order as DashboardOrder
from reports.tasks.paragraph import KIND as PARAGRAPH_PDF
from reports.tasks.paragraph import Order as ParagraphOrder
from reports.tasks.publication import FOLDER, key_of
from reports.tasks.publication import KIND as PUBLICATION
from reports.tasks.update import KIND as UPDATE_PDF
from reports.tasks.update import Order
from reports.word.editing import file_to_edit
from reports.workflow.composing.word_edits import receive_edits
from tests.commissioning.portfolio_files import xlsx_of
from tests.doors.table import QUARTER
from tests.public_records import release_of
from tests.reports.publishing import publication_of
from tests.snapshots import Snapshot
from tracker.api import make_token
from tracker.kept_files import keep
from tracker.models import ImportKind, ImportRun, Job, Office, SavedFilter, User
from tracker.periods import london_date
from tracker.roles import Role
from tracker.second_factor.keeping import add_app
from tracker.uploads.keeping import take, upload_of
from tracker.uploads.reading import read_workbook
from tracker.uploads.runs import begin_run, keep_shown

REPORTED = "moj-dasv-idva-isva"  # a stream whose funder asks for returns
OFFICE = [Role.VIEWER, Role.OFFICER, Role.FINANCE, Role.MANAGER, Role.ADMINISTRATOR]


@pytest.fixture(scope="module")
def house(demo_database: Snapshot, django_db_blocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The demonstration, in one transaction for a whole module: people and records are made once, not for each door.

    What a test changes is rolled back to here. What is stored has no row when all is over, so it goes into a folder of
    its own; the demonstration's files are kept elsewhere by then.
    """
    files = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("doors"))
    with django_db_blocker.unblock(), files, transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def subject(house: None) -> QuarterlyReturn:
    return asked_for()


def asked_for() -> QuarterlyReturn:
    """An approved return with figures: its provider is the owner of every record that is asked for."""
    found = QuarterlyReturn.objects.approved().filter(observations__isnull=False).order_by("pk").first()
    assert found is not None
    return found


@pytest.fixture(scope="module")
def office(house: None) -> dict[str, User]:
    return people_of_the_office()


def people_of_the_office() -> dict[str, User]:
    """One person for each role."""
    return {role.value: somebody(role.value, role) for role in OFFICE}


@pytest.fixture(scope="module")
def owner(subject: QuarterlyReturn) -> User:
    """Somebody of the provider whose records are asked for."""
    return member("owner", subject.provider)


@pytest.fixture(scope="module")
def keys(subject: QuarterlyReturn, owner: User, office: dict[str, User]) -> dict[str, int]:
    return records_of(subject, owner, office)


def left(name: str) -> User:
    """Somebody of the office whose access ended."""
    gone = somebody(name, Role.OFFICER)
    User.objects.filter(pk=gone.pk).update(is_active=False, left_at=timezone.now())
    return gone


def records_of(subject: QuarterlyReturn, owner: User, office: dict[str, User]) -> dict[str, int]:
    """The owner's record of each kind."""
    figure = Observation.objects.filter(quarterly_return=subject).order_by("pk").first()
    assert figure is not None
    item, ledger = OfficeItem.objects.order_by("pk")[0], ledger_file()
    entry = Entry.objects.filter(code="climb").order_by("pk")[0].pk
    return {
        "person": somebody("invited", Role.OFFICER).pk,
        "leaver": left("leaver").pk,
        "contact": Contact.objects.create(provider=subject.provider, name="Dana Frost").pk,
        "other-provider": Provider.objects.exclude(pk=subject.provider_id).order_by("pk")[0].pk,
        "calendar": ReportingCalendar.objects.order_by("pk")[0].pk,
        "job": finished_job(UPDATE_PDF, Order(QUARTER, Audience.BOARD, draft=False, digest="d" * 40).key).pk,
        "dashboard-job": finished_job(DASHBOARD_PDF, DashboardOrder(QUARTER, Role.MANAGER, "d" * 40).key).pk,
        "paragraph-job": finished_job(PARAGRAPH_PDF, ParagraphOrder(QUARTER, entry, "d" * 40).key).pk,
        "item": item.pk,
        "item-file": evidence(office_item=item).pk,
        "return-file": evidence(quarterly_return=subject).pk,
        "import": file_sent_for(subject, ImportKind.FORM).pk,
        "import-workbook": file_sent_for(subject, ImportKind.WORKBOOK).pk,
        "source": words_of(subject, owner).pk,
        "measure": figure.service_measure_id,
        "counted": figure.service_measure.measure_id,
        "document": document_of(subject.provider).pk,
        "request": answered_request().pk,
        "second-factor": app_of(owner).pk,
        "token": make_token(by=office["officer"], at=timezone.now(), name="A program")[0].pk,
        "view": SavedFilter.objects.create(owner=owner, name="Mine", page="services", saved_at=timezone.now()).pk,
        "question": question_about(subject).pk,
        "more-time": more_time_for(subject).pk,
        "correction": correction_of(figure).pk,
        "portfolio": portfolio_file().pk,
        "ledger": ledger.pk,
        "payment": paid_line(ledger).pk,
        "case": CaseStudy.objects.create(quarterly_return=subject, title="A case", text="Retold.").pk,
        "return": subject.pk,
        "pack": subject.pack_id,
        "service": subject.service_id,
        "award": Award.objects.order_by("pk")[0].pk,
        "spend-line": SpendLine.objects.filter(pack__state=State.APPROVED).order_by("pk")[0].pk,
        "entry": entry,
        "edits": edited_words(office["officer"]).pk,
        "agreement": recorded_agreement(office["officer"]).pk,
        "publication": signed_files(office["manager"]).pk,
        "check": check_of(subject, office["officer"]).pk,
        "release": release_of(office["manager"]).pk,
        "funder": Funder.objects.order_by("pk")[0].pk,
        "allocation": Allocation.objects.order_by("pk")[0].pk,
        "funder-return": made_return(office["finance"]).pk,
        "reported-stream": FundingStream.objects.get(code=REPORTED).pk,
        "funder-question": FunderQuestion.objects.order_by("pk")[0].pk,
        "stream": FundingStream.objects.order_by("pk")[0].pk,
        "provider": subject.provider_id,
        "figure": figure.pk,
    }


def evidence(**of: OfficeItem | QuarterlyReturn) -> Attachment:
    """A file kept with a return or an item."""
    stored = default_storage.save("doors-evidence.pdf", ContentFile(b"%PDF-1.7"))
    keeper = somebody(f"keeper-{next(iter(of))}", Role.OFFICER)
    kept = {"name": "Evidence.pdf", "media_type": "application/pdf", "size": 8, "sha256": "0" * 64, "by": keeper}
    return Attachment.objects.create(file=stored, at=timezone.now(), **kept, **of)


def document_of(provider: Provider) -> Document:
    """A document of the provider, for its own people and the office alone."""
    kind = DocumentKind.objects.create(name="Proof")
    upload = take("Proof.pdf", io.BytesIO(b"%PDF-1.7"), 8)
    kept = {"by": somebody("filer", Role.OFFICER), "at": timezone.now(), "keep_until": "2099-01-01"}
    shown = {"to_provider": True, "title": "Proof", "kind": kind}
    return Document.objects.create(provider=provider, **shown, **kept, **upload.fields)


def app_of(user: User) -> Authenticator:
    """The person's second factor."""
    add_app(user=user, secret=generate_totp_secret(), at=timezone.now())
    return Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)


def answered_request() -> InformationRequest:
    """An information request that was answered with the list of risks."""
    manager, at = somebody("answerer", Role.MANAGER), timezone.now()
    kept = {"number": "FOI doors", "asker": "A newspaper", "text": "Which?", "received_on": "2022-10-03"}
    made = InformationRequest.objects.create(due_on="2022-10-31", **kept)
    quarter = ReportingPeriod.objects.get(slug=QUARTER, calendar__kind="financial_quarters")
    given = Given("Risks", "register", "", quarter, b"Risk\r\n", {"name": "risks"})
    return answer_request(request=made, answer="These.", on=london_date(at), given=given, by=manager, at=at)


def file_sent_for(subject: QuarterlyReturn, kind: ImportKind) -> ImportRun:
    """A file that waits to be taken in; that it can't be read is its page's to say."""
    upload = take("Evidence.pdf", io.BytesIO(b"%PDF-1.7"), 8)
    by = somebody(f"sender-{kind}", Role.OFFICER)
    return begin_run(kind=kind, about=subject, upload=upload, by=by, at=timezone.now())


def words_of(subject: QuarterlyReturn, owner: User) -> ImportRun:
    """A text that the provider put in and has not sorted yet; texts of the office are the office's alone."""
    upload = upload_of("Pasted.txt", "txt", b"All went well.")
    run = begin_run(kind=ImportKind.WORDS, about=subject, upload=upload, by=owner, at=timezone.now())
    SourceText.objects.create(run=run, text="All went well.")
    return run


def edited_words(officer: User) -> ImportRun:
    """A Word file with a paragraph of the update, as it went out to be edited."""
    update = Update.objects.get(period__slug=QUARTER)
    content = file_to_edit(title="To edit", office="Office", parts=part_to_edit())
    kept = {"name": "Edited.docx", "file": io.BytesIO(content), "size": len(content)}
    return receive_edits(update=update, by=officer, at=timezone.now(), **kept)


def part_to_edit() -> list[EditablePart]:
    entry = Entry.objects.get(code="climb", section__update__period__slug=QUARTER)
    made = Editable(entry.pk, entry.heading, "Written in Word.", ((Span("Written in Word."),),))
    return [EditablePart("A section", (EditableTheme("", (made,)),))]


def portfolio_file() -> ImportRun:
    """A portfolio spreadsheet that was sent and looked at, and not loaded."""
    content = xlsx_of(Services=[["Service", "Objective"], ["A new service", "Nothing in the plan"]])
    upload = take("Portfolio.xlsx", io.BytesIO(content), len(content))
    by, office = somebody("portfolio-sender", Role.OFFICER), Office.objects.get()
    at = timezone.now()
    run = begin_run(kind=ImportKind.PORTFOLIO, about=office, upload=upload, by=by, at=at)
    book = read_workbook(upload.kind, upload.content)
    portfolio = read_portfolio(book, name=run.name, answers={}, by=by, on=at.date())
    keep_shown(run=run, plan=Picture.of(portfolio, at).stored, at=at)
    return run


def ledger_file() -> ImportRun:
    """An extract of the ledger that was sent and not taken in."""
    content = xlsx_of(Ledger=[["Date", "Supplier", "Amount"], ["1 May 2022", "Somebody", "100"]])
    upload = take("Ledger.xlsx", io.BytesIO(content), len(content))
    by, office = somebody("ledger-sender", Role.FINANCE), Office.objects.get()
    return begin_run(kind=ImportKind.LEDGER, about=office, upload=upload, by=by, at=timezone.now())


def recorded_agreement(by: User) -> Agreement:
    """An agreement to the update that the office recorded, with its evidence."""
    file = default_storage.save("doors-agreement.pdf", ContentFile(b"%PDF-1.7"))
    kept = {"evidence": "By e-mail.", "file": file, "file_name": "Mail.pdf", "media_type": "application/pdf"}
    given = {"state": Agreement.State.AGREED, "digest": "0" * 64, "at": timezone.now(), "recorded_by": by}
    update = Update.objects.get(period__slug=QUARTER)
    return Agreement.objects.create(update=update, version=1, place=1, title="Board", **kept, **given)


def signed_files(by: User) -> Publication:
    publication = publication_of(by)
    file = keep(b"%PDF-1.7", "pdf", folder=FOLDER)
    made = MadeFile("pdf", "board", "0" * 64, file, "update.pdf", 8, "application/pdf")
    job = finished_job(PUBLICATION, key_of(publication))
    Job.objects.filter(pk=job.pk).update(result=keep(json.dumps([asdict(made)]).encode(), "json", folder=FOLDER))
    return publication


def made_return(by: User) -> FunderReturn:
    """A return that was made for a funder and not sent yet."""
    stream = FundingStream.objects.get(code=REPORTED)
    quarter = ReportingPeriod.objects.get(slug=QUARTER, calendar__kind="financial_quarters")
    file = {"file": keep(b"PK", "xlsx", folder="funder-returns"), "sha256": "0" * 64, "contents": "0" * 64, "size": 2}
    made = {"made_by": by, "made_at": timezone.now(), "number": 1, "missing": 3, **file}
    return FunderReturn.objects.create(stream=stream, template=stream.funder_template, period=quarter, **made)


def paid_line(ledger: ImportRun) -> Payment:
    """A payment that waits to be matched."""
    at = {"paid_on": "2022-05-01", "cell": "Ledger, C2", "line": "0" * 64}
    return Payment.objects.create(amount=100, payee="Somebody", import_run=ledger, **at)


def question_about(subject: QuarterlyReturn) -> Question:
    about = {"record_kind": RecordKind.RETURN, "record_id": subject.pk, "service": subject.service}
    asker = somebody("asker", Role.MANAGER)
    return Question.objects.create(text="Is that all?", asked_by=asker, asked_at=timezone.now(), **about)


def more_time_for(subject: QuarterlyReturn) -> Question:
    """A provider's request for a later date."""
    asker = somebody("late", Role.PROVIDER)
    about = {"record_kind": RecordKind.PACK, "record_id": subject.pack_id, "asker": Asker.PROVIDER}
    until = subject.period.end + timedelta(days=90)
    return Question.objects.create(text="More time?", until=until, asked_by=asker, asked_at=timezone.now(), **about)


def check_of(subject: QuarterlyReturn, by: User) -> ProviderCheck:
    """The owner's part of the update, sent to be checked."""
    update = Update.objects.get(period__slug=QUARTER)
    about = {"update": update, "provider": subject.provider, "reply_by": "2099-01-01"}
    check = ProviderCheck.objects.create(asked_by=by, asked_at=timezone.now(), **about)
    shown = {"words": ["All went well."], "figures": [], "source": "words from your return", "note": ""}
    kept = {"code": "part", "heading": "A part", "shown": shown, "digest": "0" * 64, "place": 1}
    CheckedEntry.objects.create(check_of=check, **kept)
    contact = Contact.objects.create(provider=subject.provider, name="Eve Frost", email="eve@doors.example")
    made = {"by": by, "at": timezone.now(), "expires_at": timezone.now() + timedelta(days=9), "value": "v" * 32}
    CheckLink.objects.create(check_of=check, contact=contact, user=answerer(contact), **made)
    return check


def correction_of(figure: Observation) -> Question:
    """A provider's request for another value."""
    asker = somebody("corrector", Role.PROVIDER)
    about = {"record_kind": RecordKind.RETURN, "record_id": figure.quarterly_return_id, "asker": Asker.PROVIDER}
    asked = {"figure": figure.pk, "why": "Counted twice.", "value": "1"}
    text = {"text": "Please correct it.", "proposed": asked, "service_measure": figure.service_measure}
    return Question.objects.create(asked_by=asker, asked_at=timezone.now(), **text, **about)


def finished_job(kind: str, key: str) -> Job:
    """A file that was made in the background: of an update as the board sees it, of a dashboard for managers."""
    now = timezone.now()
    result = default_storage.save("doors.pdf", ContentFile(b"%PDF-1.7"))
    times = {"asked_at": now, "started_at": now, "finished_at": now}
    return Job.objects.create(kind=kind, key=key, state=Job.State.DONE, attempts=1, result=result, **times)


@pytest.fixture(scope="module")
def logged_in(subject: QuarterlyReturn, owner: User, office: dict[str, User]) -> dict[str, str]:
    """The session of each kind of person; the disabled one was logged in before."""
    other = Provider.objects.exclude(pk=subject.provider_id).order_by("pk").first()
    assert other is not None
    others = {"neighbour": member("neighbour", other), "disabled": somebody("disabled", Role.MANAGER)}
    sessions = {name: session_of(user) for name, user in {**office, **others, "owner": owner}.items()}
    User.objects.filter(pk=others["disabled"].pk).update(is_active=False)
    return sessions


@pytest.fixture
def knocking(logged_in: dict[str, str], db: None) -> dict[str, Client]:
    """One client per kind of person, each logged in but the stranger."""
    clients = {name: Client(raise_request_exception=False) for name in [*logged_in, "stranger"]}
    for name, session in logged_in.items():
        clients[name].cookies[settings.SESSION_COOKIE_NAME] = session
    return clients


def somebody(name: str, role: Role) -> User:
    return User.objects.create_user(f"{name}@doors.example", name=name.title(), role=role)


def member(name: str, provider: Provider) -> User:
    user = somebody(name, Role.PROVIDER)
    Membership.objects.create(user=user, provider=provider, role=MembershipRole.AUTHORISER)
    return user


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
