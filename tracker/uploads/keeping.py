"""A file as it came: bounded, told by its bytes, and kept under a random name."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.core.files.base import ContentFile

from tracker.uploads.kinds import MEGABYTE, WrongFile, kind_of_file, media_type_of

MOST_BYTES = 10 * MEGABYTE
NAME_LENGTH = 160


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that may be kept: its own name, its kind and its content."""

    name: str
    kind: str
    content: bytes
    sha256: str

    @property
    def fields(self) -> dict[str, Any]:
        """What a row that keeps it stores."""
        return {
            "name": self.name,
            "media_type": media_type_of(self.kind),
            "size": len(self.content),
            "sha256": self.sha256,
            "file": ContentFile(self.content, name=f"{secrets.token_hex(16)}.{self.kind}"),
        }


def take(name: str, file: BinaryIO, size: int, kind_of: Callable[[str, bytes], str] = kind_of_file) -> Upload:
    """The file, if it may come in. One that is too large is refused before it is read."""
    if size > MOST_BYTES:
        raise WrongFile(f"This file is larger than {MOST_BYTES // MEGABYTE} MB. Send a smaller one.")
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise WrongFile(f"This file is larger than {MOST_BYTES // MEGABYTE} MB. Send a smaller one.")
    return upload_of(name, kind_of(name, content), content)


def upload_of(name: str, kind: str, content: bytes) -> Upload:
    return Upload(plain_name(name), kind, content, hashlib.sha256(content).hexdigest())


def plain_name(name: str) -> str:
    """The file's own name without folders or control characters, its end kept where it is too long."""
    plain = "".join(sign for sign in name.replace("\\", "/").rpartition("/")[2] if sign.isprintable())
    return plain[-NAME_LENGTH:] or "file"
