"""What the tests of spreadsheets do as a person would: open the form, type into its boxes, save and send it."""

import io
from collections.abc import Mapping
from typing import Any

from openpyxl import Workbook as Book
from openpyxl import load_workbook

from commissioning.imports.boxes import BoxPlan, plan_boxes
from commissioning.imports.form import issue, read_form, stamp_in
from commissioning.imports.receive import receive
from tests.commissioning.idva import NOON, Idva
from tracker.models import ImportRun, User
from tracker.uploads import child
from tracker.uploads.cells import Workbook
from tracker.uploads.travelling import unpack_workbook

Typed = Mapping[tuple[str, str, str], Any]  # sheet, beginning of the row's label, head of the column
SHEET = "IDVA service"
NOW, STATE, WHY, MANY, OF, WORDS = (
    "This quarter",
    "If there is no number",
    "Why, or a remark",
    "How many",
    "Out of",
    "Your words",
)


def form_of(found: Idva, record: Any = None, by: User | None = None) -> Book:
    return load_workbook(io.BytesIO(issue(record=record or found.now(), by=by or found.alice, at=NOON)))


def place(sheet: Any, label: str, head: str) -> Any:
    """The cell in the row of this label and the column of this head, looking up to the nearest header."""
    row = next(cell.row for cell in sheet["B"] if cell.row > 2 and str(cell.value or "").startswith(label))
    for above in range(row, 0, -1):
        for cell in sheet[above]:
            if cell.value == head:
                return sheet.cell(row, cell.column)
    raise LookupError(f"no column {head!r} above {label!r}")


def type_into(book: Book, typed: Typed) -> Book:
    for (sheet, label, head), value in typed.items():
        place(book[sheet], label, head).value = value
    return book


def content_of(book: Book) -> bytes:
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def read_here(content: Book | bytes, kind: str = "xlsx") -> Workbook:
    """What the reader's own process makes of it, without the process."""
    content = content if isinstance(content, bytes) else content_of(content)
    return unpack_workbook(child.carry_out({"do": "read", "kind": kind}, content))


def planned(found: Idva, book: Book, answers: Mapping[str, str] | None = None, record: Any = None) -> BoxPlan:
    """The plan of a form that was filled in."""
    read, record = read_here(book), record or found.now()
    stamp = stamp_in(read)
    assert stamp is not None
    reading = read_form(read, stamp, record, by=found.alice)
    return plan_boxes(reading.pages, by=found.alice, answers=answers or {}, faults=reading.faults)


def send(
    found: Idva, book: Book | bytes, record: Any = None, by: User | None = None, name: str = "Q2 SWA.xlsx"
) -> ImportRun:
    content = book if isinstance(book, bytes) else content_of(book)
    return receive(
        record=record or found.now(),
        name=name,
        file=io.BytesIO(content),
        size=len(content),
        by=by or found.alice,
        at=NOON,
    )
