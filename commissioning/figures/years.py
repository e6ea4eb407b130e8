"""Awards over time: each financial year in which they have money or spend, and what was told of them when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import prefetch_related_objects

from commissioning.figures.money import AwardPosition, position_in, with_splits
from commissioning.figures.payments import paid_by_month
from commissioning.figures.pieces import Piece, whole
from commissioning.figures.spend import Spent, spend_of
from commissioning.models import Award, ReportingPeriod
from commissioning.ratings.pace import POINTS
from tracker.periods import financial_year_bounds, financial_year_of

Paid = Mapping[int, Sequence[tuple[date, Decimal]]]  # by award, with the first of the month in which it was paid


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of awards over all years up to a day: spend as stated, quarter by quarter, and what was paid.

    Awards stand by the splits that count on the day `on`; spend up to the last of the `quarters` that was over by then.
    """

    on: date
    quarters: tuple[ReportingPeriod, ...]
    points: Decimal
    spend: Mapping[int, Sequence[Spent]]
    paid: Paid

    def spent_in(self, award: int, quarter: ReportingPeriod) -> Decimal | None:
        """What was stated of one quarter by itself."""
        return next((line.in_quarter for line in self.spend.get(award, ()) if line.period == quarter.pk), None)

    def paid_in(self, award: int, first: date, last: date) -> Decimal | None:
        """Whole months only. None without any payment, which is not nought."""
        amounts = [amount for month, amount in self.paid.get(award, ()) if first <= month <= last]
        return sum(amounts, Decimal(0)) if amounts else None

    def last_quarter(self, year: str) -> ReportingPeriod | None:
        """The year's last quarter that was over on the day."""
        over = self.quarters_over(year)
        return over[-1] if over else None

    def quarters_of(self, year: str) -> list[ReportingPeriod]:
        return [each for each in self.quarters if financial_year_of(each.end) == year]

    def position(self, award: Award, year: str) -> AwardPosition:
        return self.position_at(award, year, self.last_quarter(year))

    def position_at(self, award: Award, year: str, quarter: ReportingPeriod | None) -> AwardPosition:
        """How the award stands in the year at the end of this quarter of it; None: before any was over."""
        last = quarter.place_in_year if quarter else 0
        lines = [each for each in self.spend.get(award.pk, ()) if each.year == year and each.place <= last]
        return position_in(award, year, quarter, self.on, lines, self.points)

    def piece(self, award: Award, year: str) -> Piece:
        return whole(self.position(award, year), self.paid_in(award.pk, *financial_year_bounds(year)))

    def pieces(self, award: Award) -> list[Piece]:
        """The award year by year."""
        return [self.piece(award, year) for year in self.years_of(award)]

    def quarters_over(self, year: str) -> list[ReportingPeriod]:
        return [each for each in self.quarters_of(year) if each.end <= self.on]

    def years_of(self, award: Award) -> list[str]:
        """The financial years of which anything is known of the award."""
        funded = {row.year_label for row in award.splits.all()}
        spent = {line.year for line in self.spend.get(award.pk, ())}
        paid = {financial_year_of(month) for month, _ in self.paid.get(award.pk, ())}
        return sorted(funded | spent | paid)


def told_of(
    awards: Iterable[Award],
    on: date,
    quarters: Iterable[ReportingPeriod],
    *,
    with_submitted: bool = False,
    points: Decimal = POINTS,
    paid: Paid | None = None,
    all_years: bool = True,
) -> Told:
    """What is known of the awards on the day. Two queries, and one where the splits are not read yet; `paid` saves one
    where it is read already (`months_of`). Without `all_years` it is known of the day's financial year alone.
    """
    listed = list(awards)
    prefetch_related_objects(listed, with_splits())
    ordered = tuple(sorted(quarters, key=lambda each: each.end))
    over = [each for each in ordered if each.end <= on]
    spend = spend_of(listed, over[-1], with_submitted=with_submitted, all_years=all_years) if over else {}
    first = date.min if all_years else financial_year_bounds(financial_year_of(on))[0]
    return Told(on, ordered, points, spend, paid_by_month(listed, on, first=first) if paid is None else paid)
