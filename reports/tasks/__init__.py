"""Files made in the background: taken once, tried at most three times, with honest progress.

The Job row tells how far it is; the django-task behind it neither retries nor notices a dead worker, so this does.
"""

import logging
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django_tasks import task

from reports import exports
from reports.builder.references import UnknownReference
from reports.pdf import PdfFailed, render_pdf
from reports.pdf.checking import faults
from reports.pdf.places import places_in
from reports.tasks import dashboard, paragraph, publication, update
from reports.tasks.paper import Paper
from tracker.bucket import AWAY, is_away
from tracker.models import Job

MOST_ATTEMPTS = 3
DEAD_AFTER = timedelta(seconds=60)
PAPERS: dict[str, Callable[[Job], Paper]] = {
    update.KIND: update.paper,
    update.SHORT: update.paper,
    dashboard.KIND: dashboard.paper,
    paragraph.KIND: paragraph.paper,
}
FOLDERS = {
    update.KIND: "updates",
    update.SHORT: "updates",
    dashboard.KIND: "dashboards",
    paragraph.KIND: "paragraphs",
}

log = logging.getLogger("tracker.jobs")


@task()
def make_pdf(job_id: int) -> None:
    """Make what the job asks for. Does nothing where another worker has taken it or it is done."""
    for dead in dead_jobs(timezone.now()):
        take_again(dead)
    job = claim(job_id)
    if job is None:
        return
    try:
        name = MAKERS[job.kind](job)
    except Exception as error:  # whatever it was, the person who asked is told
        give_up_or_retry(job, error)
    else:
        finish(job, Job.State.DONE, result=name)


def claim(job_id: int) -> Job | None:
    """The job, taken by this worker; None where it was not waiting."""
    now = timezone.now()
    taken = Job.objects.filter(pk=job_id, state=Job.State.QUEUED).update(
        state=Job.State.RUNNING, step="building", attempts=F("attempts") + 1, started_at=now, heartbeat_at=now, error=""
    )
    return Job.objects.get(pk=job_id) if taken else None


def pdf_file(job: Job) -> str:
    began, paper = timezone.now(), PAPERS[job.kind](job)
    pdf = made_pdf(job, paper)
    if paper.titles:
        counted = places_in(pdf, paper.titles)
        shown = {"shows": paper.shows, "shown_at": began} if paper.shows else {}
        mine(job).update(pages=counted.pages, places=counted.begin, **shown)
    return store(pdf, FOLDERS[job.kind])


def publication_files(job: Job) -> str:
    return publication.make_all(publication.publication_of(job), lambda paper, at: made_pdf(job, paper, at))


MAKERS: dict[str, Callable[[Job], str]] = {
    update.KIND: pdf_file,
    update.SHORT: pdf_file,
    dashboard.KIND: pdf_file,
    paragraph.KIND: pdf_file,
    publication.KIND: publication_files,
}


def made_pdf(job: Job, paper: Paper, signed_at: int = 0) -> bytes:
    """The page as a PDF that everybody can read; while it is made, the job tells how far it is."""
    step(job, "rendering")
    files = exports.paper_files()
    pdf = render_pdf(paper.html, files=files, titles=paper.titles, signed_at=signed_at, alive=lambda: beat(job))
    step(job, "checking")
    return checked(pdf)


def checked(pdf: bytes) -> bytes:
    """The same bytes. PdfFailed where not everybody could read it."""
    found = faults(pdf)
    if found:
        raise PdfFailed(f"The PDF did not pass its check: {found[0]}", again=False)
    return pdf


def store(pdf: bytes, folder: str) -> str:
    """Kept under a name that nobody can guess; who may have it is asked when it is fetched."""
    return default_storage.save(f"{folder}/{secrets.token_hex(16)}.pdf", ContentFile(pdf))


def step(job: Job, name: str) -> None:
    mine(job).update(step=name, heartbeat_at=timezone.now())


def beat(job: Job) -> None:
    mine(job).update(heartbeat_at=timezone.now())


def mine(job: Job) -> QuerySet[Job]:
    """The row, as long as this attempt is the one that counts: a worker thought dead may come back."""
    return Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts)


def finish(job: Job, state: str, *, result: str = "", error: str = "") -> None:
    over = {"state": state, "step": "", "paper": "", "finished_at": timezone.now()}
    mine(job).update(result=result, error=error, **over)


def give_up_or_retry(job: Job, error: Exception) -> None:
    """Another attempt where one may help and is left; else the failure, in a sentence."""
    log.error("job=%s attempt=%s %s", job.pk, job.attempts, type(error).__name__)
    if isinstance(error, UnknownReference):
        error = PdfFailed(str(error), again=False)
    hopeless = isinstance(error, PdfFailed) and not error.again
    if hopeless or job.attempts >= MOST_ATTEMPTS:
        finish(job, Job.State.FAILED, error=sentence(error))
    elif mine(job).update(state=Job.State.QUEUED, step=""):
        make_pdf.enqueue(job.pk)


def sentence(error: Exception) -> str:
    if is_away(error):
        return AWAY
    return (
        str(error)[:300]
        if isinstance(error, PdfFailed)
        else "The PDF could not be made. What went wrong is in the log."
    )


def is_dead(job: Job, at: datetime) -> bool:
    """Whether its worker has given no sign of life for a minute."""
    return job.state == Job.State.RUNNING and (job.heartbeat_at is None or job.heartbeat_at < at - DEAD_AFTER)


def dead_jobs(at: datetime) -> list[Job]:
    silent = Q(heartbeat_at=None) | Q(heartbeat_at__lt=at - DEAD_AFTER)
    return list(Job.objects.filter(silent, kind__in=MAKERS, state=Job.State.RUNNING))


def take_again(job: Job) -> None:
    """A job whose worker died: queued once more, or failed after its third attempt."""
    if job.attempts >= MOST_ATTEMPTS:
        finish(job, Job.State.FAILED, error="The PDF could not be made: its worker stopped three times.")
    elif mine(job).filter(heartbeat_at=job.heartbeat_at).update(state=Job.State.QUEUED, step=""):
        make_pdf.enqueue(job.pk)
