"""Money by funder and stream: what a stream holds in a year, what is awarded from it, and what of that is spent.

An award that takes from several streams is counted once: each stream has its own amounts of it, and the lines of all
streams add up to the awards.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Prefetch

from commissioning.choices import AllocationStage
from commissioning.figures.money import AwardPosition
from commissioning.figures.pieces import AMOUNTS, SHARED, Piece, Taken, by_stream, grouped, taken, taken_together, whole
from commissioning.models import Allocation, FundingStream
from commissioning.ratings.totals import Total, added, total

HELD = (AllocationStage.OFFERED, AllocationStage.CONFIRMED)
NOTHING = taken([])
Line = TypeVar("Line", bound="StreamSums")


@dataclass(frozen=True, slots=True)
class StreamSums:
    """A stream in one financial year, from which so many awards take (`number`); `stream` is None for awards of which
    nobody has said where the money comes from, and for what is paid and spent of awards that can't be divided between
    their streams.

    `allocated` counts what is offered or confirmed for this very year; a bid, a refusal, and a sum stated for several
    years together are among `allocations` and in no total.
    """

    stream: FundingStream | None
    year_label: str
    allocations: tuple[Allocation, ...]
    number: int
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
    def not_split(self) -> int:
        """How many of the awards have no stated amount from it."""
        return len(self.awarded.missing)

    @property
    def not_awarded(self) -> Decimal | None:
        """Allocation less what is awarded from it; below nought it is over-committed. None while either isn't held."""
        if self.allocated.amount is None or self.awarded.amount is None:
            return None
        return self.allocated.amount - self.awarded.amount


@dataclass(frozen=True, slots=True)
class StreamMoney(StreamSums):
    """The same with what it is made of: the piece of each award that takes from it."""

    awards: tuple[Piece, ...]


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
    taking = grouped((whole(each, paid.get(each.award.pk)) for each in positions), by_stream)
    if streams is not None:
        return _not_stated_last(_of(each, year_label, taking.get(each.code, [])) for each in streams)
    found = [_of(each, year_label, taking.get(each.code, [])) for each in with_allocations()]
    loose = [*taking.get("", ()), *taking.get(SHARED, ())]
    return [*_not_stated_last(filter(_has_money, found)), *([_of(None, year_label, loose)] if loose else [])]


def stream_sums(
    lots: Mapping[str | None, Taken], year_label: str, streams: Iterable[FundingStream]
) -> list[StreamSums]:
    """The same of all of these streams, added up already, by code of what is taken from each."""
    found = sums_of(lots, year_label, streams)
    loose = taken_together([lots[key] for key in ("", SHARED) if key in lots])
    return [*_not_stated_last(filter(_has_money, found)), *([_added(None, year_label, loose)] if loose.number else [])]


def sums_of(lots: Mapping[str | None, Taken], year_label: str, streams: Iterable[FundingStream]) -> list[StreamSums]:
    """Each of these streams, also one without money; last "not stated"."""
    return _not_stated_last(_added(each, year_label, lots.get(each.code, NOTHING)) for each in streams)


def with_allocations():
    """The streams with their funders and with what they hold in each year."""
    rows = Allocation.objects.select_related("announced_in").order_by("year_label", "pk")
    return FundingStream.objects.with_names().prefetch_related(Prefetch("allocations", queryset=rows))


def together(lines: Iterable[StreamSums]) -> StreamSums:
    """Several streams as one, such as those of one funder; an award that takes from two is of both."""
    listed = list(lines)
    totals = {name: added(getattr(line, name) for line in listed) for name in ("allocated", *AMOUNTS)}
    return StreamSums(
        stream=None,
        year_label=listed[0].year_label if listed else "",
        allocations=tuple(each for line in listed for each in line.allocations),
        number=sum(line.number for line in listed),
        **totals,
    )


def _has_money(line: StreamSums) -> bool:
    return bool(line.number or line.counted)


def _not_stated_last(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda each: each.stream is not None and each.stream.code == FundingStream.NOT_STATED)


def _counts(row: Allocation, year_label: str) -> bool:
    return row.year_label == year_label and row.stage in HELD


def _of(stream: FundingStream | None, year_label: str, awards: Sequence[Piece]) -> StreamMoney:
    return StreamMoney(**_fields(stream, year_label, taken(awards)), awards=tuple(awards))


def _added(stream: FundingStream | None, year_label: str, lot: Taken) -> StreamSums:
    return StreamSums(**_fields(stream, year_label, lot))


def _fields(stream: FundingStream | None, year_label: str, lot: Taken) -> dict[str, Any]:
    allocations = tuple(stream.allocations.all()) if stream else ()
    return {
        "stream": stream,
        "year_label": year_label,
        "allocations": allocations,
        "number": lot.number,
        "allocated": total([(str(row), row.amount) for row in allocations if _counts(row, year_label)]),
        **{name: getattr(lot.sums, name) for name in AMOUNTS},
    }
