"""By what some made-up figures are broken down, and how: parts that come to the whole, some of them small."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from django.utils.text import slugify

from commissioning.models import Breakdown, Category, ReportingPeriod, ServiceMeasure
from reports.management.portfolio.catalogue import FIRST, Kind
from reports.management.portfolio.chance import Chance

BREAKDOWNS = {
    "Age": {
        "Under 18": 0.12,
        "18 to 24": 0.2,
        "25 to 44": 0.4,
        "45 to 64": 0.2,
        "65 and over": 0.05,
        "Age not known": 0.03,
    },
    "Sex": {"Women": 0.7, "Men": 0.26, "Sex not known": 0.04},
    "Area": {"North Fenmarch": 0.5, "South Fenmarch": 0.42, "Area not known": 0.08},
    "Main need": {
        "Safety": 0.45,
        "Mental health": 0.3,
        "Housing": 0.13,
        "Drugs or alcohol": 0.07,
        "Another need": 0.05,
    },
}
EVERY, FIRST_ONE = 5, 2  # which services break figures down: the third, the eighth and so on
YEARS = 2  # for how long they have been asked to


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A breakdown with its categories, and the usual share of each."""

    breakdown: Breakdown
    categories: tuple[Category, ...]
    shares: tuple[float, ...]


def make_breakdowns() -> list[MadeUp]:
    found = []
    for name, shares in BREAKDOWNS.items():
        breakdown = Breakdown.objects.create(code=slugify(name), name=name)
        categories = Category.objects.bulk_create(
            Category(code=f"{breakdown.code}-{slugify(each)}", name=each, breakdown=breakdown, place=place)
            for place, each in enumerate(shares, start=1)
        )
        found.append(MadeUp(breakdown, tuple(categories), tuple(shares.values())))
    return found


def taken(
    number: int, measures: Sequence[tuple[ServiceMeasure, Kind]], breakdowns: Sequence[MadeUp], seed: int
) -> dict[str, list[MadeUp]]:
    """What a service breaks down by what, by the code of the figure: one breakdown or two, the same for each."""
    if number % EVERY != FIRST_ONE:
        return {}
    chance = Chance(seed, "breakdowns", number)
    chosen = chance.some(breakdowns, chance.whole(1, 2))
    return {measure.code: chosen for measure, kind in measures if kind.code in FIRST}


def is_asked(period: ReportingPeriod, newest: ReportingPeriod) -> bool:
    """Whether a return of this period asks for categories."""
    return period.end > newest.end.replace(year=newest.end.year - YEARS)


def divided(number: int, shares: Sequence[float], chance: Chance) -> list[int]:
    """A count in parts that come to it, each near its share."""
    weights = [share * chance.between(0.6, 1.4) for share in shares]
    so_far = [0, *(round(number * each / sum(weights)) for each in accumulate(weights))]
    so_far[-1] = number
    return [until - since for since, until in pairwise(so_far)]
