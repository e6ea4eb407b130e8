"""Questions can be asked of any record that has a page, are answered in a thread, and stand in one list."""

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from commissioning.choices import Asker, Audience, QuestionState, RecordKind
from commissioning.models import Question, ReportingPeriod
from commissioning.workflow import NotYours, ask, close, reply
from commissioning.workflow.subjects import OTHERS, SUBJECTS, subject_kind, subjects_seen
from reports.models import Entry, Section, SectionKind, Update
from tests.commissioning import factories as make
from tests.commissioning.pages import flat, light, read, rows_counted, words
from tests.commissioning.return_forms import hidden
from tests.tracker.late_forms import back_in
from tracker.audit import verify_chain
from tracker.models import AuditEvent, User
from tracker.roles import Role

pytestmark = pytest.mark.django_db

LIST = "/quarters/2022-23-q2/questions/"
PAGE = "/quarters/2022-23-q2"


@pytest.fixture
def quarter() -> ReportingPeriod:
    make.OfficeFactory()
    opened = make.quarters()[5]
    ReportingPeriod.objects.filter(pk=opened.pk).update(opened_at=make.NOON, due_on=make.NOON.date())
    return opened


@pytest.fixture
def records(quarter: ReportingPeriod, officer: User) -> dict[str, object]:
    """One record of each kind, by its kind, all of one service."""
    service = make.reporting_service(name="IDVA service", lead_officer=officer)
    provider = service.service_providers.get().provider
    owed = make.ReturnFactory(service=service, provider=provider, period=quarter)
    award = make.AwardFactory(provider=provider, title="IDVA contract")
    make.AwardServiceFactory(award=award, service=service)
    make.FundingSplitFactory(award=award)
    public = {"service": service, "audience": Audience.PUBLIC}
    return {
        RecordKind.RETURN: owed,
        RecordKind.PACK: owed.pack,
        RecordKind.ITEM: make.OfficeItemFactory(period=quarter, title="Prevention strategy"),
        RecordKind.SERVICE: service,
        RecordKind.AWARD: award,
        RecordKind.ALLOCATION: make.AllocationFactory(stream=make.StreamFactory(name="Core grant")),
        RecordKind.PROVIDER: provider,
        RecordKind.COMMITMENT: make.CommitmentFactory(quarterly_return=owed, text="Train the team", **public),
        RecordKind.RISK: make.RiskFactory(title="No room to grow", **public),
        RecordKind.NEWS: make.NewsItemFactory(quarterly_return=owed, text="A new office opened", **public),
        RecordKind.PERIOD: quarter,
        RecordKind.ENTRY: paragraph(quarter),
    }


def paragraph(quarter: ReportingPeriod) -> Entry:
    update = Update.objects.create(period=quarter, made_at=make.NOON)
    section = Section.objects.create(update=update, kind=SectionKind.OTHER, place=1)
    return Entry.objects.create(section=section, code="idva", heading="IDVA service", place=1)


def test_every_kind_of_record_can_be_asked_about(records):
    assert set(records) == set(SUBJECTS) == set(RecordKind)


def test_a_question_is_asked_answered_and_closed_each_with_its_event(records, officer, manager):
    for subject in records.values():
        question = ask(record=subject, by=manager, at=make.NOON, text="Is that all?")
        assert (question.record_kind, question.record_id) == (subject_kind(subject), subject.pk)
        reply(question=question, by=officer, at=make.NOON, text="It is.")
        close(question=question, by=manager, at=make.NOON)
        question.refresh_from_db()
        assert question.state == QuestionState.CLOSED
        acts = AuditEvent.objects.about(subject).values_list("act", flat=True)
        assert list(acts) == ["ask", "answer", "close-question"]
    assert verify_chain() == 3 * len(records)


def test_a_question_knows_the_service_that_it_concerns(records, manager):
    service = records[RecordKind.SERVICE].pk
    for kind in (RecordKind.SERVICE, RecordKind.RETURN, RecordKind.RISK, RecordKind.COMMITMENT, RecordKind.NEWS):
        assert ask(record=records[kind], by=manager, at=make.NOON, text="Why?").service_id == service
    assert ask(record=records[RecordKind.PROVIDER], by=manager, at=make.NOON, text="Why?").service_id is None


@pytest.mark.parametrize("role", [Role.PROVIDER, Role.ADMINISTRATOR])
def test_whose_role_does_not_ask_is_refused(records, person, role):
    with pytest.raises(NotYours):
        ask(record=records[RecordKind.AWARD], by=person(role), at=make.NOON, text="Why?")


def test_the_form_asks_and_the_page_of_the_question_answers(records, client_of, officer):
    client = client_of(officer)
    for kind in OTHERS:
        address = f"/questions/ask/{kind}/{records[kind].pk}/"
        typed = {"text": f"Is that all, {kind}?", "asker": Asker.PANEL}
        assert client.post(address, hidden(client.get(address)) | typed).status_code == 302
        question = Question.objects.get(text=typed["text"])
        assert (question.record_kind, question.asker, question.asked_by) == (kind, Asker.PANEL, officer)
        thread = f"/questions/{question.pk}/"
        assert typed["text"] in words(client.get(thread))
        client.post(f"{thread}reply/", {"text": "There is more."})
        assert "There is more." in words(client.get(thread))
        client.post(f"{thread}close/")
        question.refresh_from_db()
        assert question.state == QuestionState.CLOSED


def test_a_question_about_a_return_leads_to_the_return(records, client_of, officer, manager):
    owed = records[RecordKind.RETURN]
    question = ask(record=owed, by=manager, at=make.NOON, text="Why?")
    assert client_of(officer).get(f"/questions/{question.pk}/").headers["Location"] == f"/returns/{owed.pk}/#questions"


@pytest.mark.parametrize("address", ["/questions/ask/return/1/", "/questions/ask/nothing/1/", "/questions/999/"])
def test_what_has_no_such_form_answers_404(quarter, client_of, officer, address):
    assert client_of(officer).get(address).status_code == 404


def test_what_a_viewer_may_not_read_a_viewer_is_not_asked_to_ask_about(records, client_of, person):
    secret = make.RiskFactory(service=records[RecordKind.SERVICE], audience=Audience.INTERNAL)
    viewer = client_of(person(Role.VIEWER))
    assert viewer.get(f"/questions/ask/risk/{secret.pk}/").status_code == 404
    assert viewer.get(f"/questions/ask/risk/{records[RecordKind.RISK].pk}/").status_code == 200


def test_control_without_the_audience_it_would_be_seen(records, person):
    secret = make.RiskFactory(service=records[RecordKind.SERVICE], audience=Audience.INTERNAL)
    assert secret in subjects_seen(RecordKind.RISK, person(Role.OFFICER))
    assert secret not in subjects_seen(RecordKind.RISK, person(Role.VIEWER))


def test_what_a_viewer_asks_is_asked_for_the_commissioner(records, client_of, person):
    client = client_of(person(Role.VIEWER))
    address = f"/questions/ask/award/{records[RecordKind.AWARD].pk}/"
    assert "Asked by" not in words(client.get(address))
    client.post(address, {"text": "Why so much?", "asker": Asker.OFFICER})
    assert Question.objects.get().asker == Asker.COMMISSIONER


def test_a_provider_reads_no_question_that_is_not_about_what_it_owes(records, client_of, authoriser, manager):
    make.MembershipFactory(user=authoriser, provider=records[RecordKind.PROVIDER])
    about_them = ask(record=records[RecordKind.PROVIDER], by=manager, at=make.NOON, text="Are they sound?")
    about_return = ask(record=records[RecordKind.RETURN], by=manager, at=make.NOON, text="Is 492 right?")
    client = client_of(authoriser)
    assert client.get(f"/questions/{about_them.pk}/").status_code == 404
    assert client.get(f"/questions/{about_return.pk}/").status_code == 302
    assert client.get(LIST).status_code == 403


def test_a_session_that_ended_keeps_the_question(records, client_of, officer):
    address = f"/questions/ask/risk/{records[RecordKind.RISK].pk}/"
    token = hidden(client_of(officer).get(address))
    answer = Client().post(address, token | {"text": "Half a ques"})
    assert "kept" in answer.content.decode()
    assert "Half a ques" in back_in(officer).get(address).content.decode()


LINKS: dict[str, Callable[[dict], str]] = {
    RecordKind.SERVICE: lambda found: f"{PAGE}/services/{found['service'].pk}/",
    RecordKind.AWARD: lambda found: f"{PAGE}/services/{found['service'].pk}/money/",
    RecordKind.PROVIDER: lambda found: f"{PAGE}/providers/{found['provider'].pk}/",
    RecordKind.COMMITMENT: lambda found: f"{PAGE}/services/{found['service'].pk}/risks-and-promises/",
    RecordKind.RISK: lambda found: f"{PAGE}/services/{found['service'].pk}/risks-and-promises/",
    RecordKind.NEWS: lambda found: f"{PAGE}/services/{found['service'].pk}/returns/",
    RecordKind.PERIOD: lambda found: LIST,
}


def test_each_records_page_has_the_way_to_ask_about_it(records, client_of, officer):
    client = client_of(officer)
    for kind, page in LINKS.items():
        links = read(client.get(page(records))).links
        assert f"/questions/ask/{kind}/{records[kind].pk}/" in [href for href, _ in links]


def test_one_list_has_what_is_open_of_whatever_record_by_name_and_page(records, client_of, officer, manager):
    for kind, subject in records.items():
        ask(record=subject, by=manager, at=make.NOON, text=f"About {kind}?")
    answer = client_of(officer).get(LIST)
    said, links = words(answer), [href for href, _ in read(answer).links]
    assert rows_counted(answer) == len(records)
    for name in ("IDVA service: Q2 2022/23", "Prevention strategy: Q2 2022/23", "Core grant", "No room to grow"):
        assert name in said
    for href in (f"/returns/{records['return'].pk}/", f"/items/{records['item'].pk}/", f"/packs/{records['pack'].pk}/"):
        assert href in links
    light(answer)


def test_the_list_is_filtered_and_leaves_out_what_is_closed(records, client_of, officer, manager):
    first = ask(record=records[RecordKind.AWARD], by=manager, at=make.NOON, text="Why?")
    ask(record=records[RecordKind.RISK], by=manager, at=make.NOON, text="Since when?", asker=Asker.PANEL)
    close(question=first, by=manager, at=make.NOON)
    client = client_of(officer)

    def shown(query: str) -> int:
        return rows_counted(client.get(LIST + query))

    assert shown("") == 1
    assert shown("?status=closed") == 1
    assert shown("?status=closed&status=open") == 2
    assert shown("?asker=panel") == 1
    assert shown("?kind=award&status=closed") == 1
    assert shown(f"?officer={officer.pk}") == 1
    assert "Nothing matches" in words(client.get(f"{LIST}?kind=provider"))


def test_a_viewer_sees_the_boards_questions_and_their_own_in_the_list(records, client_of, person, manager):
    viewer = person(Role.VIEWER)
    ask(record=records[RecordKind.AWARD], by=manager, at=make.NOON, text="An officer's?")
    ask(record=records[RecordKind.AWARD], by=manager, at=make.NOON, text="The Panel's?", asker=Asker.PANEL)
    said = words(client_of(viewer).get(LIST))
    assert "The Panel's?" in said
    assert "An officer's?" not in said


def test_the_list_as_a_spreadsheet(records, client_of, officer, manager):
    question = ask(record=records[RecordKind.RISK], by=manager, at=timezone.now(), text="Since when?")
    reply(question=question, by=officer, at=timezone.now(), text="Since May.")
    text = client_of(officer).get(f"{LIST}?format=csv").content.decode().removeprefix("\ufeff")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["About"], row["State"], row["Answers"], row["Days since"]) == ("No room to grow", "Answered", "1", "0")


def test_a_service_shows_its_open_questions_and_home_the_officers(records, client_of, officer, manager):
    ask(record=records[RecordKind.AWARD], by=manager, at=make.NOON, text="Not of a service?")
    ask(record=records[RecordKind.RISK], by=manager, at=make.NOON, text="Is it worse now?")
    assert "Is it worse now?" in words(client_of(officer).get(f"{PAGE}/services/{records['service'].pk}/"))
    home = words(client_of(officer).get(f"{PAGE}/home/"))
    assert "Is it worse now?" in home
    assert "Not of a service?" not in home


def test_few_queries_however_many_questions(records, client_of, officer, manager):
    def grow() -> None:
        for number in range(2):
            for subject in records.values():
                ask(record=subject, by=manager, at=timezone.now(), text=f"{Question.objects.count()} {number}?")

    flat(client_of(officer), LIST, grow)
