"""A figure broken down into categories that don't overlap: their sum against the whole, and what is left (rule 7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from commissioning.ratings.values import NumberKind
from tracker import formats


@dataclass(frozen=True, slots=True)
class Placed:
    """What the categories come to. `left` is what of the whole is in none; below nought, they come to more than it.

    Both are None while no category is known; `left` also while the whole isn't. A category without a number is not
    nought: what it would hold is part of `left`.
    """

    amount: Decimal | None
    left: Decimal | None
    empty: int

    @property
    def is_over(self) -> bool:
        return self.left is not None and self.left < 0


def place(whole: Decimal | None, parts: Sequence[Decimal | None]) -> Placed:
    known = [part for part in parts if part is not None]
    amount = sum(known, Decimal(0)) if known else None
    left = None if amount is None or whole is None else whole - amount
    return Placed(amount, left, len(parts) - len(known))


def placed_words(kind: NumberKind, whole: Decimal | None, placed: Placed) -> str:
    """ "sum 480 of 492 (12 not placed)"; of what is not broken down at all "none of 492 placed"."""
    if placed.amount is None:
        return "" if whole is None else f"none of {formats.value(kind, whole)} placed"
    said = f"sum {formats.value(kind, placed.amount)}"
    if whole is None or placed.left is None:
        return said
    of_whole = f"{said} of {formats.value(kind, whole)}"
    if placed.is_over:
        return f"{of_whole}: {formats.value(kind, -placed.left)} too many"
    return f"{of_whole} ({formats.value(kind, placed.left)} not placed)" if placed.left else of_whole


def too_many(kind: NumberKind, whole: Decimal | None, placed: Placed, *, name: str, by: str) -> str:
    """The sentence that blocks sending where categories come to more than their whole; empty where they don't."""
    if not placed.is_over or placed.amount is None or whole is None:
        return ""
    amount, most = formats.value(kind, placed.amount), formats.value(kind, whole)
    return f"{name} by {by} comes to {amount}, which is more than {most} in all. Correct one of them."
