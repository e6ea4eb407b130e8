"""Files that somebody may send to do harm, and what each is refused with. Made here, so that none lies about."""

import io
import zipfile
from collections.abc import Callable, Iterator

from openpyxl import Workbook

DECLARED = b'<?xml version="1.0" encoding="UTF-8"?>'
SHEET = "xl/worksheets/sheet1.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
LAUGHS = (
    b'<!DOCTYPE lolz [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (ord("b") + n, b"&%c;" % (ord("a") + n) * 10) for n in range(9))
    + b"]>"
)
OUTSIDE = b'<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook() -> bytes:
    """A sound workbook: the control of every refusal."""
    book = Workbook()
    book.worksheets[0].title = "Quarter 2"
    book.worksheets[0].append(["Referrals", 492])
    return saved(book)


def saved(book: Workbook) -> bytes:
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def changed(change: Callable[[str, bytes], bytes], *more: tuple[str, bytes]) -> bytes:
    """The sound workbook with its parts put through a change, and further parts."""
    kept = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook())) as old,
        zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            new.writestr(part.filename, change(part.filename, old.read(part)))
        for name, content in more:
            new.writestr(name, content)
    return kept.getvalue()


def with_part(name: str, content: bytes = DECLARED + b"<x/>") -> bytes:
    return changed(lambda _, old: old, (name, content))


def with_sheet(content: bytes) -> bytes:
    return changed(lambda name, old: content if name == SHEET else old)


def rows(inside: bytes) -> bytes:
    return DECLARED + b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (MAIN, inside)


def with_link(kind: str) -> bytes:
    link = f'<Relationship Id="rId99" Type="http://x/{kind}" Target="http://elsewhere.example/" TargetMode="External"/>'
    return changed(
        lambda name, old: (
            old.replace(b"</Relationships>", link.encode() + b"</Relationships>") if name == RELATIONS else old
        )
    )


def renamed_macros() -> bytes:
    kind = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return changed(lambda name, old: old.replace(plain, kind) if name == "[Content_Types].xml" else old)


def locked() -> bytes:
    """The flag that says that the parts have a password."""
    content = bytearray(workbook())
    for start in _finds(bytes(content), b"PK\x01\x02"):
        content[start + 8] |= 1
    return bytes(content)


def _finds(content: bytes, sign: bytes) -> Iterator[int]:
    place = content.find(sign)
    while place >= 0:
        yield place
        place = content.find(sign, place + 1)


NESTED = b"<a>" * 5_000 + b"</a>" * 5_000
DAMAGED, TYPE, MANY = "is damaged", "document type of its own", "unpacks to far more"
HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a bomb of noughts": ("xlsx", lambda: with_part("xl/media/a.bin", b"\x00" * 120_000_000), MANY),
    "a hundred thousand parts": (
        "xlsx",
        lambda: changed(lambda _, old: old, *((f"x/{n}", b"") for n in range(2_500))),
        MANY,
    ),
    "an entity from a file": ("xlsx", lambda: with_sheet(DECLARED + OUTSIDE + b"<x>&secret;</x>"), TYPE),
    "a billion laughs": ("xlsx", lambda: with_sheet(DECLARED + LAUGHS + b"<x>&j;</x>"), TYPE),
    "a document type in a list of relations": ("xlsx", lambda: with_part("xl/_rels/x.rels", OUTSIDE + b"<x/>"), TYPE),
    "a document type in two-byte letters": (
        "xlsx",
        lambda: with_sheet((OUTSIDE + b"<x/>").decode().encode("utf-16")),
        TYPE,
    ),
    "values of another workbook": (
        "xlsx",
        lambda: with_part("xl/externalLinks/externalLink1.xml"),
        "takes values from",
    ),
    "a link to a template elsewhere": ("xlsx", lambda: with_link("attachedTemplate"), "takes values from"),
    "a connection to a database": ("xlsx", lambda: with_part("xl/connections.xml"), "takes values from"),
    "macros": ("xlsx", lambda: with_part("xl/vbaProject.bin", b"x"), "has macros"),
    "macros of the old kind": ("xlsx", lambda: with_part("xl/macrosheets/sheet1.xml"), "has macros"),
    "a workbook with macros under another name": ("xlsx", renamed_macros, "has macros"),
    "a file inside the file": ("xlsx", lambda: with_part("xl/embeddings/oleObject1.bin", b"x"), "other files inside"),
    "a control that runs": ("xlsx", lambda: with_part("xl/activeX/activeX1.xml"), "other files inside"),
    "a password": ("xlsx", locked, "has a password"),
    "half a file": ("xlsx", lambda: workbook()[:3_000], "isn’t what its name says"),
    "a part cut short": ("xlsx", lambda: with_sheet(rows(b"<row><c><v>1</v>")[:120]), DAMAGED),
    "XML nested five thousand deep": ("xlsx", lambda: with_sheet(DECLARED + NESTED), DAMAGED),
    "a name that climbs out": ("xlsx", lambda: with_part("../../etc/passwd"), DAMAGED),
    "a name from the root": ("xlsx", lambda: with_part("/etc/passwd"), DAMAGED),
    "a name with a drive": ("xlsx", lambda: with_part("C:\\x.xml"), DAMAGED),
    "two parts of one name": ("xlsx", lambda: with_part("XL/Workbook.xml"), DAMAGED),
    "a million rows": ("xlsx", lambda: with_sheet(rows(b"<row><c><v>1</v></c></row>" * 1_000_000)), "100,000 filled"),
    "two million rows": (
        "xlsx",
        lambda: with_sheet(rows(b"<row><c><v>1</v></c></row>" * 2_000_000)),
        "100,000 filled",
    ),
    "six thousand rows": ("xlsx", lambda: with_sheet(rows(b"<row><c><v>1</v></c></row>" * 6_000)), "5,000 rows"),
    "a row with a number beyond all": (
        "xlsx",
        lambda: with_sheet(rows(b'<row r="999999999"><c r="A999999999"><v>1</v></c></row>')),
        "row 999,999,999",
    ),
    "two thousand columns": (
        "xlsx",
        lambda: with_sheet(rows(b"<row>" + b"<c><v>1</v></c>" * 2_000 + b"</row>")),
        "100 columns",
    ),
    "text that is no workbook": ("xlsx", lambda: b"PK\x03\x04" + b"x" * 500, "isn’t what its name says"),
    "a page of the web": ("xlsx", lambda: b"<html><script>alert(1)</script></html>", "isn’t what its name says"),
    "a Word file as a workbook": (
        "xlsx",
        lambda: with_part("word/document.xml").replace(b"xl/workbook", b"xl/w0rkbook"),
        "isn’t what its name says",
    ),
    "an old workbook": (
        "xlsx",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 500,
        "password or is of an old kind",
    ),
    "a CSV of two million letters in a cell": ("csv", lambda: b'a,"' + b"x" * 2_000_000, "quotation mark"),
    "a CSV of six thousand rows": ("csv", lambda: b"1,2\n" * 6_000, "5,000 rows"),
    "a CSV of two million rows": ("csv", lambda: b"1,2\n" * 2_000_000, "5,000 rows"),
    "a page in two-byte letters": ("csv", lambda: "<html><script>".encode("utf-16"), "isn’t what its name says"),
    "half a letter of two bytes": ("csv", lambda: "a,b\n".encode("utf-16")[:-1], "isn’t what its name says"),
    "a CSV with noughts": ("csv", lambda: b"a\x00b,1\n", "isn’t what its name says"),
    "a CSV that is a page": ("csv", lambda: b"<html><script>", "isn’t what its name says"),
}
