"""Money by objective of the plan: each award is counted once, however many services share it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from commissioning.figures.breakdowns import by_plan
from commissioning.figures.money import AwardPosition, MoneySummary, summary
from commissioning.figures.pieces import Piece, sum_of, whole
from commissioning.figures.portfolio import Portfolio
from commissioning.models import Objective


@dataclass(frozen=True, slots=True)
class ObjectiveMoney:
    """What stands under one objective; under none (`objective` is None): awards that several objectives share."""

    objective: Objective | None
    positions: tuple[AwardPosition, ...]
    summary: MoneySummary


def by_objective(positions: Sequence[AwardPosition], portfolio: Portfolio, *, points: Decimal) -> list[ObjectiveMoney]:
    """The positions by objective, in the plan's order; the lines add up to the awards (`breakdowns.by_plan`)."""
    lines = [(line.of, _joined(line.pieces)) for line in by_plan([whole(each, None) for each in positions], portfolio)]
    return [ObjectiveMoney(objective, tuple(parts), summary(parts, points=points)) for objective, parts in lines]


def _joined(pieces: Iterable[Piece]) -> list[AwardPosition]:
    """The positions of these pieces; those of one award, divided by its services' shares, together as one."""
    listed = sorted(pieces, key=lambda piece: (piece.position.award.title, piece.position.award.pk))
    return [_together(list(parts)) for _, parts in groupby(listed, key=lambda piece: piece.position.award.pk)]


def _together(parts: Sequence[Piece]) -> AwardPosition:
    position = parts[0].position
    if not parts[0].divided:
        return position
    return replace(position, awarded=sum_of(parts, "awarded").amount, spent=sum_of(parts, "spent").amount)
