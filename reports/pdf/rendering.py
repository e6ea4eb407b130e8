"""Page in, PDF out: what the child process does. WeasyPrint is imported here, so nothing of the site imports this."""

import gc
import re
from collections.abc import Mapping

from weasyprint import CSS, HTML
from weasyprint.html import UA, UA_COUNTER_STYLE
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from reports.pdf.breaking import make_breakable
from reports.pdf.fetching import REFUSAL, ClosedFetcher
from reports.pdf.mending import mend
from reports.pdf.numbers import write_page_numbers

OPTIONS = {
    "pdf_variant": "pdf/ua-1",
    "presentational_hints": True,  # the widths of columns are attributes: the site allows no inline style
}

# Rules without an element in front give every element of the page a style each, for footnotes that no paper of ours
# has, and for markers that only list items have: six of seven styles, and a fifth of the memory.
NARROWED = re.sub(r"(?m)^::", "li::", UA)
SHEET = CSS(string=NARROWED, counter_style=UA_COUNTER_STYLE)


class Paper(HTML):
    """A page with WeasyPrint's own sheet, narrowed to pseudo-elements that a paper can have."""

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return [SHEET]


def render(html: str, files: Mapping[str, bytes], titles: Mapping[str, str]) -> bytes:
    """A tagged PDF/UA-1. `files` is all that the page may load."""
    fetcher = ClosedFetcher(files)
    page = Paper(string=html, url_fetcher=fetcher, base_url="house:")
    make_breakable(page.etree_element.find("body"))
    document = page.render(FontConfiguration(), **OPTIONS)
    write_page_numbers(document)
    raw = document.write_pdf(**OPTIONS)
    del page, document  # all boxes of all pages: mending needs the room
    gc.collect()  # they refer to each other, and the process collects nothing by itself
    if fetcher.refused:
        raise FatalURLFetchingError(REFUSAL)
    return mend(raw, titles)
