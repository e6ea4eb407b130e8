"""The same workbook back, with what is wrong written as a comment into each faulty cell."""

import io
from collections.abc import Sequence

from openpyxl import Workbook as Book
from openpyxl import load_workbook
from openpyxl.comments import Comment

from tracker.uploads.cells import Sheet

AUTHOR = "Commissioning tracker"
WIDTH, HEIGHT = 320, 140
LONGEST = 2_000
Said = tuple[str, str, str]  # sheet, address, words


def commented(content: bytes, said: Sequence[Said]) -> bytes:
    """What stands in the cells, formulas too, is left as it is; a comment that is there already is kept above ours."""
    book = load_workbook(io.BytesIO(content), keep_links=False)
    for sheet, address, words in said:
        if sheet in book.sheetnames:
            _comment(book[sheet][address], words)
    return _saved(book)


def as_workbook(read: Sheet, said: Sequence[Said]) -> bytes:
    """A CSV file, which can't hold comments, as a workbook of text cells that does."""
    book = Book()
    sheet = book.worksheets[0]
    sheet.title = read.name
    for each in read.cells.values():
        cell = sheet.cell(each.row, each.column, each.text)
        cell.data_type = "s"  # never a formula, whatever it begins with
    for _, address, words in said:
        _comment(sheet[address], words)
    return _saved(book)


def _comment(cell: object, words: str) -> None:
    before = getattr(cell, "comment", None)
    text = f"{before.text}\n\n{words}" if before else words
    cell.comment = Comment(text[:LONGEST], AUTHOR, height=HEIGHT, width=WIDTH)  # type: ignore[attr-defined]


def _saved(book: Book) -> bytes:
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
