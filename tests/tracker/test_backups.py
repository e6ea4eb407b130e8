"""A backup holds everything, is taken while people save and comes back whole; one not to be trusted is refused."""

import json
import shutil
import threading
from io import StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.utils import timezone

from reports.management.checks import faults
from tracker.audit import record, verify_chain
from tracker.backups import Broken, Refused, back_up, restore
from tracker.backups.archive import MANIFEST
from tracker.backups.taking import stored_files
from tracker.models import AuditEvent, Office, User


def rows() -> dict[str, list[tuple]]:
    """Everything in the database, table by table."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.django_table_names(only_existing=True)):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


def files() -> dict[str, bytes]:
    return {name: default_storage.open(name).read() for name in stored_files(default_storage)}


@pytest.fixture
def taken(demo_live: None, tmp_path: Path) -> Path:
    """A backup of the demonstration, with a stored file."""
    default_storage.save("attachments/kept.txt", ContentFile(b"as it was"))
    path = tmp_path / "office.backup"
    back_up(path, at=timezone.now())
    yield path
    default_storage.delete("attachments/kept.txt")


def test_the_drill_destroys_restores_and_compares(taken: Path) -> None:
    before, stored = rows(), files()
    sound = list(faults())
    User.objects.update(name="Nobody")
    AuditEvent.objects.update(reason="gone")
    default_storage.delete("attachments/kept.txt")
    default_storage.save("attachments/stray.txt", ContentFile(b"not in the backup"))
    assert rows() != before
    restore(taken, replace=True)
    assert rows() == before
    assert files() == stored
    assert list(faults()) == sound
    assert User.objects.create_user("new@office.example", name="New", role="officer").pk


def test_a_backup_taken_while_people_save_is_of_one_moment(demo_live: None, tmp_path: Path) -> None:
    user, stop, made = User.objects.earliest("pk"), threading.Event(), []

    def save() -> None:
        while not stop.is_set():
            with transaction.atomic():
                record(act="looked", record=user, by=user, at=timezone.now(), changes={"n": ("", str(len(made)))})
            made.append(1)
        connections.close_all()

    writer = threading.Thread(target=save)
    writer.start()
    try:
        back_up(tmp_path / "busy.backup", at=timezone.now())
    finally:
        stop.set()
        writer.join()
    restore(tmp_path / "busy.backup", replace=True)
    assert verify_chain() > 0
    assert made


def changed(path: Path, name: str, content: bytes | None) -> Path:
    """The backup with one member changed, or left out."""
    other = path.with_name("changed.backup")
    with ZipFile(path) as old, ZipFile(other, "w") as new:
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
            elif content is not None:
                new.writestr(each, content)
    return other


def manifest_with(path: Path, **changes: object) -> bytes:
    with ZipFile(path) as archive:
        return json.dumps(json.loads(archive.read(MANIFEST)) | changes).encode()


class TestRefused:
    """Each is refused with its reason, and nothing is changed."""

    def refuse(self, path: Path, words: str, kind: type[Exception]) -> None:
        Office.objects.update(name="As it is now")
        with pytest.raises(kind, match=words):
            restore(path, replace=True)
        assert Office.objects.get().name == "As it is now"

    def test_a_changed_member(self, taken: Path) -> None:
        path = changed(taken, "files/attachments/kept.txt", b"as it never was")
        self.refuse(path, "kept.txt in it is not as it was written", Broken)

    def test_a_member_that_is_missing(self, taken: Path) -> None:
        self.refuse(changed(taken, "files/attachments/kept.txt", None), "doesn't hold what its list names", Broken)

    def test_one_that_was_cut_short(self, taken: Path) -> None:
        short = taken.with_name("short.backup")
        short.write_bytes(taken.read_bytes()[:-2000])
        self.refuse(short, "not a whole backup", Broken)

    def test_what_is_no_backup(self, taken: Path) -> None:
        other = taken.with_name("other.zip")
        with ZipFile(other, "w") as archive:
            archive.writestr("hello.txt", "hello")
        self.refuse(other, "no backup", Broken)

    def test_one_of_a_newer_release(self, taken: Path) -> None:
        newer = manifest_with(taken, migrations={"tracker": ["0001_initial", "9999_of_next_year"]})
        self.refuse(changed(taken, MANIFEST, newer), "newer release .* 9999_of_next_year", Refused)

    def test_one_of_the_other_kind_of_database(self, taken: Path) -> None:
        other = "postgresql" if connection.vendor == "sqlite" else "sqlite"
        path = changed(taken, MANIFEST, manifest_with(taken, vendor=other))
        self.refuse(path, "restore it where it came from", Refused)

    def test_an_office_in_the_way(self, taken: Path) -> None:
        with pytest.raises(CommandError, match="add --replace"):
            call_command("restore", taken)


def test_the_commands_say_what_they_did(demo_live: None, tmp_path: Path) -> None:
    out = StringIO()
    call_command("backup", tmp_path / "office.backup", stdout=out)
    call_command("restore", tmp_path / "office.backup", "--replace", stdout=out)
    assert "rows" in out.getvalue()
    assert "check_data" in out.getvalue()
    with pytest.raises(CommandError, match="can't be written"):
        call_command("backup", tmp_path / "no-such-folder" / "office.backup")


def test_a_backup_that_fails_leaves_the_older_one(taken: Path, monkeypatch) -> None:
    older = taken.read_bytes()
    monkeypatch.setattr(shutil, "copyfileobj", _out_of_space)
    with pytest.raises(OSError, match="No space"):
        back_up(taken, at=timezone.now())
    assert taken.read_bytes() == older
    assert [each.name for each in taken.parent.iterdir()] == [taken.name]


def _out_of_space(*args, **options) -> None:
    raise OSError(28, "No space left on device")
