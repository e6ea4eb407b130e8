"""Files that were made in the background and are kept for some days only."""

from datetime import date
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet

from tracker.models import Job


def over(on: date) -> QuerySet[Job]:
    """The jobs whose files' day was before this one, and that nobody is working on."""
    return Job.objects.filter(keep_until__lt=on).exclude(state=Job.State.RUNNING).order_by("pk")


def forget(*, on: date) -> int:
    """Remove them with their files; answers how many. What they showed stands in the records: no event tells of it."""
    return sum(_forget(key, on) for key in over(on).values_list("pk", flat=True))


@transaction.atomic
def _forget(key: int, on: date) -> bool:
    job = over(on).select_for_update().filter(pk=key).first()
    if job is None:
        return False  # somebody asked for it anew since
    if job.result:
        transaction.on_commit(partial(default_storage.delete, job.result))
    job.delete()
    return True
