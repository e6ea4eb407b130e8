"""Places to break unbroken runs of letters: the renderer takes minutes over a word of thousands of letters.

It asks in each line where the next may begin; where none is near, it sets all that is left of the text anew.
"""

import re
from typing import Any

ZERO_WIDTH_SPACE = "\u200b"
KEPT = r"[^ \t\n\r\f\v\u1680\u2000-\u2006\u2008-\u200b\u2028\u2029\u205f\u3000]"  # what no line ends at by itself
UNBROKEN = re.compile(KEPT + "{61,}")
PIECE = re.compile(KEPT + "{10}(?:" + KEPT + r"{0,9}?(?=\w))?")  # a mark stays with the letter that it stands on
SHOWN = ("data-running", "data-notice", "data-version")  # attributes that the stylesheet prints


def breakable(text: str) -> str:
    """The same, with a place to break every ten characters or so of a run longer than any word or address."""
    return UNBROKEN.sub(lambda run: PIECE.sub(rf"\g<0>{ZERO_WIDTH_SPACE}", run.group()), text)


def make_breakable(body: Any) -> None:
    """Every text below an element, and what it prints of attributes."""
    for element in body.iter():
        element.text = element.text and breakable(element.text)
        element.tail = element.tail and breakable(element.tail)
        for name in SHOWN:
            if name in element.attrib:
                element.set(name, breakable(element.get(name)))
