"""The file of a backup: a ZIP whose last member lists all others with their digests."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

MANIFEST = "manifest.json"
FORMAT = 1
CHUNK = 1 << 20


class Broken(Exception):
    """The file is no backup, or not as it was written; the sentence says what is wrong."""


@dataclass(slots=True)
class Manifest:
    """What a backup says of itself. `migrations`: those applied when it was taken, by app. `rows`: by table."""

    vendor: str
    made_at: str
    migrations: dict[str, list[str]]
    rows: dict[str, int] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT


class Writer:
    """A backup being written. What goes in is hashed on its way."""

    def __init__(self, archive: ZipFile, manifest: Manifest) -> None:
        self.archive, self.manifest = archive, manifest

    @contextmanager
    def member(self, name: str) -> Iterator["Hashing"]:
        with self.archive.open(name, "w", force_zip64=True) as target:
            hashing = Hashing(target)
            yield hashing
        self.manifest.digests[name] = hashing.hexdigest()

    def copy(self, name: str, source: IO[bytes]) -> None:
        with self.member(name) as target:
            shutil.copyfileobj(source, target, CHUNK)

    def close(self) -> None:
        self.archive.writestr(MANIFEST, json.dumps(asdict(self.manifest), indent=1))


class Hashing:
    """A file to write to, which knows the digest of all that went into it."""

    def __init__(self, target: IO[bytes]) -> None:
        self.target, self.found = target, hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.found.update(data)
        return self.target.write(data)

    def hexdigest(self) -> str:
        return self.found.hexdigest()


@contextmanager
def written(path: Path, manifest: Manifest) -> Iterator[Writer]:
    """The backup at this path, there only when it is whole."""
    part = path.with_name(f"{path.name}.part")
    try:
        with ZipFile(part, "w", ZIP_DEFLATED, compresslevel=1) as archive:
            writer = Writer(archive, manifest)
            yield writer
            writer.close()
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def opened(path: Path) -> Iterator[tuple[ZipFile, Manifest]]:
    """The backup and what it says of itself, every byte of it looked at. Raises Broken."""
    try:
        with ZipFile(path) as archive:
            manifest = _manifest(archive)
            _check(archive, manifest)
            yield archive, manifest
    except (BadZipFile, EOFError, OSError) as error:
        raise Broken(f"{path.name} is not a whole backup: {error}.") from error


def _manifest(archive: ZipFile) -> Manifest:
    try:
        told: dict[str, Any] = json.loads(archive.read(MANIFEST))
        manifest = Manifest(**told)
    except (KeyError, TypeError, ValueError) as error:
        raise Broken("The file has no list of what it holds: it is no backup, or was cut short.") from error
    if manifest.format != FORMAT:
        raise Broken(f"It is written in format {manifest.format}, which this release can't read.")
    return manifest


def _check(archive: ZipFile, manifest: Manifest) -> None:
    if set(archive.namelist()) - {MANIFEST} != set(manifest.digests):
        raise Broken("It doesn't hold what its list names.")
    for name, digest in manifest.digests.items():
        with archive.open(name) as source:
            if hashlib.file_digest(source, "sha256").hexdigest() != digest:  # type: ignore[arg-type]
                raise Broken(f"{name} in it is not as it was written.")
