"""What the awards of a quarter come to in its financial year: by their splits alone, whatever is paid or spent of them.

It follows from what is set up, so it is found once for each state of that: a list of awards says what all of it comes
to, and reads what was spent of those alone that are on the page.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from commissioning.figures.money import awarded_in, awarded_precision_in, check_stated
from commissioning.figures.portfolio import portfolio_for
from commissioning.figures.reference import Reference
from commissioning.figures.set_up_kept import once_for_all
from commissioning.models import Award, ReportingPeriod
from commissioning.ratings.totals import StatedTotal, Total, total
from commissioning.ratings.values import Precision
from tracker.periods import financial_year_of


@dataclass(frozen=True, slots=True)
class Awarded:
    """One award, and pounds of the year by the splits in force at the quarter's end; None while one is not stated.
    `precision` says how exactly they are known.

    `group` are the like awards that it is read together with, `stated_group_total` what was said that they come to.
    """

    title: str
    group: str
    stated_group_total: Decimal | None
    amount: Decimal | None
    precision: Precision


def awarded_at(reference: Reference, quarter: ReportingPeriod) -> dict[int, Awarded]:
    """Every award that runs in the quarter or has money in its year, by key, in their order; not to be changed."""
    year = financial_year_of(quarter.end)

    def found(award: Award) -> Awarded:
        return Awarded(
            title=award.title,
            group=award.group,
            stated_group_total=award.stated_group_total,
            amount=awarded_in(award, year, quarter.end),
            precision=awarded_precision_in(award, year, quarter.end),
        )

    def every() -> dict[int, Awarded]:
        return {each.pk: found(each) for each in portfolio_for(reference).awards_at(quarter)}

    return once_for_all(reference, ("awarded", quarter.pk), every)


def together(awards: Iterable[Awarded]) -> Total:
    """What these come to; no number while one is not stated."""
    return total([(each.title, each.amount) for each in awards])


def read_together(awards: Iterable[Awarded]) -> list[tuple[list[Awarded], Total, StatedTotal | None]]:
    """Like awards, several of one group, with what they come to, and whether a total stated for them ties."""
    grouped: dict[str, list[Awarded]] = defaultdict(list)
    for each in awards:
        if each.group:
            grouped[each.group].append(each)
    several = [(own, together(own)) for own in grouped.values() if len(own) > 1]
    return [(own, whole, check_stated(whole, (each.stated_group_total for each in own))) for own, whole in several]
