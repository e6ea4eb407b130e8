"""Warnings about the spend of a pack: over the award, all of it early, and to date unlike its quarters."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db.models import prefetch_related_objects

from commissioning.figures.money import sum_of_quarters, total_of, with_splits
from commissioning.figures.spend import Spent, spend_of
from commissioning.models import Award, Pack, SpendLine
from commissioning.ratings.plausibility import warnings_for_money
from commissioning.workflow.checks.asked import Placed
from commissioning.workflow.material import Material
from tracker.periods import financial_year_bounds, financial_year_of

MONEY = "money"


def money_warnings(pack: Pack, material: Material) -> list[Placed]:
    """What is asked of each award's spend; the line's own note is what is suggested as the reason."""
    lines = [line for line in material.rows[SpendLine] if line.to_date is not None or line.in_quarter is not None]
    if not lines:
        return []
    year, end = financial_year_of(pack.period.end), pack.period.end
    prefetch_related_objects([line.award for line in lines], with_splits())
    earlier = spend_of([line.award for line in lines], pack.period, with_submitted=True)
    found = []
    for line in lines:
        summed = _summed(line, pack, earlier)
        warnings = warnings_for_money(
            line.award.title,
            spent=summed if line.to_date is None else line.to_date,
            award=total_of(line.award, year, end),
            last_quarter=_is_last_quarter(line.award, end),
            sum_of_quarters=summed,
        )
        found += [Placed(each, MONEY, f"award{line.award_id}-note", suggested=line.note) for each in warnings]
    return found


def _summed(line: SpendLine, pack: Pack, earlier: Mapping[int, list[Spent]]) -> Decimal | None:
    """The quarters of the year so far added up, this one as it is typed now; None while one isn't held."""
    before = {each.place: each.in_quarter for each in earlier.get(line.award_id, ()) if each.period != pack.period_id}
    return sum_of_quarters(line.award, before | {pack.period.place_in_year: line.in_quarter}, pack.period)[0]


def _is_last_quarter(award: Award, end: date) -> bool:
    """Whether nothing of the award's year is left: at the end of March, or of the award itself."""
    last = financial_year_bounds(financial_year_of(end))[1]
    return end >= min(award.ends_on or last, last)
