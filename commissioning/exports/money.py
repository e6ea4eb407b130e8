"""Money as spreadsheet lines: bare amounts, empty where nobody has given one."""

from collections.abc import Sequence

from commissioning.figures.streams import StreamAward, StreamMoney
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
    "Spent of it",
    "Forecast of it",
    "Forecast less awarded",
    "How spend was placed",
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
        line.spent.amount,
        len(line.spent.missing),
        line.forecast.amount,
        len(line.awards),
    ]


def stream_award_line(line: StreamMoney, part: StreamAward, services: Sequence[str]) -> Sequence[Cell]:
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
        part.spent,
        part.forecast,
        part.variance,
        DIVIDED if part.divided else OWN,
    ]
