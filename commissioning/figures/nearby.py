"""What belongs to services and their measures, read as far as it is looked at: with one those whose keys are near.

An installation may hold many thousand services, and a page shows sixty, most of them set up together. What was read
stays as long as the reference data that it is part of.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, Generic, TypeVar, overload

from tracker.together import Columns, Plain, columns

Item = TypeVar("Item")
Other = TypeVar("Other")
Found = dict[int, Item]
Span = tuple[int, int]  # keys from the first up to, but not with, the second

SIZE = 8  # keys of a block: it is read whole
AROUND = 256  # keys that are read with one that was not named before
MOST_RUNS = 100  # in one query: SQLite refuses conditions that are a thousand deep


class Nearby(Generic[Item]):
    """A map from keys to what belongs to them; `read` answers for some spans of keys, in one query."""

    def __init__(self, read: Callable[[list[Span]], Found[Item]]) -> None:
        self._read = read
        self._held: dict[int, Found[Item]] = {}
        self._known: Found[Item] = {}

    @overload
    def get(self, key: int) -> Item | None: ...

    @overload
    def get(self, key: int, default: Other) -> Item | Other: ...

    def get(self, key: int, default: object = None) -> object:
        if key in self._known:
            return self._known[key]
        block = key // SIZE
        if block not in self._held:  # nobody said what will be asked for: more of it may follow
            first = key - key % AROUND
            self.need(range(first, first + AROUND, SIZE))
        return self._held[block].get(key, default)

    def need(self, keys: Iterable[int]) -> None:
        """Read what is not read yet around these keys, in one query wherever they stand (or a few, of very many)."""
        for spans in self.missing(keys):
            self.hold(spans, self._read(spans))

    def missing(self, keys: Iterable[int]) -> list[list[Span]]:
        runs = list(_runs({key // SIZE for key in keys if key not in self._known} - self._held.keys()))
        spans = [(first * SIZE, (last + 1) * SIZE) for first, last in runs]
        return [spans[place : place + MOST_RUNS] for place in range(0, len(spans), MOST_RUNS)]

    def hold(self, spans: list[Span], found: Found[Item]) -> None:
        blocks: dict[int, Found[Item]] = {
            block: {} for first, end in spans for block in range(first // SIZE, end // SIZE)
        }
        for key, item in found.items():
            if key // SIZE in blocks:  # of others not all was asked for
                blocks[key // SIZE][key] = item
        self._held.update(blocks)

    def know(self, found: Found[Item]) -> None:
        """What was read of single keys, with something else."""
        self._known.update(found)


class Joined(Nearby[Item]):
    """What can be read in one query with others of its kind: `asked` are the queries for some spans, `made` what the
    rows of each come to.
    """

    def __init__(self, asked: Callable[[list[Span]], list[Columns]], made: Callable[..., Found[Item]]) -> None:
        super().__init__(lambda spans: made(*columns(*asked(spans))))
        self.asked, self.made = asked, made


def need_together(wanted: Iterable[tuple[Joined[Any], Iterable[int]]], *beside: Columns) -> list[list[Plain]]:
    """What is not read yet of each around its keys, all in one query (or a few, of very many).

    The rows of what is asked `beside` it are answered: they are read in the first of them.
    """
    missing = [(each, each.missing(keys)) for each, keys in wanted]
    turns = max((len(spans) for _, spans in missing), default=0)
    found: list[list[Plain]] = []
    for turn in range(max(turns, 1 if beside else 0)):
        now = [(each, spans[turn], each.asked(spans[turn])) for each, spans in missing if turn < len(spans)]
        others = beside if turn == 0 else ()
        rows = iter(columns(*others, *(query for _, _, asked in now for query in asked)))
        found += islice(rows, len(others))
        for each, spans, asked in now:
            each.hold(spans, each.made(*islice(rows, len(asked))))
    return found


def _runs(blocks: Iterable[int]) -> Iterator[Span]:
    """Numbers that follow each other, as first and last."""
    listed = sorted(blocks)
    first = 0
    for place in range(1, len(listed) + 1):
        if place == len(listed) or listed[place] != listed[place - 1] + 1:
            yield listed[first], listed[place - 1]
            first = place
