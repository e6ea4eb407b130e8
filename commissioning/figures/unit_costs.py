"""What a service's headline counts cost each: only where spend and count are of the same period, and all held."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from commissioning.figures.measures import MeasureFigure
from commissioning.figures.money import AwardPosition
from commissioning.figures.portfolio import Portfolio
from commissioning.models import ReportingPeriod
from commissioning.ratings.unit_cost import has_unit_cost, unit_cost


@dataclass(frozen=True, slots=True)
class UnitCost:
    """`amount` pounds for each: `spent` in the quarter over `figure`'s value."""

    figure: MeasureFigure
    amount: Decimal
    spent: Decimal


def unit_costs(
    figures: Iterable[MeasureFigure],
    positions: Sequence[AwardPosition],
    quarter: ReportingPeriod,
    *,
    portfolio: Portfolio,
) -> list[UnitCost]:
    """Of these figures of one service, with the positions of all its awards, those that have a unit cost.

    Money that pays for other services too can't be told apart, so there is none then; neither where somebody counts
    whom these awards don't pay, nor where the service's own period isn't the quarter.
    """
    paid = {each.award.provider_id for each in positions}
    if any(len(portfolio.services_of_award.get(each.award.pk, ())) != 1 for each in positions):
        return []
    spent = [each.in_quarter for each in positions]
    found = []
    for figure in figures:
        alike = (figure.period.start, figure.period.end) == (quarter.start, quarter.end)
        counting = {held.provider for held in figure.held}
        if not (figure.measure.headline and alike and counting == paid and has_unit_cost(figure.definition)):
            continue
        amount = unit_cost(spent, figure.value)
        if amount is not None:
            found.append(UnitCost(figure, amount, sum((each for each in spent if each is not None), Decimal(0))))
    return found
