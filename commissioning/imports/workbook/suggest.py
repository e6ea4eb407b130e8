"""Which cell most likely holds which figure, for the screen on which a person chooses: by labels, in this quarter."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from commissioning.imports.workbook.labels import JOIN, is_label
from commissioning.imports.workbook.spots import Book
from commissioning.imports.workbook.targets import Target
from commissioning.parsing.columns import plain_name
from tracker.uploads.cells import Cell, Place, Sheet

ENOUGH, NEAR = 0.62, 0.5
LONG = 40  # letters that make a text of a cell
OF_A_PART = re.compile(r"\b(how many|number of|out of)\b", re.IGNORECASE)
SMALL = frozenset("a an and at by for from in is of on or per the this to with number total no".split())


@dataclass(frozen=True, slots=True)
class Candidate:
    """A cell that may hold a figure, with its labels and whether one of them names the quarter."""

    sheet: Sheet
    place: Place
    row: str
    column: str
    now: bool
    text: str
    is_text: bool = False

    @property
    def where(self) -> str:
        cell = Cell(self.sheet.name, *self.place, "")
        return f"{self.sheet.name}!{cell.address}"

    @property
    def words(self) -> str:
        """ "Referrals, Q2 2022/23: 492"."""
        labels = ", ".join(filter(None, (self.row, self.column)))
        text = self.text if len(self.text) <= LONG else f"{self.text[: LONG - 1]}…"
        return f"{labels}: {text}" if labels else text


def candidates(book: Book) -> list[Candidate]:
    """The cells that are no labels, of this quarter where the workbook names it, else all; long texts with a label."""
    values: list[Candidate] = []
    texts: list[Candidate] = []
    for sheet in book.book.sheets:
        labels = book.labels(sheet)
        for cell in sheet.in_order():
            place = cell.row, cell.column
            around = labels.around(place)
            text = cell.text or "a formula"
            if len(text) < LONG and labels.is_value(cell):
                now = labels.is_now(around.column) or labels.is_now(around.row) or labels.is_now(sheet.name)
                values.append(Candidate(sheet, place, around.row, around.column, now, text))
            elif len(text) >= LONG and around.row and is_label(cell):
                texts.append(Candidate(sheet, place, around.row, around.column, True, text, is_text=True))
    return [*([each for each in values if each.now] or values), *texts]


def suggestions(targets: Sequence[Target], among: Sequence[Candidate]) -> dict[str, Candidate]:
    """The best cell for each target, by key; none where nothing is alike enough, and each cell once."""
    shared = Counter(name for target in targets for name in set(target.names))
    scored = sorted(
        (-score(target, each, shared), number, place)
        for number, target in enumerate(targets)
        for place, each in enumerate(among)
        if target.names and target.is_text == each.is_text and may_hold(target, each)
    )
    found: dict[str, Candidate] = {}
    taken: set[int] = set()
    for points, number, place in scored:
        if -points < ENOUGH:
            break
        if targets[number].key not in found and place not in taken:
            found[targets[number].key] = among[place]
            taken.add(place)
    return found


def may_hold(target: Target, candidate: Candidate) -> bool:
    """What is said to be "how many" or "out of" is a part of a percentage, never the percentage; nothing else is."""
    says_part = bool(OF_A_PART.search(f"{candidate.row} {candidate.column}"))
    return says_part if target.is_part else not (says_part and target.parts)


def score(target: Target, candidate: Candidate, shared: Mapping[str, int]) -> float:
    """How alike a figure's names and a cell's labels are, with a little for a sheet or label that names the service.

    A name that several services have is taken only beside its service's.
    """
    labels = [part for text in (candidate.row, candidate.column) for part in text.split(JOIN) if part]
    near = max((alike(target.group, label) for label in (candidate.sheet.name, *labels)), default=0.0)
    names = [name for name in target.names if shared[name] == 1 or near >= NEAR]
    best = max((alike(name, label) for name in names for label in (*labels, candidate.row)), default=0.0)
    return best * 0.9 + near * 0.1 if best else 0.0


@lru_cache(maxsize=50_000)
def alike(one: str, other: str) -> float:
    """From 0 to 1: the words that both have, or the letters, whichever is more."""
    first, second = plain_name(one), plain_name(other)
    if not first or not second:
        return 0.0
    if first == second:
        return 1.0
    return max(_shared(_words(first), _words(second)), SequenceMatcher(None, first, second).ratio() * 0.95)


def _words(text: str) -> set[str]:
    return {word.rstrip("s") for word in text.split() if word not in SMALL}


def _shared(one: Iterable[str], other: Iterable[str]) -> float:
    first, second = set(one), set(other)
    return len(first & second) / len(first | second) if first and second else 0.0
