"""Stored files and their rows."""

import hashlib
from collections.abc import Iterator
from typing import Any

from django.core.files.storage import Storage, default_storage

from commissioning.models import Attachment, Document, FunderReturn, InformationRequest
from reports.models import GrantRelease
from tracker.backups import stored_files
from tracker.models import Job

KEPT: dict[str, list[tuple[Any, str, str]]] = {
    "attachments": [(Attachment, "file", "sha256")],
    "documents": [(Document, "file", "sha256")],
    "given": [(InformationRequest, "given", "sha256")],
    "funder-returns": [(FunderReturn, "file", "sha256")],
    "open-data": [(GrantRelease, "json_file", "json_sha256"), (GrantRelease, "sheet_file", "sheet_sha256")],
}  # by the folder of their files: whose they are, where the row names the file, and its digest


def files() -> Iterator[str]:
    """Every kept file is there and as it was sent; every file in their folders has its row.

    A row whose file was removed when its time was over has none, and is right so.
    """
    for folder, kept in KEPT.items():
        known = set()
        one = kept[0][0]._meta.verbose_name
        for model, field, digest in kept:
            for row in model._default_manager.exclude(**{field: ""}).order_by("pk"):
                name = str(getattr(row, field).name)
                known.add(name)
                if not default_storage.exists(name):
                    yield f"The file of {one} {row.pk} is gone."
                elif _digest(default_storage, name) != getattr(row, digest):
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
