"""Stored files and their rows."""

import hashlib
from collections.abc import Iterator

from django.core.files.storage import Storage, default_storage

from commissioning.models import Attachment
from tracker.models import Job

FOLDER = "attachments"


def attachments() -> Iterator[str]:
    """Every attachment's file is there and as it was sent; every file in their folder has its row."""
    known = set()
    for row in Attachment.objects.order_by("pk"):
        name = row.file.name or ""
        known.add(name)
        if not name or not default_storage.exists(name):
            yield f"The file of attachment {row.pk} is gone."
        elif _digest(default_storage, name) != row.sha256:
            yield f"The file of attachment {row.pk} is not as it was sent."
    for name in _files(default_storage, FOLDER):
        if name not in known:
            yield f"The file {name} belongs to no attachment."


def jobs() -> Iterator[str]:
    for job in Job.objects.filter(state=Job.State.DONE).exclude(result="").order_by("pk"):
        if not default_storage.exists(job.result):
            yield f"The file that job {job.pk} made is gone."


def _files(storage: Storage, folder: str) -> Iterator[str]:
    if not storage.exists(folder):
        return
    folders, files = storage.listdir(folder)
    yield from (f"{folder}/{name}" for name in sorted(files))
    for inner in sorted(folders):
        yield from _files(storage, f"{folder}/{inner}")


def _digest(storage: Storage, name: str) -> str:
    found = hashlib.sha256()
    with storage.open(name) as file:
        for chunk in file.chunks():
            found.update(chunk)
    return found.hexdigest()
