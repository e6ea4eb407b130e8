"""Rows of a list of which a page shows the first few: each is made when it is looked at."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, TypeVar, overload

Row = dict[str, Any]
Make = Callable[[], Row]
Item = TypeVar("Item")


class Listed(Sequence[Row]):
    """As many rows as there are ways to make one."""

    def __init__(self, makes: Iterable[Make]) -> None:
        self.makes = list(makes)

    @classmethod
    def of(cls, make: Callable[[Item], Row], things: Iterable[Item]) -> "Listed":
        """A row of each of these."""
        return cls(partial(make, each) for each in things)

    def __len__(self) -> int:
        return len(self.makes)

    def __iter__(self) -> Iterator[Row]:
        return (make() for make in self.makes)

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> "Listed": ...

    def __getitem__(self, place: int | slice) -> "Row | Listed":
        return Listed(self.makes[place]) if isinstance(place, slice) else self.makes[place]()
