"""What a year comes to if it goes on as it began, beside its target (rule 5). Never capped."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from math import lcm

from commissioning.ratings.combining import CEILING, FLOOR
from commissioning.ratings.values import (
    HUNDRED,
    Basis,
    Definition,
    Gap,
    Point,
    Polarity,
    State,
)
from tracker import formats

Profile = tuple[Decimal, ...]
FINEST_PART = 10**9  # no target is divided finer than into so many parts
BOUNDS = FLOOR | CEILING


class Outcome(StrEnum):
    """What may be said of an annual target. `met` and `missed` are final; a course may change."""

    MET = "met"
    ON_COURSE = "on_course"
    OFF_COURSE = "off_course"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Projection:
    """`share` is the profile's share of the year that the values used stand for; `like` names their periods.

    `gaps` names the periods not stated; with any, `outcome` is None, as it is without a target or a polarity.
    """

    projected: Decimal
    year_to_date: Decimal
    share: Decimal
    target: Decimal | None
    percent_of_target: Decimal | None
    outcome: Outcome | None
    like: tuple[str, ...]
    gaps: tuple[Gap, ...]
    approximate: bool
    straight: bool


def straight_line(periods_per_year: int) -> Profile:
    """The profile that expects the same of every period."""
    return (Decimal(1),) * periods_per_year


def profile_of(stored: Sequence[object], periods_per_year: int) -> Profile:
    """A stored profile as weights by place in the year; empty: a straight line. ValueError if it doesn't fit.

    The weights are whole numbers: shares of a third, stored to so many places, are a third again, so that 20 of a
    target of 60 is exactly what is due.
    """
    weights = whole_weights(stored) or straight_line(periods_per_year)
    if len(weights) != periods_per_year or any(weight < 0 for weight in weights) or not sum(weights):
        raise ValueError("A profile has one share for each period of the year, none below nought, not all nought.")
    return weights


@lru_cache(maxsize=256)
def _proportions(shares: tuple[str, ...]) -> Profile:
    parts = [Fraction(share).limit_denominator(FINEST_PART) for share in shares]
    common = lcm(*(part.denominator for part in parts))
    return tuple(Decimal(int(part * common)) for part in parts)


def whole_weights(shares: Sequence[object]) -> Profile:
    """Shares as the whole numbers to which they stand."""
    return _proportions(tuple(str(share) for share in shares)) if shares else ()


def project(
    definition: Definition, points: Sequence[Point], *, profile: Profile, target: Decimal | None = None
) -> Projection | None:
    """Rule 5: the year to date divided by the profile's share of the periods it stands for.

    `points` are the periods of the year so far, in order. A period to which the measure doesn't apply (a service
    begun in mid-year) carries no share of the year. None for snapshots, shares, averages, change-only
    and programme values, and where nothing is reported or the profile expects nothing of what is.
    """
    applying = [point for point in points if point.value.state != State.DOES_NOT_APPLY]
    used = _used(definition, applying)
    whole = sum(profile) - sum(profile[point.place - 1] for point in points if point not in applying)
    weight = sum((profile[point.place - 1] for point in _stood_for(definition, applying, used)), Decimal(0))
    if not definition.projects or not used or not weight or not whole:
        return None
    to_date = sum((point.value.number for point in used if point.value.number is not None), Decimal(0))
    gaps = _gaps(definition, applying, used)
    projected = to_date * whole / weight
    bounded = any(point.value.precision in BOUNDS for point in used)
    over = points[-1].place == len(profile)
    return Projection(
        projected=projected,
        year_to_date=to_date,
        share=weight / whole,
        target=target,
        percent_of_target=projected * HUNDRED / target if target else None,
        outcome=None if gaps or bounded else _outcome(definition.polarity, to_date, projected, target, over=over),
        like=tuple(point.short for point in used),
        gaps=gaps,
        approximate=any(not point.value.is_exact for point in used),
        straight=len(set(profile)) == 1,
    )


def _used(definition: Definition, applying: Sequence[Point]) -> list[Point]:
    """In-period values are all used, of year-to-date values the last one held."""
    held = [point for point in applying if point.value.is_number]
    return held[-1:] if definition.basis == Basis.YEAR_TO_DATE else held


def _stood_for(definition: Definition, applying: Sequence[Point], used: Sequence[Point]) -> Sequence[Point]:
    if definition.basis != Basis.YEAR_TO_DATE or not used:
        return used
    return [point for point in applying if point.place <= used[-1].place]


def _gaps(definition: Definition, applying: Sequence[Point], used: Sequence[Point]) -> tuple[Gap, ...]:
    open_from = used[-1].place if definition.basis == Basis.YEAR_TO_DATE else 0
    return tuple(
        Gap(point.short, point.value.state)
        for point in applying
        if not point.value.is_number and point.place > open_from
    )


def _outcome(
    polarity: Polarity, to_date: Decimal, projected: Decimal, target: Decimal | None, *, over: bool
) -> Outcome | None:
    """Higher is better: met as soon as reached. Lower is better: missed as soon as passed, met at the year's end."""
    if target is None or polarity == Polarity.CONTEXT:
        return None
    if polarity == Polarity.HIGHER:
        if to_date >= target or over:
            return Outcome.MET if to_date >= target else Outcome.MISSED
        return Outcome.ON_COURSE if projected >= target else Outcome.OFF_COURSE
    if to_date > target or over:
        return Outcome.MISSED if to_date > target else Outcome.MET
    return Outcome.ON_COURSE if projected <= target else Outcome.OFF_COURSE


def projection_words(definition: Definition, projection: Projection, *, period_word: str = "quarter") -> str:
    """ "120 for the year at this rate"; with a gap "120 if every quarter were like Q2; Q1 not stated"."""
    figure = formats.value(definition.kind, formats.rounded(projection.projected, 0))
    figure = f"about {figure}" if projection.approximate else figure
    if not projection.gaps:
        return f"{figure} for the year at this rate"
    gaps = ", ".join(f"{gap.name} {formats.gap_words(_said(gap))}" for gap in projection.gaps)
    like = formats.listing(projection.like)
    if projection.straight:
        return f"{figure} if every {period_word} were like {like}; {gaps}"
    return f"{figure} going by {like} alone; {gaps}"


def _said(gap: Gap) -> State:
    """A projection says of a period that it is not stated, whatever the reason, but of one from before a break."""
    return gap.state if gap.state == State.COUNTED_OTHERWISE else State.NOT_HELD


def of_target_words(projection: Projection) -> str:
    """ "200% of target", or nothing without one."""
    if projection.percent_of_target is None:
        return ""
    return f"{formats.percentage(formats.rounded(projection.percent_of_target, 1))} of target"


def target_due(
    definition: Definition, target: Decimal, *, profile: Profile, place: int, not_applying: Collection[int] = ()
) -> Decimal | None:
    """Rule 12: what is due of a year's target by the end of the period in that place.

    Amounts counted in the period or since April: the profile's share so far, held against the year to date.
    Programme to date: all of it, at the year's end only. Other measures: the level itself, held against the period's
    own value. None where nothing numeric is due. `not_applying`: places to which the measure doesn't apply.
    """
    if definition.basis == Basis.CHANGE_ONLY:
        return None
    if definition.basis == Basis.PROGRAMME_TO_DATE:
        return target if place == len(profile) else None
    if not definition.projects:
        return target
    weights = [weight for at, weight in enumerate(profile, start=1) if at not in not_applying]
    so_far = [weight for at, weight in enumerate(profile, start=1) if at not in not_applying and at <= place]
    return target * sum(so_far) / sum(weights) if sum(so_far) else None
