"""Money by objective of the plan and by funder: each award is counted once, however many share it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from commissioning.figures.breakdowns import by_funder as funder_lines
from commissioning.figures.breakdowns import by_plan
from commissioning.figures.money import AwardPosition, MoneySummary, summary
from commissioning.figures.pieces import AMOUNTS, Piece, sum_of, whole
from commissioning.figures.portfolio import Portfolio
from commissioning.models import Funder, Objective

ALL = frozenset(AMOUNTS)


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


@dataclass(frozen=True, slots=True)
class FunderMoney:
    """What one funder pays for; of none (`funder` is None): what nobody has said the funder of, or several share."""

    funder: Funder | None
    positions: tuple[AwardPosition, ...]
    summary: MoneySummary


def by_funder(positions: Sequence[AwardPosition], portfolio: Portfolio, *, points: Decimal) -> list[FunderMoney]:
    """The positions by funder, by name; the lines add up to the awards (`breakdowns.by_funder`)."""
    pieces = [whole(each, None) for each in positions]
    lines = [(line.of, _joined(line.pieces)) for line in funder_lines(pieces, portfolio.streams)]
    found = [FunderMoney(funder, tuple(parts), summary(parts, points=points)) for funder, parts in lines]
    return sorted(found, key=lambda each: (each.funder is None, each.funder.name if each.funder else ""))


def _joined(pieces: Iterable[Piece]) -> list[AwardPosition]:
    """The positions of these pieces; those of one award, divided by its services' shares, together as one."""
    listed = sorted(pieces, key=lambda piece: (piece.position.award.title, piece.position.award.pk))
    return [_together(list(parts)) for _, parts in groupby(listed, key=lambda piece: piece.position.award.pk)]


def _together(parts: Sequence[Piece]) -> AwardPosition:
    position = parts[0].position
    if not any(each.divided or each.told < ALL for each in parts):
        return position
    awarded, spent = (_part(parts, name) for name in ("awarded", "spent"))
    return replace(position, awarded=awarded, spent=spent)


def _part(parts: Sequence[Piece], name: str) -> Decimal | None:
    """What these pieces tell of an amount; None where they don't hold it, or another piece of the award tells it."""
    return sum_of(parts, name).amount if any(name in each.told for each in parts) else None
