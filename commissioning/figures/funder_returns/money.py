"""The money of the stream in a return: as one line, and award by award, split as everywhere (`pieces.by_stream`)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from commissioning.choices import FunderColumnKind as Kind
from commissioning.figures.funder_returns.told import Line, Missing, Told, percent, pounds, remarks, summed
from commissioning.figures.money import how_exact
from commissioning.figures.pieces import Piece
from commissioning.figures.portfolio import Portfolio
from commissioning.figures.streams import StreamMoney
from commissioning.models import Award
from commissioning.ratings.combining import precision_of
from commissioning.ratings.values import Precision
from tracker import formats
from tracker.periods import financial_year_bounds

HUNDRED = Decimal(100)
STREAM, AWARD = "Stream", "Award"
NOT_DIVIDED = "can’t be divided: an amount of the award is not stated"
DIVIDED = "paid, spent and forecast divided as the year’s money is split"


def stream_line(line: StreamMoney) -> Line:
    """The stream by itself: what it holds and what became of it."""
    told = totals(line) | {
        Kind.ALLOCATED: summed(line.allocated, nil="not stated", precision=_exactness(line)),
        Kind.LEFT: Told("can’t be said") if line.not_awarded is None else pounds(line.not_awarded),
    }
    # in a spreadsheet the amount is a number, which can't say that it is "about" so much
    inexact = told[Kind.ALLOCATED].number is not None and _exactness(line) != Precision.EXACT
    stated = f"{told[Kind.ALLOCATED].words}, as stated" if inexact else ""
    told[Kind.REMARK] = remarks(stated, _stages(line), _lacking(line))
    return Line(f"{line.stream}, {line.year_label}", told)


def totals(line: StreamMoney) -> dict[Kind, Told]:
    return {
        Kind.AWARDED: summed(line.awarded, nil="not stated"),
        Kind.COMMITTED: summed(line.committed, nil="not stated"),
        Kind.PAID: summed(line.paid),
        Kind.SPENT: summed(line.spent),
        Kind.FORECAST: summed(line.forecast),
    }


def _exactness(line: StreamMoney) -> Precision:
    return precision_of([Precision(each.precision) for each in line.counted if each.amount is not None])


def _stages(line: StreamMoney) -> str:
    return formats.listing(sorted({each.get_stage_display() for each in line.counted}))


def _lacking(line: StreamMoney) -> str:
    absent = line.spent.missing
    return f"spend not held of {formats.listing(absent)}" if absent else ""


def award_lines(line: StreamMoney, portfolio: Portfolio, *, on: date) -> list[Line]:
    return [award_line(line, each, portfolio, on=on) for each in line.awards]


def award_line(line: StreamMoney, part: Piece, portfolio: Portfolio, *, on: date) -> Line:
    """What one award has from the stream, with the stream's share of the award."""
    award, position = part.position.award, part.position
    own = [each for each in position.splits if line.stream and each.stream_code == line.stream.code]
    covered = portfolio.services_of_award.get(award.pk, [])
    cells = {
        Kind.REFERENCE: Told(award.reference),
        Kind.PROVIDER: Told(award.provider.name if award.provider.stated else "not stated"),
        Kind.SERVICE: Told(formats.listing(row.service.name for row in covered)),
        Kind.AWARDED: pounds(part.awarded, nil="not stated", precision=how_exact(own)),
        Kind.COMMITTED: pounds(part.committed, nil="not stated"),
        Kind.PAID: _told(part, "paid"),
        Kind.SPENT: _told(part, "spent"),
        Kind.FORECAST: _told(part, "forecast"),
        Kind.DIFFERENCE: pounds(part.variance, nil="can’t be said"),
        Kind.SHARE: percent(_share(part)),
        Kind.REMARK: remarks(posts_words(award, line.year_label, on=on), *_remarks(part, len(covered))),
    }
    return Line(award.title, cells, award=award.pk)


def _told(part: Piece, name: str) -> Told:
    return pounds(part.amount(name)) if name in part.told else Told(NOT_DIVIDED)


def _share(part: Piece) -> Decimal | None:
    """The stream's per cent of the whole award in the year."""
    every = part.position.awarded
    return None if part.awarded is None or not every else part.awarded * HUNDRED / every


def _remarks(part: Piece, services: int) -> Iterator[str]:
    if part.divided and any(name in part.told and part.amount(name) is not None for name in ("paid", "spent")):
        yield DIVIDED
    if part.position.spent is None and part.position.missing:
        yield f"spend of {formats.listing(part.position.missing)} not held"
    if part.position.differs:
        yield f"its quarters come to {formats.money(part.position.summed or Decimal(0))}, unlike what was stated"
    if services > 1:
        yield f"covers {formats.in_words(services)} services"


def posts_words(award: Award, year: str, *, on: date) -> str:
    """The posts that changes to the award of this year, begun by the day, were stated to create or keep."""
    begun = [each for each in award.variations.all() if financial_year_bounds(year)[0] <= each.effective_on <= on]
    sums = (
        (sum(each.posts_created or 0 for each in begun), "created"),
        (sum(each.posts_kept or 0 for each in begun), "kept"),
        (sum(each.posts or 0 for each in begun), "created or kept"),
    )
    said = [f"{formats.number(count)} {'post' if count == 1 else 'posts'} {what}" for count, what in sums if count]
    return formats.listing(said)


def money_missing(line: StreamMoney, portfolio: Portfolio) -> Iterator[Missing]:
    """What is not held of the stream's money, and awards whose figures no service could tell."""
    if line.allocated.amount is None:
        stream = line.stream.pk if line.stream else None
        yield Missing(f"What {line.stream} holds in {line.year_label} is not stated", stream=stream)
    for part in line.awards:
        award = part.position.award
        lacks = [word for word, name in _asked() if part.amount(name) is None]
        if lacks:
            quarters = formats.listing(part.position.missing)
            since = f" (spend of {quarters} not held)" if quarters and "spent" in lacks else ""
            yield Missing(f"{award.title}: {formats.listing(lacks)} not stated{since}", award=award.pk)
    yield from services_missing(line, portfolio)


def services_missing(line: StreamMoney, portfolio: Portfolio) -> Iterator[Missing]:
    """Awards that name no service: whom the money helped is told by the figures of services."""
    for award in (part.position.award for part in line.awards):
        if not portfolio.services_of_award.get(award.pk):
            yield Missing(f"{award.title}: it covers no service, so no figure of it is here", award=award.pk)


def _asked() -> list[tuple[str, str]]:
    return [("awarded", "awarded"), ("spent", "spent"), ("forecast", "forecast")]
