"""What a manager releases of what is hidden, and what that hides instead: nothing but what the manager agreed to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from reports import suppression
from reports.builder.checks import CheckKind
from reports.document import digest_of
from reports.models import CheckAct, CheckAnswer
from reports.suppression import Cell, Solved, Total


@dataclass(frozen=True)
class Counts:
    """Every count behind a public copy by key and every total, with the office's limit."""

    cells: Mapping[str, Cell]
    totals: tuple[Total, ...]
    below: int

    def same(self, key: str) -> str:
        """One key for all that is the same number: a total over one provider is that provider's."""
        while key in self._alike:
            key = self._alike[key]
        return key

    @cached_property
    def _alike(self) -> dict[str, str]:
        return {total.parts[0]: total.whole for total in self.totals if len(total.parts) == 1}

    def everywhere(self, keys: Iterable[str]) -> frozenset[str]:
        """All that is the same number as one of these, wherever it stands."""
        chosen = {self.same(key) for key in keys}
        return frozenset(key for key in self.cells if self.same(key) in chosen) if chosen else frozenset()

    def told(self, keys: frozenset[str]) -> "Counts":
        """The same where these are known as well."""
        known = {key: replace(self.cells[key], known=True) for key in keys}
        return replace(self, cells={**self.cells, **known}) if known else self

    @cached_property
    def solved(self) -> Solved:
        return suppression.solve(self.cells.values(), self.totals, below=self.below)

    def facts(self, key: str) -> str:
        """What an answer about a count holds for."""
        return digest_of(key, str(self.cells[key].value))


@dataclass(frozen=True, slots=True)
class Shift:
    """What releasing a count does to others, by key: which are hidden instead, which are shown again, and which small
    ones anybody could then work out.
    """

    hides: tuple[str, ...]
    shows: tuple[str, ...]
    gives_away: tuple[str, ...]

    @property
    def digest(self) -> str:
        """What somebody agrees to who releases it all the same."""
        return digest_of(*self.hides)


def shift(before: Counts, key: str) -> Shift:
    """What releasing this count would do."""
    released = before.everywhere([key])
    was, then = before.solved, before.told(released).solved
    return Shift(
        tuple(each for each in then.why if each not in was.why),
        tuple(each for each in was.why if each not in then.why and each not in released),
        tuple(each for each in then.worked_out if each not in was.worked_out),
    )


@dataclass(frozen=True, slots=True)
class Released:
    """The counts with all that holds of what was released; `lapsed` are the keys of what would hide others by now."""

    counts: Counts
    keys: frozenset[str]
    lapsed: frozenset[str]


def with_releases(counts: Counts, answers: Iterable[CheckAnswer]) -> Released:
    """The counts with what a manager let print, as long as each is what it was then.

    A release holds while it hides no count that nobody agreed to hide, and gives no small one away: else the newest one
    lapses, and its count is hidden again.
    """
    overrides = [each for each in answers if each.act == CheckAct.OVERRIDE and each.about in counts.cells]
    holding = [each for each in overrides if each.digest == counts.facts(each.about)]
    known = counts.everywhere(each.about for each in holding if each.kind == CheckKind.WORKED_OUT)
    base = counts.told(known)
    releases = sorted((each for each in holding if each.kind == CheckKind.CELL), key=lambda each: (each.at, each.pk))
    lapsed: list[str] = []
    while releases:
        keys = base.everywhere(each.about for each in releases)
        found = base.told(keys)
        agreed = {key for each in releases for key in each.instead}
        new = (found.solved.why.keys() - base.solved.why.keys()) | (
            set(found.solved.worked_out) - set(base.solved.worked_out)
        )
        if new <= agreed:
            return Released(found, known | keys, frozenset(lapsed))
        lapsed.append(releases.pop().about)
    return Released(base, known, frozenset(lapsed))
