"""What an edited Word file says, as plain values: blocks with the marks that lie over them, and comments."""

from dataclasses import dataclass

TAGGED = "_t"  # so begins a mark that says the same as a control's tag: `_t{number}_{tag}`


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `tag`: of the control that it stands in, or of the mark inside it where a program keeps marks
    and loses tags; empty where it is plain text.
    """

    text: str
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, with the names of the marks that lie over some of it."""

    pieces: tuple[Piece, ...]
    heading: bool = False
    item: bool = False  # of a list
    marks: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return " ".join("".join(piece.text for piece in self.pieces).split())


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody wrote beside the text; `block`: where it begins, by place."""

    author: str
    text: str
    block: int


@dataclass(frozen=True, slots=True)
class Edited:
    """`proposed`: it holds changes that nobody accepted yet, read as accepted; `tables`: how many, which are not read.

    `kept`: texts that were put into the file out of sight, by name.
    """

    blocks: tuple[Block, ...]
    comments: tuple[Comment, ...] = ()
    proposed: bool = False
    tables: int = 0
    kept: tuple[tuple[str, str], ...] = ()
