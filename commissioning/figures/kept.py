"""The whole of a large portfolio, and what is set up, put where other processes find it: in a table of the database.

It holds no record, and nothing is lost with it: whoever finds nothing there reads everything. What stands there names
all that it was made of: the code, the state of what is set up, the quarter and whose eyes; and with it the event of
the audit trail that it is true to, from which its reader follows. One row is one whole, so nobody finds half of one.
Two processes that put theirs at once put two truths, one perhaps older, and either is followed.
"""

import hashlib
import io
import logging
import pickle
import platform
import zlib
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

import django
from django.core.cache import caches
from django.db import DatabaseError

from tracker.afterwards import once_answered
from tracker.beginning import made_first
from tracker.collecting import collecting_later

log = logging.getLogger("tracker.kept")
Found = TypeVar("Found")
LARGE = 250  # services: fewer are read about as quickly as they are looked up
MOVED = 20  # changes: what others would have to follow before it is kept anew
EVERY = object()  # one state: what is kept is followed from one to the next
ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("commissioning", "providers", "tracker")
PLAIN = {
    "builtins": {"frozenset", "set"},
    "collections": {"Counter"},
    "datetime": {"date", "datetime", "timedelta", "timezone"},
    "decimal": {"Decimal"},
    "django.utils.safestring": {"SafeString"},
}


class Recent(Generic[Found]):
    """What this process worked out of one state of what is set up, question by question: the last few of them."""

    every: ClassVar[list["Recent[Any]"]] = []

    def __init__(self, most: int) -> None:
        self.every.append(self)
        self.most = most
        self._held: list[tuple[object, object, Found]] = []

    def find(self, state: object, asked: object) -> Found | None:
        return next((found for known, of, found in self._held if known is state and of == asked), None)

    def put(self, state: object, asked: object, found: Found) -> None:
        """In the place of what was found before; what belongs to another state goes."""
        others = [each for each in self._held if each[0] is state and each[1] != asked]
        self._held = [*others[len(others) + 1 - self.most :], (state, asked, found)]

    def forget(self) -> None:
        self._held = []


def put(name: str, content: Any) -> None:
    """Plain values, once the page that worked them out is answered. Another process's may take its place, and a
    database that can't be written to now is left alone.
    """
    once_answered(lambda: _put(name, content))


def _put(name: str, content: Any) -> None:
    with collecting_later():
        caches["kept"].set(_key(name), zlib.compress(packed(content), 1))


def find(name: str) -> Any:
    """What is kept under the name; None without any, or where it can't be read, which the log tells: pages are right
    without it, and slow.
    """
    try:
        found: bytes | None = caches["kept"].get(_key(name))
        with collecting_later():
            return unpacked(zlib.decompress(found)) if found else None
    except (DatabaseError, zlib.error, pickle.UnpicklingError) as error:
        log.warning("What is kept can’t be read, and is made anew: %s", error)
        return None


def packed(content: Any) -> bytes:
    into = io.BytesIO()
    Packer(into, protocol=5).dump(content)
    return into.getvalue()


def unpacked(content: bytes) -> Any:
    return Unpacker(io.BytesIO(content)).load()


class Packer(pickle.Pickler):
    """Writes our dataclasses as their fields, in order, and a choice as its value: Python 3.11 up to its third release
    writes it as the attribute of its class, which is no plain value.
    """

    def reducer_override(self, thing: Any) -> Any:
        parts = parts_of(type(thing))  # type: ignore[arg-type]
        return NotImplemented if parts is None else (type(thing), parts(thing))


@cache
def parts_of(kind: Any) -> Callable[[Any], tuple[Any, ...]] | None:
    """What a thing of this kind is made of, to be made again; None where the pickler knows it."""
    if issubclass(kind, Enum):
        return lambda thing: (thing.value,)
    if issubclass(kind, type) or not is_dataclass(kind):
        return None
    names = [each.name for each in fields(kind) if each.init]
    if len(names) < 2:
        return lambda thing: tuple(getattr(thing, name) for name in names)
    return attrgetter(*names)


class Unpacker(pickle.Unpickler):
    """Makes nothing but plain values: numbers, days, words, and our own dataclasses, choices and named tuples."""

    def find_class(self, module: str, name: str) -> Any:
        if name in PLAIN.get(module, ()):
            return super().find_class(module, name)
        if module.partition(".")[0] in ROOMS:
            found = super().find_class(module, name)
            if isinstance(found, type) and (is_dataclass(found) or issubclass(found, Enum | tuple)):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no plain value.")


def _key(name: str) -> str:
    return hashlib.sha256(f"{shape()}\n{name}".encode()).hexdigest()


@made_first
@cache
def shape() -> str:
    """The code that makes what is kept: another release keeps its own, and reads none of this one's."""
    digest = hashlib.sha256(f"{django.__version__} {platform.python_version()}".encode())
    for path in sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()
