"""Reads a file that came in, in a child process; whatever is in it, the site itself opens nothing.

`read_workbook` and `read_words` answer plain values, or refuse with a sentence that says what to do. A child takes its
time to start (the library that reads workbooks is large), and the same file is read when it comes, when it is shown and
when it is taken in: what was read of it is kept in the process for as long as that takes, by the digest of its content.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.core.cache import caches

from tracker.processes import run_child
from tracker.uploads.cells import Workbook
from tracker.uploads.child import WRONG
from tracker.uploads.faults import Fault
from tracker.uploads.kinds import PROSE, TEXTS, WrongFile, parts_of
from tracker.uploads.marked import Edited
from tracker.uploads.travelling import unpack_edited, unpack_words, unpack_workbook
from tracker.uploads.words import Words

MEGABYTES = 512
SECONDS = 20
KEPT = 256 * 1024  # bytes: a larger file is read each time
SHEETS = ("xlsx", "csv")
REASONS = {
    "memory": "This file holds more than can be read here. Delete the sheets and columns that aren’t needed.",
    "time": "This file takes too long to read. Delete the sheets and columns that aren’t needed.",
}
UNSOUND = "This file can’t be read. Open it, save it again under another name, and choose the new one."


def read_workbook(kind: str, content: bytes) -> Workbook:
    """The cells of an xlsx or csv file; `kind` as `kinds.kind_of_file` tells it."""
    if kind not in SHEETS:
        raise WrongFile("Only an Excel workbook (.xlsx) or a CSV file can be read here. Save it as one of these.")
    return unpack_workbook(_read(kind, content))


def read_words(kind: str, content: bytes) -> Words:
    """The paragraphs of a docx, eml or txt file."""
    if kind not in PROSE:
        raise WrongFile(
            "Only a Word document (.docx), an e-mail (.eml) or a text file (.txt) can be read here. Save it as one, or "
            "paste its words."
        )
    return unpack_words(_read(kind, content))


def read_edited(content: bytes) -> Edited:
    """A Word file that was made here, as somebody edited it: its blocks with our marks, and its comments."""
    return unpack_edited(_read("docx", content, do="edited"))


def with_comments(kind: str, content: bytes, faults: Iterable[Fault]) -> bytes:
    """The same workbook with each fault as a comment in its cell; a CSV file comes back as a workbook."""
    said = [(fault.sheet, fault.cell, fault.words) for fault in faults if fault.cell]
    return _run("comment", kind, content, said=said)


def _read(kind: str, content: bytes, do: str = "read") -> bytes:
    """What a child read of it, now or a few minutes ago. A refusal is found anew each time."""
    key = f"{do}:{kind}:{hashlib.sha256(content).hexdigest()}"
    found: bytes | None = caches["fragments"].get(key)
    if found is None:
        found = _run(do, kind, content)
        if len(found) <= KEPT:
            caches["fragments"].set(key, found)
    return found


def _run(do: str, kind: str, content: bytes, **more: Any) -> bytes:
    if kind not in ("csv", *TEXTS):
        parts_of(content)  # a bomb is refused by its directory, before any process starts
    order = {"do": do, "kind": kind, "megabytes": MEGABYTES, "seconds": SECONDS, **more}
    ended = run_child("tracker.uploads.child", json.dumps(order).encode() + b"\n" + content, seconds=2 * SECONDS)
    if ended.done:
        return ended.out
    if ended.word.startswith(WRONG):
        raise WrongFile(ended.word.removeprefix(WRONG))
    raise WrongFile(REASONS.get(ended.word, UNSOUND))
