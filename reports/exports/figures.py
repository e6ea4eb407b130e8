"""All figures of a document as a list: for spreadsheets, with numbers as numbers."""

from collections.abc import Iterator
from decimal import Decimal

from reports.document import Document
from tracker.exports import About, Cell

HEADER = (
    "Code",
    "Service",
    "Provider",
    "Figure",
    "By",
    "Category",
    "Definition",
    "Unit",
    "Basis",
    "Period",
    "State",
    "Value",
    "Numerator",
    "Denominator",
    "As printed",
    "Compared with",
    "Notes",
    "Standing",
    "From",
    "Received",
    "Approved",
)


def figure_rows(document: Document) -> list[tuple[Cell, ...]]:
    return list(_rows(document))


def _rows(document: Document) -> Iterator[tuple[Cell, ...]]:
    for annex in document.annexes:
        for row in (*annex.figures, *annex.broken_down):
            yield (
                row.code,
                row.service,
                row.provider,
                row.label,
                row.by,
                row.category,
                row.definition,
                row.unit,
                row.basis,
                row.period,
                row.state,
                *(
                    None if number is None else Decimal(number)
                    for number in (row.value, row.numerator, row.denominator)
                ),
                row.words,
                "; ".join(row.comparators),
                "; ".join(row.notes),
                row.standing,
                row.source,
                row.received,
                row.approved,
            )


def about(document: Document, version: int | None = None) -> About:
    """What the file says of itself; without a version it is a draft's."""
    kind = "Draft, not signed off" if version is None else str(version)
    said = (("Office", document.office), ("Quarter", document.period_words), ("Version", kind))
    return About("All figures", said)
