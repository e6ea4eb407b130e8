"""Files that are kept for good, each under the name of its own digest."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


def keep(content: bytes, ending: str, *, folder: str) -> str:
    """Kept under its digest. One that lies there whole is left; one that a worker left half written is replaced."""
    name = f"{folder}/{sha256(content)}.{ending}"
    if default_storage.exists(name):
        if stored(name) == content:
            return name
        default_storage.delete(name)
    return default_storage.save(name, ContentFile(content))


def stored(name: str) -> bytes:
    with default_storage.open(name) as file:
        return bytes(file.read())


def sha256(content: str | bytes) -> str:
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()
