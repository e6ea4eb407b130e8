"""On which page a place stands, written in contents and index when all pages are laid out.

The stylesheet could ask for these numbers, but then the renderer lays every page that holds one out twice more: the
contents, and all of the index.
"""

from typing import Any

from weasyprint import Document
from weasyprint.formatting_structure.boxes import TextBox

UNKNOWN = "000"  # in the page: room for three figures, as wide as each other
KIND, PLACE = "on-page", "data-of"


def write_page_numbers(document: Document) -> None:
    """In place of each unknown number that of the page on which its place begins; a right edge stays where it is."""
    pages = enumerate(document.pages, 1)
    begin = {name: str(number) for number, page in reversed(list(pages)) for name in page.anchors}
    for page in document.pages:
        for box in page._page_box.descendants():
            if isinstance(box, TextBox) and box.element is not None and box.element.get("class") == KIND:
                write(box, begin.get(box.element.get(PLACE), ""))


def write(box: Any, number: str) -> None:
    if box.style["text_align_all"] == "right":
        spare = box.width * (1 - len(number) / len(UNKNOWN))
        box.position_x, box.width = box.position_x + spare, box.width - spare
    box.text = box.pango_layout.text = box.text.replace(UNKNOWN, number)
