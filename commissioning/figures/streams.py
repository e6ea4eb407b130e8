"""Money by funder and stream: what a stream holds in a year, what is awarded from it, and what of that is spent.

An award that takes from several streams is counted once: each stream has its own amounts of it, and the lines of all
streams add up to the awards.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch

from commissioning.choices import AllocationStage
from commissioning.figures.money import AwardPosition
from commissioning.figures.payments import in_advance
from commissioning.models import Allocation, FundingStream
from commissioning.ratings.totals import Total, apportion, total

HELD = (AllocationStage.OFFERED, AllocationStage.CONFIRMED)


@dataclass(frozen=True, slots=True)
class StreamAward:
    """What one award has to do with one stream in the year. Pounds, or None where it isn't held (never nought).

    `paid`, `spent` and `forecast` are the award's own where it takes from this stream alone. Else they are divided as
    the year's money is split, the parts adding up to the penny, and `divided` says so; None where a part of the split
    is not stated.
    """

    position: AwardPosition
    awarded: Decimal | None
    paid: Decimal | None
    spent: Decimal | None
    forecast: Decimal | None
    divided: bool

    @property
    def in_advance(self) -> Decimal | None:
        """What was paid and is not spent yet, where that is more than nought."""
        return in_advance(self.paid, self.spent)

    @property
    def variance(self) -> Decimal | None:
        """Forecast less award at the year's end: below nought is under."""
        return None if self.awarded is None or self.forecast is None else self.forecast - self.awarded


@dataclass(frozen=True, slots=True)
class StreamMoney:
    """A stream in one financial year; `stream` is None for awards of which nobody has said where the money comes from.

    `allocated` counts what is offered or confirmed for this very year; a bid, a refusal, and a sum stated for several
    years together are among `allocations` and in no total.
    """

    stream: FundingStream | None
    year_label: str
    allocations: tuple[Allocation, ...]
    awards: tuple[StreamAward, ...]
    allocated: Total
    awarded: Total
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
    taken: dict[str, list[StreamAward]] = defaultdict(list)
    for position in positions:
        for code, part in _parts(position, paid.get(position.award.pk)).items():
            taken[code].append(part)
    listed = with_allocations() if streams is None else streams
    found = [_of(stream, year_label, taken.get(stream.code, [])) for stream in listed]
    known = [each for each in found if each.awards or each.counted or streams is not None]
    known.sort(key=lambda each: each.stream is not None and each.stream.code == FundingStream.NOT_STATED)
    homeless = [_of(None, year_label, taken[""])] if streams is None and taken.get("") else []
    return known + homeless


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


def _of(stream: FundingStream | None, year_label: str, awards: Sequence[StreamAward]) -> StreamMoney:
    return _of_parts(stream, year_label, list(stream.allocations.all()) if stream else [], awards)


def _of_parts(
    stream: FundingStream | None, year_label: str, allocations: Sequence[Allocation], awards: Sequence[StreamAward]
) -> StreamMoney:
    named = [(each.position.award.title, each) for each in awards]
    return StreamMoney(
        stream=stream,
        year_label=year_label,
        allocations=tuple(allocations),
        awards=tuple(awards),
        allocated=total([(str(row), row.amount) for row in allocations if _counts(row, year_label)]),
        awarded=total([(title, each.awarded) for title, each in named]),
        paid=total([(title, each.paid) for title, each in named]),
        spent=total([(title, each.spent) for title, each in named]),
        forecast=total([(title, each.forecast) for title, each in named]),
    )


def _parts(position: AwardPosition, paid: Decimal | None) -> dict[str, StreamAward]:
    """The award by the code of each stream that it takes from; under no code where it takes from none that is known."""
    amounts: dict[str, list[Decimal | None]] = defaultdict(list)
    for split in position.splits:
        amounts[split.stream_code].append(split.amount)
    if len(amounts) < 2:
        own = StreamAward(position, position.awarded, paid, position.spent, position.forecast, divided=False)
        return {next(iter(amounts), ""): own}
    sums = {code: total([(code, amount) for amount in found]).amount for code, found in amounts.items()}
    stated = [amount for amount in sums.values() if amount is not None and amount >= 0]
    weights = stated if len(stated) == len(sums) else []
    paid_, spent, forecast = (_divided(each, weights, len(sums)) for each in (paid, position.spent, position.forecast))
    return {
        code: StreamAward(position, amount, paid_[place], spent[place], forecast[place], divided=True)
        for place, (code, amount) in enumerate(sums.items())
    }


def _divided(amount: Decimal | None, weights: Sequence[Decimal], parts: int) -> Sequence[Decimal | None]:
    found = None if amount is None or not weights else apportion(amount, weights)
    return found or [None] * parts
