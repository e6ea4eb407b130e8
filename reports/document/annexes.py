"""An annex is there for what stands in it: with nothing it is left out, with several matters it is named after them."""

from collections.abc import Iterable
from dataclasses import replace

from reports.document.records import Annex
from tracker import formats

TOLD = "annex-services"
MATTERS = {
    "news": "events",
    "promises": "promises",
    "staffing": "people",
    "waiting": "waiting lists",
    "risks": "risks",
    "cases": "cases",
}


def worth_printing(annexes: Iterable[Annex]) -> tuple[Annex, ...]:
    """Those in which something stands, each under a title that says what."""
    return tuple(_named(each) for each in annexes if _holds_something(each))


def _holds_something(annex: Annex) -> bool:
    return bool(annex.figures or annex.notes or any(table.rows for table in annex.tables))


def _named(annex: Annex) -> Annex:
    if annex.code != TOLD:
        return annex
    told = {table.code for table in annex.tables if table.rows}
    title = formats.listing(words for code, words in MATTERS.items() if code in told)
    return replace(annex, title=f"{title[:1].upper()}{title[1:]}")
