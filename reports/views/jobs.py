"""How far a file is that is made in the background, and the file."""

from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from reports import tasks
from tracker.models import Job

POLL_SECONDS = "2"


def progress_page(request: HttpRequest, job: Job, context: dict[str, Any]) -> HttpResponse:
    """How far it is. Until the file is there, the page asks again by itself every few seconds."""
    now = timezone.now()
    dead = tasks.is_dead(job, now)
    waiting = job.state in (Job.State.QUEUED, Job.State.RUNNING) and not dead
    said = {
        "job": job,
        "waiting": waiting,
        "dead": dead,
        "before": Job.objects.filter(state=Job.State.QUEUED, asked_at__lt=job.asked_at).count(),
        "seconds": round(((job.finished_at or now) - job.asked_at).total_seconds()),
    }
    response = render(request, "reports/job.html", context | said)
    if waiting:
        response.headers["Refresh"] = POLL_SECONDS
    return response


def download(job: Job, name: str) -> FileResponse:
    """The finished PDF; 404 as long as there is none."""
    if job.state != Job.State.DONE or not default_storage.exists(job.result):
        raise Http404
    return FileResponse(default_storage.open(job.result), as_attachment=True, filename=f"{name}.pdf")
