"""Rows of a list of which a page shows the first few: each is made when it is looked at."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import merge
from itertools import islice
from typing import Any, TypeVar, overload

Row = dict[str, Any]
Item = TypeVar("Item")
Ranked = Sequence[tuple[Any, Item]]  # each with its rank, the smallest first


class Listed(Sequence[Row]):
    """A row of each of several sequences of things, one after the other."""

    def __init__(self, *parts: tuple[Callable[[Any], Row], Sequence[Any]]) -> None:
        self.parts = parts

    @classmethod
    def of(cls, make: Callable[[Item], Row], things: Sequence[Item]) -> "Listed":
        """A row of each of these."""
        return cls((make, things))

    def __add__(self, other: "Listed") -> "Listed":
        return Listed(*self.parts, *other.parts)

    def __len__(self) -> int:
        return sum(len(things) for _, things in self.parts)

    def __iter__(self) -> Iterator[Row]:
        return (make(thing) for make, things in self.parts for thing in things)

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> "Listed": ...

    def __getitem__(self, place: int | slice) -> "Row | Listed":
        if isinstance(place, slice):
            return self._cut(*place.indices(len(self))[:2])
        first = place if place >= 0 else len(self) + place
        for row in self._cut(first, first + 1):
            return row
        raise IndexError(place)

    def _cut(self, start: int, stop: int) -> "Listed":
        found, before = [], 0
        for make, things in self.parts:
            found.append((make, things[max(0, start - before) : max(0, stop - before)]))
            before += len(things)
        return Listed(*found)


class Merged(Sequence[Item]):
    """Several lots, each in order, as one: put in order as far as somebody looks."""

    def __init__(self, lots: Sequence[Ranked[Item]]) -> None:
        self._number = sum(map(len, lots))
        self._found: list[Item] = []
        self._rest = merge(*lots, key=_rank)

    def __len__(self) -> int:
        return self._number

    @overload
    def __getitem__(self, place: int) -> Item: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Item]: ...

    def __getitem__(self, place: int | slice) -> Item | Sequence[Item]:
        last = place.indices(len(self))[1] if isinstance(place, slice) else place % max(1, len(self)) + 1
        self._found += (thing for _, thing in islice(self._rest, max(0, last - len(self._found))))
        return self._found[place]


def _rank(pair: tuple[Any, Item]) -> Any:
    return pair[0]


def ranked(rank: Callable[[Item], Any], things: Iterable[Item]) -> list[tuple[Any, Item]]:
    """These things in order, each with its rank."""
    return sorted(((rank(each), each) for each in things), key=_rank)
