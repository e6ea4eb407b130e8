"""The update in two pages: the page to read, and the page that its PDF is made from."""

from typing import Any

from django.template.loader import render_to_string

from reports.document import Document, Seal, named_shortly, summary_of
from reports.exports import HOUSE_STYLESHEET

TEMPLATE = "reports/update/summary.html"


def summary_context(document: Document) -> dict[str, Any]:
    """What the templates of the summary need."""
    return {"document": named_shortly(document), "summary": summary_of(document)}


def summary_paper(document: Document, seal: Seal | None = None) -> str:
    """The page that the PDF is made from. It leads nowhere: on paper the address is written out."""
    asked = {"paper": True, "stylesheet": HOUSE_STYLESHEET, "seal": seal}
    return render_to_string(TEMPLATE, {**summary_context(document), **asked})


def published_summary(document: Document, seal: Seal, *, stylesheet: str, whole: str) -> str:
    """The page as it is published; each finding leads to its paragraph in the whole update."""
    asked = {"seal": seal, "stylesheet": stylesheet, "whole": whole}
    return render_to_string(TEMPLATE, {**summary_context(document), **asked})
