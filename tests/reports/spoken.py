"""What a page, a PDF and a Word file say, in the order in which it is read, alternative texts and marks of charts too.

Texts of attributes stand where they are heard. The length of a bar is written as ⟦81.44⟧ behind its label.
"""

import html
import re
import subprocess
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO

import pikepdf

HEARD = ("alt", "title", "aria-label", "aria-description", "aria-valuetext", "content")
UNHEARD = ("script", "style")
IN_WORD = re.compile(
    r"<w:t(?: [^>]*)?>([^<]*)<|(?:descr|title)=\"([^\"]*)\"|<w:tbl(?:Caption|Description) w:val=\"([^\"]*)\""
    r"|</w:(?:p|tc)>"
)


def spoken(name: str, content: bytes) -> list[str]:
    """All that a file says: what is read from its beginning to its end, then whatever it says of itself."""
    if name.endswith(".pdf"):
        return list(_pdf(content))
    if name.endswith(".docx"):
        return list(_word(content))
    page = _Page()
    page.feed(content.decode())
    return [as_one(" ".join(page.said))]


def as_one(text: str) -> str:
    """A text with single spaces, and without what no eye sees."""
    return re.sub(r"[\s\u00a0\u2009\u202f]+", " ", re.sub(r"[\u200b\u00ad\u2060]", "", text)).strip()


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.unheard = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.unheard += tag in UNHEARD
        values = dict(attrs)
        self.said += [values[each] or "" for each in HEARD if each in values]
        self.said += [value or "" for key, value in attrs if key.startswith("data-")]
        if tag == "rect":
            self.said.append(f"⟦{values.get('width')}⟧")

    def handle_endtag(self, tag: str) -> None:
        self.unheard -= tag in UNHEARD

    def handle_data(self, data: str) -> None:
        if not self.unheard:
            self.said.append(data)


def _word(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(BytesIO(content)) as packed:
        for part in sorted(packed.namelist(), key=lambda each: each != "word/document.xml"):
            if part.endswith(".xml"):
                text = packed.read(part).decode("utf-8", "replace")
                yield as_one(html.unescape("".join(_heard(each) for each in IN_WORD.finditer(text))))


def _heard(found: re.Match[str]) -> str:
    """Runs of one word stay together; what ends a paragraph or a cell, or stands in an attribute, is apart."""
    return found[1] if found[1] is not None else f" {found[2] or found[3] or ''} "


def _pdf(content: bytes) -> Iterator[str]:
    """The text in its order, with what is told instead of a chart in the chart's place; then all other strings."""
    run = subprocess.run(["pdftotext", "-raw", "-", "-"], input=content, capture_output=True, check=True)
    text, at = as_one(run.stdout.decode()), 0
    with pikepdf.open(BytesIO(content)) as pdf:
        instead = [as_one(told) for each in _elements(pdf.Root.StructTreeRoot) if (told := _told_instead(each))]
        for told in instead:
            title, by_quarter, bars = told.partition(" by quarter: ")
            found = text.find(f"{title} {bars[:6]}", at) if by_quarter else -1
            if found >= 0:
                at = found + len(title) + 1
                text = f"{text[:at]}{told} {text[at:]}"
                at += len(told)
        yield text
        yield from instead
        yield from (as_one(str(value)) for value in pdf.docinfo.values())
        yield as_one(str(pdf.open_metadata()))


def _told_instead(element: pikepdf.Object) -> str:
    return " ".join(str(element[key]) for key in ("/Alt", "/ActualText", "/E", "/T") if key in element)


def _elements(root: pikepdf.Object) -> Iterator[pikepdf.Object]:
    kids = root.get("/K")
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _elements(kid)
