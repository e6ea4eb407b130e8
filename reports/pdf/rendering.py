"""Page in, PDF out: what the child process does. WeasyPrint is imported here, so nothing of the site imports this."""

from collections.abc import Mapping

from weasyprint import HTML
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


def render(html: str, files: Mapping[str, bytes], titles: Mapping[str, str]) -> bytes:
    """A tagged PDF/UA-1. `files` is all that the page may load."""
    fetcher = ClosedFetcher(files)
    page = HTML(string=html, url_fetcher=fetcher, base_url="house:")
    make_breakable(page.etree_element.find("body"))
    document = page.render(FontConfiguration(), **OPTIONS)
    write_page_numbers(document)
    raw = document.write_pdf(**OPTIONS)
    del page, document  # all boxes of all pages: mending needs the room
    if fetcher.refused:
        raise FatalURLFetchingError(REFUSAL)
    return mend(raw, titles)
