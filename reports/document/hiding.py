"""What a public copy must not tell, and where a text tells it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from commissioning.claims.details import EMAIL, PHONE, POSTCODE
from commissioning.parsing.numerals import NUMBER_IN_WORDS, read_number_words
from reports.document.texts import digest_of

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
NOT_COUNTS = re.compile(rf"\b\d{{1,2}} (?:{MONTHS})\b(?: \d{{4}}\b)?|\b(?:{MONTHS}) \d{{4}}\b|\b\d{{4}}/\d\d\b")
STREET = re.compile(
    r"\b\d{1,4}[A-Za-z]?,? (?:[A-Z][A-Za-z'’-]+ ){1,3}(?:Street|Road|Lane|Avenue|Close|Drive|Way|Place|Terrace|"
    r"Crescent|Court|Square|Gardens|Grove|Row|Mews|Hill|Park|St|Rd|Ave)\b"
)
ADDRESSES = (EMAIL, PHONE, POSTCODE, STREET)
DIGITS = re.compile(r"(?<![\w£/.,])\d{1,3}(?:,\d{3})+(?![\w%/])|(?<![\w£/.,])\d+(?![\w%/]|[.,]\d)")


@dataclass(frozen=True, slots=True)
class Hidden:
    """The counts that a public copy hides, of those considered (by key), and the numbers behind them by service.

    `below` is the limit: counts of people from 1 up to one less are small. `contacts` finds what leads to a person at a
    provider; of `confidential` services no address is told at all. `allowed` are texts that a manager lets print with
    their numbers: by key the digest of the facts that were answered.
    """

    counts: frozenset[str]
    considered: frozenset[str]
    numbers: Mapping[str, frozenset[int]]
    below: int
    contacts: re.Pattern[str] | None = None
    confidential: frozenset[str] = frozenset()
    allowed: Mapping[str, str] = field(default_factory=dict)

    @property
    def without_exceptions(self) -> "Hidden":
        """The same, with nothing that a manager lets print."""
        return replace(self, allowed={})

    def holds(self, counts: Iterable[str]) -> bool:
        """Whether one of these is hidden. One that nobody considered is taken to be."""
        return any(key in self.counts or key not in self.considered for key in counts)

    def numbers_of(self, services: Iterable[str]) -> frozenset[int]:
        return frozenset().union(*(self.numbers.get(service, frozenset()) for service in services))

    def contact_in(self, text: str, services: Iterable[str]) -> str:
        """What in a text leads to a person at a provider, or to an address that is confidential; else nothing."""
        patterns = (self.contacts,) if self.contacts else ()
        if not self.confidential.isdisjoint(services):
            patterns = (*patterns, *ADDRESSES)
        return next((found[0].strip() for each in patterns if (found := each.search(text))), "")


@dataclass(frozen=True, slots=True)
class Withheld:
    """A text of these services that a public copy leaves out until it is reworded: for the hidden numbers, or the
    contact, in it.
    """

    anchor: str
    heading: str
    text: str
    numbers: tuple[int, ...]
    contact: str = ""
    services: frozenset[str] = frozenset()

    @property
    def facts(self) -> str:
        return digest_of(self.text, self.contact, *map(str, self.numbers))


def numbers_in(text: str) -> frozenset[int]:
    """The whole numbers of a text, in digits or words: no dates, no years, no money, no per cents."""
    bare = NOT_COUNTS.sub(" ", text)
    written = (read_number_words(match[0]) for match in NUMBER_IN_WORDS.finditer(bare))
    return frozenset(
        [int(match[0].replace(",", "")) for match in DIGITS.finditer(bare)]
        + [number for number in written if number is not None]
    )
