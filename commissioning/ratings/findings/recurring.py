"""A cause that several services name for their challenges."""

from decimal import Decimal

from commissioning.ratings.findings.finding import Finding, Recurring

RULE = "recurring"
SEVERAL = 3


def recurring(told: Recurring) -> Finding | None:
    """Silent below three services: two may have it by chance."""
    number = len(set(told.services))
    if number < SEVERAL:
        return None
    text = f"named as a cause by {number} services."
    return Finding(RULE, None, text, told.audience, Decimal(number), ("cause", told.cause))
