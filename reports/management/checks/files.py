"""Stored files and their rows."""

import hashlib
from collections.abc import Iterator
from typing import Any

from django.core.files.storage import Storage, default_storage

from commissioning.models import Attachment, Document, InformationRequest
from tracker.backups import stored_files
from tracker.models import Job

KEPT: dict[str, Any] = {
    "attachments": (Attachment, "file"),
    "documents": (Document, "file"),
    "given": (InformationRequest, "given"),
}  # by the folder of their files


def files() -> Iterator[str]:
    """Every kept file is there and as it was sent; every file in their folders has its row.

    A row whose file was removed when its time was over has none, and is right so.
    """
    for folder, (model, field) in KEPT.items():
        known = set()
        one = model._meta.verbose_name
        for row in model._default_manager.exclude(**{field: ""}).order_by("pk"):
            name = str(getattr(row, field).name)
            known.add(name)
            if not default_storage.exists(name):
                yield f"The file of {one} {row.pk} is gone."
            elif _digest(default_storage, name) != row.sha256:
                yield f"The file of {one} {row.pk} is not as it was sent."
        for name in stored_files(default_storage, folder):
            if name not in known:
                yield f"The file {name} belongs to no {one}."


def jobs() -> Iterator[str]:
    for job in Job.objects.filter(state=Job.State.DONE).exclude(result="").order_by("pk"):
        if not default_storage.exists(job.result):
            yield f"The file that job {job.pk} made is gone."


def _digest(storage: Storage, name: str) -> str:
    found = hashlib.sha256()
    with storage.open(name) as file:
        for chunk in file.chunks():
            found.update(chunk)
    return found.hexdigest()
