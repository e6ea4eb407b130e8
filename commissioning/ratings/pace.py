"""Pace: the share of an award used beside the share of its year gone (rule 12)."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from commissioning.ratings.values import HUNDRED
from tracker import formats

POINTS = Decimal(20)
FINE = Decimal(1).scaleb(-12)  # so that thirds and twelfths of a year don't miss 20 points by a rounding


class PaceState(StrEnum):
    AHEAD = "ahead"
    BEHIND = "behind"
    ON_PACE = "on_pace"
    ALL_USED = "all_used"
    OVER = "over"
    NOT_HELD = "not_held"


@dataclass(frozen=True, slots=True)
class Pace:
    """`used`, `gone` and `points` (used minus gone) are in per cent units; `left` is below nought when over."""

    award: Decimal
    spent: Decimal | None
    used: Decimal | None
    gone: Decimal
    points: Decimal | None
    left: Decimal | None
    state: PaceState
    limit: Decimal = POINTS

    @property
    def off_pace(self) -> bool:
        """Whether the award's money is rated amber: so many points ahead of or behind the year (rule 12)."""
        return self.points is not None and self.state != PaceState.OVER and abs(self.points) >= self.limit

    @property
    def over(self) -> Decimal:
        """How much more than the award was spent; nought if not over."""
        return max(-self.left, Decimal(0)) if self.left is not None else Decimal(0)


def pace(spent: Decimal | None, award: Decimal | None, gone: Decimal, *, points: Decimal = POINTS) -> Pace | None:
    """Rule 12's pace. None without an award's amount to measure against; a spend not held is a pace "not held", not 0%.

    `gone` is a share from 0 to 1 (`tracker.periods.share_of_year_gone`). Judged unrounded.
    """
    if award is None or award <= 0:
        return None
    gone *= HUNDRED
    if spent is None:
        return Pace(award, None, None, gone, None, None, PaceState.NOT_HELD, points)
    used = spent * HUNDRED / award
    ahead = (used - gone).quantize(FINE)
    return Pace(award, spent, used, gone, ahead, award - spent, _state(spent, award, ahead, points), points)


def _state(spent: Decimal, award: Decimal, ahead: Decimal, points: Decimal) -> PaceState:
    if spent >= award:
        return PaceState.OVER if spent > award else PaceState.ALL_USED
    if abs(ahead) < points:
        return PaceState.ON_PACE
    return PaceState.AHEAD if ahead > 0 else PaceState.BEHIND


def pace_words(pace: Pace) -> str:
    """ "88.1% used, 50.0% of the year gone"; "spend not held, 50.0% of the year gone"."""
    used = "spend not held" if pace.used is None else f"{formats.share(pace.used)} used"
    return f"{used}, {formats.share(pace.gone)} of the year gone"
