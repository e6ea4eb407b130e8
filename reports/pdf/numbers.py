"""On which page a place stands, written in contents and index when all pages are laid out.

The stylesheet could ask for these numbers, but then the renderer lays every page that holds one out twice more: the
contents, and all of the index. In a part of a document, the pages' own numbers are written with them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from weasyprint import Document
from weasyprint.formatting_structure.boxes import MarginBox, TextBox
from weasyprint.text.line_break import line_size

from reports.pdf.places import Places

UNKNOWN = "000"  # in the page: room for three figures, as wide as each other
KIND, PLACE = "on-page", "data-of"
FOOT = re.compile(r"^Page \d+ of \d+$")


def places_of(document: Document) -> Places:
    pages = list(enumerate(document.pages, 1))
    return Places(len(pages), {name: number for number, page in reversed(pages) for name in page.anchors})


def lead_out(document: Document, elsewhere: Iterable[str]) -> None:
    """Places of another part get a name in this one: a link to what has none is left out. Joining puts them right."""
    document.pages[0].anchors.update(dict.fromkeys(elsewhere, (0, 0, 0, 0)))


def write_page_numbers(document: Document, begin: Mapping[str, int]) -> None:
    """In place of each unknown number that of the page on which its place begins; a right edge stays where it is."""
    for page in document.pages:
        for box in texts(page._page_box):
            if box.element is not None and box.element.get("class") == KIND:
                write(box, box.text.replace(UNKNOWN, str(begin.get(box.element.get(PLACE), ""))))


def count_pages(document: Document, *, before: int, pages: int) -> None:
    """In the foot of each page its number among all pages, of which so many stand before this part."""
    for number, page in enumerate(document.pages, before + 1):
        for margin in page._page_box.children:
            for box in texts(margin) if isinstance(margin, MarginBox) else ():
                if FOOT.match(box.text):
                    write(box, f"Page {number} of {pages}")


def texts(box: Any) -> Iterator[Any]:
    return (below for below in box.descendants() if isinstance(below, TextBox))


def write(box: Any, text: str) -> None:
    layout = box.pango_layout
    box.text = layout.text = text
    layout.reactivate(box.style)
    width, _height = line_size(layout.get_first_line()[0], box.style)
    layout.deactivate()
    if box.style["text_align_all"] == "right":
        box.position_x, box.width = box.position_x + box.width - width, width
