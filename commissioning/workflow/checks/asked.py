"""A warning as it is asked: what it says, where it is mended, and why it may stay (rule 8)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from commissioning.models import Acknowledgement


class Found(Protocol):
    """What a judgement found: the same digest as long as its facts stay the same."""

    @property
    def code(self) -> str: ...
    @property
    def digest(self) -> str: ...
    @property
    def sentence(self) -> str: ...


@dataclass(frozen=True, slots=True)
class OpenWarning:
    """A warning of a record; `reason` is why it may stay so, empty while nobody has said.

    `section` and `box` are where it is mended, `quote` the words that it is about, `suggested` what was noted beside
    it and may be the reason.
    """

    code: str
    digest: str
    sentence: str
    box: str = ""
    reason: str = ""
    section: str = ""
    quote: str = ""
    suggested: str = ""

    @property
    def is_open(self) -> bool:
        return not self.reason


@dataclass(frozen=True, slots=True)
class Placed:
    """Something found, with the page and box where it is mended."""

    found: Found
    section: str
    box: str = ""
    about: str = ""
    quote: str = ""
    suggested: str = ""

    @property
    def sentence(self) -> str:
        return f"{self.about}: {self.found.sentence}" if self.about else self.found.sentence


def with_reasons(rows: Sequence[Acknowledgement], found: Iterable[Placed]) -> list[OpenWarning]:
    """What was found with the reason given for it, those without one first. One fact in two places is asked once."""
    reasons = {(row.code, row.digest): row.reason for row in rows}
    once = {(each.found.code, each.found.digest): each for each in reversed(list(found))}
    warnings = [
        OpenWarning(
            code=code,
            digest=digest,
            sentence=each.sentence,
            box=each.box,
            reason=reasons.get((code, digest), ""),
            section=each.section,
            quote=each.quote,
            suggested=each.suggested,
        )
        for (code, digest), each in reversed(once.items())
    ]
    return sorted(warnings, key=lambda warning: not warning.is_open)
