"""Whether the site is well, for whatever watches over it: the database, what runs beside the site, and the disk."""

import shutil
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from tracker import bucket
from tracker.models import Pulse

EVERY = timedelta(minutes=1)
SILENT_AFTER = timedelta(minutes=5)  # a worker that makes a long PDF is busy for three
LEAST_FREE = 500 * 1024**2  # bytes, where files are kept

WELL, SILENT, UNKNOWN = "ok", "silent", "unknown"


@require_safe
@login_not_required
def health(request: HttpRequest) -> JsonResponse:
    """200 where all is well, 503 where something is not. Says nothing else."""
    found = checked(timezone.now(), free=free_space())
    if settings.S3_BUCKET:
        found["files"] = WELL if bucket.answers() else "away"
    return JsonResponse(found, status=200 if set(found.values()) == {WELL} else 503)


def free_space() -> int:
    """Bytes left where files are kept; with files in S3, or none yet, where the site itself lies."""
    kept: Path = settings.MEDIA_ROOT
    return shutil.disk_usage(kept if kept.exists() else settings.BASE_DIR).free


def checked(at: datetime, *, free: int) -> dict[str, str]:
    """The word for each part. `free` is what the disk has left, in bytes."""
    return {**_processes(at), "disk": WELL if free >= LEAST_FREE else "full"}


def _processes(at: datetime) -> dict[str, str]:
    try:
        pulses = dict(Pulse.objects.values_list("part", "at"))
    except DatabaseError:
        return {"database": "down", **dict.fromkeys(Pulse.Part.values, UNKNOWN)}
    return {"database": WELL, **{part: _word(pulses, part, at) for part in Pulse.Part.values}}


def _word(pulses: Mapping[str, datetime], part: str, at: datetime) -> str:
    return WELL if part in pulses and at - pulses[part] <= SILENT_AFTER else SILENT


def beat(part: Pulse.Part, at: datetime) -> None:
    """This process works."""
    Pulse.objects.update_or_create(part=part, defaults={"at": at})


def ask_for_pulses(at: datetime) -> None:
    """The schedule shows that it works, and asks the worker to do the same by taking a piece of work.

    The worker is not asked again while it has not answered, so that none wait in a row for one that is away.
    """
    beat(Pulse.Part.SCHEDULE, at)
    if not DBTaskResult.objects.ready().filter(task_path=worker_beats.module_path).exists():
        worker_beats.enqueue()


@task()
def worker_beats() -> None:
    beat(Pulse.Part.WORKER, timezone.now())
