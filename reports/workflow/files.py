"""Files made in the background, of an update, a paragraph of it and a dashboard: the same one is made once.

A failed job begins anew; one whose worker died is taken again.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from commissioning.models import ReportingPeriod
from reports import exports, tasks
from reports.document import Audience
from reports.models import Entry, Update
from reports.tasks import dashboard, paragraph
from reports.tasks import update as updates
from tracker.models import Job, Office, User
from tracker.refusals import NotNow
from tracker.remembered import stand_of

OVER = {"step": "", "attempts": 0, "started_at": None, "heartbeat_at": None, "finished_at": None, "error": ""}


def ask_for_pdf(
    update: Update,
    *,
    audience: Audience,
    by: User | None,
    at: datetime,
    draft: bool = False,
    kind: str = updates.KIND,
) -> Job:
    """The job that makes the PDF of the update as it stands now, whole or in short. Raises what the builder raises."""
    shows = stand_of(Office.objects.current())
    order = updates.order_for(exports.update_document(update, audience=audience, draft=draft), kind)
    job = asked_for(order.key, kind=kind, asked_by=by, asked_at=at)
    if shows and Job.objects.filter(pk=job.pk, state=Job.State.DONE).update(shows=shows, shown_at=at):
        job.refresh_from_db()  # what was made earlier is what would be made now
    return job


def ask_for_dashboard(html: str, *, quarter: ReportingPeriod, by: User, on: date, at: datetime) -> Job:
    """The job that makes the PDF of this page of a dashboard, for people of the same role, and keeps it for a week."""
    order = dashboard.order_for(html, quarter=quarter.slug, role=by.role)
    kept = {"paper": html, "keep_until": on + dashboard.KEPT_FOR}
    return asked_for(order.key, kind=dashboard.KIND, asked_by=by, asked_at=at, **kept)


def ask_for_paragraph(entry: Entry, *, by: User, on: date, at: datetime) -> Job:
    """The job that makes the page of one paragraph of the draft, and keeps it for a week. Raises what the builder does.

    It reads as in the whole update: short forms are written out, and figures told, where the update first has them.
    """
    document = exports.update_document(entry.section.update, audience=Audience.INTERNAL, draft=True)
    html = exports.paragraph_html(document, entry.code)
    if html is None:
        raise NotNow("It is left out of the update, so it is not printed. Take it back into the update first.")
    order = paragraph.order_for(html, quarter=entry.of_quarter.slug, entry=entry.pk)
    kept = {"paper": html, "keep_until": on + paragraph.KEPT_FOR}
    return asked_for(order.key, kind=paragraph.KIND, asked_by=by, asked_at=at, **kept)


def asked_for(key: str, **asked: Any) -> Job:
    """The job of this key, put into the queue unless it is there, or is done.

    The queue is a table: job and task are there together once the transaction is over, whatever is killed before.
    """
    with transaction.atomic():
        job, made = Job.objects.get_or_create(key=key, defaults=asked)
        if made or _begin_anew(job, asked):
            tasks.make_pdf.enqueue(job.pk)
    job.refresh_from_db()
    return job


def _begin_anew(job: Job, asked: dict[str, Any]) -> bool:
    """Whether a job that failed, or whose worker died, was put back into the queue by this call."""
    if job.state != Job.State.FAILED and not tasks.is_dead(job, asked["asked_at"]):
        return False
    same = Job.objects.filter(pk=job.pk, state=job.state, attempts=job.attempts, heartbeat_at=job.heartbeat_at)
    return bool(same.update(state=Job.State.QUEUED, **OVER, **asked))
