"""Files that anybody can fetch, taken apart: what they say, and what is written into them without being shown."""

import csv
import html
import io
import json
import re
import subprocess
import zipfile
from collections.abc import Iterator
from decimal import Decimal

import pikepdf
from openpyxl import load_workbook

from reports.document import from_json
from tests.reports.attacker import Known, Sum, compared, of_row, printed

TAG = re.compile(r"<[^>]*>")
UNSEEN = re.compile(r"[\s\u200b\u00ad\u00a0.,;:()\-–+@/]+")


def plain(text: str) -> str:
    """A text as something planted is looked for in it: however it is spaced, broken, escaped or written large."""
    return UNSEEN.sub("", html.unescape(text)).casefold()


def everything_in(content: bytes) -> Iterator[str]:
    """All texts of a file: as bytes, inside what is packed, and of a PDF every string and stream that it holds."""
    yield content.decode("utf-8", "replace")
    yield content.decode("utf-16", "replace")
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            yield packed.comment.decode("utf-8", "replace")
            for part in packed.namelist():
                yield part
                yield from everything_in(packed.read(part))
    if content[:5] == b"%PDF-":
        yield said_by_pdf(content)
        with pikepdf.open(io.BytesIO(content)) as pdf:
            for thing in pdf.objects:
                yield from _strings(thing)


def _strings(thing: pikepdf.Object) -> Iterator[str]:
    if isinstance(thing, pikepdf.String):
        yield str(thing)
    elif isinstance(thing, pikepdf.Array):
        for each in thing:
            yield from _strings(each) if isinstance(each, pikepdf.Object) and not each.is_indirect else ()
    elif isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        for _, each in thing.items():
            yield from _strings(each) if isinstance(each, pikepdf.Object) and not each.is_indirect else ()
        if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") not in ("/Image", "/Type1C", "/OpenType"):
            yield thing.read_bytes().decode("utf-8", "replace")


def said_by_pdf(content: bytes) -> str:
    run = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)
    return run.stdout.decode()


def said_by(name: str, content: bytes) -> str:
    """The words of a page, a PDF or a Word file in their order."""
    if name.endswith(".pdf"):
        return said_by_pdf(content)
    if name.endswith(".docx"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = packed.read("word/document.xml")
    return html.unescape(TAG.sub(" ", content.decode()))


def sums_of(name: str, content: bytes, found: Known, period: str) -> list[Sum]:
    """What an attacker reads of sums in one file."""
    if name.endswith(".json"):
        return list(printed(from_json(json.loads(content)), found.reporters))
    if name.endswith((".csv", ".xlsx")):
        return list(_listed(_rows(name, content), found))
    return list(_read(said_by(name, content), found, period))


def _rows(name: str, content: bytes) -> Iterator[dict[str, object]]:
    if name.endswith(".csv"):
        yield from csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
        return
    book = load_workbook(io.BytesIO(content))
    for sheet in book.worksheets:  # hidden ones too
        rows = list(sheet.iter_rows(values_only=True))
        head = next((at for at, row in enumerate(rows) if "Code" in row and "Period" in row), None)
        for row in rows[head + 1 :] if head is not None else ():
            yield dict(zip(rows[head], row, strict=False))


def _listed(rows: Iterator[dict[str, object]], found: Known) -> Iterator[Sum]:
    for row in rows:
        code, period, who, by, category = (
            str(row[key] or "") for key in ("Code", "Period", "Provider", "By", "Category")
        )
        yield from of_row(code, period, who, by, category, row["Value"], found.reporters)
        yield from compared(code, period, str(row["Compared with"] or ""), found.reporters)


def _read(text: str, found: Known, period: str) -> Iterator[Sum]:
    """The tables by category, found by what stands over them and between "Area" and "All"."""
    for code, at in list(found.reporters):
        label, _, category = at.partition(f"{period} ")
        if label or ": " not in category:
            continue
        by, _, name = category.partition(": ")
        table = re.search(rf"by {by.lower()},\s+{period}(?P<rows>.*?)\bAll\b\s+(?P<all>[\d,]+|not shown)", text, re.S)
        if table is None:
            continue
        if table["all"] != "not shown":
            yield Sum(tuple(found.reporters[code, period]), _number(table["all"]))
        row = re.search(rf"\b{re.escape(name)}\s+([\d,]+)\b", table["rows"])
        if row:
            yield Sum(tuple(found.reporters[code, at]), _number(row[1]))


def _number(text: str) -> int:
    return int(Decimal(text.replace(",", "")))
