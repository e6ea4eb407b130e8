"""The words of an update's paragraphs as they go out to be edited elsewhere: what is typed, and what comes from data.

What goes out is the words as they are stored, or as the sources gave them, with nothing written out and nothing added.
A live reference stands as what it prints, under a name of its own, so that it is known again whatever it then says.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from commissioning.figures import LiveFacts
from commissioning.parsing.references import PATTERN, LiveReference, references_in
from reports.builder.entries import paragraphs
from reports.builder.outline import Outline, Paragraph
from tracker.merging import mark

NAMED, HEADED = "_p", "_h"  # how the marks of words and of headings begin: hidden ones begin with this sign

NUMBER = re.compile(r"£?\d[\d,]*(?:\.\d+)?%?")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a paragraph: typed text, or what a live reference prints."""

    text: str
    reference: str = ""

    @property
    def name(self) -> str:
        """Stands for the reference, in few signs."""
        return mark(self.reference)

    @property
    def tag(self) -> str:
        """Stands for the reference and for what it printed, so that it is seen if that was typed over."""
        return f"{self.name}_{mark(plain(self.text))}"


@dataclass(frozen=True, slots=True)
class Editable:
    """One paragraph of the update: its key, where it stands, and its words."""

    key: int
    heading: str
    words: str
    parts: tuple[tuple[Span, ...], ...]

    @property
    def mark(self) -> str:
        """Names the paragraph and the words that went out."""
        return f"{NAMED}{self.key}_{mark(self.words)}"

    @property
    def heading_mark(self) -> str:
        return f"{HEADED}{self.key}"


@dataclass(frozen=True, slots=True)
class EditableTheme:
    heading: str
    entries: tuple[Editable, ...]


@dataclass(frozen=True, slots=True)
class EditablePart:
    title: str
    themes: tuple[EditableTheme, ...]


def plain(text: str) -> str:
    return " ".join(text.split())


def canonical(words: str) -> str:
    """Words as they print, with one space between any two and one empty line between paragraphs."""
    return "\n\n".join(paragraphs(words))


def editable(outline: Outline, facts: LiveFacts, *, also: Iterable[LiveReference] = ()) -> list[EditablePart]:
    """All that is in the update and has words of its own or given by its sources, or none yet.

    `also`: what else will be printed, read with what the words point at.
    """
    texts = (text for each in outline.paragraphs for text in each.texts)
    told = [reference for text in texts for _, reference in references_in(text) if reference is not None]
    facts.prepare([*told, *also])
    return [part for part in _parts(outline, facts) if part.themes]


def _parts(outline: Outline, facts: LiveFacts) -> Iterator[EditablePart]:
    for part in outline.parts:
        themes = (
            EditableTheme(each.name, tuple(_entry(found, facts) for found in each.paragraphs if not found.is_composed))
            for each in part.headings
        )
        yield EditablePart(part.section.title, tuple(theme for theme in themes if theme.entries))


def _entry(found: Paragraph, facts: LiveFacts) -> Editable:
    words = canonical("\n\n".join(found.texts))
    return Editable(found.entry.pk, found.entry.heading, words, spans(words, facts))


def spans(words: str, facts: LiveFacts) -> tuple[tuple[Span, ...], ...]:
    return tuple(tuple(_spans(part, facts)) for part in words.split("\n\n") if part)


def _spans(part: str, facts: LiveFacts) -> Iterator[Span]:
    last = 0
    for found in PATTERN.finditer(part):
        if found.start() > last:
            yield Span(part[last : found.start()])
        yield Span(facts.text(found[0]), found[0])
        last = found.end()
    if last < len(part):
        yield Span(part[last:])


def entries_of(parts: Iterable[EditablePart]) -> list[Editable]:
    return [entry for part in parts for theme in part.themes for entry in theme.entries]
