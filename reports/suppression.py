"""Which counts of people a public output hides, and which others with them, so that no hidden one is worked out. Pure.

Publishing rule 2: a count of people from 1 up to one less than the office's limit is hidden; nought is shown. What a
reader can add up or take away stands in `Total`s. Whoever reads the output is taken to know the rule and to know which
counts are small: a small count is safe while at least one other small value fits all that is shown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

STEPS = 2_000  # how long another value is looked for that fits


class Why(StrEnum):
    """Why a count is hidden."""

    SMALL = "small"
    GIVES_AWAY = "gives_away"
    EARLIER = "earlier"


@dataclass(frozen=True, slots=True)
class Cell:
    """A whole number that an output prints or that follows from what it prints.

    `printed` is False for what is only worked out: what is left of a whole, or one quarter's part of a running count.
    What is `known` can't be hidden any more: an earlier publication told it, or a manager released it. What was
    `hidden_before` stays hidden.
    """

    key: str
    value: int
    about_people: bool
    printed: bool = True
    known: bool = False
    hidden_before: bool = False


@dataclass(frozen=True, slots=True)
class Total:
    """A whole, known to be the sum of its parts: keys of cells."""

    whole: str
    parts: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return (self.whole, *self.parts)


@dataclass(frozen=True, slots=True)
class Solved:
    """What to hide and why, and the small counts that follow from what is known already, whatever is hidden now."""

    why: dict[str, Why]
    worked_out: tuple[str, ...]


def hide(cells: Iterable[Cell], totals: Iterable[Total], *, below: int) -> dict[str, Why]:
    """The printed cells to hide, by key, with the reason: see `solve`."""
    return solve(cells, totals, below=below).why


def solve(cells: Iterable[Cell], totals: Iterable[Total], *, below: int) -> Solved:
    """Which printed cells to hide.

    Small counts of people first, and what was hidden before. While a small one follows from what is still shown, the
    smallest shown part beside it is hidden as well, else the whole; nought only where there is nothing else. A total
    with a cell that isn't given is left out: it says nothing.
    """
    return _Hiding({cell.key: cell for cell in cells}, list(totals), below).done()


class _Hiding:
    def __init__(self, cells: Mapping[str, Cell], totals: list[Total], below: int) -> None:
        self.cells, self.below, self.steps = cells, below, 0
        self.totals = [each for each in totals if all(key in cells for key in each.keys)]
        self.known = {key for key, cell in cells.items() if cell.known}
        before = (key for key, cell in cells.items() if cell.hidden_before)
        why = {**dict.fromkeys(before, Why.EARLIER), **dict.fromkeys(self.small, Why.SMALL)}
        self.why = {key: reason for key, reason in why.items() if cells[key].printed and key not in self.known}
        self.concealed = ({key for key, cell in cells.items() if not cell.printed} | self.why.keys()) - self.known

    @cached_property
    def small(self) -> list[str]:
        return [key for key, each in self.cells.items() if self._is_small(each)]

    def _is_small(self, cell: Cell) -> bool:
        return cell.about_people and not cell.known and 1 <= cell.value < self.below

    @cached_property
    def totals_of(self) -> dict[str, list[Total]]:
        found: dict[str, list[Total]] = {key: [] for key in self.cells}
        for total in self.totals:
            for key in total.keys:
                found[key].append(total)
        return found

    def done(self) -> Solved:
        lost = []
        for key in self.small:  # what is hidden for one makes no other less safe
            while not self._is_safe(key):
                beside = self._beside(key)
                if beside is None:  # nothing is shown any more that it could follow from, but what can't be hidden
                    lost.append(key)
                    break
                self.why[beside] = Why.GIVES_AWAY
                self.concealed.add(beside)
        follows = (key for key in lost if not self._is_safe(key) and self._touches_known(key))
        return Solved(self.why, tuple(follows))

    def _touches_known(self, key: str) -> bool:
        near, seen = [key], {key}
        while near:
            beside = {each for of in near for total in self.totals_of[of] for each in total.keys} - seen
            if beside & self.known:
                return True
            seen |= beside
            near = list(beside)
        return False

    def _beside(self, key: str) -> str | None:
        """The shown cell to hide: a part of a total that the cell stands in, else its whole, else further away."""
        near, seen = [key], {key}
        while near:
            totals = [total for each in near for total in self.totals_of[each]]
            shown = {
                each for total in totals for each in total.keys if each not in self.concealed and each not in self.known
            }
            if shown:
                wholes = {total.whole for total in totals}
                return min(shown, key=lambda each: (self._value(each) == 0, each in wholes, self._value(each), each))
            near = [each for each in dict.fromkeys(k for total in totals for k in total.keys) if each not in seen]
            seen.update(near)
        return None

    def _value(self, key: str) -> int:
        return self.cells[key].value

    def _is_safe(self, key: str) -> bool:
        """Whether another small value fits what is shown."""
        value = self._value(key)
        others = sorted((each for each in range(1, self.below) if each != value), key=lambda each: abs(each - value))
        return any(self._fits_in_time({key: each - value}) for each in others)

    def _fits_in_time(self, moved: dict[str, int]) -> bool:
        """What is not found within so many steps is taken not to fit: more is hidden then, never less."""
        self.steps = STEPS
        return self._fits(moved)

    def _fits(self, moved: dict[str, int]) -> bool:
        """Whether hidden cells can differ from the truth by these amounts, and others with them, with no shown one
        changed: each total that no longer adds up is mended by one more hidden cell.
        """
        self.steps -= 1
        if self.steps < 0:
            return False
        for total in dict.fromkeys(total for key in moved for total in self.totals_of[key]):
            wrong = sum(moved.get(key, 0) for key in total.parts) - moved.get(total.whole, 0)
            if wrong:
                return any(
                    self._fits({**moved, key: wrong if key == total.whole else -wrong})
                    for key in total.keys
                    if key in self.concealed
                    and key not in moved
                    and self._may_be(key, self._value(key) + (wrong if key == total.whole else -wrong))
                )
        return True

    def _may_be(self, key: str, value: int) -> bool:
        return 1 <= value < self.below if key in self._small_keys else value >= 0

    @cached_property
    def _small_keys(self) -> frozenset[str]:
        return frozenset(self.small)
