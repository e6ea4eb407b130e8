"""An edited Word file laid beside the words as they stand: what was changed, what both changed, what has no place.

A paragraph is known by its hidden mark, which also says which words went out; one whose mark was lost, by its heading.
What came from data comes back as the live reference that it was. A number that was typed in its place does not.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from commissioning.parsing.references import PATTERN
from reports.builder.editable import HEADED, NAMED, NUMBER, Editable, EditablePart, canonical, entries_of, plain
from reports.word.editing import HOW
from reports.word.sides import Side, side_by_side
from tracker.merging import mark
from tracker.uploads.marked import Block, Comment, Edited

WORDS_MARK = re.compile(rf"{NAMED}(\d{{1,12}})_([0-9a-f]{{12}})")
HEADING_MARK = re.compile(rf"{HEADED}(\d{{1,12}})")
TAG = re.compile(r"([0-9a-f]{12})_([0-9a-f]{12})")
GONE = "This paragraph is not in the update any more."
NEW = "A new paragraph: it lies under no heading of the outline. Add it there."
OUTSIDE = "It stands outside the words that went out. Put it where it belongs in the editor."
HEADING = "Headings are changed here, not in Word. It is “{}” in the outline."
BY_HEADING = "Its mark was lost, so it was found by its heading: whether it was changed here meanwhile is not known."
TYPED_OVER = "“{}” was typed over a figure that comes from the data. The figure is kept as it is stored, {}."
TAKEN_OUT = "A figure that comes from the data is not in it any more: {}."
NUMBERS = "Numbers were typed, which no data change afterwards: {}."
BLOCKED = "Numbers were typed where figures from the data stood: {}. Write it in the editor, with the figures put in."
EMPTIED = "Every word was taken out. Leave the paragraph out of the update if that is meant."


@dataclass(frozen=True, slots=True)
class Edit:
    """A paragraph that came back otherwise than it stands. `said`: what must be known of it; `can`: be taken in."""

    entry: Editable
    theirs: str
    sides: tuple[Side, Side]
    clash: bool
    said: tuple[str, ...]
    can: bool

    @property
    def key(self) -> int:
        return self.entry.key

    @property
    def seen(self) -> str:
        """Stands for both wordings, so that nothing is taken in that was not looked at."""
        return mark(f"{self.entry.words}\x00{self.theirs}")


@dataclass(frozen=True, slots=True)
class Unplaced:
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Said:
    """A comment, with the paragraph beside which it stands, if one."""

    comment: Comment
    entry: Editable | None

    @property
    def seen(self) -> str:
        return mark(f"{self.comment.author}\x00{self.comment.text}\x00{self.comment.block}")


@dataclass(frozen=True, slots=True)
class Returned:
    """All that a file says. `same`: of how many paragraphs nothing was changed in Word, or it is so here already."""

    edits: tuple[Edit, ...]
    unplaced: tuple[Unplaced, ...]
    comments: tuple[Said, ...]
    same: int
    found: int
    proposed: bool
    tables: int


def returned(edited: Edited, parts: Iterable[EditablePart], prints: Callable[[str], str]) -> Returned:
    """`prints` answers a text with its live references as they print."""
    listed = list(parts)
    placing = _Placing(listed, edited)
    placing.place(edited.blocks)
    reading = _Reading(listed, dict(edited.kept), prints)
    every = [reading.edit(each, *placing.words[each.key]) for each in entries_of(listed) if each.key in placing.words]
    return Returned(
        edits=tuple(each for each in every if each is not None),
        unplaced=tuple(placing.unplaced),
        comments=tuple(Said(each, placing.owner.get(each.block)) for each in edited.comments),
        same=sum(each is None for each in every),
        found=len(every),
        proposed=edited.proposed,
        tables=edited.tables,
    )


class _Placing:
    """Says of each block whose it is."""

    def __init__(self, parts: list[EditablePart], edited: Edited) -> None:
        self.entries = {each.key: each for each in entries_of(parts)}
        headings = Counter(each.heading for each in self.entries.values())
        self.by_heading = {each.heading: each for each in self.entries.values() if headings[each.heading] == 1}
        self.ours = {part.title for part in parts} | {theme.heading for part in parts for theme in part.themes} | {HOW}
        self.marked = {key for block in edited.blocks for key, _ in _words_marks(block)}
        self.words: dict[int, tuple[list[Block], str]] = {}  # by paragraph: its blocks, and the mark of what went out
        self.owner: dict[int, Editable] = {}
        self.unplaced: list[Unplaced] = []
        self.now: Editable | None = None  # under whose heading we are

    def place(self, blocks: Iterable[Block]) -> None:
        for number, block in enumerate(blocks):
            mine = next((each for each in _words_marks(block)), None)
            if mine and not block.heading:
                self.now = self.entries.get(mine[0])
                if self.now:
                    self.words.setdefault(mine[0], ([], mine[1]))[0].append(block)
                else:
                    self._lost(block, GONE)
            elif block.heading:
                self._heading(block)
            else:
                self._unmarked(block, first=number == 0)
            if self.now:
                self.owner[number] = self.now

    def _heading(self, block: Block) -> None:
        keys = (HEADING_MARK.fullmatch(name) for name in block.marks)
        key = next((int(found[1]) for found in keys if found), None)
        known = self.entries.get(key) if key is not None else None
        self.now = known or self.by_heading.get(block.text)
        if known and known.heading != block.text:
            self._lost(block, HEADING.format(known.heading))
        if self.now and self.now.key not in self.marked:
            self.words.setdefault(self.now.key, ([], ""))

    def _unmarked(self, block: Block, *, first: bool) -> None:
        if self.now and self.now.key not in self.marked:
            self.words[self.now.key][0].append(block)
        elif block.text not in self.ours and not first:
            self._lost(block, OUTSIDE if self.now else NEW)

    def _lost(self, block: Block, why: str) -> None:
        if block.text:
            self.unplaced.append(Unplaced(block.text, why))


def _words_marks(block: Block) -> Iterator[tuple[int, str]]:
    for name in block.marks:
        if found := WORDS_MARK.fullmatch(name):
            yield int(found[1]), found[2]


class _Reading:
    """Turns blocks into words again, with the live references of the update."""

    def __init__(self, parts: list[EditablePart], kept: Mapping[str, str], prints: Callable[[str], str]) -> None:
        spans = [span for entry in entries_of(parts) for part in entry.parts for span in part if span.reference]
        sent = {name: text for name, text in kept.items() if PATTERN.fullmatch(text)}
        self.references = {**sent, **{span.name: span.reference for span in spans}}
        self.printed = prints

    def edit(self, entry: Editable, blocks: list[Block], sent: str) -> Edit | None:
        """What the file makes of the paragraph; None where it changed nothing."""
        over: list[str] = []
        theirs = canonical("\n\n".join(self._block(block, over) for block in blocks))
        if theirs == entry.words or mark(theirs) == sent:
            return self._only_said(entry, over) if over else None
        said, can = self._checked(entry, theirs, over)
        if not sent:
            said = [BY_HEADING, *said]
        clash = bool(sent) and sent != mark(entry.words)
        return Edit(
            entry, theirs, side_by_side(self.printed(entry.words), self.printed(theirs)), clash, tuple(said), can
        )

    def _only_said(self, entry: Editable, over: list[str]) -> Edit:
        """Nothing but a figure was typed over: it is said, and there is nothing to take in."""
        ours = self.printed(entry.words)
        return Edit(entry, entry.words, side_by_side(ours, ours), False, tuple(over), False)

    def _block(self, block: Block, over: list[str]) -> str:
        pieces = (
            (tag, "".join(piece.text for piece in same))
            for tag, same in groupby(block.pieces, key=lambda each: each.tag)
        )
        text = "".join(self._piece(text, tag, over) for tag, text in pieces)
        return f"- {text}" if block.item and text.strip() else text

    def _piece(self, text: str, tag: str, over: list[str]) -> str:
        named = TAG.fullmatch(tag)
        reference = self.references.get(named[1]) if named else None
        if named is None or reference is None or not text.strip():
            return text
        if (beside := _typed_beside(text, named[2])) is None:
            over.append(TYPED_OVER.format(plain(text), self.printed(reference)))
            return reference
        before, after = beside
        return f"{before}{reference}{after}"

    def _checked(self, entry: Editable, theirs: str, over: list[str]) -> tuple[list[str], bool]:
        if not theirs:
            return [EMPTIED], False
        gone = Counter(_references(entry.words)) - Counter(_references(theirs))
        numbers = [each for each in _numbers(theirs) if each not in set(_numbers(entry.words))]
        if gone and numbers:
            return [*over, BLOCKED.format(", ".join(numbers))], False
        said = list(over)
        if gone:
            said.append(TAKEN_OUT.format(", ".join(map(self.printed, gone))))
        if numbers:
            said.append(NUMBERS.format(", ".join(numbers)))
        return said, True


def _typed_beside(text: str, printed: str) -> tuple[str, str] | None:
    """What stands before and behind that which was printed; None where that was typed over.

    A program that knows no locks lets words be typed at its edge, and takes them into the place of the figure.
    """
    first, last = len(text) - len(text.lstrip()), len(text.rstrip())
    for cut in range(first + 1, last + 1):
        if mark(plain(text[first:cut])) == printed:
            return text[:first], text[cut:]
    for cut in range(last - 1, first, -1):
        if mark(plain(text[cut:last])) == printed:
            return text[:cut], text[last:]
    return None


def _references(words: str) -> list[str]:
    return [found[0] for found in PATTERN.finditer(words)]


def _numbers(words: str) -> list[str]:
    """The numbers that are typed into the words."""
    return list(dict.fromkeys(found.rstrip(",.") for found in NUMBER.findall(PATTERN.sub(" ", words))))
