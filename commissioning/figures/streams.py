"""Money by funder and stream: what a stream holds in a year, what is awarded from it, and what of that is spent.

An award that takes from several streams is counted once: each stream has its own amounts of it, and the lines of all
streams add up to the awards.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch

from commissioning.choices import AllocationStage
from commissioning.figures.money import AwardPosition
from commissioning.figures.pieces import SHARED, Piece, by_stream, grouped, sums, whole
from commissioning.models import Allocation, FundingStream
from commissioning.ratings.totals import Total, total

HELD = (AllocationStage.OFFERED, AllocationStage.CONFIRMED)


@dataclass(frozen=True, slots=True)
class StreamMoney:
    """A stream in one financial year; `stream` is None for awards of which nobody has said where the money comes from,
    and for what is paid and spent of awards that can't be divided between their streams.

    `allocated` counts what is offered or confirmed for this very year; a bid, a refusal, and a sum stated for several
    years together are among `allocations` and in no total.
    """

    stream: FundingStream | None
    year_label: str
    allocations: tuple[Allocation, ...]
    awards: tuple[Piece, ...]
    allocated: Total
    awarded: Total
    committed: Total
    paid: Total
    spent: Total
    forecast: Total

    @property
    def counted(self) -> tuple[Allocation, ...]:
        """The allocations behind `allocated`."""
        return tuple(each for each in self.allocations if _counts(each, self.year_label))

    @property
    def not_awarded(self) -> Decimal | None:
        """Allocation less what is awarded from it; below nought it is over-committed. None while either isn't held."""
        if self.allocated.amount is None or self.awarded.amount is None:
            return None
        return self.allocated.amount - self.awarded.amount

    @property
    def not_split(self) -> tuple[Piece, ...]:
        """The awards whose amount from it nobody has stated."""
        return tuple(each for each in self.awards if "awarded" in each.told and each.awarded is None)


def stream_money(
    positions: Sequence[AwardPosition],
    year_label: str,
    *,
    paid: Mapping[int, Decimal],
    streams: Iterable[FundingStream] | None = None,
) -> list[StreamMoney]:
    """Every stream that has money in the year, by funder and name; last "not stated", and awards without any stream.

    `paid` is `paid_of` their awards. Two queries: the streams and their allocations. `streams` narrows to these, read
    by `with_allocations`.
    """
    taken = grouped((whole(each, paid.get(each.award.pk)) for each in positions), by_stream)
    listed = with_allocations() if streams is None else streams
    found = [_of(stream, year_label, taken.get(stream.code, [])) for stream in listed]
    known = [each for each in found if each.awards or each.counted or streams is not None]
    known.sort(key=lambda each: each.stream is not None and each.stream.code == FundingStream.NOT_STATED)
    loose = [*taken.get("", ()), *taken.get(SHARED, ())]
    return [*known, _of(None, year_label, loose)] if streams is None and loose else known


def with_allocations():
    """The streams with their funders and with what they hold in each year."""
    rows = Allocation.objects.select_related("announced_in").order_by("year_label", "pk")
    return FundingStream.objects.with_names().prefetch_related(Prefetch("allocations", queryset=rows))


def together(lines: Iterable[StreamMoney]) -> StreamMoney:
    """Several streams as one, such as those of one funder."""
    listed = list(lines)
    return _of_parts(
        None,
        listed[0].year_label if listed else "",
        [each for line in listed for each in line.allocations],
        [each for line in listed for each in line.awards],
    )


def _counts(row: Allocation, year_label: str) -> bool:
    return row.year_label == year_label and row.stage in HELD


def _of(stream: FundingStream | None, year_label: str, awards: Sequence[Piece]) -> StreamMoney:
    return _of_parts(stream, year_label, list(stream.allocations.all()) if stream else [], awards)


def _of_parts(
    stream: FundingStream | None, year_label: str, allocations: Sequence[Allocation], awards: Sequence[Piece]
) -> StreamMoney:
    told = sums(awards)
    return StreamMoney(
        stream=stream,
        year_label=year_label,
        allocations=tuple(allocations),
        awards=tuple(awards),
        allocated=total([(str(row), row.amount) for row in allocations if _counts(row, year_label)]),
        awarded=told.awarded,
        committed=told.committed,
        paid=told.paid,
        spent=told.spent,
        forecast=told.forecast,
    )
