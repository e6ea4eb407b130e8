"""Files made in the background: once for the same document, tried three times, honest about where they are."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from reports import pdf, tasks
from reports.document import Audience
from reports.models import Entry, Update
from reports.pdf.places import Places
from reports.tasks.update import Order
from reports.workflow.files import ask_for_pdf
from tracker.models import Job, User
from tracker.roles import Role

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def stored() -> Update:
    return Update.objects.get(period__slug="2022-23-q2")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other tests make real PDFs; here what comes from the renderer is one that passes the check."""
    monkeypatch.setattr(tasks, "render_pdf", lambda html, **rest: b"%PDF-1.7")
    monkeypatch.setattr(tasks, "faults", lambda content: [])
    monkeypatch.setattr(tasks, "places_in", lambda content, names: Places(9, {"idva": 4}))


@pytest.fixture
def ask(stored: Update, officer: User, django_capture_on_commit_callbacks):
    def asked(*, audience: Audience = Audience.INTERNAL, at=None, **more) -> Job:
        with django_capture_on_commit_callbacks(execute=True):
            return ask_for_pdf(stored, audience=audience, by=officer, at=at or timezone.now(), **more)

    return asked


@pytest.fixture
def officer_client(officer: User, client_of) -> Client:
    return client_of(officer)


def run(job: Job) -> Job:
    tasks.make_pdf.call(job.pk)
    job.refresh_from_db()
    return job


def queued() -> int:
    return DBTaskResult.objects.filter(task_path="reports.tasks.make_pdf").count()


def test_a_job_is_queued_once_and_its_file_kept(ask, quick):
    job = ask()
    assert (job.state, job.step, queued()) == (Job.State.QUEUED, "", 1)
    run(job)
    assert (job.state, job.attempts, job.error) == (Job.State.DONE, 1, "")
    assert default_storage.open(job.result).read() == b"%PDF-1.7"
    assert job.started_at
    assert job.finished_at


def test_asked_twice_it_is_done_once(ask, quick):
    first, second = ask(), ask()
    assert first.pk == second.pk
    assert queued() == 1
    done = run(first)
    assert run(first).result == done.result
    assert run(first).attempts == 1
    assert ask().state == Job.State.DONE


def test_each_audience_and_each_change_of_words_has_a_file_of_its_own(ask):
    jobs = [ask(), ask(audience=Audience.BOARD), ask(draft=True)]
    Entry.objects.filter(code="idva").update(words="Other words.")
    jobs.append(ask())
    assert len({job.key for job in jobs}) == 4
    assert Order.of(jobs[1].key).audience == "board"
    assert Order.of(jobs[2].key).draft


def test_a_document_that_changed_while_it_waited_is_not_made(ask, quick):
    job = ask()
    Entry.objects.filter(code="idva").update(words="Other words.")
    assert run(job).error == "The update has changed since it was asked for. Ask for the PDF again."


def test_what_may_help_is_tried_three_times(ask, monkeypatch):
    def broken(html, **rest):
        raise RuntimeError("disk")

    monkeypatch.setattr(tasks, "render_pdf", broken)
    job = ask()
    assert [run(job).state for _ in range(3)] == [Job.State.QUEUED, Job.State.QUEUED, Job.State.FAILED]
    assert (job.attempts, queued()) == (3, 3)
    assert job.error == "The PDF could not be made. What went wrong is in the log."
    assert "disk" not in job.error


def test_what_cannot_help_is_not_tried_again(ask, monkeypatch):
    def refused(html, **rest):
        raise pdf.PdfFailed("The document needs more memory than a PDF may take.", again=False)

    monkeypatch.setattr(tasks, "render_pdf", refused)
    job = run(ask())
    assert (job.state, job.attempts) == (Job.State.FAILED, 1)
    assert job.error == "The document needs more memory than a PDF may take."


def test_a_file_that_fails_its_check_is_not_kept(ask, monkeypatch):
    monkeypatch.setattr(tasks, "render_pdf", lambda html, **rest: b"no PDF")
    job = run(ask())
    assert (job.state, job.result) == (Job.State.FAILED, "")
    assert job.error == "The PDF did not pass its check: it is not a PDF."


def test_a_failed_job_begins_anew_when_asked_for(ask, quick, monkeypatch):
    job = ask()
    Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED, attempts=3, finished_at=timezone.now(), error="No.")
    again = ask()
    assert (again.pk, again.state, again.attempts, again.error) == (job.pk, Job.State.QUEUED, 0, "")
    assert run(again).state == Job.State.DONE


def begun(job: Job, *, seconds: int, attempts: int = 1) -> Job:
    """The job in the hands of a worker that gave its last sign of life so long ago."""
    silent = timezone.now() - timedelta(seconds=seconds)
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, attempts=attempts, heartbeat_at=silent)
    job.refresh_from_db()
    return job


@pytest.mark.parametrize(("seconds", "state"), [(59, Job.State.RUNNING), (61, Job.State.QUEUED)])
def test_a_job_is_retaken_when_its_worker_is_silent_for_a_minute(ask, seconds, state):
    begun(ask(), seconds=seconds)
    assert ask().state == state


def test_any_worker_that_begins_takes_up_what_is_dead(ask, quick):
    dead = begun(ask(), seconds=90)
    run(ask(audience=Audience.BOARD))
    dead.refresh_from_db()
    assert dead.state == Job.State.QUEUED
    assert run(dead).attempts == 2


def test_a_job_whose_worker_stopped_three_times_has_failed(ask, quick):
    dead = begun(ask(), seconds=90, attempts=3)
    run(ask(audience=Audience.BOARD))
    dead.refresh_from_db()
    assert (dead.state, dead.error) == (
        Job.State.FAILED,
        "The PDF could not be made: its worker stopped three times.",
    )


def test_a_worker_that_comes_back_from_the_dead_changes_nothing(ask):
    lost = begun(ask(), seconds=90)
    again = begun(Job.objects.get(pk=lost.pk), seconds=0, attempts=2)
    tasks.finish(lost, Job.State.DONE, result="old.pdf")
    tasks.beat(lost)
    again.refresh_from_db()
    assert (again.state, again.result, again.attempts) == (Job.State.RUNNING, "", 2)


def address(name: str, *args) -> str:
    return reverse(name, args=["2022-23-q2", *args])


def test_the_page_says_how_far_it_is_and_asks_again(ask, officer_client):
    job = ask()
    page = officer_client.get(address("update-job", job.pk))
    assert "Queued." in page.content.decode()
    assert page.headers["Refresh"] == "2"
    tasks.claim(job.pk)
    tasks.step(Job.objects.get(pk=job.pk), "rendering")
    page = officer_client.get(address("update-job", job.pk))
    assert "Rendering its pages <strong>now</strong>" in page.content.decode()


def test_asking_leads_to_the_job_and_the_job_to_the_file(officer_client, quick, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = officer_client.post(address("update-pdf"), {"for": "board"})
    job = Job.objects.get()
    assert answer.url == address("update-job", job.pk)
    assert officer_client.get(address("update-file", job.pk)).status_code == 404
    run(job)
    assert "Download the PDF" in officer_client.get(answer.url).content.decode()
    file = officer_client.get(address("update-file", job.pk))
    assert file.headers["Content-Disposition"] == 'attachment; filename="quarterly-update-2022-23-q2-board.pdf"'
    assert b"".join(file.streaming_content) == b"%PDF-1.7"


def test_a_failure_is_said_and_can_be_tried_again(ask, officer_client):
    job = ask()
    Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED, finished_at=timezone.now(), error="It broke.")
    page = officer_client.get(address("update-job", job.pk))
    assert "It broke." in page.content.decode()
    assert "Try again" in page.content.decode()
    assert "Refresh" not in page.headers


def test_the_board_does_not_reach_the_office_s_file(ask, person, client_of):
    viewer = client_of(person(Role.VIEWER))
    office, board = ask(), ask(audience=Audience.BOARD)
    assert viewer.get(address("update-job", office.pk)).status_code == 404
    assert viewer.get(address("update-job", board.pk)).status_code == 200
    assert viewer.post(address("update-pdf")).status_code == 403


def test_a_job_of_another_quarter_is_not_found(ask, officer_client):
    job = ask()
    assert officer_client.get(reverse("update-job", args=["2022-23-q3", job.pk])).status_code == 404
    assert officer_client.get(address("update-job", job.pk + 1)).status_code == 404
