"""Chance that comes out the same for the same seed, on any machine, however many services there are."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """A stream of chance named by its seed and by what it is for. Built on `random()` alone, which never changes."""

    def __init__(self, *names: object) -> None:
        self._random = Random("/".join(str(name) for name in names))

    def share(self) -> float:
        return self._random.random()

    def of(self, probability: float) -> bool:
        return self.share() < probability

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self.share()

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.share() * (high - low + 1))

    def pick(self, among: Sequence[T]) -> T:
        return among[int(self.share() * len(among))]

    def some(self, among: Sequence[T], count: int) -> list[T]:
        """So many different ones, in their own order."""
        keys = sorted((self.share(), place) for place in range(len(among)))
        return [among[place] for place in sorted(place for _, place in keys[:count])]
