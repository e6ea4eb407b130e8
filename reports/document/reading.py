"""How a document reads, whatever it is written as: its letters, its headings, its paragraphs and lists."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reports.document.records import Annex, Document, Group


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of typed text, or a list of lines that begin with a dash."""

    text: str = ""
    items: tuple[str, ...] = ()


def blocks(text: str) -> list[Block]:
    """Typed text as paragraphs and lists: an empty line parts paragraphs, a dash or bullet begins an item."""
    found: list[Block] = []
    for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        found += _block(part)
    return found


def _block(part: str) -> list[Block]:
    lines = [line.strip() for line in part.split("\n") if line.strip()]
    prose = [line for line in lines if not _is_item(line)]
    items = tuple(line[2:].strip() for line in lines if _is_item(line))
    return [*([Block(text=" ".join(prose))] if prose else []), *([Block(items=items)] if items else [])]


def _is_item(line: str) -> bool:
    return line.startswith(("- ", "• ", "– ", "* "))


def one_heading(group: Group) -> bool:
    """Whether the entries' own headings do: the theme has none, or its only entry bears its name."""
    return not group.heading or [entry.heading.casefold() for entry in group.entries] == [group.heading.casefold()]


def lettered(document: Document) -> Iterator[tuple[str, Annex]]:
    for number, annex in enumerate(document.annexes):
        yield chr(ord("A") + number), annex
