"""Pages of a paper as a reader turns them: how full each is, which part it belongs to, what stands last on it."""

import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

from pikepdf import Dictionary

from reports.pdf.structure import kids
from tests.reports.pdf_ua import Reading
from tests.reports.pdf_ua.reading import HEADINGS, Element

NAMES = {"h": "http://www.w3.org/1999/xhtml"}
HEAD, FOOT = 71, 782  # points from the top, where the text of a page begins and ends


@dataclass(frozen=True)
class Page:
    """One page: the name in its running head, and how much of its height is used, from 0 to 1."""

    number: int
    part: str
    full: float


def pages_of(content: bytes) -> list[Page]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paper.pdf"
        path.write_bytes(content)
        run = subprocess.run(["pdftotext", "-bbox", str(path), "-"], capture_output=True, check=True)
    # a letter that XML does not know stands in the hostile text
    found = ElementTree.fromstring(run.stdout.decode().translate(dict.fromkeys((*range(9), 11, 12))))
    return [page_of(number, page) for number, page in enumerate(found.iterfind(".//h:page", NAMES), start=1)]


def page_of(number: int, page: ElementTree.Element) -> Page:
    words = [
        (float(each.get("yMin", 0)), float(each.get("yMax", 0)), float(each.get("xMin", 0)), each.text or "")
        for each in page.iterfind("h:word", NAMES)
    ]
    lowest = max((low for high, low, _, _ in words if high >= HEAD and low <= FOOT), default=HEAD)
    part = " ".join(text for high, _, left, text in words if high < HEAD and left < 300)
    return Page(number, part, (lowest - HEAD) / (FOOT - HEAD))


def too_white(pages: list[Page]) -> list[Page]:
    """Pages less than a quarter full; the cover, and the last page of a part, may be."""
    return [page for page, then in pairwise(pages[1:]) if page.part == then.part and page.full < 0.25]


def headings_at_the_foot(reading: Reading) -> list[int]:
    """The numbers of the pages on which a heading is read last."""
    last: dict[tuple[int, int], Element] = {}
    for element in reading.elements:
        for page in pages_drawn_on(element):
            last[page] = element
    numbers = {page.obj.objgen: number for number, page in enumerate(reading.pdf.pages, start=1)}
    return sorted(numbers[page] for page, element in last.items() if page in numbers and is_in_heading(element))


def pages_drawn_on(element: Element) -> Iterator[tuple[int, int]]:
    for kid in kids(element.node):
        if not isinstance(kid, Dictionary):
            yield element.node.Pg.objgen
        elif "/MCID" in kid:
            yield kid.get("/Pg", element.node.get("/Pg")).objgen


def is_in_heading(element: Element | None) -> bool:
    return element is not None and (element.kind in HEADINGS or is_in_heading(element.parent))
