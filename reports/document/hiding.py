"""What a public copy must not tell, and where a text tells it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from commissioning.parsing.numerals import NUMBER_IN_WORDS, read_number_words

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
NOT_COUNTS = re.compile(rf"\b\d{{1,2}} (?:{MONTHS})\b(?: \d{{4}}\b)?|\b(?:{MONTHS}) \d{{4}}\b|\b\d{{4}}/\d\d\b")
DIGITS = re.compile(r"(?<![\w£/.,])\d{1,3}(?:,\d{3})+(?![\w%/])|(?<![\w£/.,])\d+(?![\w%/]|[.,]\d)")


@dataclass(frozen=True, slots=True)
class Hidden:
    """The counts that a public copy hides, of those considered (by key), and the numbers behind them by service.

    `below` is the limit: counts of people from 1 up to one less are small.
    """

    counts: frozenset[str]
    considered: frozenset[str]
    numbers: Mapping[str, frozenset[int]]
    below: int

    def holds(self, counts: Iterable[str]) -> bool:
        """Whether one of these is hidden. One that nobody considered is taken to be."""
        return any(key in self.counts or key not in self.considered for key in counts)

    def numbers_of(self, services: Iterable[str]) -> frozenset[int]:
        return frozenset().union(*(self.numbers.get(service, frozenset()) for service in services))


@dataclass(frozen=True, slots=True)
class Withheld:
    """A text that a public copy leaves out until it is reworded, with the hidden numbers that stand in it."""

    anchor: str
    heading: str
    text: str
    numbers: tuple[int, ...]


def numbers_in(text: str) -> frozenset[int]:
    """The whole numbers of a text, in digits or words: no dates, no years, no money, no per cents."""
    bare = NOT_COUNTS.sub(" ", text)
    written = (read_number_words(match[0]) for match in NUMBER_IN_WORDS.finditer(bare))
    return frozenset(
        [int(match[0].replace(",", "")) for match in DIGITS.finditer(bare)]
        + [number for number in written if number is not None]
    )
