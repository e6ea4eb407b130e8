"""A backup put back."""

from pathlib import Path
from zipfile import ZipFile

from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tracker.backups import databases
from tracker.backups.archive import Manifest, opened
from tracker.backups.taking import FILES, stored_files
from tracker.models import Office

VENDORS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


class Refused(Exception):
    """The backup is whole, and must not be put back here; the sentence says why and what to do."""


def restore(path: Path, *, replace: bool = False) -> Manifest:
    """Put the backup in place of all that this installation holds, then bring it up to this release.

    Raises Broken or Refused before anything is changed: a newer backup, one of the other kind of database, or, unless
    told to `replace` it, an office's data in the way.
    """
    with opened(path) as (archive, manifest):
        _refuse_strangers(manifest)
        if not replace and _has_office():
            raise Refused("This installation holds an office's data. To overwrite all of it, add --replace.")
        databases.read(archive, manifest)
        _read_files(archive, manifest)
    call_command("migrate", verbosity=0)
    return manifest


def _refuse_strangers(manifest: Manifest) -> None:
    if manifest.vendor != connection.vendor:
        kinds = VENDORS[manifest.vendor], VENDORS[connection.vendor]
        raise Refused(
            "It was taken from {} and this installation has {}: restore it where it came from.".format(*kinds)
        )
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    for app, names in manifest.migrations.items():
        newer = [name for name in names if (app, name) not in known]
        if newer:
            raise Refused(f"It was taken by a newer release (which has {app} {newer[-1]}): install that one first.")


def _has_office() -> bool:
    return Office._meta.db_table in connection.introspection.table_names() and Office.objects.exists()


def _read_files(archive: ZipFile, manifest: Manifest) -> None:
    """Every file under its own name; what the backup doesn't hold is removed."""
    for name in list(stored_files(default_storage)):
        default_storage.delete(name)
    for member in manifest.digests:
        if member.startswith(FILES):
            with archive.open(member) as source:
                default_storage.save(member.removeprefix(FILES), File(source))
