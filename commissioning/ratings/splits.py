"""An award's money by stream and year: what it comes to on a day, and what a change to it may be."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from commissioning.ratings.shares import Unlike
from commissioning.ratings.totals import Total, total
from commissioning.ratings.values import Precision
from tracker import formats

RISES, FALLS, MOVES = {"uplift"}, {"cut", "clawback"}, {"carry_forward", "reprofile"}
FELL = {"cut": "A cut takes money away", "clawback": "A clawback is money that the provider gives back"}


@dataclass(frozen=True, slots=True)
class Part:
    """So many pounds from one stream in one financial year, from a day on; with no day it is the award's own.

    `amount` is None where it is not stated, which is not nought.
    """

    stream: str
    year: str
    amount: Decimal | None
    effective_on: date | None = None
    precision: str = Precision.EXACT

    @property
    def name(self) -> str:
        return f"{self.stream} in {self.year}"


def in_force(parts: Iterable[Part], on: date) -> list[Part]:
    """The award's own parts, and those of changes that have taken effect by this day."""
    return [part for part in parts if part.effective_on is None or part.effective_on <= on]


def together(parts: Iterable[Part]) -> Total:
    """What these parts come to; no number while one is not stated."""
    return total([(part.name, part.amount) for part in parts])


def precision_of(parts: Iterable[Part]) -> Precision:
    """A sum is exact where its parts are; else it is about so much."""
    return Precision.EXACT if all(part.precision == Precision.EXACT for part in parts) else Precision.ABOUT


def sum_words(parts: Sequence[Part]) -> str:
    """ "£98,441", "about £500,000", "not stated"; nothing where there is no part."""
    amount = together(parts).amount
    if amount is None:
        return "not stated" if parts else ""
    return formats.money(amount, parts[0].precision if len(parts) == 1 else precision_of(parts))


def position(parts: Iterable[Part], on: date) -> Total:
    """What the award comes to on the day."""
    return together(in_force(parts, on))


def by_year(parts: Iterable[Part], on: date) -> dict[str, list[Part]]:
    """The award's money in each financial year as it stands on the day, in the order of the years."""
    years: dict[str, list[Part]] = defaultdict(list)
    for part in in_force(parts, on):
        years[part.year].append(part)
    return {year: years[year] for year in sorted(years)}


def check_change(kind: str, amounts: Sequence[Decimal | None]) -> None:
    """An uplift adds and a cut takes; a reprofile or a carry-forward moves money and leaves the total as it was.

    Unlike where the amounts say otherwise. While one isn't stated nothing can be said; an extension may do either.
    """
    if not amounts or None in amounts:
        return
    moved = sum((amount for amount in amounts if amount is not None), Decimal(0))
    if kind in RISES and moved <= 0:
        raise Unlike("An uplift adds money. Type amounts that come to more than £0, or choose another kind of change.")
    if kind in FALLS and moved >= 0:
        raise Unlike(f"{FELL[kind]}. Type it with a minus, such as -5,000, or choose another kind of change.")
    if kind in MOVES and moved != 0:
        raise Unlike(
            f"Money that is only moved leaves the total as it was, and these amounts come to {formats.money(moved)}. "
            "Type what leaves one year with a minus, or choose uplift or cut."
        )


def check_carried(kind: str, moved: Iterable[tuple[str, Decimal | None]]) -> None:
    """A carry-forward takes from a year what it adds to later ones. `moved` are amounts with their financial years;
    Unlike where one that gains comes before one that loses. While one isn't stated nothing can be said.
    """
    listed = list(moved)
    if kind != "carry_forward" or any(amount is None for _, amount in listed):
        return
    gains = [year for year, amount in listed if amount is not None and amount > 0]
    loses = [year for year, amount in listed if amount is not None and amount < 0]
    if gains and loses and min(gains) <= max(loses):
        raise Unlike(
            f"A carry-forward moves money into a later year, and this one takes from {max(loses)} and adds to "
            f"{min(gains)}. Put the minus at the earlier year, or choose reprofile."
        )


def check_not_below(parts: Iterable[Part]) -> None:
    """No stream's money in a year falls below nought on any day. Unlike, naming where and when."""
    cells: dict[tuple[str, str], list[Part]] = defaultdict(list)
    for part in parts:
        cells[part.stream, part.year].append(part)
    for cell in cells.values():
        below = _below(cell)
        if below is not None:
            raise Unlike(below)


def _below(cell: Sequence[Part]) -> str | None:
    """The sentence for the first day on which this stream's money in this year is below nought, if there is one."""
    if any(part.amount is None for part in cell):
        return None
    for on in sorted({part.effective_on or date.min for part in cell}):
        left = position(cell, on).known
        if left < 0:
            when = "" if on == date.min else f" from {formats.day(on)}"
            return f"{cell[0].name} would stand at {formats.money(left)}{when}. Check the amounts and their signs."
    return None
