"""What a Word document says, as plain paragraphs in their order."""

from dataclasses import dataclass
from enum import StrEnum


class ParagraphKind(StrEnum):
    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"  # of a list
    ROW = "row"  # of a table


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph or one row of a table (then `cells` are its cells), with its number in the document."""

    number: int
    text: str
    kind: ParagraphKind = ParagraphKind.TEXT
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """The paragraphs with something in them, and sentences on what was not read: comments, footnotes, pictures."""

    paragraphs: tuple[Paragraph, ...]
    left_out: tuple[str, ...] = ()
