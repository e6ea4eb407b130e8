"""A passage that says how something stands to a plan or target, of which nothing is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from commissioning.claims import target_claimed_in
from commissioning.imports.prose.places import Places
from commissioning.imports.prose.suggest import Spot


@dataclass(frozen=True, slots=True)
class Unstored:
    """The words that claim it, and the figures that they most likely speak of; none where that is not known."""

    words: str
    spots: tuple[Spot, ...] = ()


def unstored_target(text: str, near: date, meant: Sequence[Spot], places: Places, service: str) -> Unstored | None:
    """None where nothing is claimed, where a target is stored, or where it may be: one of them has a target."""
    words = target_claimed_in(text, near)
    if not words or places.aimed is None:
        return None
    without = [spot for spot in meant or places.spots_of(service) if spot.key not in places.aimed]
    if meant:
        return Unstored(words, tuple(without)) if without else None
    return Unstored(words) if len(without) == len(places.spots_of(service)) else None
