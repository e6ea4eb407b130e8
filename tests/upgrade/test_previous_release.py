"""The previous release's demonstration comes up to this one: every migration runs over rows, and the data are sound.

`demonstration.backup` was written by `manage.py backup` of the release before this one, on SQLite; at a release it is
written anew. A fresh process restores it, as whoever upgrades a site does.
"""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

KEPT = Path(__file__).with_name("demonstration.backup")
UNCHANGED = ("tracker_auditevent", "commissioning_observation", "commissioning_award", "commissioning_submission")


def manage(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    own = {"DATABASE_URL": f"sqlite:///{tmp_path}/upgraded.sqlite3", "FILES_DIR": str(tmp_path / "files")}
    command = [sys.executable, "manage.py", *arguments]
    environment = {**os.environ, **own}
    return subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("upgrade")
    restored = manage(folder, "restore", str(KEPT))
    assert restored.returncode == 0, restored.stderr
    return folder


def manifest() -> dict:
    with ZipFile(KEPT) as archive:
        return json.loads(archive.read("manifest.json"))


def test_it_is_of_an_earlier_release_and_small() -> None:
    """Else the rehearsal would show nothing."""
    here = {f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
    there = {f"{app}.{name}" for app, names in manifest()["migrations"].items() for name in names}
    assert len(here - there) >= 3
    assert there <= here
    assert KEPT.stat().st_size < 300_000


def test_after_every_migration_the_data_are_sound(upgraded: Path) -> None:
    checked = manage(upgraded, "check_data")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "rules hold" in checked.stdout


def test_nothing_that_was_there_is_gone(upgraded: Path) -> None:
    before = manifest()["rows"]
    with sqlite3.connect(upgraded / "upgraded.sqlite3") as database:
        after = {table: database.execute(f'SELECT COUNT(*) FROM "{table}"').fetchone()[0] for table in UNCHANGED}
    assert after == {table: before[table] for table in UNCHANGED}
    assert all(after.values())
    assert any((upgraded / "files").rglob("*.*"))
