"""A Word file that was made here and edited elsewhere: its blocks with the hidden marks that were put in, its comments.

Changes that were proposed and not yet settled are read as if they were accepted.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from zipfile import ZipFile

from defusedxml.ElementTree import fromstring
from docx import Document
from docx.oxml.ns import qn

from tracker.uploads.docx import BREAKS, MOST_PARAGRAPHS, SKIPPED, TAB, TEXT
from tracker.uploads.kinds import WrongFile
from tracker.uploads.marked import TAGGED, Block, Comment, Edited, Piece

COMMENTS = "word/comments.xml"
MOST_COMMENTS = 200
PARAGRAPH, TABLE, CONTROL = qn("w:p"), qn("w:tbl"), qn("w:sdt")
MARK_BEGINS, MARK_ENDS = qn("w:bookmarkStart"), qn("w:bookmarkEnd")
COMMENT_BEGINS, COMMENT_HERE = qn("w:commentRangeStart"), qn("w:commentReference")
PROPOSED = {qn("w:ins"), qn("w:del"), qn("w:moveFrom"), qn("w:moveTo")}
KEPT = qn("w:docVar")  # a variable of the document, which Word shows nowhere
ID, NAME, VALUE = qn("w:id"), qn("w:name"), qn("w:val")
TAG = f"{qn('w:sdtPr')}/{qn('w:tag')}"
GONE_MARK = f"{qn('w:pPr')}/{qn('w:rPr')}/{qn('w:del')}"  # the end of a paragraph that is to go: the next joins it
TAGGING = re.compile(rf"{TAGGED}\d{{1,6}}_(.+)")
STYLE, NUMBERED = f"{qn('w:pPr')}/{qn('w:pStyle')}", f"{qn('w:pPr')}/{qn('w:numPr')}"


def read_edited(content: bytes, packed: ZipFile) -> Edited:
    """All blocks in their order, tables left out. The package was found harmless before."""
    file = Document(io.BytesIO(content))
    walk = _Walk({style.style_id: (style.name or "").lower() for style in file.styles})
    walk.through(file.element.body)
    kept = tuple((each.get(NAME, ""), each.get(VALUE, "")) for each in file.settings.element.iter(KEPT))
    return Edited(tuple(walk.blocks), tuple(_comments(packed, walk.commented)), walk.proposed, walk.tables, kept)


@dataclass
class _Walk:
    """One pass over the body: which marks are open, and what was found."""

    styles: dict[str, str]
    open: dict[str, str] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    commented: dict[str, int] = field(default_factory=dict)  # a comment's number: the block in which it begins
    proposed: bool = False
    tables: int = 0
    pieces: list[Piece] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)

    def through(self, element: Any) -> None:
        for child in element:
            if child.tag == PARAGRAPH:
                self.paragraph(child)
            elif child.tag == TABLE:
                self.tables += 1
            elif child.tag in (MARK_BEGINS, MARK_ENDS):
                self.mark(child)
            elif child.tag not in SKIPPED:
                self.through(child)

    def mark(self, element: Any) -> None:
        """A mark that begins again goes on: LibreOffice begins one anew in each paragraph, and ends the last alone."""
        if element.tag == MARK_BEGINS:
            name = element.get(NAME, "")
            self.open = {key: other for key, other in self.open.items() if other != name}
            self.open[element.get(ID, "")] = name
        else:
            self.open.pop(element.get(ID, ""), None)

    def paragraph(self, element: Any) -> None:
        if len(self.blocks) >= MOST_PARAGRAPHS:
            raise WrongFile(f"This document has more than {MOST_PARAGRAPHS:,} paragraphs. Send the part that matters.")
        began = len(self.pieces)
        self.within(element, "")
        if len(self.pieces) == began:
            self.said("", "")  # an empty one lies within a mark as well
        if element.find(GONE_MARK) is not None:
            self.proposed = True
            return
        heading, item = self.kind(element)
        self.blocks.append(Block(tuple(self.pieces), heading, item, tuple(dict.fromkeys(self.marks))))
        self.pieces, self.marks = [], []

    def kind(self, element: Any) -> tuple[bool, bool]:
        style = element.find(STYLE)
        name = self.styles.get(style.get(VALUE, ""), "") if style is not None else ""
        heading = name.startswith(("heading", "title"))
        return heading, not heading and (name.startswith("list") or element.find(NUMBERED) is not None)

    def within(self, element: Any, tag: str) -> None:
        for child in element:
            if child.tag == TEXT:
                self.said(child.text or "", tag)
            elif child.tag == TAB or child.tag in BREAKS:
                self.said(" ", tag)
            elif child.tag in (MARK_BEGINS, MARK_ENDS):
                self.mark(child)
            elif child.tag in (COMMENT_BEGINS, COMMENT_HERE):
                self.commented.setdefault(child.get(ID, ""), len(self.blocks))
            elif child.tag == CONTROL:
                self.control(child, tag)
            elif child.tag not in SKIPPED:
                self.proposed |= child.tag in PROPOSED
                self.within(child, tag)
            else:
                self.proposed |= child.tag in PROPOSED

    def control(self, element: Any, tag: str) -> None:
        named = element.find(TAG)
        self.within(element, named.get(VALUE, "") if named is not None else tag)

    def said(self, text: str, tag: str) -> None:
        self.marks += self.open.values()
        told = (found[1] for name in self.open.values() if (found := TAGGING.fullmatch(name)))
        self.pieces.append(Piece(text, tag or next(told, "")))


def _comments(packed: ZipFile, commented: dict[str, int]) -> Iterator[Comment]:
    if COMMENTS not in packed.namelist():
        return
    for element in list(fromstring(packed.read(COMMENTS)))[:MOST_COMMENTS]:
        lines = ("".join(each.text or "" for each in part.iter(TEXT)) for part in element.iter(PARAGRAPH))
        text = " ".join(" ".join(lines).split())
        block = commented.get(element.get(ID, ""))
        if text and block is not None:
            yield Comment(element.get(qn("w:author"), "").strip(), text, block)
