"""What one row of the table of PDF/UA-1 is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.reports.pdf_ua.reading import Reading

Rule = Callable[[Reading], Iterator[str]]


@dataclass(frozen=True)
class Condition:
    """One way to fail that a machine can decide.

    `code` is its number in the Matterhorn Protocol 1.1; "+1", "+2" and so on are ways that the protocol does not
    number. `vera` names the rules of veraPDF's profile that it answers for.
    """

    code: str
    clause: str
    fails: str
    ours: str
    rule: Rule
    vera: str = ""

    @property
    def profile(self) -> tuple[str, ...]:
        return tuple(self.vera.split())


@dataclass(frozen=True)
class Judged:
    """One way to fail that needs a person, and what a person looked at."""

    code: str
    fails: str
    looked: str
