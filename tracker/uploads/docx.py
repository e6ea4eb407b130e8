"""A Word document as plain paragraphs: its text in order, tables row by row."""

import io
from collections.abc import Iterator
from typing import Any
from zipfile import ZipFile

from docx import Document
from docx.oxml.ns import qn
from docx.table import Table

from tracker.uploads.kinds import WrongFile
from tracker.uploads.words import Paragraph, ParagraphKind, Words

MOST_PARAGRAPHS = 5_000
TEXT, TAB, BREAKS = qn("w:t"), qn("w:tab"), (qn("w:br"), qn("w:cr"))
ALTERNATIVE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"  # boxes and pictures
SKIPPED = {qn("w:moveFrom"), qn("w:pPr"), qn("w:rPr"), qn("w:pict"), qn("w:drawing"), ALTERNATIVE}
LEFT_OUT = (
    ("word/comments.xml", "Comments are not read."),
    ("word/footnotes.xml", "Footnotes are not read."),
)


def read_docx(content: bytes, packed: ZipFile) -> Words:
    """The paragraphs with something in them. The package was found harmless before."""
    found = [
        Paragraph(number, text, kind, cells)
        for number, (text, kind, cells) in enumerate(_blocks(Document(io.BytesIO(content))), 1)
        if text
    ]
    names = set(packed.namelist())
    return Words(tuple(found), tuple(sentence for part, sentence in LEFT_OUT if part in names))


def _blocks(document: Any) -> Iterator[tuple[str, ParagraphKind, tuple[str, ...]]]:
    number = 0
    for block in document.iter_inner_content():
        for said in _rows(block) if isinstance(block, Table) else (_paragraph(block),):
            number += 1
            if number > MOST_PARAGRAPHS:
                raise WrongFile(
                    f"This document has more than {MOST_PARAGRAPHS:,} paragraphs. Send the part that matters."
                )
            yield said


def _paragraph(block: Any) -> tuple[str, ParagraphKind, tuple[str, ...]]:
    style = (block.style.name or "").lower() if block.style is not None else ""
    numbered = block._p.pPr is not None and block._p.pPr.numPr is not None
    kind = ParagraphKind.TEXT
    if style.startswith(("heading", "title")):
        kind = ParagraphKind.HEADING
    elif style.startswith("list") or numbered:
        kind = ParagraphKind.ITEM
    return _text(block._p), kind, ()


def _rows(table: Any) -> Iterator[tuple[str, ParagraphKind, tuple[str, ...]]]:
    for row in table._tbl.tr_lst:
        cells = tuple("\n".join(filter(None, map(_text, cell.p_lst))) for cell in row.tc_lst)
        yield " | ".join(cells) if any(cells) else "", ParagraphKind.ROW, cells


def _text(element: Any) -> str:
    """All that stands in a paragraph, changes that were proposed and not yet settled as if they were accepted."""
    return "".join(_pieces(element)).strip()


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == TEXT:
            yield child.text or ""
        elif child.tag == TAB:
            yield "\t"
        elif child.tag in BREAKS:
            yield "\n"
        elif child.tag not in SKIPPED:
            yield from _pieces(child)
