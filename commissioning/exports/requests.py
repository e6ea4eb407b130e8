"""Information requests as spreadsheet lines."""

from collections.abc import Sequence

from commissioning.models import InformationRequest
from tracker.exports import Cell

REQUESTS = (
    "Request",
    "Asked by",
    "What is asked",
    "Received",
    "Due",
    "Answered",
    "By",
    "Answer",
    "List given",
    "Quarter",
    "Rows",
    "Digest",
)


def request_line(row: InformationRequest) -> Sequence[Cell]:
    return [
        row.number,
        row.asker,
        row.text,
        row.received_on,
        row.due_on,
        row.answered_on,
        row.answered_by.name if row.answered_by else None,
        row.answer,
        row.list_name,
        row.quarter.label if row.quarter else None,
        row.given_rows,
        row.sha256,
    ]
