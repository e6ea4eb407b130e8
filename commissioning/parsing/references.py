"""Live references in text, `[[kind code | form]]`: how they are written, and which forms each kind has."""

import re
from dataclasses import dataclass

PATTERN = re.compile(r"\[\[(?P<inside>[^\[\]]*)\]\]")
WRITTEN = re.compile(r"\s*(?P<kind>[a-z-]+)\s+(?P<code>[a-z0-9-]+)\s*(?:\|\s*(?P<form>[a-z-]+)\s*)?")
VALUE = "value"
FORM_LABELS = {
    VALUE: "value",
    "previous-quarter": "with the quarter before",
    "same-quarter-last-year": "with the same quarter last year",
    "change": "change only",
    "words": "in words below ten",
    "starts": "first day",
    "ends": "last day",
    "decided": "day of the decision",
}
FORMS = {
    "figure": (VALUE, "previous-quarter", "same-quarter-last-year", "change", "words"),
    "award": (VALUE,),
    "spend": (VALUE,),
    "used": (VALUE,),
    "total": (VALUE,),
    "spent": (VALUE,),
    "share": (VALUE,),
    "vacancy": (VALUE, "words"),
    "contract-quarter": (VALUE, "words"),
    "date": (VALUE, "starts", "ends", "decided"),
}
OF_FIGURES, OF_SERVICES = ("figure",), ("vacancy",)
OF_AWARDS, OF_GROUPS = ("award", "spend", "used"), ("total", "spent", "share")
OF_RUNS, OF_DATES = ("contract-quarter",), ("date",)


@dataclass(frozen=True, slots=True)
class LiveReference:
    """One reference: a figure's value, an award's money or that of a group of like awards, vacancies, a date.

    `code` is that of the figure, the award, the group or the service; of a date, an award's or a key date's name.
    """

    kind: str
    code: str
    form: str = VALUE

    @property
    def written(self) -> str:
        """As it stands in a text."""
        return f"[[{self.kind} {self.code}]]" if self.form == VALUE else f"[[{self.kind} {self.code} | {self.form}]]"


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
