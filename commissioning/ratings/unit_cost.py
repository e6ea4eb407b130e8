"""What each of what was counted cost: spend of a period over a count of the same period. Pure."""

from collections.abc import Sequence
from decimal import Decimal

from commissioning.ratings.values import Basis, Definition, NumberKind, Value


def has_unit_cost(definition: Definition) -> bool:
    """Whether a cost for each means anything: of what is counted anew in each period."""
    return definition.kind == NumberKind.COUNT and definition.basis == Basis.IN_PERIOD


def unit_cost(spent: Sequence[Decimal | None], counted: Value) -> Decimal | None:
    """All that was spent over all that was counted; None while a part of the spend isn't held, or the count is no exact
    number above nought.
    """
    known = [amount for amount in spent if amount is not None]
    if not known or len(known) < len(spent) or counted.number is None or not counted.is_exact or counted.number <= 0:
        return None
    return sum(known, Decimal(0)) / counted.number
