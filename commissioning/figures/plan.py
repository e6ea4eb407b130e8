"""Money by objective of the plan: each award is counted once, however many services share it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from commissioning.figures.money import AwardPosition, MoneySummary, summary
from commissioning.figures.portfolio import Portfolio
from commissioning.models import AwardService, Objective
from commissioning.ratings.totals import divide


@dataclass(frozen=True, slots=True)
class ObjectiveMoney:
    """What stands under one objective; under none (`objective` is None): awards that several objectives share."""

    objective: Objective | None
    positions: tuple[AwardPosition, ...]
    summary: MoneySummary


def by_objective(positions: Sequence[AwardPosition], portfolio: Portfolio, *, points: Decimal) -> list[ObjectiveMoney]:
    """The positions by objective, in the plan's order; the lines add up to the awards.

    An award of services under one objective stands there whole. One across objectives is divided by its stored shares
    where every service has one; else it stands once, whole, under none: "shared".
    """
    found: dict[int | None, list[AwardPosition]] = defaultdict(list)
    for position in positions:
        for objective, part in _placed(position, portfolio.services_of_award.get(position.award.pk, [])):
            found[objective].append(part)
    lines = [(each, found[each.pk]) for each in portfolio.objectives]
    shared = [(None, found[None])] if found.get(None) else []
    return [
        ObjectiveMoney(objective, tuple(parts), summary(parts, points=points)) for objective, parts in [*lines, *shared]
    ]


def _placed(position: AwardPosition, covered: Sequence[AwardService]) -> list[tuple[int | None, AwardPosition]]:
    objectives = sorted({row.service.objective_id for row in covered})
    if len(objectives) == 1:
        return [(objectives[0], position)]
    if not objectives or any(row.share is None for row in covered) or sum(row.share or 0 for row in covered) != 100:
        return [(None, position)]
    weights = [
        sum((row.share for row in covered if row.service.objective_id == key and row.share), Decimal(0))
        for key in objectives
    ]
    awarded, spent = _parts(position.awarded, weights), _parts(position.spent, weights)
    return [
        (key, replace(position, awarded=awarded[place], spent=spent[place])) for place, key in enumerate(objectives)
    ]


def _parts(amount: Decimal | None, weights: Sequence[Decimal]) -> Sequence[Decimal | None]:
    return [None] * len(weights) if amount is None else divide(amount, weights).parts
