"""Several values made into one, or the reason why not (rule 3): over periods, and over providers in one period."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from commissioning.ratings.values import (
    DOES_NOT_APPLY,
    NOT_HELD,
    Basis,
    Definition,
    Gap,
    Part,
    Point,
    Precision,
    State,
    Value,
    missing,
    share_of,
    weakest,
)
from tracker import formats

FLOOR = frozenset({Precision.JUST_OVER, Precision.AT_LEAST})
CEILING = frozenset({Precision.JUST_UNDER, Precision.AT_MOST})


@dataclass(frozen=True, slots=True)
class Combined:
    """The answer over several values.

    `value` is a number only if nothing is missing. `gaps` names what is. `known` is what the reported ones come to (for
    a latest value, the last one held, `as_of` its period). `side_by_side` holds values that are never put together.
    """

    value: Value
    gaps: tuple[Gap, ...] = ()
    known: Value | None = None
    as_of: str = ""
    side_by_side: tuple[Part, ...] = ()

    @property
    def complete(self) -> bool:
        return self.value.state == State.REPORTED and not self.gaps


def over_periods(definition: Definition, points: Sequence[Point]) -> Combined:
    """Rule 3 over periods in order: in-period amounts sum, shares sum their parts, others take the latest value.

    A period to which the measure doesn't apply is no gap. Change-only values, averages and durations of several
    periods are not put together: they are in `side_by_side`.
    """
    if definition.takes_latest:
        return _latest(points)
    named = [Part(point.label, point.value) for point in points]
    return _put_together(definition, named)


def over_providers(definition: Definition, parts: Sequence[Part]) -> Combined:
    """Rule 3 over the providers of one service in one period: amounts of any basis but change-only add, shares sum
    their parts, averages and durations stand side by side; with a part missing there is no total, only what is known.
    """
    return _put_together(definition, parts)


def combined_words(definition: Definition, combined: Combined) -> str:
    """What is missing, in words, after what is known: "at least 430, AXIS not received"; empty if nothing is."""
    gaps = formats.listing(f"{gap.name} {formats.gap_words(gap.state)}" for gap in combined.gaps)
    known = combined.known
    if known is None or known.number is None or not definition.adds or combined.as_of:
        return gaps
    return f"{formats.value(definition.kind, known.number, known.precision)}, {gaps}"


def _put_together(definition: Definition, parts: Sequence[Part]) -> Combined:
    applying = tuple(part for part in parts if part.value.state != State.DOES_NOT_APPLY)
    if not applying:
        return Combined(DOES_NOT_APPLY if parts else NOT_HELD)
    if len(applying) == 1:
        return _alone(applying[0])
    if not _can_be_added(definition):
        return Combined(NOT_HELD, side_by_side=applying)
    usable = [part.value for part in applying if _usable(definition, part.value)]
    gaps = tuple(Gap(part.name, part.value.state) for part in applying if not _usable(definition, part.value))
    known = _sum(definition, usable) if usable else None
    if gaps or known is None:
        return Combined(_missing_for(gaps), gaps, _as_floor(definition, known))
    return Combined(known)


def _alone(part: Part) -> Combined:
    gaps = () if part.value.state == State.REPORTED else (Gap(part.name, part.value.state),)
    return Combined(part.value, gaps, as_of=part.name)


def _can_be_added(definition: Definition) -> bool:
    return definition.adds or (definition.is_share and definition.basis != Basis.CHANGE_ONLY)


def _usable(definition: Definition, value: Value) -> bool:
    """Whether the value can enter a sum: a number, or for a share both its parts (rule 2: never averaged)."""
    return value.state == State.REPORTED and (value.has_parts if definition.is_share else value.is_number)


def _missing_for(gaps: Sequence[Gap]) -> Value:
    """The state of the whole: that of its first gap; a share reported without parts leaves the whole not held."""
    states = [gap.state for gap in gaps if gap.state != State.REPORTED]
    return missing(states[0]) if states else NOT_HELD


def _sum(definition: Definition, values: Sequence[Value]) -> Value:
    numerator = denominator = None
    if definition.is_share:
        numerator = sum((value.numerator for value in values if value.numerator is not None), Decimal(0))
        denominator = sum((value.denominator for value in values if value.denominator is not None), Decimal(0))
        number = share_of(definition.kind, numerator, denominator)
    else:
        number = sum((value.number for value in values if value.number is not None), Decimal(0))
    return Value(
        number=number,
        numerator=numerator,
        denominator=denominator,
        precision=precision_of([value.precision for value in values]),
        provisional=any(value.provisional for value in values),
        sample_size=_sample(values),
        standing=weakest(value.standing for value in values),
    )


def _sample(values: Sequence[Value]) -> int | None:
    sizes = [value.sample_size for value in values if value.sample_size is not None]
    return sum(sizes) if len(sizes) == len(values) else None


def precision_of(precisions: Sequence[Precision]) -> Precision:
    """The precision of a sum (rule 1): what its inexact parts have in common, a bound among bounds, else "about"."""
    inexact = set(precisions) - {Precision.EXACT}
    if not inexact:
        return Precision.EXACT
    if len(inexact) == 1:
        return inexact.pop()
    if inexact <= FLOOR:
        return Precision.AT_LEAST
    return Precision.AT_MOST if inexact <= CEILING else Precision.ABOUT


def _as_floor(definition: Definition, known: Value | None) -> Value | None:
    """What is known of an amount with a part missing is "at least" so much, unless it was vague already."""
    if known is None or definition.is_share or known.precision not in FLOOR | {Precision.EXACT}:
        return known
    return replace(known, precision=Precision.AT_LEAST)


def _latest(points: Sequence[Point]) -> Combined:
    applying = [point for point in points if point.value.state != State.DOES_NOT_APPLY]
    if not applying:
        return Combined(DOES_NOT_APPLY if points else NOT_HELD)
    last = applying[-1]
    held = next((point for point in reversed(applying) if point.value.state == State.REPORTED), None)
    known, as_of = (held.value, held.label) if held else (None, "")
    if last is held:
        return Combined(last.value, as_of=as_of)
    return Combined(last.value, (Gap(last.label, last.value.state),), known, as_of)
