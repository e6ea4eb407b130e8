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
NAMED = 5  # of many things that are told by name the first are, and the others counted


@dataclass(frozen=True, slots=True)
class Combined:
    """The answer over several values.

    `value` is a number only if nothing is missing. `gaps` names what is, and `unnamed` counts what is besides. `known`
    is what the reported ones come to (for a latest value, the last one held, `as_of` its period). `side_by_side` holds
    values that are never put together.
    """

    value: Value
    gaps: tuple[Gap, ...] = ()
    known: Value | None = None
    as_of: str = ""
    side_by_side: tuple[Part, ...] = ()
    unnamed: int = 0

    @property
    def complete(self) -> bool:
        return self.value.state == State.REPORTED and not self.gaps


@dataclass(frozen=True, slots=True)
class Tally:
    """Some parts on their way to a total: with the tallies of others they make that of all (`tallied`).

    Of all `parts` the measure applies to `applying`, of which `first` is the first. `known` is what those that can be
    added come to; `gaps` are the others, with `unnamed` besides, and `state` says why there is no total: that of the
    first. `side_by_side` holds values that are never put together.
    """

    parts: int
    applying: int = 0
    first: Part | None = None
    known: Value | None = None
    gaps: tuple[Gap, ...] = ()
    unnamed: int = 0
    state: State | None = None
    side_by_side: tuple[Part, ...] = ()


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


def tally(definition: Definition, parts: Sequence[Part]) -> Tally:
    """These parts, each by its name."""
    applying = tuple(part for part in parts if part.value.state != State.DOES_NOT_APPLY)
    if not applying:
        return Tally(len(parts))
    if not _can_be_added(definition):
        return Tally(len(parts), len(applying), applying[0], side_by_side=applying)
    usable = [part.value for part in applying if _usable(definition, part.value)]
    gaps = tuple(Gap(part.name, part.value.state) for part in applying if not _usable(definition, part.value))
    return Tally(
        parts=len(parts),
        applying=len(applying),
        first=applying[0],
        known=_sum(definition, usable) if usable else None,
        gaps=gaps,
        state=next((gap.state for gap in gaps if gap.state != State.REPORTED), None),
    )


def tallied(definition: Definition, tallies: Sequence[Tally]) -> Tally:
    """Of all their parts, in their order. Of what is missing, and of what is never added, the first are named."""
    gaps = tuple(gap for each in tallies for gap in each.gaps[:NAMED])
    known = [each.known for each in tallies if each.known is not None]
    return Tally(
        parts=sum(each.parts for each in tallies),
        applying=sum(each.applying for each in tallies),
        first=next((each.first for each in tallies if each.first), None),
        known=_sum(definition, known) if known else None,
        gaps=gaps[:NAMED],
        unnamed=sum(len(each.gaps) + each.unnamed for each in tallies) - len(gaps[:NAMED]),
        state=next((each.state for each in tallies if each.state), None),
        side_by_side=tuple(part for each in tallies for part in each.side_by_side[:NAMED])[:NAMED],
    )


def combined(definition: Definition, found: Tally) -> Combined:
    """The answer over the parts of a tally."""
    if found.first is None:
        return Combined(DOES_NOT_APPLY if found.parts else NOT_HELD)
    if found.applying == 1:
        return _alone(found.first)
    if found.side_by_side:
        return Combined(NOT_HELD, side_by_side=found.side_by_side)
    if found.gaps or found.known is None:  # a share reported without its parts leaves the whole not held
        nothing = missing(found.state) if found.state else NOT_HELD
        return Combined(nothing, found.gaps, _as_floor(definition, found.known), unnamed=found.unnamed)
    return Combined(found.known)


def combined_words(definition: Definition, combined: Combined) -> str:
    """What is missing, in words, after what is known: "at least 430, AXIS not received"; empty if nothing is."""
    named = (f"{gap.name} {formats.gap_words(gap.state)}" for gap in combined.gaps)
    gaps = formats.listing(named, more=combined.unnamed)
    known = combined.known
    if known is None or known.number is None or not definition.adds or combined.as_of:
        return gaps
    return f"{formats.value(definition.kind, known.number, known.precision)}, {gaps}"


def _put_together(definition: Definition, parts: Sequence[Part]) -> Combined:
    if len(parts) == 1 and parts[0].value.state != State.DOES_NOT_APPLY:  # most figures are one provider's alone
        return _alone(parts[0])
    return combined(definition, tally(definition, parts))


def _alone(part: Part) -> Combined:
    gaps = () if part.value.state == State.REPORTED else (Gap(part.name, part.value.state),)
    return Combined(part.value, gaps, as_of=part.name)


def _can_be_added(definition: Definition) -> bool:
    return definition.adds or (definition.is_share and definition.basis != Basis.CHANGE_ONLY)


def _usable(definition: Definition, value: Value) -> bool:
    """Whether the value can enter a sum: a number, or for a share both its parts (rule 2: never averaged)."""
    return value.state == State.REPORTED and (value.has_parts if definition.is_share else value.is_number)


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
