"""A value beside that of another period or plan (rule 4): the difference, or the reason why there is none."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from commissioning.ratings.values import (
    COUNTED,
    HUNDRED,
    Basis,
    Definition,
    NumberKind,
    Polarity,
    Precision,
    Standing,
    State,
    Value,
)
from tracker import formats

BOUNDS = frozenset({Precision.AT_LEAST, Precision.AT_MOST})


class ComparatorKind(StrEnum):
    PREVIOUS_PERIOD = "previous_period"
    SAME_LAST_YEAR = "same_last_year"
    YEAR_TO_DATE_LAST_YEAR = "year_to_date_last_year"
    TARGET = "target"
    BASELINE = "baseline"
    PROFILE = "profile"


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"
    SAME = "same"


class MissingReason(StrEnum):
    """Why there is no comparison."""

    NO_VALUE_NOW = "no_value_now"
    NO_VALUE_THEN = "no_value_then"
    NOT_APPROVED_THEN = "not_approved_then"
    SERIES_BREAK = "series_break"
    SCOPE_DIFFERS = "scope_differs"
    CHANGE_ONLY = "change_only"
    ONLY_A_BOUND = "only_a_bound"


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    DONT_KNOW = "dont_know"


@dataclass(frozen=True, slots=True)
class Scope:
    """A scope note ("includes hospital referrals") and whether it held in the compared period (rule 1)."""

    note: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Comparator:
    """One comparison. `difference` is now minus then, `percent` the same in per cent of then (None for
    percentages, which change by points, and from nought).

    `value` is what was found for the other period, also where no comparison may be drawn from it, except across a break
    of the series. `better` is None where the polarity is context or nothing changed. `points`: percentage points.
    """

    kind: ComparatorKind
    period: str
    value: Value | None = None
    difference: Decimal | None = None
    percent: Decimal | None = None
    points: bool = False
    direction: Direction | None = None
    better: bool | None = None
    missing: MissingReason | None = None
    series_break: str = ""
    scope: Scope | None = None
    approximate: bool = False

    @property
    def shown(self) -> bool:
        return self.missing is None

    @property
    def taken_over(self) -> bool:
        """Whether the other value is an earlier figure that nobody has approved (rule 11)."""
        return self.value is not None and self.value.standing == Standing.TAKEN_OVER


def compare(
    definition: Definition,
    now: Value,
    then: Value | None,
    *,
    kind: ComparatorKind,
    period: str,
    series_break: str = "",
    scope: Scope | None = None,
) -> Comparator:
    """Rule 4: the value now beside `then`, the value of the period named, or the reason why not.

    None is drawn across a break of the series (`series_break` says which), where the scope is known to have differed,
    from a change-only value, from a bound ("at least 430"), or from a value then that is not yet approved.
    """
    if series_break:
        return Comparator(kind, period, missing=MissingReason.SERIES_BREAK, series_break=series_break)
    reason = _reason(definition, now, then, scope)
    if reason is not None or then is None or now.number is None or then.number is None:
        hidden = reason == MissingReason.NOT_APPROVED_THEN
        return Comparator(kind, period, value=None if hidden else then, missing=reason, scope=scope)
    difference = now.number - then.number
    direction = _direction(difference)
    return Comparator(
        kind,
        period,
        value=then,
        difference=difference,
        percent=_percent(definition, difference, then.number),
        points=definition.kind == NumberKind.PERCENTAGE,
        direction=direction,
        better=_better(definition.polarity, direction),
        scope=scope,
        approximate=not (now.is_exact and then.is_exact),
    )


def _reason(definition: Definition, now: Value, then: Value | None, scope: Scope | None) -> MissingReason | None:
    if definition.basis == Basis.CHANGE_ONLY:
        return MissingReason.CHANGE_ONLY
    if then is not None and then.standing not in COUNTED:
        return MissingReason.NOT_APPROVED_THEN
    if then is None or not then.is_number:
        return MissingReason.NO_VALUE_THEN
    if not now.is_number:
        return MissingReason.NO_VALUE_NOW
    if scope is not None and scope.answer == Answer.NO:
        return MissingReason.SCOPE_DIFFERS
    if now.precision in BOUNDS or then.precision in BOUNDS:
        return MissingReason.ONLY_A_BOUND
    return None


def _direction(difference: Decimal) -> Direction:
    if difference == 0:
        return Direction.SAME
    return Direction.UP if difference > 0 else Direction.DOWN


def _percent(definition: Definition, difference: Decimal, base: Decimal) -> Decimal | None:
    """The change in per cent; a percentage changes by points instead, and nothing grows from nought by a share."""
    if definition.kind == NumberKind.PERCENTAGE or base == 0:
        return None
    return difference * HUNDRED / abs(base)


def _better(polarity: Polarity, direction: Direction) -> bool | None:
    if polarity == Polarity.CONTEXT or direction == Direction.SAME:
        return None
    return (direction == Direction.UP) == (polarity == Polarity.HIGHER)


def comparator_words(definition: Definition, comparator: Comparator, *, decimals: int | None = None) -> str:
    """The comparator's sentence: "465 in Q2 2021/22, up 27, 5.8%", or what there is to say instead."""
    value = comparator.value
    if comparator.missing == MissingReason.SERIES_BREAK:
        return f"not compared with {comparator.period}: {comparator.series_break}"
    if value is None or value.number is None:
        state = State.NOT_HELD if value is None else value.state
        if comparator.missing == MissingReason.NOT_APPROVED_THEN:
            return f"not yet approved for {comparator.period}"
        return f"{formats.state_words(state)} for {comparator.period}"
    then = written(definition, value, decimals=decimals)
    return formats.comparator(then, comparator.period, _changed(definition, comparator))


def written(definition: Definition, value: Value, *, decimals: int | None = None) -> str:
    """A value by its kind of number, with its precision; its state in words where it is no number (rule 1)."""
    if value.number is None:
        return formats.state_words(value.state)
    if value.has_parts and decimals is None and definition.kind == NumberKind.PERCENTAGE:
        decimals = 1
    return formats.value(definition.kind, value.number, value.precision, decimals)


def _changed(definition: Definition, comparator: Comparator) -> str:
    if comparator.difference is not None:
        words = formats.change(definition.kind, comparator.difference, comparator.percent)
        if not comparator.approximate or not comparator.difference:
            return words
        way, size = words.split(" ", 1)
        return f"{way} about {size}"
    if comparator.missing == MissingReason.SCOPE_DIFFERS and comparator.scope is not None:
        return f"not compared: \u201c{comparator.scope.note}\u201d did not hold then"
    return "not compared: only a bound is known" if comparator.missing == MissingReason.ONLY_A_BOUND else ""
