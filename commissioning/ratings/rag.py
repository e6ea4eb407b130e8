"""Red, amber, green or not rated (rule 12), each with its reason in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from commissioning.ratings.pace import Pace, PaceState, pace_words
from commissioning.ratings.values import HUNDRED, Definition, Polarity, Precision, Rag, Value
from tracker import formats

TOLERANCE = Decimal(10)
WORST_FIRST = (Rag.RED, Rag.AMBER, Rag.GREEN)


@dataclass(frozen=True, slots=True)
class Rating:
    """A proposed rating and why; `name` says of what."""

    rag: Rag
    reason: str
    name: str = ""


def rate_measure(
    definition: Definition,
    value: Value,
    due: Decimal | None,
    *,
    tolerance: Decimal = TOLERANCE,
    name: str = "",
) -> Rating:
    """Rule 12 for a measure: green at its target or better, amber within the tolerance (per cent of it), else red.

    `due` is the numeric target due by the period (`projections.target_due`), `value` what it is held against. Not
    rated: context only, no target due, no number, or a bound that leaves it open. Compared unrounded.
    """
    refusal = _not_rated(definition, value, due)
    if refusal or due is None or value.number is None:
        return Rating(Rag.NOT_RATED, refusal, name)
    room = abs(due) * tolerance / HUNDRED
    higher = definition.polarity == Polarity.HIGHER
    rag = _rag(
        value.number, due, -room if higher else room, higher=higher, strict=_strictly_worse(value, higher=higher)
    )
    if _open_ended(value, rag, higher=higher):
        return Rating(Rag.NOT_RATED, f"only {_written(definition, value)} is known", name)
    return Rating(rag, _reason(definition, value, due, rag, tolerance), name)


def _not_rated(definition: Definition, value: Value, due: Decimal | None) -> str:
    if definition.polarity == Polarity.CONTEXT:
        return "for context only"
    if due is None:
        return "no target due"
    if value.number is None:
        return formats.state_words(value.state)
    return ""


def _rag(number: Decimal, due: Decimal, room: Decimal, *, higher: bool, strict: bool) -> Rag:
    """`strict`: the true value is known to lie on the worse side of the number ("just under" where more is better)."""

    def reaches(limit: Decimal) -> bool:
        if number == limit:
            return not strict
        return (number > limit) == higher

    if reaches(due):
        return Rag.GREEN
    return Rag.AMBER if reaches(due + room) else Rag.RED


def _strictly_worse(value: Value, *, higher: bool) -> bool:
    return value.precision == (Precision.JUST_UNDER if higher else Precision.JUST_OVER)


def _open_ended(value: Value, rag: Rag, *, higher: bool) -> bool:
    """A bound decides only one way: "at least" can't be short of what it passes, "at most" can't be over."""
    if value.precision not in (Precision.AT_LEAST, Precision.AT_MOST):
        return False
    towards_better = (value.precision == Precision.AT_LEAST) == higher
    return rag != (Rag.GREEN if towards_better else Rag.RED)


def _reason(definition: Definition, value: Value, due: Decimal, rag: Rag, tolerance: Decimal) -> str:
    beside = f"{_written(definition, value)} against a target of {formats.value(definition.kind, due)}"
    if rag == Rag.GREEN:
        return beside
    how = "within" if rag == Rag.AMBER else "beyond"
    return f"{beside}, {how} {formats.percentage(tolerance)} of it"


def _written(definition: Definition, value: Value) -> str:
    if value.number is None:
        return formats.state_words(value.state)
    computed = value.has_parts and definition.is_share
    return formats.value(definition.kind, value.number, value.precision, 1 if computed else None)


def rate_pace(pace: Pace | None, *, name: str = "") -> Rating:
    """Rule 12 for an award's money: red over the award, amber 20 points ahead of or behind the year, else green."""
    if pace is None:
        return Rating(Rag.NOT_RATED, "the award\u2019s amount is not stated", name)
    if pace.state == PaceState.NOT_HELD:
        return Rating(Rag.NOT_RATED, pace_words(pace), name)
    if pace.state == PaceState.OVER:
        return Rating(Rag.RED, f"{pace_words(pace)}: {formats.money(pace.over)} over the award", name)
    return Rating(Rag.AMBER if pace.off_pace else Rag.GREEN, pace_words(pace), name)


def service_rating(ratings: Iterable[Rating], *, name: str = "") -> Rating:
    """Rule 12 for a service: the worst of its headline measures and its awards' money; not rated if none is rated."""
    rated = list(ratings)
    for rag in WORST_FIRST:
        worst = [rating for rating in rated if rating.rag == rag]
        if worst:
            return Rating(rag, "; ".join(_named(rating) for rating in worst), name)
    return Rating(Rag.NOT_RATED, "no headline figure to hold against a target, and no spend against an award", name)


def _named(rating: Rating) -> str:
    return f"{rating.name}: {rating.reason}" if rating.name else rating.reason
