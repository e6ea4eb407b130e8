"""Documents as spreadsheet lines: those kept, and those that are asked for and do not hold."""

from collections.abc import Sequence

from commissioning.figures.documents import Wanted, holder_name
from commissioning.models import Document
from tracker.exports import Cell
from tracker.periods import london_date

DOCUMENTS = (
    "Document",
    "Kind",
    "Of",
    "Date on it",
    "Holds until",
    "File",
    "Added by",
    "Added",
    "No longer counts from",
    "Who may see it",
    "Shown to the provider",
)
WANTED = ("Document", "Of", "What that is", "How it stands", "Held until")


def document_line(row: Document) -> Sequence[Cell]:
    return [
        row.title,
        row.kind.name,
        str(row.holder),
        row.dated_on,
        row.expires_on,
        row.name,
        row.by.name,
        london_date(row.at),
        row.ended_on,
        row.get_audience_display(),
        "yes" if row.to_provider else "no",
    ]


def wanted_line(each: Wanted) -> Sequence[Cell]:
    return [
        each.kind.name,
        str(each.holder),
        holder_name(each.holder),
        each.state.label,
        each.document.expires_on if each.document else None,
    ]
