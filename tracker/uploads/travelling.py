"""How cells and paragraphs travel from the child to the site: as JSON, each value told apart by a letter."""

import json
from collections.abc import Callable
from dataclasses import astuple
from datetime import date, datetime, time, timedelta
from typing import Any

from tracker.uploads.cells import Cell, CellKind, Sheet, Value, Workbook
from tracker.uploads.marked import Block, Comment, Edited, Piece
from tracker.uploads.words import Paragraph, ParagraphKind, Words

READ: dict[str, Callable[[Any], Value]] = {
    "": lambda _: None,
    "s": str,
    "b": bool,
    "i": int,
    "f": float,
    "m": datetime.fromisoformat,
    "d": date.fromisoformat,
    "t": time.fromisoformat,
    "l": lambda seconds: timedelta(seconds=seconds),
}


def pack_workbook(book: Workbook) -> bytes:
    return json.dumps([_sheet(sheet) for sheet in book.sheets]).encode()


def unpack_workbook(packed: bytes) -> Workbook:
    return Workbook(
        tuple(
            Sheet(
                name,
                {(cell[0], cell[1]): _cell(name, *cell) for cell in cells},
                tuple((first, left, last, right) for first, left, last, right in merged),
                hidden,
            )
            for name, hidden, merged, cells in json.loads(packed)
        )
    )


def pack_words(words: Words) -> bytes:
    return json.dumps([[astuple(each) for each in words.paragraphs], words.left_out]).encode()


def unpack_words(packed: bytes) -> Words:
    paragraphs, left_out = json.loads(packed)
    found = (Paragraph(number, text, ParagraphKind(kind), tuple(cells)) for number, text, kind, cells in paragraphs)
    return Words(tuple(found), tuple(left_out))


def pack_edited(edited: Edited) -> bytes:
    return json.dumps(astuple(edited)).encode()


def unpack_edited(packed: bytes) -> Edited:
    blocks, comments, proposed, tables, kept = json.loads(packed)
    found = (
        Block(tuple(Piece(*piece) for piece in pieces), heading, item, tuple(marks))
        for pieces, heading, item, marks in blocks
    )
    said = tuple(Comment(*each) for each in comments)
    return Edited(tuple(found), said, proposed, tables, tuple((name, text) for name, text in kept))


def _sheet(sheet: Sheet) -> list[Any]:
    cells = [
        [cell.row, cell.column, cell.text, *_tagged(cell.value), cell.kind, cell.format, cell.hidden]
        for cell in sheet.cells.values()
    ]
    return [sheet.name, sheet.hidden, sheet.merged, cells]


def _cell(
    sheet: str, row: int, column: int, text: str, letter: str, value: Any, kind: str, form: str, hidden: bool
) -> Cell:
    return Cell(sheet, row, column, text, READ[letter](value), CellKind(kind), form, hidden)


def _tagged(value: Value) -> tuple[str, Any]:
    if value is None:
        return "", None
    if isinstance(value, bool):
        return "b", value
    if isinstance(value, timedelta):
        return "l", value.total_seconds()
    for letter, kind in (("s", str), ("i", int), ("f", float)):
        if isinstance(value, kind):
            return letter, value
    letter = "m" if isinstance(value, datetime) else "d" if isinstance(value, date) else "t"
    return letter, value.isoformat()  # type: ignore[union-attr]
