"""Which kinds of file may come in: a file's name says one, and its bytes must agree."""

import io
import zipfile
from collections.abc import Callable

from tracker.refusals import Refusal

MEGABYTE = 1024 * 1024
MOST_UNPACKED = 100 * MEGABYTE
MOST_PARTS = 2_000
OFFICE = "application/vnd.openxmlformats-officedocument."
ACCEPTED = "an Excel workbook (.xlsx), a CSV file, a PDF, a Word document (.docx) or a PNG or JPEG picture"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TWO_BYTES = (b"\xff\xfe", b"\xfe\xff")  # how a text in UTF-16 begins
SAVE_AS = {"xlsx": "an Excel workbook (.xlsx)", "docx": "a Word document (.docx)"}


class WrongFile(Refusal):
    """A file that can't be taken; the sentence says why and what to do."""


def _packed(main: str) -> Callable[[bytes], bool]:
    def is_it(content: bytes) -> bool:
        return content.startswith(b"PK\x03\x04") and main in {part.filename for part in parts_of(content)}

    return is_it


def parts_of(content: bytes) -> list[zipfile.ZipInfo]:
    """The parts of a packed document, by its directory alone: nothing is unpacked. None, if it isn't one."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return []
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise WrongFile("This file unpacks to far more than can be read here. Save it again without pictures.")
    if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
        raise WrongFile("This file has macros. Save it as a workbook or document without them.")
    return parts


def _is_text(content: bytes) -> bool:
    if content.startswith(TWO_BYTES):  # what Excel saves as “Unicode text”
        try:
            text = content.decode("utf-16")
        except UnicodeDecodeError:
            return False
        return "\x00" not in text and text.lstrip()[:1] not in ("<", "{")
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
TEXTS: dict[str, tuple[str, Callable[[bytes], bool]]] = {  # read for their words, and kept nowhere else
    "txt": ("text/plain", lambda content: b"\x00" not in content or content.startswith(TWO_BYTES)),
    "eml": ("message/rfc822", lambda content: b"\x00" not in content),
}
ENDINGS = {"jpeg": "jpg"}
PROSE = ("docx", "eml", "txt")


def kind_of_prose(name: str, content: bytes) -> str:
    """Which kind of file with words in it a file is. Refuses everything else."""
    kind = name.rpartition(".")[2].lower()
    if kind in TEXTS and content:
        if not TEXTS[kind][1](content):
            raise WrongFile(f"This isn’t what its name says (.{kind}). Open it, and paste its words instead.")
        return kind
    if kind == "msg" or kind not in (*PROSE, "doc"):
        raise WrongFile(
            "Only a Word document (.docx), an e-mail (.eml) or a text file (.txt) can be read here. Save it as one, or "
            "paste its words."
        )
    if kind == "doc":
        raise WrongFile("This is a Word document of the old kind. Save it as .docx, or paste its words.")
    return kind_of_file(name, content)


def media_type_of(kind: str) -> str:
    return (TEXTS.get(kind) or KINDS[kind])[0]


def kind_of_file(name: str, content: bytes) -> str:
    """Which accepted kind a file is. Refuses everything else."""
    ending = name.rpartition(".")[2].lower()
    kind = ENDINGS.get(ending, ending)
    if not content:
        raise WrongFile("This file is empty. Choose another.")
    if kind not in KINDS:
        raise WrongFile(f"Files of this kind can’t be kept. Send {ACCEPTED}.")
    if kind in SAVE_AS and content.startswith(OLD_OFFICE):
        raise WrongFile(
            f"This file has a password or is of an old kind. Open it, take the password off, and save it as "
            f"{SAVE_AS[kind]}."
        )
    if not KINDS[kind][1](content):
        raise WrongFile(f"This isn’t what its name says (.{ending}). Open it, save it again, and choose the new file.")
    return kind
