"""Files made from an update, in the background."""

from datetime import datetime

from django.db import transaction

from reports import exports, tasks
from reports.document import Audience
from reports.models import Update
from tracker.models import Job, User

OVER = {"step": "", "attempts": 0, "started_at": None, "heartbeat_at": None, "finished_at": None, "error": ""}


def ask_for_pdf(update: Update, *, audience: Audience, by: User | None, at: datetime, draft: bool = False) -> Job:
    """The job that makes the PDF of the update as it stands now: the same document is made once, however often asked.

    A failed job begins anew; one whose worker died is taken again. Raises what the builder raises.
    """
    order = tasks.order_for(exports.update_document(update, audience=audience, draft=draft))
    with transaction.atomic():
        job, made = Job.objects.get_or_create(
            key=order.key, defaults={"kind": tasks.KIND, "asked_by": by, "asked_at": at}
        )
        if made or _begin_anew(job, by=by, at=at):
            transaction.on_commit(lambda: tasks.make_pdf.enqueue(job.pk) and None)
    job.refresh_from_db()
    return job


def _begin_anew(job: Job, *, by: User | None, at: datetime) -> bool:
    """Whether a job that failed, or whose worker died, was put back into the queue by this call."""
    if job.state != Job.State.FAILED and not tasks.is_dead(job, at):
        return False
    same = Job.objects.filter(pk=job.pk, state=job.state, attempts=job.attempts, heartbeat_at=job.heartbeat_at)
    return bool(same.update(state=Job.State.QUEUED, asked_by=by, asked_at=at, **OVER))
