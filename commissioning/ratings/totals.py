"""Totals of money and amounts (rule 7), shares that add up to the penny, and variances (rule 5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from commissioning.ratings.values import HUNDRED, NumberKind, Polarity, Precision
from tracker import formats

PENNY = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Total:
    """`amount` is None while a part is missing; `known` is what the others come to; `missing` names those."""

    amount: Decimal | None
    known: Decimal
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatedTotal:
    """A total as stated beside the computed one; `ties` is None where that can't be said."""

    ties: bool | None
    difference: Decimal | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Division:
    """An amount by stored shares: `parts` in their order, None where unshared; `shared` is left to those together."""

    parts: tuple[Decimal | None, ...]
    shared: Decimal
    shared_by: int


@dataclass(frozen=True, slots=True)
class Variance:
    """Actual minus plan; `good` is None on plan or where neither way is better."""

    amount: Decimal
    good: bool | None


def total(parts: Sequence[tuple[str, Decimal | None]]) -> Total:
    """Rule 7: totals are computed from their named parts; a missing part is never nought, so there is no total then."""
    known = sum((amount for _, amount in parts if amount is not None), Decimal(0))
    missing = tuple(name for name, amount in parts if amount is None)
    return Total(known if parts and not missing else None, known, missing)


def added(totals: Iterable[Total]) -> Total:
    """Totals of several lots as the total of all their parts: no number while a part of any is missing."""
    held = [each for each in totals if each.amount is not None or each.missing]
    known = sum((each.known for each in held), Decimal(0))
    missing = tuple(name for each in held for name in each.missing)
    return Total(known if held and not missing else None, known, missing)


def check_total(
    computed: Total, stated: Decimal, precision: Precision = Precision.EXACT, *, kind: NumberKind = NumberKind.MONEY
) -> StatedTotal:
    """Rule 7: a stated total beside the computed one, the difference (stated minus computed) shown.

    Whether it ties can't be said while a part is missing, or where only "about" so much was stated and it differs.
    """
    said = formats.value(kind, stated, precision)
    if computed.amount is None:
        return StatedTotal(
            None, None, f"stated {said}; can\u2019t be checked without {formats.listing(computed.missing)}"
        )
    difference = stated - computed.amount
    if difference == 0:
        return StatedTotal(True, difference, f"ties to the stated {said}")
    off = f"{formats.value(kind, abs(difference))} {'more' if difference > 0 else 'less'}"
    worded = f"stated {said}, {off} than its parts ({formats.value(kind, computed.amount)})"
    return StatedTotal(False if precision == Precision.EXACT else None, difference, worded)


def apportion(amount: Decimal, weights: Sequence[Decimal], *, unit: Decimal = PENNY) -> tuple[Decimal, ...] | None:
    """Parts in proportion to the weights that add up to the amount exactly (largest remainder, earlier first on a tie).

    None where the weights come to nought: there is nothing to go by. ValueError for a weight below nought or an amount
    that is no whole number of units.
    """
    if any(weight < 0 for weight in weights):
        raise ValueError("A share can't be below nought.")
    units = amount / unit
    if units != units.to_integral_value():
        raise ValueError(f"{amount} can't be divided into parts of {unit}.")
    whole = sum(weights, Decimal(0))
    if not whole:
        return None
    exact = [units * weight / whole for weight in weights]
    floors = [part.to_integral_value(ROUND_FLOOR) for part in exact]
    spare = int(units - sum(floors))
    order = sorted(range(len(weights)), key=lambda at: (floors[at] - exact[at], at))
    for at in order[:spare]:
        floors[at] += 1
    return tuple((part * unit).quantize(unit) for part in floors)


def divide(amount: Decimal, shares: Sequence[Decimal | None]) -> Division:
    """An award's money over its services by stored shares (per cent of the award); what has no share stays together.

    The parts and what is shared always add up to the amount. ValueError for shares over 100 together.
    """
    stored = [share for share in shares if share is not None]
    rest = HUNDRED - sum(stored, Decimal(0))
    if rest < 0:
        raise ValueError("Shares of an award can't come to more than 100 per cent.")
    pieces = iter(apportion(amount, [*stored, rest]) or ())
    parts = tuple(None if share is None else next(pieces) for share in shares)
    return Division(parts, next(pieces), len(shares) - len(stored))


def variance(actual: Decimal, plan: Decimal, polarity: Polarity) -> Variance:
    """Rule 5's one sign: actual minus plan. Whether that is good depends on the polarity."""
    amount = actual - plan
    if amount == 0 or polarity == Polarity.CONTEXT:
        return Variance(amount, None)
    return Variance(amount, (amount > 0) == (polarity == Polarity.HIGHER))


def variance_words(kind: NumberKind, off: Variance) -> str:
    """ "£12,000 under", "27 over", "as planned" (rule 5)."""
    return formats.variance(kind, off.amount)
