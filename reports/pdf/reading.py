"""Reads a page into elements by Python's parser of XML: a twentieth of the time of the renderer's own, of HTML.

Our templates close what they open. What is no XML, as a letter that XML forbids, is left to the renderer's parser.
"""

import re
from xml.etree.ElementTree import Element, ParseError, fromstring

DOCTYPE = "<!DOCTYPE html>"
NEVER_CLOSED = re.compile(r"<((?:br|col|hr|img|input|link|meta)\b[^>]*?)/?>")
LEFT_OUT = (".//svg", ".//table/tr")  # the name of drawings' own language, the body of a table: HTML puts them in


def read(html: str) -> Element | None:
    """The elements of a page that is as good as XML. It names no entities: they stand in a document's type."""
    closed = NEVER_CLOSED.sub(r"<\1/>", html.removeprefix(DOCTYPE)).replace("&nbsp;", "\N{NO-BREAK SPACE}")
    if "<!DOCTYPE" in closed:
        return None
    try:
        page = fromstring(closed)
    except ParseError:
        return None
    whole = [part.tag for part in page] == ["head", "body"]
    return page if whole and not any(page.findall(what) for what in LEFT_OUT) else None
