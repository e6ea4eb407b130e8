"""One sentence taken apart once, so that every rule reads the same words, numbers and dates."""

import re
from dataclasses import dataclass
from functools import cached_property

from commissioning.claims.facts import Facts, Finding, KnownFigure, Level
from commissioning.claims.quantities import Quantity, Role, quantities_in
from commissioning.claims.words import GENERAL, Token, stems_of, tokens_of
from commissioning.parsing.mentions import WrittenDate
from commissioning.ratings.values import NumberKind

REFERENCE, COMPARING = "\u25aa", "\u25ab"  # stand where live references stood: what they print is right by itself
COUNTED = frozenset({NumberKind.COUNT, NumberKind.AVERAGE, NumberKind.DURATION, NumberKind.RATE})


@dataclass(frozen=True)
class Sentence:
    """A sentence of a text: `text` is the whole, `start` and `end` the sentence in it."""

    text: str
    start: int
    end: int
    facts: Facts
    dates: tuple[WrittenDate, ...]

    @cached_property
    def words(self) -> str:
        return self.text[self.start : self.end]

    @cached_property
    def tokens(self) -> list[Token]:
        return tokens_of(self.words, self.start)

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(token.stem for token in self.tokens)

    @cached_property
    def quantities(self) -> list[Quantity]:
        return quantities_in(self.text, self.start, self.end, list(self.dates), self.tokens)

    @cached_property
    def counts(self) -> list[Quantity]:
        return [each for each in self.quantities if each.role == Role.COUNT]

    @property
    def has_reference(self) -> bool:
        return REFERENCE in self.words or self.compares

    @property
    def compares(self) -> bool:
        """Whether a live reference in it prints the comparison."""
        return COMPARING in self.words

    def before(self, at: int, characters: int = 60) -> str:
        """The words of the sentence before a place in the text."""
        return self.text[max(self.start, at - characters) : at]

    def after(self, at: int, characters: int = 60) -> str:
        return self.text[at : min(self.end, at + characters)]

    def clause_before(self, at: int) -> str:
        """The words before a place, back to the comma or stop before them."""
        return re.split(r"[,;:()–—]", self.text[self.start : at])[-1]

    def finding(
        self, code: str, start: int, end: int, sentence: str, *facts: str, level: Level = Level.WARNING
    ) -> Finding:
        return Finding(code, self.text[start:end], start, end, sentence, level, facts)

    @cached_property
    def spoken_of(self) -> list[KnownFigure]:
        """The stored figures that the sentence speaks of, by its words: those that fit best."""
        return figures_for(self.facts, self.stems)


def figures_for(facts: Facts, stems: frozenset[str]) -> list[KnownFigure]:
    """The figures whose name and unit share most words with these; the headlines where "demand" stands for them."""
    scored = [(_likeness(figure, stems), figure) for figure in facts.figures]
    best = max((score for score, _ in scored), default=0)
    found = [figure for score, figure in scored if score and score == best]
    general = [figure for figure in facts.figures if figure.headline] if stems & GENERAL else []
    return found + [figure for figure in general if figure not in found]


def _likeness(figure: KnownFigure, stems: frozenset[str]) -> int:
    name, unit = stems_of(figure.name), stems_of(figure.unit)
    return 2 * len(name & stems) + len(unit & stems)


def heads(figure: KnownFigure) -> frozenset[str]:
    """The stems of what a figure counts."""
    return stems_of(figure.unit) or stems_of(figure.name)
