"""The stream's share of the money behind a service: it stands beside the figures and posts, which are told whole."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from commissioning.figures.breakdowns import shares_of
from commissioning.figures.funder_returns.told import Told, percent, pounds
from commissioning.figures.money import position_in
from commissioning.figures.pieces import Piece, by_stream, divide, sum_of, whole
from commissioning.figures.portfolio import Portfolio
from commissioning.models import Award, FundingStream, ReportingPeriod
from commissioning.ratings.pace import POINTS
from commissioning.ratings.totals import Total
from tracker import formats
from tracker.periods import financial_year_of

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Share:
    """What of the year's awards for some services comes from one stream. `shared` are how many services share an award
    among them that nobody has divided; 0 where none does.
    """

    own: Total
    every: Total
    shared: int

    @property
    def of_all(self) -> Decimal | None:
        """Per cent; None while an amount is not stated, or where there is no money."""
        if self.own.amount is None or not self.every.amount:
            return None
        return self.own.amount * HUNDRED / self.every.amount

    @property
    def cells(self) -> tuple[Told, Told]:
        return percent(self.of_all), pounds(self.own.amount, nil="not stated")

    @property
    def remark(self) -> str:
        if not self.shared:
            return ""
        return f"the money is shared by {formats.in_words(self.shared)} services and not divided between them"


@dataclass(frozen=True, slots=True)
class Shares:
    """The shares of one stream at the end of a quarter, by the splits that count then."""

    stream: FundingStream
    quarter: ReportingPeriod
    portfolio: Portfolio

    def of(self, services: Collection[int]) -> Share:
        """Of these services together: an award that covers several of them counts once."""
        self.portfolio.awards_of.need(services)
        covering = {award.pk: award for key in services for award in self.portfolio.awards_of.get(key, ())}
        self.portfolio.services_of_award.need(covering)
        own, every, shared = list[Piece](), list[Piece](), 0
        for award in covering.values():
            piece = self._piece(award)
            if not (piece.position.splits or piece.position.to_come):
                continue
            part = by_stream(piece).get(self.stream.code)
            own += [] if part is None else [self._of_services(part, services)]
            every.append(self._of_services(piece, services))
            shared = max(shared, self._sharing(award))
        return Share(sum_of(own, "awarded"), sum_of(every, "awarded"), shared)

    def _piece(self, award: Award) -> Piece:
        year, on = financial_year_of(self.quarter.end), self.quarter.end
        position = position_in(award, year, None, on, (), POINTS)
        return whole(position, None).only({"awarded": position.awarded, "committed": position.committed})

    def _of_services(self, piece: Piece, services: Collection[int]) -> Piece:
        """What of an award is for these services by its stored shares; all of it where it is not divided."""
        covered = self.portfolio.services_of_award.get(piece.position.award.pk, [])
        shares = shares_of(covered)
        if not shares:
            return piece
        weights = {row.service_id: share for row, share in zip(covered, shares, strict=True)}
        parts = [part for key, part in divide(piece, weights).items() if key in services]
        return piece.only({"awarded": sum_of(parts, "awarded").amount})

    def _sharing(self, award: Award) -> int:
        covered = self.portfolio.services_of_award.get(award.pk, [])
        return len(covered) if len(covered) > 1 and not shares_of(covered) else 0
