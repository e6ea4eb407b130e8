"""Two wordings side by side: each in its paragraphs, with the stretches that the other doesn't have marked."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

TOKEN, END = re.compile(r"\n\n|[^\s]+[^\S\n]*"), "\n\n"


@dataclass(frozen=True, slots=True)
class Run:
    text: str
    differs: bool


Side = tuple[tuple[Run, ...], ...]  # the runs of each paragraph


def side_by_side(ours: str, theirs: str) -> tuple[Side, Side]:
    """Word by word, whatever the spaces between them."""
    left, right = TOKEN.findall(ours), TOKEN.findall(theirs)
    plain = ([token.strip(" ") for token in left], [token.strip(" ") for token in right])
    found = SequenceMatcher(a=plain[0], b=plain[1], autojunk=False).get_opcodes()
    return (
        _side((token, act != "equal") for act, first, last, _, _ in found for token in left[first:last]),
        _side((token, act != "equal") for act, _, _, first, last in found for token in right[first:last]),
    )


def _side(tokens: Iterable[tuple[str, bool]]) -> Side:
    return tuple(tuple(_runs(paragraph)) for paragraph in _paragraphs(tokens) if paragraph)


def _paragraphs(tokens: Iterable[tuple[str, bool]]) -> Iterator[list[tuple[str, bool]]]:
    found: list[tuple[str, bool]] = []
    for token, differs in tokens:
        if token == END:
            yield found
            found = []
        else:
            found.append((token, differs))
    yield found


def _runs(tokens: list[tuple[str, bool]]) -> Iterator[Run]:
    text, marked = "", False
    for token, differs in tokens:
        if text and differs != marked:
            yield Run(text, marked)
            text = ""
        text, marked = text + token, differs
    yield Run(text, marked)
