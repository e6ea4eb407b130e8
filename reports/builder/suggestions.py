"""Sentences suggested for a paragraph, from tables of patterns: by how a figure is counted and what its move means, by
how an award's money stands, and by whether posts are vacant.

Each points at the figure by a live reference, so that no number is typed. A figure that is only context never improves
or worsens; one that has no number suggests nothing, and one that can't be compared is not compared.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from commissioning.parsing.references import VALUE, LiveReference
from commissioning.ratings.comparators import Comparator, Direction
from commissioning.ratings.pace import Pace, PaceState
from commissioning.ratings.values import Basis, Definition, Polarity, Value

MOST = 6
WHOLE = Decimal(100)  # of the year gone, in per cent


class Move(StrEnum):
    """What may be said of a figure beside another period's."""

    BETTER = "better"
    WORSE = "worse"
    MOVED = "moved"  # only context: neither good nor bad
    SAME = "same"
    ALONE = "alone"  # nothing to compare it with


PATTERNS: Mapping[tuple[Basis, Move], str] = {
    (Basis.IN_PERIOD, Move.BETTER): "{label} improved this quarter, to {figure}.",
    (Basis.IN_PERIOD, Move.WORSE): "{label} got worse this quarter: {figure}.",
    (Basis.IN_PERIOD, Move.MOVED): "{label} this quarter: {figure}.",
    (Basis.IN_PERIOD, Move.SAME): "{label} did not change this quarter: {figure}.",
    (Basis.IN_PERIOD, Move.ALONE): "{label} this quarter: {figure}.",
    (Basis.YEAR_TO_DATE, Move.BETTER): "{label} since April improved, to {figure}.",
    (Basis.YEAR_TO_DATE, Move.WORSE): "{label} since April got worse: {figure}.",
    (Basis.YEAR_TO_DATE, Move.MOVED): "{label} since April: {figure}.",
    (Basis.YEAR_TO_DATE, Move.SAME): "{label} since April did not change: {figure}.",
    (Basis.YEAR_TO_DATE, Move.ALONE): "{label} since April: {figure}.",
    (Basis.SNAPSHOT, Move.BETTER): "{label} improved by the end of the quarter, to {figure}.",
    (Basis.SNAPSHOT, Move.WORSE): "{label} got worse by the end of the quarter: {figure}.",
    (Basis.SNAPSHOT, Move.MOVED): "{label} at the end of the quarter: {figure}.",
    (Basis.SNAPSHOT, Move.SAME): "{label} was the same at the end of the quarter: {figure}.",
    (Basis.SNAPSHOT, Move.ALONE): "{label} at the end of the quarter: {figure}.",
    (Basis.PROGRAMME_TO_DATE, Move.ALONE): "{label} since the start: {figure}.",
    (Basis.CHANGE_ONLY, Move.ALONE): "{label}: {figure}, as a change; the number itself was not given.",
}


class Pot(StrEnum):
    """What may be said of an award's money: how much of it is used, never whether that is good."""

    OVER = "over"
    ALL_USED = "all used"
    IN_ADVANCE = "in advance"  # all used while the year still runs
    UNDER = "under"  # at the end of the year
    SO_FAR = "so far"


MONEY: Mapping[Pot, str] = {
    Pot.OVER: "More was spent than awarded for {title}: {spend} of {award}.",
    Pot.ALL_USED: "All of {title} was used: {award}.",
    Pot.IN_ADVANCE: "All of {title} was used in advance, before the year is over: {spend} of {award}.",
    Pot.UNDER: "{title} was underspent at the end of the year: {spend} of {award}, {used}.",
    Pot.SO_FAR: "Of {title}, {spend} of {award} was spent by the end of the quarter, {used}.",
}
VACANT: Mapping[bool, str] = {  # whether any post was
    True: "Posts vacant in {service} at the end of the quarter: {vacancy}.",
    False: "No post was vacant in {service} at the end of the quarter.",
}


class Stated(Protocol):
    """What a suggestion needs of a figure."""

    @property
    def label(self) -> str: ...
    @property
    def definition(self) -> Definition: ...
    @property
    def value(self) -> Value: ...
    @property
    def previous(self) -> Comparator: ...
    @property
    def same_last_year(self) -> Comparator: ...


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A sentence to put into the paragraph, by name: its figure's code, or one made of its award's or service's."""

    code: str
    text: str


def suggestion(figure: Stated, code: str) -> Suggestion | None:
    """The sentence that the table has for this figure; None where it has no number."""
    if not figure.value.is_number:
        return None
    form, comparator = _compared(figure)
    move = move_of(figure.definition, comparator)
    pattern = PATTERNS[figure.definition.basis, move]
    reference = LiveReference("figure", code, VALUE if move == Move.ALONE else form)
    return Suggestion(code, pattern.format(label=figure.label, figure=reference.written))


def _compared(figure: Stated) -> tuple[str, Comparator]:
    """The comparison to draw, and the form in which it is printed: last year's same quarter first."""
    if figure.same_last_year.shown:
        return "same-quarter-last-year", figure.same_last_year
    return "previous-quarter", figure.previous


def move_of(definition: Definition, comparator: Comparator) -> Move:
    """What may be said of the move. What only grows, since the start of a programme, is not compared."""
    never = definition.basis in (Basis.PROGRAMME_TO_DATE, Basis.CHANGE_ONLY)
    if never or not comparator.shown or comparator.direction is None:
        return Move.ALONE
    if comparator.direction == Direction.SAME:
        return Move.SAME
    if definition.polarity == Polarity.CONTEXT or comparator.better is None:
        return Move.MOVED
    return Move.BETTER if comparator.better else Move.WORSE


def of_money(title: str, code: str, pace: Pace | None) -> Suggestion | None:
    """The sentence for an award of which amount and spend are held; None for any other."""
    if pace is None or pace.used is None:
        return None
    written = {kind: LiveReference(kind, code).written for kind in ("award", "spend", "used")}
    return Suggestion(f"money-{code}", MONEY[pot_of(pace)].format(title=title, **written))


def pot_of(pace: Pace) -> Pot:
    over = pace.gone >= WHOLE
    if pace.state == PaceState.OVER:
        return Pot.OVER
    if pace.state == PaceState.ALL_USED:
        return Pot.ALL_USED if over else Pot.IN_ADVANCE
    return Pot.UNDER if over else Pot.SO_FAR


def of_vacancies(service: str, code: str, number: Decimal | None) -> Suggestion | None:
    """The sentence for a service whose vacant posts were stated; None where nobody did."""
    if number is None:
        return None
    reference = LiveReference("vacancy", code, "words").written
    return Suggestion(f"posts-{code}", VACANT[number > 0].format(service=service, vacancy=reference))


def suggestions(figures: Iterable[tuple[Stated, str, bool]]) -> list[Suggestion]:
    """The sentences for a paragraph's figures, each with its code and whether it is a headline, which come first."""
    ranked = sorted(figures, key=lambda each: not each[2])
    found = (suggestion(figure, code) for figure, code, _ in ranked)
    return [each for each in found if each is not None][:MOST]
