"""Forms filled in as people do, and what is said of each: the cell, the words, and whether it stands in the way."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook as Book

from tests.commissioning.filled_forms import MANY, NOW, OF, SHEET, STATE, WHY, WORDS, place, type_into

Change = Callable[[Book], Any]


@dataclass(frozen=True)
class Faulty:
    change: Change
    words: str
    cell: str = ""  # label and head of the faulty cell, "label|head"
    blocking: bool = True


def typed(label: str, head: str, value: Any, number_format: str = "General") -> Change:
    def change(book: Book) -> None:
        cell = place(book[SHEET], label, head)
        cell.value, cell.number_format = value, number_format

    return change


def both(*changes: Change) -> Change:
    return lambda book: [change(book) for change in changes]


def relabelled(book: Book) -> None:
    place(book[SHEET], "Referrals received", "Figure").value = "Referrals accepted"


def column_taken_out(book: Book) -> None:
    book[SHEET].delete_cols(4)


def row_copied(book: Book) -> None:
    sheet = book[SHEET]
    row = place(sheet, "Referrals received", NOW).row
    for cell in sheet[row]:
        sheet.cell(60, cell.column, cell.value)


def row_taken_out(book: Book) -> None:
    book[SHEET].delete_rows(place(book[SHEET], "of which from", NOW).row)


def hidden_row(book: Book) -> None:
    type_into(book, {(SHEET, "Referrals received", NOW): 492})
    book[SHEET].row_dimensions[place(book[SHEET], "Referrals received", NOW).row].hidden = True


REFERRALS, HOSPITAL, WITHIN = "Referrals received", "of which from", "Contacted within 48"
FAULTY: dict[str, Faulty] = {
    "words for a number": Faulty(typed(REFERRALS, NOW, "see below"), "number", f"{REFERRALS}|{NOW}"),
    "two numbers in a cell": Faulty(typed(REFERRALS, NOW, "492 (101)"), "", f"{REFERRALS}|{NOW}"),
    "part of a person": Faulty(typed(REFERRALS, NOW, 49.5), "counts whole things", f"{REFERRALS}|{NOW}"),
    "fewer than none": Faulty(typed(REFERRALS, NOW, -4), "can’t be below 0", f"{REFERRALS}|{NOW}"),
    "money for people": Faulty(typed(REFERRALS, NOW, "£492"), "not money", f"{REFERRALS}|{NOW}"),
    "a date made of a number": Faulty(
        typed(REFERRALS, NOW, datetime.date(2022, 12, 4), "d-mmm"), "made a date", f"{REFERRALS}|{NOW}"
    ),
    "true for a number": Faulty(typed(REFERRALS, NOW, True), "holds TRUE", f"{REFERRALS}|{NOW}"),
    "a lost reference": Faulty(typed(REFERRALS, NOW, "#REF!"), "shows an error here, #REF!", f"{REFERRALS}|{NOW}"),
    "nothing to divide by": Faulty(typed(WITHIN, NOW, "#DIV/0!"), "shows an error", f"{WITHIN}|{NOW}"),
    "a formula without its result": Faulty(typed(REFERRALS, NOW, "=400+92"), "has a formula", f"{REFERRALS}|{NOW}"),
    "a choice that is none": Faulty(typed(HOSPITAL, STATE, "Dunno"), "is not in the list", f"{HOSPITAL}|{STATE}"),
    "a number and a reason for none": Faulty(
        both(typed(REFERRALS, NOW, 492), typed(REFERRALS, STATE, "Not counted")),
        "Keep one of the two",
        f"{REFERRALS}|{NOW}",
    ),
    "half of a share": Faulty(typed(WITHIN, MANY, 471), "Give both numbers", f"{WITHIN}|{MANY}"),
    "a share above the whole": Faulty(
        both(typed(WITHIN, MANY, 500), typed(WITHIN, OF, 492)), "is more than the 492", f"{WITHIN}|{MANY}"
    ),
    "a percentage that its parts can't give": Faulty(
        both(typed(WITHIN, MANY, 471), typed(WITHIN, OF, 492), typed(WITHIN, NOW, 95.83)), "95.7", f"{WITHIN}|{NOW}"
    ),
    "a percentage above a hundred": Faulty(typed(WITHIN, NOW, 1.5, "0%"), "more than 100", f"{WITHIN}|{NOW}"),
    "a remark without end": Faulty(typed(REFERRALS, WHY, "x" * 301), "300 can be kept", f"{REFERRALS}|{WHY}"),
    "a text without end": Faulty(
        typed("What went well", WORDS, "x" * 10_001), "10,000 can be kept", f"What went well|{WORDS}"
    ),
    "a reference that is none": Faulty(
        typed("What went well", WORDS, "[[figure]]"), "[[figure]]", f"What went well|{WORDS}"
    ),
    "a label that was altered": Faulty(relabelled, "This label was “Referrals received”"),
    "a column taken out": Faulty(column_taken_out, "The column was"),
    "a row that was copied": Faulty(row_copied, "there twice"),
    "a row taken out": Faulty(row_taken_out, "is missing", blocking=False),
    "an answer in a hidden row": Faulty(hidden_row, "is hidden", f"{REFERRALS}|{NOW}", blocking=False),
}
