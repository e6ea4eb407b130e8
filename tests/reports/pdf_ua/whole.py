"""Rules of the file as a whole: what it says that it is, its language, and what it may not hold."""

import re
from collections.abc import Iterator

import pikepdf
from pikepdf import Dictionary

from tests.reports.pdf_ua.condition import Condition
from tests.reports.pdf_ua.reading import Reading

LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*")
UA = "http://www.aiim.org/pdfua/ns/id/"
DC = "http://purl.org/dc/elements/1.1/"


def header(reading: Reading) -> Iterator[str]:
    if not re.fullmatch(rb"%PDF-1\.[0-7]\r?\n?.*", reading.header, re.DOTALL):
        yield f"it begins with {reading.header!r}"


def tagged(reading: Reading) -> Iterator[str]:
    if reading.root.get("/MarkInfo", Dictionary()).get("/Marked") is not True:
        yield "it is not marked as tagged"


def not_suspect(reading: Reading) -> Iterator[str]:
    if reading.root.get("/MarkInfo", Dictionary()).get("/Suspects") is True:
        yield "its tags are said to be suspect"


def metadata(reading: Reading) -> Iterator[str]:
    if "/Metadata" not in reading.root:
        yield "it has no metadata"


def says_pdf_ua(reading: Reading) -> Iterator[str]:
    held = reading.root.Metadata.read_bytes() if "/Metadata" in reading.root else b""
    if not re.search(rb"pdfuaid:part(=[\"']|>)1[\"'<]", held) or UA.encode() not in held:
        yield "its metadata do not say that it is PDF/UA-1"
    if re.search(rb"<?\b(?!pdfuaid:)\w+:(amd|corr)\b", held):
        yield "an entry of PDF/UA has another prefix"


def says_its_title(reading: Reading) -> Iterator[str]:
    if "/Metadata" not in reading.root:
        yield "it has no metadata"
        return
    with reading.pdf.open_metadata() as held:
        if not str(held.get(f"{{{DC}}}title", "")).strip():
            yield "its metadata have no title"


def shows_its_title(reading: Reading) -> Iterator[str]:
    if reading.root.get("/ViewerPreferences", Dictionary()).get("/DisplayDocTitle") is not True:
        yield "a reader would show the name of the file for its title"


def names_its_language(reading: Reading) -> Iterator[str]:
    if not str(reading.root.get("/Lang", "")).strip():
        yield "the document names no language"


def languages_are_languages(reading: Reading) -> Iterator[str]:
    for held in [reading.root, *(each.node for each in reading.elements)]:
        if "/Lang" in held and not LANGUAGE.fullmatch(str(held.Lang)):
            yield f"{held.Lang} is no language"


def no_optional_content(reading: Reading) -> Iterator[str]:
    if "/OCProperties" in reading.root:
        yield "it has layers that can be switched off"


def no_files_inside(reading: Reading) -> Iterator[str]:
    names = reading.root.get("/Names", Dictionary())
    if "/EmbeddedFiles" in names or "/AF" in reading.root or len(reading.pdf.attachments):
        yield "a file is inside"


def no_form(reading: Reading) -> Iterator[str]:
    if "/AcroForm" in reading.root:
        yield "it has a form"


def not_encrypted(reading: Reading) -> Iterator[str]:
    if reading.pdf.is_encrypted:
        yield "it is encrypted"


def has_bookmarks(reading: Reading) -> Iterator[str]:
    with reading.pdf.open_outline() as outline:
        named = [each.title for each in all_of(outline.root)]
    if not named:
        yield "it has no bookmarks"
    yield from (f"a bookmark says nothing: {each!r}" for each in named if not each.strip())


def all_of(items: list[pikepdf.OutlineItem]) -> Iterator[pikepdf.OutlineItem]:
    for each in items:
        yield each
        yield from all_of(each.children)


LANG = "the page names its language, en-GB, and the renderer writes it for the whole document"
WHOLE = (
    Condition("+1", "6.1", "The file does not begin as a PDF 1.0 to 1.7.", "the renderer writes 1.7", header, "6.1-1"),
    Condition(
        "+2",
        "6.2",
        "The file does not say that it is tagged.",
        "the renderer is asked for PDF/UA-1 and says so",
        tagged,
        "6.2-1",
    ),
    Condition(
        "01-007", "7.1", "The tags are said to be suspect.", "nothing says so, as nothing is", not_suspect, "7.1-4"
    ),
    Condition("06-001", "7.1", "No XMP metadata.", "the renderer writes them", metadata, "7.1-8"),
    Condition(
        "06-002",
        "5",
        "The metadata do not say PDF/UA.",
        "part 1 is named, under the prefix pdfuaid",
        says_pdf_ua,
        "5-1 5-2 5-3 5-4 5-5",
    ),
    Condition(
        "06-003",
        "7.1",
        "The metadata have no title.",
        "the page's title: the update, its quarter and the office",
        says_its_title,
        "7.1-9",
    ),
    Condition(
        "07-001",
        "7.1",
        "Nothing says that the title is shown.",
        "DisplayDocTitle is written, and true",
        shows_its_title,
        "7.1-10",
    ),
    Condition("07-002", "7.1", "It says that the title is not shown.", "as before", shows_its_title, "7.1-10"),
    Condition("11-001", "7.2", "The language of the text is not known.", LANG, names_its_language, "7.2-34"),
    Condition(
        "11-002",
        "7.2",
        "The language of alternative text, actual text or expansions is not known.",
        LANG,
        names_its_language,
        "7.2-21 7.2-22 7.2-23 7.2-30 7.2-31 7.2-32",
    ),
    Condition("11-003", "7.2", "The language of the bookmarks is not known.", LANG, names_its_language, "7.2-2"),
    Condition("11-004", "7.2", "The language of what links say is not known.", LANG, names_its_language, "7.2-24"),
    Condition("11-005", "7.2", "The language of a form's field is not known.", LANG, names_its_language, "7.2-25"),
    Condition("11-006", "7.2", "The language of the metadata is not known.", LANG, names_its_language, "7.2-33"),
    Condition(
        "+3", "7.2", "What is named as a language is none.", "en-GB, and no other", languages_are_languages, "7.2-29"
    ),
    Condition("20-001", "7.10", "A set of layers has no name.", "there are no layers", no_optional_content, "7.10-1"),
    Condition("20-002", "7.10", "The first set of layers has no name.", "no layers", no_optional_content, "7.10-1"),
    Condition("20-003", "7.10", "Layers switch themselves.", "no layers", no_optional_content, "7.10-2"),
    Condition(
        "21-001",
        "7.11",
        "A file inside has no name.",
        "no file is inside: the renderer may load but our own style and font",
        no_files_inside,
        "7.11-1",
    ),
    Condition("25-001", "7.15", "It is a dynamic XFA form.", "there is no form", no_form, "7.15-1"),
    Condition(
        "26-001",
        "7.16",
        "It is encrypted and does not say what is allowed.",
        "never encrypted",
        not_encrypted,
        "7.16-1",
    ),
    Condition("26-002", "7.16", "It is encrypted against readers.", "never encrypted", not_encrypted, "7.16-1"),
    Condition(
        "+4",
        "7.17",
        "There are no bookmarks, or one that says nothing.",
        "a bookmark for every heading; where a heading has two lines the template names it",
        has_bookmarks,
    ),
)
