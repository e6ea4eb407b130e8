"""Targets: what is due of a year's target by the end of each of its periods."""

from decimal import Decimal

from commissioning.models import Target
from commissioning.ratings.projections import profile_of, target_due
from commissioning.ratings.values import Definition

QUARTERS = 4


def period_word(place: int, periods: int) -> str:
    """What a place in the year is called: "Q2"; in years of another length "Period 2"."""
    return f"Q{place}" if periods == QUARTERS else f"Period {place}"


def due_by_period(definition: Definition, target: Target, *, periods: int = QUARTERS) -> list[Decimal | None]:
    """What is due by the end of each period of the year; None where nothing is. A profile says how many there are."""
    count = len(target.profile) or periods
    profile = profile_of(target.profile, count)
    places = range(1, count + 1)
    return [target_due(definition, target.value, profile=profile, place=place) for place in places]
