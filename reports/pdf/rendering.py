"""Page in, PDF out: what the child process does. WeasyPrint is imported here, so nothing of the site imports this."""

from collections.abc import Mapping

from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from reports.pdf.fetching import ClosedFetcher
from reports.pdf.mending import mend


def render(html: str, files: Mapping[str, bytes], titles: Mapping[str, str]) -> bytes:
    """A tagged PDF/UA-1. `files` is all that the page may load."""
    page = HTML(string=html, url_fetcher=ClosedFetcher(files), base_url="house:")
    raw = page.write_pdf(
        font_config=FontConfiguration(),
        pdf_variant="pdf/ua-1",
        presentational_hints=True,  # the widths of columns are attributes: the site allows no inline style
    )
    return mend(raw, titles)
