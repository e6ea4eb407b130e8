"""Things in order, cut into runs: what is worked out of a run stays with it until one of its things is touched.

Where a page says something of tens of thousands (how many are late, which come first), it asks each run and puts the
answers together. After a change only the runs that hold what was touched are asked again.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from itertools import chain
from operator import is_
from typing import Any, Generic, Self, TypeVar, overload

LENGTH = 500
BRANCH = 20  # runs
Thing = TypeVar("Thing")
Made = TypeVar("Made")
OWNERS = "owners"


class Run(tuple[Thing, ...], Generic[Thing]):
    """`made` is what was worked out of these things alone, by name."""

    made: dict[str, Any]

    def __new__(cls, things: Iterable[Thing] = ()) -> Self:
        found = super().__new__(cls, things)
        found.made = {}
        return found

    def once(self, name: str, make: Callable[[Sequence[Thing]], Made]) -> Made:
        if name not in self.made:
            self.made[name] = make(self)
        found: Made = self.made[name]
        return found


class Runs(Sequence[Thing]):
    """All of them, in order. `owner` says whose a thing is: what is somebody's is touched and replaced together."""

    def __init__(
        self,
        runs: Iterable[Run[Thing]],
        owner: Callable[[Thing], Hashable],
        branches: dict[tuple[str, int], tuple[Sequence[Run[Thing]], Any]] | None = None,
    ) -> None:
        """`branches`: what branches of runs came to, of these or of what they were before something was touched."""
        self.runs, self.owner = tuple(runs), owner
        self._branches = {} if branches is None else branches

    @classmethod
    def of(cls, things: Iterable[Thing], owner: Callable[[Thing], Hashable], *, length: int = 0) -> "Runs[Thing]":
        listed, many = list(things), length or LENGTH
        return cls((Run(listed[first : first + many]) for first in range(0, len(listed), many)), owner)

    def each(self, name: str, make: Callable[[Sequence[Thing]], Made]) -> list[Made]:
        """What is worked out of each run alone, under this name, and of nothing that may change without it."""
        return [run.once(name, make) for run in self.runs]

    def joined(
        self, name: str, make: Callable[[Sequence[Thing]], Made], join: Callable[[Sequence[Made]], Made]
    ) -> list[Made]:
        """The same of each branch, which is so many runs: `join` makes it of what is worked out of these."""
        return [self._branch(name, first, make, join) for first in range(0, len(self.runs), BRANCH)]

    def _branch(
        self, name: str, first: int, make: Callable[[Sequence[Thing]], Made], join: Callable[[Sequence[Made]], Made]
    ) -> Made:
        own = self.runs[first : first + BRANCH]
        runs, found = self._branches.get((name, first), ((), None))
        if len(runs) != len(own) or not all(map(is_, runs, own)):
            found = join([run.once(name, make) for run in own])
            self._branches[name, first] = own, found
        joined: Made = found
        return joined

    @property
    def answers(self) -> list[dict[str, Any]]:
        """What was worked out of each run, to be put elsewhere."""
        return [{name: made for name, made in run.made.items() if name != OWNERS} for run in self.runs]

    def answered(self, answers: Sequence[dict[str, Any]]) -> Self:
        """With what was worked out of the same runs before."""
        for run, made in zip(self.runs, answers, strict=True):
            run.made.update(made)
        return self

    def afresh(self) -> "Runs[Thing]":
        """The same things, of which nothing is worked out."""
        return Runs(map(Run, self.runs), self.owner)

    def without_answers(self, owners: Collection[Hashable]) -> "Runs[Thing]":
        """The same things: nothing is worked out of those that are in a run with something of these owners."""
        touched = frozenset(owners)
        runs = (run if self._owned(run).isdisjoint(touched) else Run(run) for run in self.runs)
        return Runs(runs, self.owner, self._branches)

    def having(
        self, owners: Collection[Hashable], things: Iterable[Thing], place: Callable[[Thing], Any]
    ) -> "Runs[Thing]":
        """The same with these things, in their places, instead of all that these owners had."""
        touched, firsts = frozenset(owners), [place(run[0]) for run in self.runs]
        new: dict[int, list[Thing]] = defaultdict(list)
        for each in things:
            new[max(0, bisect_right(firsts, place(each)) - 1)].append(each)
        found = [self._anew(run, touched, new[number], place) for number, run in enumerate(self.runs or (Run(),))]
        are_even = all(0 < len(run) <= 2 * LENGTH for run in found)
        if not are_even:
            return Runs.of(chain.from_iterable(found), self.owner)
        return Runs(found, self.owner, self._branches)

    def over(self, things: Iterable[Thing], *, length: int = 0) -> "Runs[Thing]":
        """Runs of these things, in this order: one that holds the same as before keeps what was worked out of it. What
        is new stands in the run of what is before it.
        """
        homes = {thing: number for number, run in enumerate(self.runs) for thing in run}
        found: list[tuple[int, list[Thing]]] = []
        for thing in things:
            number = homes.get(thing, found[-1][0] if found else 0)
            if not found or found[-1][0] != number:
                found.append((number, []))
            found[-1][1].append(thing)
        longest = 2 * (length or LENGTH)
        if len(found) > 2 * len(self.runs) or any(len(own) > longest for _, own in found):
            return Runs.of((thing for _, own in found for thing in own), self.owner, length=length)
        before = ((self.runs[number], own) for number, own in found)
        return Runs((run if run == tuple(own) else Run(own) for run, own in before), self.owner, self._branches)

    def _anew(
        self, run: Run[Thing], touched: frozenset[Hashable], new: list[Thing], place: Callable[[Thing], Any]
    ) -> Run[Thing]:
        if not new and self._owned(run).isdisjoint(touched):
            return run
        others = (each for each in run if self.owner(each) not in touched)
        return Run(sorted([*others, *new], key=place))

    def _owned(self, run: Run[Thing]) -> frozenset[Hashable]:
        return run.once(OWNERS, lambda things: frozenset(map(self.owner, things)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Runs) and list(self) == list(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"Runs({list(self)!r})"

    def __iter__(self) -> Iterator[Thing]:
        return chain.from_iterable(self.runs)

    def __len__(self) -> int:
        return sum(map(len, self.runs))

    @overload
    def __getitem__(self, place: int) -> Thing: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Thing]: ...

    def __getitem__(self, place: int | slice) -> Thing | Sequence[Thing]:
        return tuple(self)[place]
