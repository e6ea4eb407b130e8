"""The guard before a packed document (xlsx, docx) is opened: nothing in it may run, fetch, or unfold into more."""

import io
import re
import zipfile
from pathlib import PurePosixPath
from xml.parsers import expat

from defusedxml.ElementTree import fromstring

from tracker.uploads.kinds import WrongFile, parts_of

DEEPEST = 100
MOST_CELLS = 100_000
FILLED = {"v", "is"}  # a value, or a text that stands in the cell itself
DAMAGED = (
    "This file is damaged or wasn’t made by a spreadsheet or word processor. Open it, save it again, and choose it."
)
LINKS = (
    "This file takes values from other files. Break those links (in Excel: Data, Edit links, Break link), save it, and "
    "choose it again."
)
OBJECTS = "This file has other files inside it. Take them out, save it, and choose it again."
MACROS = "This file has macros. Save it as a workbook or document without them."
FORBIDDEN = (
    (re.compile(r"/externallinks/|/connections\.xml$|/querytables/|/model/item\.data$", re.IGNORECASE), LINKS),
    (re.compile(r"/embeddings/|/activex/|/ctrlprops/", re.IGNORECASE), OBJECTS),
    (re.compile(r"/macrosheets/|/dialogsheets/|vbaproject|vbadata", re.IGNORECASE), MACROS),
)
HYPERLINK = "/hyperlink"  # an address to press: it is never followed here
TYPES = "[Content_Types].xml"


def open_package(content: bytes) -> zipfile.ZipFile:
    """The document's parts, once all of them are found to be harmless. Refuses with a sentence that says the cure."""
    parts = parts_of(content)
    for part in parts:
        check_part(part)
    if len({part.filename.lower() for part in parts}) < len(parts):
        raise WrongFile(DAMAGED)
    packed, room = zipfile.ZipFile(io.BytesIO(content)), MOST_CELLS
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels")):
            room -= check_xml(packed, part, room)
    check_types(packed)
    return packed


def check_part(part: zipfile.ZipInfo) -> None:
    """By its name alone: a place of its own inside the package, no password, no kind that runs or fetches."""
    name = part.filename.replace("\\", "/")
    if name.startswith("/") or ".." in PurePosixPath(name).parts or ":" in name or not name.isprintable():
        raise WrongFile(DAMAGED)
    if part.flag_bits & 0x1:
        raise WrongFile("This file has a password. Take it off, save it, and choose it again.")
    for pattern, sentence in FORBIDDEN:
        if pattern.search(f"/{name}"):
            raise WrongFile(sentence)


def check_xml(packed: zipfile.ZipFile, part: zipfile.ZipInfo, room: int) -> int:
    """Sound XML without a document type (hence no entities), not nested beyond reason; of links only those to press.

    Answers how many filled cells the part has.
    """
    try:
        with packed.open(part) as stream:
            walk = _Walk(room)
            walk.reader.ParseFile(stream)
        if part.filename.lower().endswith(".rels"):
            _check_relations(packed.read(part))
    except (expat.ExpatError, zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise WrongFile(DAMAGED) from error
    return walk.filled


class _Walk:
    """One pass over a part, which stops at the first thing that is not to be read."""

    def __init__(self, room: int) -> None:
        self.room, self.depth, self.filled = room, 0, 0
        self.reader = expat.ParserCreate()
        self.reader.StartElementHandler, self.reader.EndElementHandler = self.down, self.up
        self.reader.StartDoctypeDeclHandler = self.refuse

    def down(self, name: str, attributes: object) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise WrongFile(DAMAGED)
        if name in FILLED:
            self.filled += 1
            if self.filled > self.room:
                raise WrongFile(f"This file has more than {MOST_CELLS:,} filled cells. Send the part that matters.")

    def up(self, name: str) -> None:
        self.depth -= 1

    def refuse(self, *_: object) -> None:
        raise WrongFile("This file has a document type of its own, which no spreadsheet writes. Save it again.")


def _check_relations(content: bytes) -> None:
    for relation in fromstring(content):
        outside = relation.get("TargetMode", "").lower() == "external"
        if outside and not relation.get("Type", "").lower().endswith(HYPERLINK):
            raise WrongFile(LINKS)


def check_types(packed: zipfile.ZipFile) -> None:
    """A workbook with macros under another name still says so in its list of contents."""
    if TYPES not in packed.namelist():
        raise WrongFile(DAMAGED)
    if b"macroenabled" in packed.read(TYPES).lower():
        raise WrongFile(MACROS)
