"""What a page, a PDF and a Word file say, in the order in which it is read, alternative texts and marks of charts too.

Texts of attributes stand where they are heard. The length of a bar is written as ⟦81.44⟧ behind its label.
"""

import html
import re
import subprocess
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from html.parser import HTMLParser
from io import BytesIO

import pikepdf

HEARD = ("alt", "title", "aria-label", "aria-description", "aria-valuetext", "content")
BY_QUARTER = " by quarter: "
ROW_OF_BAR = re.compile(r"(?P<label>.*?\d/\d\d|\S+ \S+)(?= )")
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
        figures = [(each, as_one(told)) for each in _elements(pdf.Root.StructTreeRoot) if (told := _told_instead(each))]
        for element, told in figures:
            title, by_quarter, bars = told.partition(BY_QUARTER)
            found = text.find(f"{title} {bars[:6]}", at) if by_quarter else -1
            if found >= 0:
                at = found + len(title) + 1
                text = f"{text[:at]}{told} {text[at:]}"
                at += len(told)
                for label, long in _drawn(element, bars):
                    beside = text.find(label, at)
                    assert beside >= 0, (label, text[at : at + 200])
                    at = beside + len(label)
                    text = f"{text[:at]} ⟦{long}⟧{text[at:]}"
        yield text
        yield from (told for _, told in figures)
        yield from (as_one(str(value)) for value in pdf.docinfo.values())
        yield as_one(str(pdf.open_metadata()))


def _drawn(element: pikepdf.Object, words: str) -> Iterator[tuple[str, Decimal]]:
    """How long the bars of a chart are, each with the label of its row: every row begins at the left edge."""
    rows = [ROW_OF_BAR.match(each) for each in words.split("; ")]
    long: dict[int, Decimal] = {}
    for number, length in _bars(element):
        long[number] = max(length, long.get(number, Decimal(0)))
    for number, row in enumerate(rows):
        if row and number in long:
            yield row["label"], long[number]


def _bars(element: pikepdf.Object) -> Iterator[tuple[int, Decimal]]:
    """Every filled rectangle of a figure, with the number of the row in which it is drawn."""
    marks, inside, row, begun, path = set(map(int, element.K)), 0, -1, None, list[Decimal]()
    for operands, operator in pikepdf.parse_content_stream(element.Pg):
        match str(operator):
            case "BDC" | "BMC":
                own = len(operands) > 1 and isinstance(operands[1], pikepdf.Dictionary)
                inside += bool(inside) or (own and int(operands[1].get("/MCID", -1)) in marks)
            case "EMC":
                inside -= bool(inside)
            case "Tm" if inside and operands[4] == 0 and operands[5] != begun:
                row, begun = row + 1, operands[5]
            case "re" if inside:
                path.append(Decimal(operands[2]))
            case "f" | "f*" | "B" | "b" if inside:
                yield from ((row, each) for each in path)
                path.clear()
            case "n":
                path.clear()


def _told_instead(element: pikepdf.Object) -> str:
    return " ".join(str(element[key]) for key in ("/Alt", "/ActualText", "/E", "/T") if key in element)


def _elements(root: pikepdf.Object) -> Iterator[pikepdf.Object]:
    kids = root.get("/K")
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _elements(kid)
