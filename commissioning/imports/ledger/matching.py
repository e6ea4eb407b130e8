"""Which award a line of the ledger was paid for: by its reference, else by a payee with one award only. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from commissioning.choices import MatchedBy
from commissioning.imports.ledger.lines import Line
from providers.parsing import words_of

AFTERWARDS = timedelta(days=92)  # the last instalment is often paid in the quarter after an award's end
SHORTEST = 4  # a reference of fewer signs stands in too many texts by chance


@dataclass(frozen=True, slots=True)
class Payable:
    """What of an award a payment is known by. `names` are the provider's name and its other names."""

    key: int
    reference: str
    names: tuple[str, ...]
    starts_on: date | None
    ends_on: date | None

    def takes(self, day: date) -> bool:
        """Whether it may have been paid on that day."""
        begun = self.starts_on is None or self.starts_on <= day
        return begun and (self.ends_on is None or day <= self.ends_on + AFTERWARDS)


@dataclass(frozen=True, slots=True)
class Match:
    award: int
    by: MatchedBy


class Matcher:
    """Finds the one award of a line. Where two fit, none is chosen: a person says which."""

    def __init__(self, awards: Iterable[Payable]) -> None:
        listed = list(awards)
        self.referenced = [(_whole(each.reference), each) for each in listed if len(each.reference) >= SHORTEST]
        self.by_name: Mapping[str, set[Payable]] = defaultdict(set)
        for each in listed:
            for name in each.names:
                self.by_name[_key(name)].add(each)

    def match(self, line: Line) -> Match | None:
        named = {each.key for pattern, each in self.referenced if pattern.search(line.names)}
        if len(named) == 1:
            return Match(named.pop(), MatchedBy.REFERENCE)
        if named:
            return None
        paid = self.by_name.get(_key(line.payee), ()) if line.payee else ()
        running = [each for each in paid if each.takes(line.day)]
        return Match(running[0].key, MatchedBy.PAYEE) if len(running) == 1 else None


def _whole(reference: str) -> re.Pattern[str]:
    """The reference as a word of its own: C12 doesn't stand in C123."""
    return re.compile(rf"(?<![\w]){re.escape(reference)}(?![\w])", re.IGNORECASE)


def _key(name: str) -> str:
    return "".join(words_of(name))
