"""Everything that a provider sent, as one ZIP: written piece by piece into a file, never whole in memory."""

import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils.text import slugify

from commissioning.exports.sent import SENT, sent_lines
from commissioning.figures.sent import SentRecord, SentSubmission
from commissioning.models import Attachment
from tracker.exports import About, xlsx_bytes

SUMS = "SHA256SUMS.txt"
READ_ME = """What {provider} sent, taken away on {day}.

what-we-sent.xlsx   every line as it was last sent, beside what is in force now
<quarter>/<service>/form.xlsx           one return, or money and people, as it was last sent
<quarter>/<service>/text.txt            its words alone
<quarter>/<service>/submission-1.json   each time that it was sent: all that it said. "sha256" is the digest that the
                                        office keeps of it{left_out}
<quarter>/<service>/files/              what was sent with it
SHA256SUMS.txt      the digest of every file here
"""
LEFT_OUT = "; words that are the office's own are left out here"
LONGEST_NAME = 60

Piece = tuple[str, Iterable[bytes]]


def write_archive(file: IO[bytes], pieces: Iterable[Piece], *, at: datetime) -> None:
    """Each piece under its name, with a list of digests at the end. Names that are taken get a number."""
    sums: list[str] = []
    taken: set[str] = set()
    stamp = at.astimezone(UTC).timetuple()[:6]
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for wanted, chunks in pieces:
            name, digest = free_name(wanted, taken), hashlib.sha256()
            with archive.open(_entry(name, stamp), "w") as target:
                for chunk in chunks:
                    digest.update(chunk)
                    target.write(chunk)
            sums.append(f"{digest.hexdigest()}  {name}\n")
        archive.writestr(_entry(SUMS, stamp), "".join(sums))


def _entry(name: str, stamp: tuple[int, ...]) -> ZipInfo:
    entry = ZipInfo(name, stamp)  # type: ignore[arg-type]
    entry.compress_type = ZIP_DEFLATED
    return entry


def free_name(wanted: str, taken: set[str]) -> str:
    """The name, or with a number where it is there already."""
    stem, dot, ending = wanted.rpartition(".")
    name, number = wanted, 2
    while name in taken:
        name, number = f"{stem}-{number}{dot}{ending}", number + 1
    taken.add(name)
    return name


def folder_of(quarter: str, name: str) -> str:
    return f"{slugify(quarter)}/{slugify(name)[:LONGEST_NAME] or 'return'}"


def read_me(provider: str, day: str) -> Piece:
    return "README.txt", [READ_ME.format(provider=provider, day=day, left_out=LEFT_OUT).encode()]


def whole_list(records: list[SentRecord], day: str) -> Piece:
    rows = (line for record in records for line in sent_lines(record))
    return "what-we-sent.xlsx", [xlsx_bytes(SENT, rows, about=About("What we sent", (("Day", day),)))]


def pieces_of_record(record: SentRecord) -> Iterator[Piece]:
    """One return as it was last sent: its lines as a workbook, its words as a text."""
    folder = folder_of(record.quarter, record.name)
    about = About(f"{record.name}, {record.quarter}"[:31], (("Quarter", record.quarter), ("What", record.name)))
    yield f"{folder}/form.xlsx", [xlsx_bytes(SENT, sent_lines(record), about=about)]
    words = [f"{line.label}\n\n{line.sent}\n\n" for line in record.lines if line.part == "Text"]
    if words:
        yield f"{folder}/text.txt", ["".join(words).encode()]


def piece_of_submission(sent: SentSubmission) -> Piece:
    told = {"sent": sent.number, "at": sent.at.isoformat(), "sha256": sent.sha256, "content": sent.content}
    text = json.dumps(told, ensure_ascii=False, indent=1)
    return f"{folder_of(sent.quarter, sent.name)}/submission-{sent.number}.json", [text.encode()]


def piece_of_file(folder: str, row: Attachment) -> Piece:
    """A file that was sent, read a chunk at a time."""
    stem, dot, ending = row.name.rpartition(".")
    name = f"{slugify(stem or row.name)[:LONGEST_NAME] or 'file'}{dot}{slugify(ending)}" if dot else slugify(row.name)
    return f"{folder}/files/{name}", _chunks(row)


def _chunks(row: Attachment) -> Iterator[bytes]:
    with row.file.open("rb") as held:
        yield from iter(lambda: held.read(io.DEFAULT_BUFFER_SIZE * 8), b"")
