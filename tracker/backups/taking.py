"""A backup taken."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.core.files.storage import Storage, default_storage
from django.db import connection

from tracker.backups import databases
from tracker.backups.archive import Manifest, written

FILES = "files/"


def back_up(path: Path, *, at: datetime) -> Manifest:
    """Write all that the installation holds to `path`: the database first, so that every file that it names is there.

    Files are never changed once stored; one that came after the database was read is taken as well and does no harm.
    """
    manifest = Manifest(vendor=connection.vendor, made_at=at.isoformat(), migrations=databases.applied())
    with written(path, manifest) as writer:
        databases.write(writer)
        for name in stored_files(default_storage):
            with default_storage.open(name) as source:
                writer.copy(f"{FILES}{name}", source)
    return manifest


def stored_files(storage: Storage, folder: str = "") -> Iterator[str]:
    """The names of all files that are stored in a folder and in those under it; of all where none is given."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:  # no folder yet, on a disk; S3 has none and lists nothing
        return
    inside = f"{folder}/" if folder else ""
    yield from (f"{inside}{name}" for name in sorted(files))
    for inner in sorted(folders):
        yield from stored_files(storage, f"{inside}{inner}")
