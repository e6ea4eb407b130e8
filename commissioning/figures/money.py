"""Figures of money: what was awarded, what was said to be spent, and how that stands against the year."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal, localcontext
from functools import cache
from typing import Protocol

from django.db.models import Prefetch, prefetch_related_objects

from commissioning.choices import Audience
from commissioning.figures.spend import Spent, spend_of
from commissioning.models import Award, FundingSplit, ReportingPeriod
from commissioning.ratings.combining import precision_of
from commissioning.ratings.pace import POINTS, Pace, pace
from commissioning.ratings.rag import Rating, rate_pace
from commissioning.ratings.totals import StatedTotal, Total, added, check_total, total
from commissioning.ratings.values import Precision
from tracker.periods import Period, financial_quarters, financial_year_bounds, financial_year_of, share_of_year_gone

EXACT = Context(prec=80)


@dataclass(frozen=True, slots=True)
class Split:
    """One funding split in force."""

    stream: str
    funder: str
    stream_code: str
    amount: Decimal | None
    precision: str


@dataclass(frozen=True, slots=True)
class AwardPosition:
    """One award on a day of a financial year. Every amount is pounds, or None where nobody has given it (never nought).

    `awarded` counts what is in force on the day; `committed` also the changes that are decided and begin later, whose
    money is `to_come`. `spent` is what was stated to date, else the sum of the quarters when each since 1 April is
    held, else None with `missing` naming the quarters. `summed` is that sum where it is held beside a stated figure;
    `differs` where the two are unlike. `audience` is the narrowest of the lines behind it.
    """

    award: Award
    year_label: str
    splits: tuple[Split, ...]
    to_come: tuple[Split, ...]
    awarded: Decimal | None
    committed: Decimal | None
    spent: Decimal | None
    spent_as_of: str
    in_quarter: Decimal | None
    forecast: Decimal | None
    summed: Decimal | None
    missing: tuple[str, ...]
    pace: Pace | None
    rating: Rating
    lines: tuple[int, ...]
    approved: bool
    audience: str

    @property
    def awarded_precision(self) -> Precision:
        """How exactly `awarded` is known: "just over £200,000" stays so."""
        return how_exact(self.splits)

    @property
    def committed_precision(self) -> Precision:
        return how_exact([*self.splits, *self.to_come])

    @property
    def left(self) -> Decimal | None:
        return None if self.awarded is None or self.spent is None else self.awarded - self.spent

    @property
    def differs(self) -> bool:
        return self.summed is not None and self.spent is not None and self.summed != self.spent

    @property
    def variance(self) -> Decimal | None:
        """Forecast less award at year end: below nought is under."""
        return None if self.awarded is None or self.forecast is None else self.forecast - self.awarded


@dataclass(frozen=True, slots=True)
class Said:
    """What was said to be spent of an award since 1 April, up to a quarter: `spent`, `summed` and `missing` as in its
    position. `newest` is the line of that quarter itself, `line` the last of them all.
    """

    newest: Spent | None
    spent: Decimal | None
    summed: Decimal | None
    missing: tuple[str, ...]
    line: int | None
    audience: Audience


@dataclass(frozen=True, slots=True)
class MoneyTotals:
    """What several awards come to: a total is a number only where every part is; `known` says what the rest come to."""

    awarded: Total
    spent: Total
    pace: Pace | None
    stated: StatedTotal | None


@dataclass(frozen=True, slots=True)
class MoneySummary(MoneyTotals):
    """The same with the awards."""

    positions: tuple[AwardPosition, ...]


def award_positions(
    awards: Iterable[Award], quarter: ReportingPeriod, *, with_submitted: bool = False, points: Decimal = POINTS
) -> list[AwardPosition]:
    """The position of each award at the end of the quarter, in the financial year in which the quarter ends.

    Two queries, however many awards; one where their splits are read already (`with_splits`). Spend counts from
    approved packs, `with_submitted` from sent ones too.
    """
    listed = list(awards)
    if not listed:
        return []
    prefetch_related_objects(listed, with_splits())
    lines = spend_of(listed, quarter, with_submitted=with_submitted)
    year = financial_year_of(quarter.end)
    return [position_in(award, year, quarter, quarter.end, lines[award.pk], points) for award in listed]


@dataclass(frozen=True, slots=True)
class Used:
    """So many awards added up; of `measurable` ones both amount and spend are held.

    The rest is over those of which a pace can be said: spent, awarded, and the share of the year gone in per cent,
    weighted by what is awarded.
    """

    number: int
    measurable: int
    awarded: Total
    spent: Total
    compared_spent: Decimal
    compared_awarded: Decimal
    gone: Decimal

    def pace(self, points: Decimal = POINTS) -> Pace | None:
        gone = self.gone / self.compared_awarded / 100 if self.compared_awarded else Decimal(0)
        return pace(self.compared_spent, self.compared_awarded, gone, points=points)


def used(positions: Sequence[AwardPosition]) -> Used:
    """These awards added up. Pace compares spend with award only over those of which both are held."""
    both = [each for each in positions if each.pace is not None and each.spent is not None]
    return Used(
        number=len(positions),
        measurable=sum(each.awarded is not None and each.spent is not None for each in positions),
        awarded=total([(each.award.title, each.awarded) for each in positions]),
        spent=total([(each.award.title, each.spent) for each in positions]),
        compared_spent=_sum(each.spent for each in both),
        compared_awarded=_sum(each.awarded for each in both),
        gone=_gone(both),
    )


def used_together(lots: Iterable[Used]) -> Used:
    """Several lots of awards as one: the same as of all these awards at once."""
    listed = list(lots)
    return Used(
        number=sum(each.number for each in listed),
        measurable=sum(each.measurable for each in listed),
        awarded=added(each.awarded for each in listed),
        spent=added(each.spent for each in listed),
        compared_spent=_sum(each.compared_spent for each in listed),
        compared_awarded=_sum(each.compared_awarded for each in listed),
        gone=_exactly(each.gone for each in listed),
    )


@dataclass(frozen=True, slots=True)
class Share:
    """Awards that stand in one place, by their titles; added up, and with the totals that were stated of any."""

    positions: Sequence[AwardPosition]
    used: Used
    stated: frozenset[Decimal]

    def totals(self, points: Decimal = POINTS) -> MoneyTotals:
        """Their totals, and their pace together."""
        found = self.used
        return MoneyTotals(found.awarded, found.spent, found.pace(points), check_stated(found.awarded, self.stated))


def share_of(positions: Sequence[AwardPosition]) -> Share:
    stated = (each.award.stated_group_total for each in positions)
    return Share(positions, used(positions), frozenset(each for each in stated if each is not None))


def summary(positions: Sequence[AwardPosition], *, points: Decimal = POINTS) -> MoneySummary:
    """Totals of these awards, and their pace together."""
    found = share_of(positions).totals(points)
    return MoneySummary(found.awarded, found.spent, found.pace, found.stated, tuple(positions))


def check_stated(awarded: Total, stated: Iterable[Decimal | None]) -> StatedTotal | None:
    """What was stated for a group of awards beside what they come to; None where nobody stated it, or two differ."""
    said = {each for each in stated if each is not None}
    return check_total(awarded, said.pop()) if len(said) == 1 else None


def groups(positions: Sequence[AwardPosition]) -> dict[str, list[AwardPosition]]:
    """Like awards that are read together (the CSP grants of a year), by group; awards of no group are left out."""
    found: dict[str, list[AwardPosition]] = defaultdict(list)
    for each in positions:
        if each.award.group:
            found[each.award.group].append(each)
    return dict(found)


class Titled(Protocol):
    """An award, or what is kept of one."""

    @property
    def title(self) -> str: ...

    @property
    def group(self) -> str: ...


def group_name(awards: Iterable[Titled]) -> str:
    """What like awards are called together: what all their titles say before a colon, else the group's short name."""
    listed = list(awards)
    starts = {award.title.partition(": ")[0] for award in listed}
    return starts.pop() if len(starts) == 1 else listed[0].group


def with_splits() -> Prefetch:
    """An award's splits with the stream and the change behind each: read once, they serve every quarter."""
    rows = FundingSplit.objects.select_related("stream__funder", "variation").order_by("stream__name", "pk")
    return Prefetch("splits", queryset=rows)


def splits_in_force(award: Award, year: str, on: date) -> list[FundingSplit]:
    """The splits of one year that count on a day, of an award that holds them `with_splits`."""
    return [row for row in splits_in(award, year) if counts(row, on)]


def splits_in(award: Award, year: str) -> list[FundingSplit]:
    """All splits of one year, also those of changes that begin later."""
    return [row for row in award.splits.all() if row.year_label == year]


def counts(row: FundingSplit, on: date) -> bool:
    return row.variation is None or row.variation.effective_on <= on


def awarded_in(award: Award, year: str, on: date) -> Decimal | None:
    """Pounds of one year by the splits that count on the day; None without any, and while one is not stated."""
    return _whole([_split(row) for row in splits_in_force(award, year, on)])


def awarded_precision_in(award: Award, year: str, on: date) -> Precision:
    """How exactly `awarded_in` is known."""
    return how_exact([_split(row) for row in splits_in_force(award, year, on)])


def total_of(award: Award, year: str, on: date) -> Decimal | None:
    """Pounds of one year by the splits that count on the day; None where no amount is stated."""
    amounts = [row.amount for row in splits_in_force(award, year, on) if row.amount is not None]
    return sum(amounts, Decimal(0)) if amounts else None


def position_in(
    award: Award, year: str, quarter: ReportingPeriod | None, on: date, lines: Sequence[Spent], points: Decimal
) -> AwardPosition:
    """The award in one year as it stands on the day: by the splits in force, and by the year's `lines` up to the last
    `quarter` that was over, or None before there is one. The award holds its splits (`with_splits`).
    """
    rows = splits_in(award, year)
    now = [_split(row) for row in rows if counts(row, on)]
    later = [_split(row) for row in rows if not counts(row, on)]
    told = said_of(award, lines, quarter)
    line, spent, awarded = told.newest, told.spent, _whole(now)
    measured = pace(spent, awarded, gone_by(award, year, quarter.end if quarter else on), points=points)
    return AwardPosition(
        award=award,
        year_label=year,
        splits=tuple(now),
        to_come=tuple(later),
        awarded=awarded,
        committed=_whole([*now, *later]),
        spent=spent,
        spent_as_of=quarter.label if quarter and spent is not None else "",
        in_quarter=line.in_quarter if line else None,
        forecast=line.forecast if line else None,
        summed=told.summed,
        missing=told.missing,
        pace=measured,
        rating=rate_pace(measured, name=award.title),
        lines=tuple(line.line for line in lines),
        approved=all(line.approved for line in lines),
        audience=told.audience,
    )


def said_of(award: Award, lines: Sequence[Spent], quarter: ReportingPeriod | None) -> Said:
    """What the year's `lines` up to the quarter say of the award's spend; None: before any quarter was over."""
    newest = next((line for line in lines if quarter is not None and line.period == quarter.pk), None)
    summed, absent = _sum_of_quarters(award, lines, quarter) if quarter else (None, ())
    spent = newest.to_date if newest is not None and newest.to_date is not None else summed
    return Said(
        newest=newest,
        spent=spent,
        summed=summed,
        missing=() if spent is not None else absent,
        line=lines[-1].line if lines else None,
        audience=min((Audience(line.audience) for line in lines), key=lambda each: each.rank, default=Audience.PUBLIC),
    )


def _split(row: FundingSplit) -> Split:
    return Split(row.stream.name, row.stream.funder.name, row.stream.code, row.amount, row.precision)


def _whole(splits: Sequence[Split]) -> Decimal | None:
    """What they come to; None without any, and while one is not stated."""
    return total([(each.stream, each.amount) for each in splits]).amount


def how_exact(splits: Iterable[Split]) -> Precision:
    """How exactly the sum of these is known, by those whose amount is stated."""
    return precision_of([Precision(each.precision) for each in splits if each.amount is not None])


def _sum_of_quarters(
    award: Award, lines: Sequence[Spent], quarter: ReportingPeriod
) -> tuple[Decimal | None, tuple[str, ...]]:
    """The sum of the award's quarters since 1 April when each is held, else None; and which are not.

    An award from mid-year owes nothing for the quarters before it, nor one that is over for those after.
    """
    return sum_of_quarters(award, {line.place: line.in_quarter for line in lines}, quarter)


def sum_of_quarters(
    award: Award, held: Mapping[int, Decimal | None], quarter: ReportingPeriod
) -> tuple[Decimal | None, tuple[str, ...]]:
    """As above, of what is held by place in the year."""
    first_year = int(financial_year_of(quarter.end)[:4])
    places = [
        each.place_in_year
        for each in _quarters_of(first_year)
        if each.end <= quarter.end
        and (award.starts_on is None or award.starts_on <= each.end)
        and (award.ends_on is None or award.ends_on >= each.start)
    ]
    absent = tuple(f"Q{place}" for place in places if held.get(place) is None)
    return (None, absent) if absent or not places else (_sum(held[place] for place in places), ())


@cache
def _quarters_of(first_year: int) -> list[Period]:
    return financial_quarters(first_year)


def year_gone(award: Award, year: str, quarter: ReportingPeriod) -> Decimal:
    """The share of the award's own part of the year that is over at the end of the quarter, from 0 to 1."""
    return gone_by(award, year, quarter.end)


def gone_by(award: Award, year: str, on: date) -> Decimal:
    start, end = financial_year_bounds(year)
    return share_of_year_gone(max(award.starts_on or start, start), min(award.ends_on or end, end), on)


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


def _gone(positions) -> Decimal:
    """The share of the year gone for several awards in per cent, each times its amount."""
    return _exactly(each.pace.gone * each.awarded for each in positions)


def _exactly(amounts: Iterable[Decimal]) -> Decimal:
    """Nothing is rounded, also of what is worked out on the way, so that it doesn't matter which are added first."""
    with localcontext(EXACT):
        return sum(amounts, Decimal(0))
