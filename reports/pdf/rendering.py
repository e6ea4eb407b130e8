"""Page in, PDF out: what the child process does. WeasyPrint is imported here, so nothing of the site imports this."""

import re
from collections.abc import Mapping
from typing import Any

from weasyprint import CSS, HTML
from weasyprint.html import UA, UA_COUNTER_STYLE
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from reports.pdf.breaking import make_breakable
from reports.pdf.fetching import REFUSAL, ClosedFetcher
from reports.pdf.joining import join
from reports.pdf.mending import mend
from reports.pdf.numbers import count_pages, lead_out, places_of, write_page_numbers
from reports.pdf.parts import Exchange, Printed, alone, beside_each_other, keep_after, keep_before, stands_apart
from reports.pdf.reading import read

OPTIONS = {
    "pdf_variant": "pdf/ua-1",
    "presentational_hints": True,  # the widths of columns are attributes: the site allows no inline style
}

# Rules without an element in front give every element of the page a style each, for footnotes that no paper of ours
# has, and for markers that only list items have: six of seven styles, and a fifth of the memory.
NARROWED = re.sub(r"(?m)^::", "li::", UA)
SHEET = CSS(string=NARROWED, counter_style=UA_COUNTER_STYLE)
EVERY = slice(None)


class Paper(HTML):
    """A page, read the quick way, with WeasyPrint's own sheet, narrowed to pseudo-elements that a paper can have."""

    wrapper_element: Any

    def __init__(self, *, string: str, url_fetcher: ClosedFetcher, base_url: str) -> None:
        tree = read(string)
        super().__init__(string=string if tree is None else "", url_fetcher=url_fetcher, base_url=base_url)
        if tree is not None:
            self.wrapper_element = self.wrapper_element.from_html_root(tree, content_language=None)
            self.etree_element = tree

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return [SHEET]

    def _ph_stylesheets(self) -> list[CSS]:
        return []  # of attributes that are hints a paper has the widths of columns alone, which stand in no sheet


def render(html: str, files: Mapping[str, bytes], titles: Mapping[str, str]) -> bytes:
    """A tagged PDF/UA-1. `files` is all that the page may load."""
    page = Paper(string=html, url_fetcher=ClosedFetcher(files), base_url="house:")
    body = page.etree_element.find("body")
    make_breakable(body)
    place = stands_apart(body)
    if place is None:
        return printed(page, titles, alone).pdf

    def first(exchange: Exchange) -> Printed:
        keep_before(body, place)
        return printed(page, titles, exchange)

    def second(exchange: Exchange) -> Printed:
        keep_after(body, place)
        return printed(page, titles, exchange, pages=slice(1, None))  # the cover is there for its words

    ours, theirs = beside_each_other(first, second)
    return join(ours.pdf, theirs.pdf, theirs.own.begin.keys() - ours.own.begin.keys())


def printed(page: HTML, titles: Mapping[str, str], exchange: Exchange, *, pages: slice = EVERY) -> Printed:
    """A document, or these pages of it: a part, which is told by the exchange where it stands."""
    document = page.render(FontConfiguration(), **OPTIONS)
    document = document.copy(document.pages[pages])
    own = places_of(document)
    whole = exchange(own)
    lead_out(document, whole.begin.keys() - own.begin.keys())
    write_page_numbers(document, whole.begin)
    count_pages(document, before=whole.before, pages=whole.pages)
    raw = document.write_pdf(**OPTIONS, uncompressed_pdf=True)  # mending compresses: once
    if page.url_fetcher.refused:
        raise FatalURLFetchingError(REFUSAL)
    return Printed(mend(raw, titles), own)
