"""The dashboard on paper: as it is filtered, with filters, day and page numbers on it, and readable by everybody.

It is made in the background, once for everybody of a role, and kept for a week.
"""

import subprocess
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from reports import tasks
from reports.pdf.checking import faults
from reports.tasks.dashboard import KIND
from tests.reports.pdf_ua import failed, read
from tracker import jobs
from tracker.models import Job, User
from tracker.periods import london_date
from tracker.roles import Role

pytestmark = [pytest.mark.pages, pytest.mark.usefixtures("demo")]
PDF = "/quarters/2022-23-q2/pdf/"
REFORMING = f"{PDF}?objective=reforming"


@pytest.fixture(autouse=True)
def files(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes from the renderer is one that passes the check: for tests of what is done with it."""
    monkeypatch.setattr(tasks, "render_pdf", lambda html, **rest: b"%PDF-1.7")
    monkeypatch.setattr(tasks, "faults", lambda content: [])


def of(role: Role) -> Client:
    client = Client()
    client.force_login(User.objects.filter(role=role).earliest("pk"))
    return client


def made(client: Client, address: str) -> str:
    """Where the browser is when the file was asked for and the worker has done its part."""
    page = client.post(address).url
    tasks.make_pdf.call(Job.objects.get(kind=KIND, state=Job.State.QUEUED).pk)
    return page


def file_of(client: Client, page: str) -> bytes:
    return b"".join(client.get(f"{page.partition('?')[0]}file/").streaming_content)


def words(content: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def test_the_paper_is_the_filtered_page():
    client = of(Role.MANAGER)
    page = made(client, REFORMING)
    assert page.endswith("/?objective=reforming")
    content = file_of(client, page)
    assert faults(content) == []
    assert failed(read(content)) == {}
    said = words(content)
    assert "Filters: Objective: Reforming West Mercia" in said
    assert "As it stood on" in said
    assert "Page 1 of" in said
    assert "£515,579 of £636,541" in said
    assert "IDVA service" not in said


def test_what_is_no_choice_is_no_filter_on_the_paper():
    assert of(Role.VIEWER).post(f"{PDF}?objective=nonsense").status_code == 302
    page = Job.objects.get(kind=KIND).paper
    assert "Filters: none, the whole portfolio" in page
    assert "IDVA service" in page


def test_it_is_asked_for_on_a_page_that_says_what_will_stand_on_it():
    page = of(Role.VIEWER).get(REFORMING)
    assert "Objective: Reforming West Mercia" in page.content.decode()
    assert "Make the PDF" in page.content.decode()
    assert not Job.objects.filter(kind=KIND).exists(), "looking asks for nothing"


def test_no_renderer_is_started_by_asking(monkeypatch):
    started: list[str] = []
    monkeypatch.setattr(tasks, "render_pdf", lambda html, **rest: started.append(html) or b"")
    client = of(Role.MANAGER)
    page = client.post(PDF).url
    assert "Queued." in client.get(page).content.decode()
    assert client.get(page).headers["Refresh"] == "2"
    assert started == []
    tasks.make_pdf.call(Job.objects.get(kind=KIND).pk)
    assert len(started) == 1, "control: the worker starts it"


def test_the_page_that_waited_has_the_file_and_the_way_back_to_the_filtered_dashboard(quick):
    client = of(Role.MANAGER)
    shown = client.get(made(client, REFORMING))
    assert "Download the PDF" in shown.content.decode()
    assert "/quarters/2022-23-q2/?objective=reforming" in shown.content.decode()
    assert "Refresh" not in shown.headers
    answer = client.get(f"{PDF}{Job.objects.get(kind=KIND).pk}/file/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="dashboard-2022-23-q2.pdf"'
    assert b"".join(answer.streaming_content) == b"%PDF-1.7"


def test_there_is_no_file_before_it_is_made():
    client = of(Role.MANAGER)
    page = client.post(PDF).url
    assert client.get(f"{page}file/").status_code == 404


def asked(role: Role, address: str) -> int:
    of(role).post(address)
    return Job.objects.filter(kind=KIND).count()


def test_the_same_dashboard_is_made_once_for_people_who_see_the_same(quick):
    assert asked(Role.MANAGER, PDF) == 1
    assert asked(Role.MANAGER, PDF) == 1
    assert asked(Role.MANAGER, REFORMING) == 2
    assert asked(Role.VIEWER, PDF) == 3


def test_what_was_looked_at_is_made_whatever_was_changed_since(quick, monkeypatch):
    of(Role.MANAGER).post(PDF)
    job = Job.objects.get(kind=KIND)
    pages: list[str] = []
    monkeypatch.setattr(tasks, "render_pdf", lambda html, **rest: pages.append(html) or b"%PDF-1.7")
    tasks.make_pdf.call(job.pk)
    assert pages == [job.paper]
    job.refresh_from_db()
    assert (job.state, job.paper) == (Job.State.DONE, ""), "the page is not kept beside its file"


def test_a_failure_is_said_and_the_same_dashboard_can_be_tried_again(monkeypatch, quick):
    def broken(html, **rest):
        raise tasks.PdfFailed("The document takes longer than a PDF may take.", again=False)

    client = of(Role.MANAGER)
    with monkeypatch.context() as patch:
        patch.setattr(tasks, "render_pdf", broken)
        page = made(client, REFORMING)
    shown = client.get(page).content.decode()
    assert "The document takes longer than a PDF may take." in shown
    assert f'action="{REFORMING}"' in shown
    assert made(client, REFORMING) == page
    assert "Download the PDF" in client.get(page).content.decode()


@pytest.mark.parametrize("role", [Role.PROVIDER, Role.ADMINISTRATOR])
def test_not_for_providers_or_administrators(role):
    assert of(role).post(PDF).status_code == 403


@pytest.mark.parametrize(("role", "code"), [(Role.MANAGER, 200), (Role.OFFICER, 404), (Role.VIEWER, 404)])
def test_the_file_is_for_people_who_see_what_stands_in_it(quick, role, code):
    page = made(of(Role.MANAGER), PDF)
    assert of(role).get(page).status_code == code
    assert of(role).get(f"{page}file/").status_code == code


def test_a_job_of_another_quarter_is_not_found(quick):
    client = of(Role.MANAGER)
    page = made(client, PDF)
    assert client.get(page.replace("q2", "q1")).status_code == 404


@pytest.mark.parametrize(("days", "left"), [(7, 1), (8, 0)])
def test_the_file_goes_when_its_week_is_over(quick, django_capture_on_commit_callbacks, days, left):
    made(of(Role.MANAGER), PDF)
    job = Job.objects.get(kind=KIND)
    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.forget(on=london_date(timezone.now()) + timedelta(days=days)) == 1 - left
    assert Job.objects.filter(kind=KIND).count() == left
    assert default_storage.exists(job.result) is bool(left)


def test_one_that_is_being_made_stays(quick):
    of(Role.MANAGER).post(PDF)
    job = tasks.claim(Job.objects.get(kind=KIND).pk)
    assert jobs.forget(on=job.keep_until + timedelta(days=1)) == 0


def test_files_of_updates_have_no_such_day(quick):
    Job.objects.create(kind="update-pdf", key="update-pdf:x", asked_at=timezone.now())
    assert jobs.forget(on=london_date(timezone.now()) + timedelta(days=4000)) == 0


def test_the_command_lists_them_and_removes_them(quick, capsys):
    made(of(Role.MANAGER), PDF)
    Job.objects.filter(kind=KIND).update(keep_until="2022-01-01")
    call_command("retention", "--list")
    assert "dashboard-pdf, dashboards/" in capsys.readouterr().out
    call_command("retention")
    assert not Job.objects.filter(kind=KIND).exists()
