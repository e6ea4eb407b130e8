"""The plain values that all judgements work on. A missing value is never nought.

Pure: no Django, no clock, no rounding. Numbers are Decimal; a percentage is in per cent units (95.83). The values of
the enums are those stored (commissioning/choices.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

HUNDRED = Decimal(100)


class State(StrEnum):
    """What is known of a figure (rule 1); the last three are derived, never stored."""

    NOT_ANSWERED = "not_answered"
    REPORTED = "reported"
    UNCOUNTED = "uncounted"
    NOT_COUNTED = "not_counted"
    DOES_NOT_APPLY = "does_not_apply"
    NO_RETURN = "no_return"
    NOT_HELD = "not_held"
    COUNTED_OTHERWISE = "counted_otherwise"


class Basis(StrEnum):
    IN_PERIOD = "in_period"
    YEAR_TO_DATE = "year_to_date"
    SNAPSHOT = "snapshot"
    PROGRAMME_TO_DATE = "programme_to_date"
    CHANGE_ONLY = "change_only"


class Polarity(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"
    CONTEXT = "context"


class NumberKind(StrEnum):
    COUNT = "count"
    PERCENTAGE = "percentage"
    RATE = "rate"
    AVERAGE = "average"
    MONEY = "money"
    DURATION = "duration"


class Standing(StrEnum):
    """How far a figure counts (rule 11), from the strongest to the weakest."""

    APPROVED = "approved"
    TAKEN_OVER = "taken_over"
    SUBMITTED = "submitted"
    DRAFT = "draft"


class Precision(StrEnum):
    EXACT = "exact"
    ABOUT = "about"
    JUST_OVER = "just_over"
    JUST_UNDER = "just_under"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ROUNDED = "rounded"


class Rag(StrEnum):
    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    NOT_RATED = "not_rated"


COUNTED = frozenset({Standing.APPROVED, Standing.TAKEN_OVER})
WITH_SUBMITTED = COUNTED | {Standing.SUBMITTED}
STRENGTH = {standing: place for place, standing in enumerate(Standing)}
SHARES = frozenset({NumberKind.PERCENTAGE, NumberKind.RATE})
ADDING = frozenset({NumberKind.COUNT, NumberKind.MONEY})
LATEST = frozenset({Basis.YEAR_TO_DATE, Basis.SNAPSHOT, Basis.PROGRAMME_TO_DATE})
PROJECTED = frozenset({Basis.IN_PERIOD, Basis.YEAR_TO_DATE})


@dataclass(frozen=True, slots=True)
class Definition:
    """What the arithmetic needs to know of a measure's version.

    Counts and money add up. A percentage or rate is worked out anew from its summed parts. An average or a duration
    (nearly always an average stay or wait) is never added: hours delivered are a count whose unit is hours.
    """

    kind: NumberKind = NumberKind.COUNT
    basis: Basis = Basis.IN_PERIOD
    polarity: Polarity = Polarity.HIGHER

    @property
    def is_share(self) -> bool:
        """Whether it is a numerator over a denominator: percentage or rate."""
        return self.kind in SHARES

    @property
    def adds(self) -> bool:
        """Whether its values may be added to each other at all (rule 3)."""
        return self.kind in ADDING and self.basis != Basis.CHANGE_ONLY

    @property
    def takes_latest(self) -> bool:
        """Whether over periods the latest value is the answer: year to date, snapshot, programme to date (rule 3)."""
        return self.basis in LATEST

    @property
    def projects(self) -> bool:
        """Whether a year's projection means anything: amounts counted in the period or since April (rule 5)."""
        return self.kind in ADDING and self.basis in PROJECTED


@dataclass(frozen=True, slots=True)
class Value:
    """One figure as it stands. `number` is None unless reported; a share of nothing is reported without a number."""

    state: State = State.REPORTED
    number: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    precision: Precision = Precision.EXACT
    provisional: bool = False
    sample_size: int | None = None
    standing: Standing = Standing.APPROVED
    unverified: bool = False

    @property
    def is_number(self) -> bool:
        return self.number is not None

    @property
    def has_parts(self) -> bool:
        return self.numerator is not None and self.denominator is not None

    @property
    def is_exact(self) -> bool:
        return self.precision == Precision.EXACT


@dataclass(frozen=True, slots=True)
class Point:
    """One period's value. `label` "Q2 2022/23", `short` "Q2", `place` its place in the year from 1."""

    label: str
    short: str
    place: int
    value: Value


@dataclass(frozen=True, slots=True)
class Part:
    """One provider's value. `provider` is its key, where it is one."""

    name: str
    value: Value
    provider: int = 0


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing from a combination, by name, and why."""

    name: str
    state: State


def missing(state: State, standing: Standing = Standing.APPROVED) -> Value:
    """A value that is no number, for the reason given (rule 1)."""
    return Value(state=state, standing=standing)


NOT_HELD = missing(State.NOT_HELD)
NO_RETURN = missing(State.NO_RETURN)
NOT_ANSWERED = missing(State.NOT_ANSWERED)
DOES_NOT_APPLY = missing(State.DOES_NOT_APPLY)
COUNTED_OTHERWISE = missing(State.COUNTED_OTHERWISE)


def share_of(kind: NumberKind, numerator: Decimal, denominator: Decimal) -> Decimal | None:
    """A percentage (per cent units) or rate from its parts; None over nought (rule 2)."""
    if denominator == 0:
        return None
    return numerator * HUNDRED / denominator if kind == NumberKind.PERCENTAGE else numerator / denominator


def reported(
    definition: Definition,
    number: Decimal | None = None,
    *,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
    **rest: Any,
) -> Value:
    """A reported value (rules 1 and 2). A share with both parts is computed from them; without, it is "unverified".

    ValueError where there is neither a number nor parts: that is a missing value, and `missing` says why.
    """
    parts = definition.is_share and numerator is not None and denominator is not None
    if parts and numerator is not None and denominator is not None:
        number = share_of(definition.kind, numerator, denominator)
    elif number is None:
        raise ValueError("A reported value needs a number or both its parts.")
    unverified = definition.is_share and not parts
    return Value(number=number, numerator=numerator, denominator=denominator, unverified=unverified, **rest)


def weakest(standings: Iterable[Standing]) -> Standing:
    """The standing of a combination: that of its weakest part (rule 11); approved for none."""
    return max(standings, key=STRENGTH.__getitem__, default=Standing.APPROVED)


def standing_as(value: Value, allowed: frozenset[Standing] = COUNTED) -> Value:
    """The value if its standing counts here, else "no return" (rule 11): drafts and unapproved returns stay unseen."""
    if value.standing in allowed:
        return value
    return replace(NO_RETURN, standing=value.standing)
