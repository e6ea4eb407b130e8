"""The pages of a portfolio spreadsheet: chosen, shown, answered, loaded; and what comes back of a faulty one."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from commissioning.models import MeasureVersion, Observation, Service
from providers.models import Provider
from tests.commissioning.factories import OfficeFactory
from tests.commissioning.pages import BRACKETS, MOST_QUERIES, light, queries_of, read, words
from tests.commissioning.portfolio_files import xlsx_of
from tracker.models import AuditEvent, ImportRun, ShownPlan, User
from tracker.roles import Role
from tracker.uploads.xlsx import read_xlsx

pytestmark = pytest.mark.django_db
CHOOSE = "/portfolio/load/"
MOST_OF_A_PORTFOLIO = 43  # each kind of record once, and what is kept of it
WHERE_FIGURES_DIFFER = 2  # which wordings are in use, and what else is kept of a figure
PLAN = [["Objective"], ["Victims"]]
PROVIDERS = [["Provider", "Kind"], ["Haven", "charity"]]
SERVICES = [["Service", "Objective", "Provider", "Mood"], ["Counselling", "Victims", "Haven", "sunny"]]
GOOD = {"Plan": PLAN, "Providers": PROVIDERS, "Services": SERVICES}


@pytest.fixture
def client(officer, client_of):
    OfficeFactory()
    return client_of(officer)


def send(client, name="Portfolio.xlsx", content: bytes | None = None, **sheets):
    file = SimpleUploadedFile(name, xlsx_of(**sheets) if content is None else content)
    return client.post(CHOOSE, {"file": file})


def sent(client, **sheets) -> str:
    """The address of a file that was sent."""
    answer = send(client, **sheets)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def digest(answer) -> str:
    return str(answer.context["digest"])


def test_the_first_page_offers_the_form_and_the_own_spreadsheet(client):
    answer = client.get(CHOOSE)
    assert "Show what it would change" in words(answer)
    assert ("/portfolio/workbook/", "download our form (XLSX)") in read(answer).links


def test_a_file_is_shown_before_anything_is_saved(client):
    page = client.get(sent(client, **GOOD))
    said = words(page)
    assert "Nothing is saved yet. This is what would change." in said
    assert "Plan: 1 new plan; 1 new objective" in said
    assert "Services: 1 new" in said
    assert "Mood (Services, D1)" in said  # a column that means nothing here
    assert "Load all 4" in said
    assert not Service.objects.exists()
    light(page)


def test_all_is_loaded_at_one_press_and_told(client):
    address = sent(client, **GOOD)
    answer = client.post(address, {"act": "load", "digest": digest(client.get(address))}, follow=True)
    said = words(answer)
    assert "The portfolio is loaded." in said
    assert ImportRun.objects.get().summary["services, new"] == 1
    assert Service.objects.get().name == "Counselling"
    assert "can’t be taken back in one press" in said


def test_pressed_twice_it_is_loaded_once(client):
    address = sent(client, **GOOD)
    typed = {"act": "load", "digest": digest(client.get(address))}
    client.post(address, typed)
    events = AuditEvent.objects.count()
    again = client.post(address, typed, follow=True)
    assert "Loaded by" in words(again)
    assert (Service.objects.count(), AuditEvent.objects.count()) == (1, events)


def test_what_somebody_changed_meanwhile_is_shown_and_nothing_is_loaded(client):
    address = sent(client, **GOOD)
    seen = digest(client.get(address))
    Provider.objects.create(code="haven", name="Haven", kind="police")
    answer = client.post(address, {"act": "load", "digest": seen})
    assert answer.status_code == 409
    assert "Somebody changed the same records" in answer.content.decode()
    assert "Providers: 1 changed" in answer.content.decode()
    assert not Service.objects.exists()


def test_faults_are_all_there_with_the_workbook_to_correct(client):
    faulty = GOOD | {"Services": [["Service", "Objective", "Ended on"], ["Counselling", "Victim", "31/02/2023"]]}
    address = sent(client, **faulty)
    page = client.get(address)
    said = words(page)
    assert "2 things must be put right in the file first" in said
    wrong = page.content.decode().split('id="wrong"')[1].split("</section>")[0]
    assert (wrong.count("<details"), wrong.count(" open>")) == (2, 2)  # so few are read without a press
    assert "Services, C2: There is no such day as “31/02/2023”." in said
    assert "Load all" not in said
    answer = client.get(f"{address}commented/")
    assert answer["Content-Disposition"] == 'attachment; filename="Portfolio with comments.xlsx"'
    sheet = load_workbook(BytesIO(answer.content))["Services"]
    assert "Did you mean “Victims”?" in sheet["B2"].comment.text
    assert sheet["B2"].value == "Victim"


def test_a_fault_that_only_keeping_finds_is_shown_where_it_is(client):
    contacts = {"Contacts": [["Name", "Provider", "Gets reminders"], ["Desk", "Haven", "yes"]]}
    address = sent(client, **GOOD, **contacts)
    answer = client.post(address, {"act": "load", "digest": digest(client.get(address))})
    assert answer.status_code == 409
    assert "Reminders go by e-mail" in answer.content.decode()
    assert not Service.objects.exists()


def test_a_question_is_answered_and_the_answer_stays(client):
    asked = GOOD | {"Services": [["Service", "Objective", "Provider"], ["Counselling", "Victims", "Havens"]]}
    address = sent(client, **asked)
    page = client.get(address)
    assert "Is “Havens” the same provider as Haven?" in words(page)
    assert "Load all" not in words(page)
    client.post(address, {"act": "answer", "answer-0": "is:haven"})
    page = client.get(address)
    assert "Answered: 1" in words(page)
    client.post(address, {"act": "load", "digest": digest(page)})
    assert [alias.name for alias in Provider.objects.get().aliases.all()] == ["Havens"]


def test_an_answer_that_is_not_offered_is_refused(client):
    asked = GOOD | {"Services": [["Service", "Objective", "Provider"], ["Counselling", "Victims", "Havens"]]}
    answer = client.post(sent(client, **asked), {"act": "answer", "answer-0": "maybe"})
    assert answer.status_code == 422
    assert "Choose one of the list." in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("Portfolio.xls", b"\xd0\xcf\x11\xe0old", "an Excel workbook"),
        ("Portfolio.xlsx", b"not a workbook", "This isn’t what its name says"),
        ("Portfolio.pdf", b"%PDF-1.7", "Only an Excel workbook (.xlsx) or a CSV file can be read here"),
        ("Portfolio.csv", b"", "This file is empty"),
    ],
)
def test_a_file_that_cant_be_read_is_refused_and_not_kept(client, name, content, said):
    answer = send(client, name, content)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_a_csv_file_is_one_flat_sheet(client):
    lines = "Organisation,Service,Objective,Theme,Type,Start date\r\nHaven,Counselling,Victims,,grant,1 April 2022\r\n"
    answer = send(client, "Portfolio.csv", lines.encode())
    page = client.get(answer["Location"])
    assert "Awards: 1 new" in words(page)


def test_a_dropped_file_changes_nothing(client):
    address = sent(client, **GOOD)
    assert "is dropped" in words(client.post(address, {"act": "drop"}, follow=True))
    assert "This file was dropped" in words(client.get(address))
    assert client.post(address, {"act": "load", "digest": "x"}).status_code == 200
    assert not Service.objects.exists()


def test_the_form_is_filled_with_what_is_there(client):
    address = sent(client, **GOOD)
    client.post(address, {"act": "load", "digest": digest(client.get(address))})
    answer = client.get("/portfolio/workbook/")
    book = read_xlsx(answer.content)
    assert [sheet.name for sheet in book.sheets][:3] == ["How to fill this in", "Plan", "Areas"]
    assert book.sheet("Services").text(2, 1) == "Counselling"
    same = client.get(send(client, content=answer.content)["Location"])
    assert "This file changes nothing" in words(same)


def test_all_changes_of_a_kind_are_listed_in_pages(client):
    services = [["Service", "Objective"], *([f"Service {number}", "Victims"] for number in range(60))]
    address = sent(client, Plan=PLAN, Services=services)
    assert (f"{address}services/", "All 60 changes of services") in read(client.get(address)).links
    page = client.get(f"{address}services/?page=2")
    assert "Service 59" in words(page)
    assert "Service 49" not in words(page)
    assert client.get(f"{address}nothing/").status_code == 404


def test_the_pages_take_no_more_queries_with_more_in_the_file_and_the_tracker(client):
    def queries(count: int) -> tuple[int, int]:
        """Of looking at it, and of the page that shows what was seen."""
        services = [["Service", "Objective"], *([f"Service {number}", "Victims"] for number in range(count))]
        address = sent(client, Plan=PLAN, Services=services)
        with CaptureQueriesContext(connection) as captured:
            client.post(address, {"act": "look"})
        shown = max(queries_of(client, address), queries_of(client, f"{address}services/"))
        client.post(address, {"act": "load", "digest": digest(client.get(address))})
        return len(captured), shown

    (first, little), (second, more) = queries(2), queries(12)
    assert second <= first + 6  # of what is there then its parts are read too: as many kinds, however many rows
    looked, most = queries(30)
    assert looked <= second
    assert most <= more <= little <= MOST_QUERIES


def test_a_file_is_shown_as_it_stood_until_somebody_looks_again(client):
    address = sent(client, **GOOD)
    Provider.objects.create(code="haven", name="Haven", kind="police")
    page = client.get(address)
    assert "Providers: 1 new" in words(page)
    assert re.search(r"As it stood on .*\d\d:\d\d\. It is looked at again when you load it\.", words(page))
    again = client.post(address, {"act": "look"}, follow=True)
    assert "Providers: 1 changed" in words(again)
    assert not Service.objects.exists()


def test_a_file_that_was_kept_without_a_look_is_looked_at_in_one_press(client):
    address = sent(client, **GOOD)
    ShownPlan.objects.all().delete()
    assert "Show what it would change" in words(client.get(address))
    assert client.get(f"{address}services/").status_code == 404
    assert "Services: 1 new" in words(client.post(address, {"act": "look"}, follow=True))


@pytest.mark.parametrize("act", ["load", "drop"])
def test_what_was_shown_is_not_kept_once_the_file_is_decided_on(client, act):
    address = sent(client, **GOOD)
    assert ShownPlan.objects.count() == 1
    client.post(address, {"act": act, "digest": digest(client.get(address))})
    assert not ShownPlan.objects.exists()


def looking(client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.post(address, {"act": "look"})
    return sum(not query["sql"].startswith(BRACKETS) for query in captured.captured_queries)


def test_each_kind_of_record_is_read_once_however_much_of_the_portfolio_differs(demo, client_of):
    """Looking at a file is no page: docs/adr/0015. What was seen is shown with the queries of any page."""
    client = client_of(User.objects.filter(role=Role.OFFICER)[0])
    address = send(client, content=client.get("/portfolio/workbook/").content)["Location"]
    looking(client, address)  # the reference data are in the process from then on
    same = looking(client, address)
    assert queries_of(client, address) <= MOST_QUERIES
    Service.objects.update(summary="Changed meanwhile")
    MeasureVersion.objects.update(definition="Worded anew.")
    Observation.objects.filter(value__isnull=False, numerator=None).update(value=F("value") + 1)
    assert looking(client, address) == same + WHERE_FIGURES_DIFFER <= MOST_OF_A_PORTFOLIO
    page = client.get(address)
    assert "Both are kept, and it is asked which is right" in words(page)
    assert "Definitions that are in use" in words(page)
    assert queries_of(client, address) <= MOST_QUERIES
    light(page)


def test_another_kind_of_file_is_not_found_here(client, officer):
    address = sent(client, **GOOD)
    ImportRun.objects.update(kind="words")
    assert client.get(address).status_code == 404


def test_a_name_that_looks_like_a_formula_stays_text_in_the_form(client):
    bad = GOOD | {"Services": [["Service", "Objective"], ["=1+1", "Victims"]]}
    address = sent(client, **GOOD)
    Service.objects.all().delete()
    book = load_workbook(BytesIO(xlsx_of(**bad)))
    book["Services"]["A2"].data_type = "s"
    content = BytesIO()
    book.save(content)
    address = send(client, content=content.getvalue())["Location"]
    client.post(address, {"act": "load", "digest": digest(client.get(address))})
    assert Service.objects.get().name == "=1+1"
    written = load_workbook(BytesIO(client.get("/portfolio/workbook/").content))["Services"]["A2"]
    assert (written.value, written.data_type) == ("=1+1", "s")
