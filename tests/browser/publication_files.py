"""What each file of a publication tells, as one run of letters: spaces and line breaks differ, the words mustn't."""

import re
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path

import docx
from docx.oxml.ns import qn
from openpyxl import load_workbook
from outloud.model import Document as Tagged

from reports.document import Document, Entry
from reports.document.reading import blocks
from reports.exports.figures import HEADER


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text).casefold()


def text_of_pdf(content: bytes, folder: Path) -> str:
    """What is read out, in its order: the text of its structure, without running heads and page numbers."""
    path = folder / "update.pdf"
    path.write_bytes(content)
    with closing(Tagged(str(path))) as pdf:
        parts = (part for element in pdf.elements for part in element.mcrefs if part.page is not None)
        return squeezed("".join(pdf.content(part.page).mcid_text.get((part.stream, part.mcid), "") for part in parts))


def text_of_word(content: bytes) -> str:
    body = docx.Document(BytesIO(content)).element.body
    return squeezed("".join(each.text or "" for each in body.iter(qn("w:t"))))


def rows_of_workbook(content: bytes) -> list[dict[str, object]]:
    """The figures of the spreadsheet, each by the names of its columns."""
    found = next(sheet for sheet in load_workbook(BytesIO(content)) if sheet.max_column == len(HEADER))
    header, *rows = found.iter_rows(values_only=True)
    assert header == HEADER
    return [dict(zip(HEADER, row, strict=True)) for row in rows]


def words_told(document: Document) -> Iterator[str]:
    """All that a reader is told in words and figures, part by part, wherever it stands."""
    front = document.front
    yield from (words for each in (*front.better, *front.watching, *front.people) for words in (each.lead, each.text))
    yield from (words for each in front.money for words in (each.value, each.words))
    for entry in document.entries:
        yield from words_of(entry)
    for annex in document.annexes:
        yield annex.title
        yield from (cell for table in annex.tables for row in table.rows for cell in row.cells)
        for row in annex.figures:
            yield from (row.label, row.words, *row.comparators, *row.notes)


def words_of(entry: Entry) -> Iterator[str]:
    yield entry.heading
    for block in (block for passage in entry.passages for block in blocks(passage.text)):
        yield from (block.text, *block.items)
    for figure in entry.figures:
        yield from (figure.label, figure.value, figure.comparator, figure.note)


def untold(document: Document, text: str) -> list[str]:
    """What of it this text does not tell."""
    return [words for words in words_told(document) if squeezed(words) not in text]
