"""Databases that a test run begins from, kept in var/ under a name made from all that they were made from.

Migrating an empty database and loading the demonstration take longer than most tests that somebody runs by hand. On
SQLite both are files, so a run whose code, fixtures and packages are those of an earlier run begins with a copy.
Anything else makes them anew.
"""

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
KEPT = ROOT / "var" / "prepared"
APPS = ("tracker", "providers", "commissioning", "reports")
#: What decides the tables and the rows that migrating writes (permissions and kinds of record among them).
OF_TABLES = ("migrations", "models", "models.py", "apps.py", "settings.py", "fulltext.py", "fields.py")


def empty() -> Path:
    """Where the migrated, empty database is kept."""
    inputs = (path for path in _code() if any(part in OF_TABLES for part in path.relative_to(ROOT).parts))
    return KEPT / f"empty-{_digest(inputs)}.sqlite3"


def demonstration() -> Path:
    """Where the database with the demonstration is kept. All code of the apps takes part in making it."""
    fixtures = (path for path in sorted((ROOT / "fixtures").rglob("*")) if path.is_file())
    return KEPT / f"demonstration-{_digest([*_code(), *fixtures])}.sqlite3"


def files_of(place: Path) -> Path:
    """Where the stored files that its rows name are kept."""
    return place.with_suffix(".files")


def keep(made: Path, place: Path, files: Path, names: Iterable[str] = ()) -> None:
    """Put a finished database in its place, whole or not at all: of several processes the first one does.

    The files of these names are kept first, so that a database that is there has them, and no other ones.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        files_of(place).mkdir()
    except FileExistsError:
        return
    kind = place.name.split("-")[0]
    for older in place.parent.glob(f"{kind}-*"):
        if older.stem != place.stem:
            shutil.rmtree(older) if older.is_dir() else older.unlink(missing_ok=True)
    for name in names:
        target = files_of(place) / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(files / name, target)
    copy = place.with_suffix(f".{os.getpid()}")
    shutil.copyfile(made, copy)
    copy.replace(place)


def take(place: Path, database: Path, files: Path) -> None:
    """A copy of a kept database, and of the files that it names."""
    shutil.copyfile(place, database)
    if files_of(place).exists():
        shutil.copytree(files_of(place), files, dirs_exist_ok=True)


def _code() -> Iterator[Path]:
    for app in APPS:
        yield from sorted((ROOT / app).rglob("*.py"))


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for path in paths:
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
