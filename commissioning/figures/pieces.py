"""An award's money cut into pieces, each of which stands on one line; the pieces always add up to the award."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from commissioning.figures.money import AwardPosition, Split
from commissioning.figures.payments import in_advance
from commissioning.ratings.totals import Total, added, apportion, total

AMOUNTS = ("awarded", "committed", "paid", "spent", "forecast")
SHARED: None = None  # the key of what several share undivided
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Piece:
    """What one line has of one award. Pounds, or None where it isn't held (never nought).

    `told` names the amounts that this piece tells; one that isn't among them stands in another piece of the award, and
    is missing nowhere. `divided`: they are shares of the award's own, not amounts that anybody stated.
    """

    position: AwardPosition
    awarded: Decimal | None = None
    committed: Decimal | None = None
    paid: Decimal | None = None
    spent: Decimal | None = None
    forecast: Decimal | None = None
    divided: bool = False
    told: frozenset[str] = frozenset(AMOUNTS)

    @property
    def in_advance(self) -> Decimal | None:
        """What was paid and is not spent yet, where that is more than nought."""
        return in_advance(self.paid, self.spent)

    @property
    def variance(self) -> Decimal | None:
        """Forecast less award at the year's end: below nought is under."""
        return None if self.awarded is None or self.forecast is None else self.forecast - self.awarded

    def amount(self, name: str) -> Decimal | None:
        found: Decimal | None = getattr(self, name)
        return found

    def only(self, amounts: Mapping[str, Decimal | None]) -> "Piece":
        """A piece of the same award that tells these amounts and no others."""
        return piece_of(self.position, amounts, divided=self.divided)


@dataclass(frozen=True, slots=True)
class Sums:
    """Several pieces together; an amount is in no total while a piece that tells it doesn't hold it."""

    awarded: Total
    committed: Total
    paid: Total
    spent: Total
    forecast: Total


def whole(position: AwardPosition, paid: Decimal | None) -> Piece:
    """All of an award."""
    return Piece(position, position.awarded, position.committed, paid, position.spent, position.forecast)


def sums(pieces: Iterable[Piece]) -> Sums:
    listed = list(pieces)
    return Sums(*(sum_of(listed, name) for name in AMOUNTS))


@dataclass(frozen=True, slots=True)
class Taken:
    """What these awards (their keys) take from one place, added up."""

    awards: tuple[int, ...]
    sums: Sums

    @property
    def number(self) -> int:
        return len(self.awards)


def taken(pieces: Sequence[Piece]) -> Taken:
    """These pieces, each of another award."""
    return Taken(tuple(piece.position.award.pk for piece in pieces), sums(pieces))


def taken_together(lots: Sequence[Taken]) -> Taken:
    """What several lots of awards take from the place: the same as of all these awards at once."""
    awards = tuple(key for lot in lots for key in lot.awards)
    return Taken(awards, sums_together([lot.sums for lot in lots]))


def sums_together(several: Sequence[Sums]) -> Sums:
    """The sums of several lots of pieces as those of all these pieces at once."""
    return Sums(*(added(getattr(each, name) for each in several) for name in AMOUNTS))


def sum_of(pieces: Iterable[Piece], name: str) -> Total:
    return total([(each.position.award.title, each.amount(name)) for each in pieces if name in each.told])


def divide(piece: Piece, weights: Mapping[Key, Decimal]) -> dict[Key, Piece]:
    """The piece by these weights, which come to more than nought; the parts of each amount add up to the penny."""
    parts = {name: _parts(piece.amount(name), list(weights.values())) for name in piece.told}
    return {
        key: piece_of(piece.position, {name: found[place] for name, found in parts.items()}, divided=True)
        for place, key in enumerate(weights)
    }


def piece_of(position: AwardPosition, amounts: Mapping[str, Decimal | None], *, divided: bool) -> Piece:
    held: dict[str, Any] = {name: amounts[name] for name in amounts}
    return Piece(position, divided=divided, told=frozenset(amounts), **held)


def _parts(amount: Decimal | None, weights: Sequence[Decimal]) -> Sequence[Decimal | None]:
    return (None if amount is None else apportion(amount, weights)) or [None] * len(weights)


def by_stream(piece: Piece) -> dict[str | None, Piece]:
    """A whole award by the code of each stream that it takes from; under "" where it takes from none that is known.

    What is awarded stands as it is split. Paid, spent and forecast are the award's own where it takes from one stream,
    else they are divided as the year's money is split. While a part of that isn't stated they can't be, and stand
    undivided under no code.
    """
    now, later = _by_code(piece.position.splits), _by_code([*piece.position.splits, *piece.position.to_come])
    if len(later) < 2:
        return {next(iter(later), ""): piece}
    awarded = {code: now.get(code, Decimal(0) if now else None) for code in later}
    weights = {code: amount for code, amount in awarded.items() if amount is not None and amount >= 0}
    rest = {name: piece.amount(name) for name in AMOUNTS if name in piece.told and name not in AS_SPLIT}
    divisible = len(weights) == len(later) and any(weights.values())
    parts = divide(piece.only(rest), weights) if divisible else {}
    found: dict[str | None, Piece] = {}
    for code in later:
        split = {"awarded": awarded[code], "committed": later[code]}
        own = {name: split[name] for name in AS_SPLIT if name in piece.told}
        own |= {name: parts[code].amount(name) for name in rest} if parts else {}
        found[code] = piece_of(piece.position, own, divided=True)
    return found if divisible else found | {SHARED: piece.only(rest)}


AS_SPLIT = ("awarded", "committed")


def from_streams(pieces: Iterable[Piece], codes: frozenset[str] | None) -> list[Piece]:
    """What of these whole awards comes from the streams with these codes; of all streams without any."""
    if codes is None:
        return list(pieces)
    return [part for piece in pieces for code, part in by_stream(piece).items() if code in codes]


def _by_code(splits: Iterable[Split]) -> dict[str, Decimal | None]:
    amounts: dict[str, list[Decimal | None]] = {}
    for split in splits:
        amounts.setdefault(split.stream_code, []).append(split.amount)
    return {code: total([(code, each) for each in found]).amount for code, found in amounts.items()}


def grouped(pieces: Iterable[Piece], place: Callable[[Piece], Mapping[Key, Piece]]) -> dict[Key, list[Piece]]:
    """The pieces by the keys at which `place` puts each, or parts of each."""
    found: dict[Key, list[Piece]] = {}
    for piece in pieces:
        for key, part in place(piece).items():
            found.setdefault(key, []).append(part)
    return found
