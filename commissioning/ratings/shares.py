"""Shares of a whole: an award's over its services, a target's over the periods of its year."""

from collections.abc import Sequence
from decimal import Decimal

from commissioning.ratings.totals import apportion
from commissioning.ratings.values import HUNDRED, NumberKind
from tracker import formats

FINEST = Decimal("1e-20")  # fine enough that `projections.whole_weights` finds the third again


class Unlike(ValueError):
    """Shares that don't make a whole; its text says what to do."""


def check_shares(shares: Sequence[Decimal | None]) -> None:
    """The stored shares of an award, in per cent: one for each service, adding up to 100, or none at all.

    Without any the award is shared by its services and not divided. Unlike if they are neither.
    """
    stored = [share for share in shares if share is not None]
    if not stored:
        return
    if any(share <= 0 for share in stored):
        raise Unlike("A share is more than 0%. Take out a service that has no part in it, or leave all shares empty.")
    if len(stored) < len(shares):
        raise Unlike("Give every service its share, or leave all shares empty: the money is then shared, not divided.")
    whole = sum(stored, Decimal(0))
    if whole != HUNDRED:
        off = formats.percentage(abs(HUNDRED - whole))
        raise Unlike(
            f"The shares come to {formats.percentage(whole)}, {off} {'short of' if whole < HUNDRED else 'over'} 100%."
        )


def profile_shares(
    numbers: Sequence[Decimal], *, percent: bool, target: Decimal, kind: NumberKind = NumberKind.COUNT
) -> tuple[Decimal, ...]:
    """A target's shares by period, adding up to exactly 1, from the number typed for each.

    Percentages come to 100; plain numbers to 1 (shares) or to the year's target (what is expected of each period).
    """
    if any(number < 0 for number in numbers):
        raise Unlike("A part of the year’s target can’t be below 0.")
    whole = sum(numbers, Decimal(0))
    if percent and whole != HUNDRED:
        raise Unlike(f"The parts of the year come to {formats.percentage(whole)}, not to 100%.")
    if not percent and whole not in (1, target):
        raise Unlike(
            f"The parts of the year come to {formats.value(kind, whole)}, and the target is "
            f"{formats.value(kind, target)}. Type what is expected of each period, or percentages that come to 100%."
        )
    parts = apportion(Decimal(1), numbers, unit=FINEST)
    if parts is None:
        raise Unlike("A profile expects something of at least one period.")
    return parts
