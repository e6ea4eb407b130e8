"""Money as spreadsheet lines: bare amounts, empty where nobody has given one."""

from collections.abc import Iterator, Sequence

from commissioning.choices import MatchedBy
from commissioning.figures.breakdowns import AnyLine
from commissioning.figures.pieces import Piece
from commissioning.figures.streams import StreamMoney, StreamSums
from commissioning.models import Payment, Variation
from commissioning.ratings.totals import Total
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
BREAKDOWN = (
    "Broken down by",
    "Inside",
    "Line",
    "Awards",
    "Awarded",
    "Awarded: not stated",
    "Committed",
    "Paid",
    "Paid: not held",
    "Spent",
    "Spent: not held",
    "Forecast",
    "Forecast: not held",
)
CHANGES = (
    "Award",
    "Award code",
    "Provider",
    "Change",
    "From",
    "Why",
    "Stream",
    "Funder",
    "Financial year",
    "Amount",
    "How exact",
    "Posts created",
    "Posts kept",
    "Posts created or kept",
    "Last day from then on",
    "Told in the update of",
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


def stream_line(line: StreamSums) -> Sequence[Cell]:
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
        line.number,
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


def breakdown_line(by: str, name: str, group: str, line: AnyLine) -> Sequence[Cell]:
    """One line of a breakdown: what the known parts come to, with how many awards have none beside it."""
    found = line.sums
    return [
        by,
        group,
        name,
        line.number,
        known(found.awarded),
        len(found.awarded.missing),
        known(found.committed),
        known(found.paid),
        len(found.paid.missing),
        known(found.spent),
        len(found.spent.missing),
        known(found.forecast),
        len(found.forecast.missing),
    ]


def known(found: Total) -> Cell:
    """What the known parts come to; empty where none is known."""
    return found.known if found.amount is not None or found.known else None


def change_lines(row: Variation) -> Iterator[Sequence[Cell]]:
    """A change to an award: a line for each amount that it moved, one without an amount where it moved none."""
    award = row.award
    first: list[Cell] = [
        award.title,
        award.code,
        award.provider.name if award.provider.stated else "",
        row.get_kind_display(),
        row.effective_on,
        row.reason,
    ]
    last: list[Cell] = [
        row.posts_created,
        row.posts_kept,
        row.posts,
        row.ends_on,
        row.announced_in.label if row.announced_in else "",
    ]
    moved: list[Sequence[Cell]] = [
        [each.stream.name, each.stream.funder.name, each.year_label, each.amount, each.get_precision_display()]
        for each in row.splits.all()
    ]
    for part in moved or [[None, None, None, None, None]]:
        yield [*first, *part, *last]
