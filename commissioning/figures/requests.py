"""What a list gave when a request was answered, beside what it gives now."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

BOM = "\ufeff"
Line = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """Two versions of one list. `gone` are lines that only the first has, `fresh` those that only the second has."""

    header: Line
    then: int
    now: int
    gone: Sequence[Line]
    fresh: Sequence[Line]

    @property
    def same(self) -> bool:
        return not self.gone and not self.fresh


def lines_of(content: bytes) -> list[Line]:
    """The lines of a CSV as this site writes it, headings first."""
    text = content.decode("utf-8").removeprefix(BOM)
    return [tuple(line) for line in csv.reader(io.StringIO(text, newline=""))]


def rows_in(content: bytes) -> int:
    """How many rows a list has, its headings not counted."""
    return max(0, len(lines_of(content)) - 1)


def beside(then: bytes, now: bytes) -> Beside:
    """Compare line by line, each as often as it is there; the order doesn't count. Where the headings changed, every
    line did.
    """
    first, second = lines_of(then), lines_of(now)
    if first[:1] != second[:1]:
        return Beside(second[0] if second else (), len(first[1:]), len(second[1:]), first[1:], second[1:])
    gone = _without(first[1:], second[1:])
    return Beside(second[0] if second else (), len(first[1:]), len(second[1:]), gone, _without(second[1:], first[1:]))


def _without(lines: Sequence[Line], others: Sequence[Line]) -> list[Line]:
    left, found = Counter(others), []
    for line in lines:
        if left[line]:
            left[line] -= 1
        else:
            found.append(line)
    return found
