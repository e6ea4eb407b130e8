"""Files kept as evidence: what they are is read from their bytes, never believed from their name."""

import hashlib
import io
import secrets
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.db import transaction

from commissioning.models import Attachment, OfficeItem, QuarterlyReturn
from commissioning.workflow.entry import lock
from commissioning.workflow.life import check_open
from commissioning.workflow.refusals import Refusal
from commissioning.workflow.sections.lines import under
from tracker.audit import record as record_event
from tracker.models import User

MEGABYTE = 1024 * 1024
MOST_BYTES = 10 * MEGABYTE
MOST_UNPACKED = 100 * MEGABYTE
MOST_PARTS = 2_000
MOST_FILES = 20
NAME_LENGTH = 160
OFFICE = "application/vnd.openxmlformats-officedocument."
ACCEPTED = "an Excel workbook (.xlsx), a CSV file, a PDF, a Word document (.docx) or a PNG or JPEG picture"


class WrongFile(Refusal):
    """A file that can't be kept here; the sentence says why and what to do."""


def _packed(main: str) -> Callable[[bytes], bool]:
    def is_it(content: bytes) -> bool:
        return content.startswith(b"PK\x03\x04") and main in _parts(content)

    return is_it


def _parts(content: bytes) -> set[str]:
    """The parts of a packed document, by its directory alone: nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return set()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise WrongFile("This file unpacks to far more than a return can hold. Save it again without pictures.")
    names = {part.filename for part in parts}
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise WrongFile("This file has macros. Save it as a workbook or document without them.")
    return names


def _is_text(content: bytes) -> bool:
    if b"\x00" in content or content.lstrip()[:1] in (b"<", b"{"):
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return not any(byte < 9 for byte in content)
    return True


KINDS: dict[str, tuple[str, Callable[[bytes], bool]]] = {
    "xlsx": (f"{OFFICE}spreadsheetml.sheet", _packed("xl/workbook.xml")),
    "docx": (f"{OFFICE}wordprocessingml.document", _packed("word/document.xml")),
    "pdf": ("application/pdf", lambda content: content.startswith(b"%PDF-")),
    "png": ("image/png", lambda content: content.startswith(b"\x89PNG\r\n\x1a\n")),
    "jpg": ("image/jpeg", lambda content: content.startswith(b"\xff\xd8\xff")),
    "csv": ("text/csv", _is_text),
}
ENDINGS = {"jpeg": "jpg"}


def kind_of_file(name: str, content: bytes) -> str:
    """Which accepted kind a file is: its name says one, and its bytes must agree. Refuses everything else."""
    ending = name.rpartition(".")[2].lower()
    kind = ENDINGS.get(ending, ending)
    if not content:
        raise WrongFile("This file is empty. Choose another.")
    if kind not in KINDS:
        raise WrongFile(f"Files of this kind can’t be kept. Send {ACCEPTED}.")
    if not KINDS[kind][1](content):
        raise WrongFile(f"This isn’t what its name says (.{ending}). Open it, save it again, and choose the new file.")
    return kind


@transaction.atomic
def attach(
    *, record: QuarterlyReturn | OfficeItem, name: str, file: BinaryIO, size: int, by: User, at: datetime
) -> Attachment:
    """Keep a file as evidence, under a random name. The same file twice is kept once."""
    owner = lock(record)
    check_open(owner, by)
    if size > MOST_BYTES:
        raise WrongFile(f"This file is larger than {MOST_BYTES // MEGABYTE} MB. Send a smaller one.")
    content = file.read()
    kind = kind_of_file(name, content)
    digest = hashlib.sha256(content).hexdigest()
    mine = Attachment.objects.filter(**under(owner))
    twin = mine.filter(sha256=digest).first()
    if twin is not None:
        return twin
    if mine.count() >= MOST_FILES:
        raise WrongFile(f"There are {MOST_FILES} files here already, the most that can be kept.")
    return _keep(
        Attachment(
            name=_plain_name(name),
            media_type=KINDS[kind][0],
            size=len(content),
            sha256=digest,
            by=by,
            at=at,
            file=ContentFile(content, name=f"{secrets.token_hex(16)}.{kind}"),
            **under(owner),
        )
    )


def _keep(attachment: Attachment) -> Attachment:
    attachment.save()
    record_event(
        act="attach",
        record=attachment.parent,
        by=attachment.by,
        at=attachment.at,
        from_state=attachment.parent.state,
        to_state=attachment.parent.state,
        changes={"file": ("", attachment.name), "sha256": ("", attachment.sha256)},
    )
    return attachment


def _plain_name(name: str) -> str:
    """The file's own name without folders or control characters, its end kept where it is too long."""
    plain = "".join(sign for sign in name.replace("\\", "/").rpartition("/")[2] if sign.isprintable())
    return plain[-NAME_LENGTH:] or "file"
