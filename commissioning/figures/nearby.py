"""What belongs to services and their measures, read as far as it is looked at: with one those whose keys are near.

An installation may hold many thousand services, and a page shows sixty, most of them set up together. What was read
stays as long as the reference data that it is part of.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar, overload

Item = TypeVar("Item")
Other = TypeVar("Other")
Found = dict[int, Item]
Span = tuple[int, int]  # keys from the first up to, but not with, the second

SIZE = 256
MOST_RUNS = 50  # in one query: SQLite refuses conditions that are a thousand deep


class Nearby(Generic[Item]):
    """A map from keys to what belongs to them; `read` answers for some spans of keys, in one query."""

    def __init__(self, read: Callable[[list[Span]], Found[Item]]) -> None:
        self._read = read
        self._held: dict[int, Found[Item]] = {}

    @overload
    def get(self, key: int) -> Item | None: ...

    @overload
    def get(self, key: int, default: Other) -> Item | Other: ...

    def get(self, key: int, default: object = None) -> object:
        block = key // SIZE
        if block not in self._held:
            self.need([key])
        return self._held[block].get(key, default)

    def need(self, keys: Iterable[int]) -> None:
        """Read what is not read yet around these keys, in one query wherever they stand (or a few, of very many)."""
        missing = list(_runs({key // SIZE for key in keys} - self._held.keys()))
        for place in range(0, len(missing), MOST_RUNS):
            runs = missing[place : place + MOST_RUNS]
            found = self._read([(first * SIZE, (last + 1) * SIZE) for first, last in runs])
            blocks: dict[int, Found[Item]] = {block: {} for first, last in runs for block in range(first, last + 1)}
            for key, item in found.items():
                blocks[key // SIZE][key] = item
            self._held.update(blocks)


def _runs(blocks: Iterable[int]) -> Iterator[Span]:
    """Numbers that follow each other, as first and last."""
    listed = sorted(blocks)
    first = 0
    for place in range(1, len(listed) + 1):
        if place == len(listed) or listed[place] != listed[place - 1] + 1:
            yield listed[first], listed[place - 1]
            first = place
