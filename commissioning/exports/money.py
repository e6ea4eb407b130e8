"""Money as spreadsheet lines: bare amounts, empty where nobody has given one."""

from collections.abc import Sequence

from commissioning.choices import MatchedBy
from commissioning.figures.pieces import Piece
from commissioning.figures.streams import StreamMoney
from commissioning.models import Payment
from tracker import formats
from tracker.exports import Cell

STREAMS = (
    "Funder",
    "Stream",
    "Code",
    "Financial year",
    "Allocated",
    "How sure",
    "Awarded",
    "Awards without an amount",
    "Not yet awarded",
    "Paid",
    "Spent",
    "Awards without a spend",
    "Forecast",
    "Awards",
)
STREAM_AWARDS = (
    "Stream",
    "Financial year",
    "Award",
    "Code",
    "Reference",
    "Provider",
    "Services",
    "Awarded from this stream",
    "Paid of it",
    "Spent of it",
    "Forecast of it",
    "Forecast less awarded",
    "How paid and spent were placed",
)
PAYMENTS = (
    "Paid on",
    "Amount",
    "Paid to",
    "Our reference",
    "Award",
    "Award code",
    "Provider",
    "Matched by",
    "Extract",
    "Cell",
)
OWN, DIVIDED = "as stated", "divided as the year’s money is split"


def stream_line(line: StreamMoney) -> Sequence[Cell]:
    """One stream in the year; a sum is empty while a part of it is missing, and the number of those stands beside."""
    return [
        line.stream.funder.name if line.stream else "",
        line.stream.name if line.stream else "No stream recorded",
        line.stream.code if line.stream else "",
        line.year_label,
        line.allocated.amount,
        formats.listing(sorted({each.get_stage_display() for each in line.counted})),
        line.awarded.amount,
        len(line.awarded.missing),
        line.not_awarded,
        line.paid.amount,
        line.spent.amount,
        len(line.spent.missing),
        line.forecast.amount,
        len(line.awards),
    ]


def stream_award_line(line: StreamMoney, part: Piece, services: Sequence[str]) -> Sequence[Cell]:
    """One award in its stream."""
    award = part.position.award
    return [
        line.stream.name if line.stream else "",
        line.year_label,
        award.title,
        award.code,
        award.reference,
        award.provider.name if award.provider.stated else "",
        "; ".join(services),
        part.awarded,
        part.paid,
        part.spent,
        part.forecast,
        part.variance,
        DIVIDED if part.divided else OWN,
    ]


def payment_line(row: Payment) -> Sequence[Cell]:
    """One line of the ledger, with what it was paid for."""
    award = row.award
    return [
        row.paid_on,
        row.amount,
        row.payee,
        row.reference,
        award.title if award else "for no award" if row.aside else "not matched",
        award.code if award else "",
        award.provider.name if award and award.provider.stated else "",
        MatchedBy(row.matched_by).label if row.matched_by else "",
        row.import_run.name,
        row.cell,
    ]
