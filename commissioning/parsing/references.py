"""Live references in text, `[[kind code | form]]`: how they are written, and which forms each kind has."""

import re
from dataclasses import dataclass

PATTERN = re.compile(r"\[\[(?P<inside>[^\[\]]*)\]\]")
WRITTEN = re.compile(r"\s*(?P<kind>[a-z]+)\s+(?P<code>[a-z0-9-]+)\s*(?:\|\s*(?P<form>[a-z-]+)\s*)?")
VALUE = "value"
FORMS = {
    "figure": (VALUE, "previous-quarter", "same-quarter-last-year", "change", "words"),
    "award": (VALUE,),
    "spend": (VALUE,),
    "used": (VALUE,),
    "total": (VALUE,),
    "spent": (VALUE,),
    "share": (VALUE,),
}
OF_FIGURES, OF_AWARDS, OF_GROUPS = ("figure",), ("award", "spend", "used"), ("total", "spent", "share")


@dataclass(frozen=True, slots=True)
class LiveReference:
    """One reference: a figure's value, an award's money, or that of a group of like awards."""

    kind: str
    code: str
    form: str


def read_reference(inside: str) -> LiveReference | None:
    """The reference between the brackets; None where it is none of those that can be printed."""
    written = WRITTEN.fullmatch(inside)
    if written is None:
        return None
    form = written["form"] or VALUE
    return LiveReference(written["kind"], written["code"], form) if form in FORMS.get(written["kind"], ()) else None


def references_in(text: str) -> list[tuple[str, LiveReference | None]]:
    """Every reference of a text as it is written, with what it means or None."""
    return [(match[0], read_reference(match["inside"])) for match in PATTERN.finditer(text)]
