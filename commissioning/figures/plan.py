"""Money by objective of the plan and by funder: each award is counted once, however many share it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from commissioning.figures.breakdowns import Line, by_plan
from commissioning.figures.breakdowns import by_funder as funder_lines
from commissioning.figures.money import AwardPosition, MoneySummary, summary
from commissioning.figures.pieces import AMOUNTS, Piece, sum_of, whole
from commissioning.figures.portfolio import Portfolio
from commissioning.models import Funder, Objective

ALL = frozenset(AMOUNTS)


Under = dict[int | None, list[AwardPosition]]  # by key of what they stand under; None: several share it


@dataclass(frozen=True, slots=True)
class ObjectiveMoney:
    """What stands under one objective; under none (`objective` is None): awards that several objectives share."""

    objective: Objective | None
    positions: tuple[AwardPosition, ...]
    summary: MoneySummary


@dataclass(frozen=True, slots=True)
class FunderMoney:
    """What one funder pays for; of none (`funder` is None): what nobody has said the funder of, or several share."""

    funder: Funder | None
    positions: tuple[AwardPosition, ...]
    summary: MoneySummary


@dataclass(frozen=True, slots=True)
class Placed:
    """Some awards by objective and by funder. Each stands where it stands whatever others there are, so that those of
    several lots together are those of all.
    """

    objectives: Under
    funders: Under


def placed(positions: Iterable[AwardPosition], portfolio: Portfolio) -> Placed:
    """These positions by objective (`breakdowns.by_plan`) and by funder (`breakdowns.by_funder`)."""
    pieces = [whole(each, None) for each in positions]
    return Placed(_under(by_plan(pieces, portfolio)), _under(funder_lines(pieces, portfolio.streams)))


def under_objectives(positions: Iterable[AwardPosition], portfolio: Portfolio) -> Under:
    """These positions by objective alone."""
    return _under(by_plan([whole(each, None) for each in positions], portfolio))


def _under(lines: Iterable[Line]) -> Under:
    return {line.of.pk if line.of else None: _joined(line.pieces) for line in lines if line.pieces}


def by_objective(positions: Sequence[AwardPosition], portfolio: Portfolio, *, points: Decimal) -> list[ObjectiveMoney]:
    """The positions by objective, in the plan's order; the lines add up to the awards."""
    return objective_lines([placed(positions, portfolio)], portfolio, points=points)


def by_funder(positions: Sequence[AwardPosition], portfolio: Portfolio, *, points: Decimal) -> list[FunderMoney]:
    """The positions by funder, by name; the lines add up to the awards."""
    return funder_lines_of([placed(positions, portfolio)], portfolio, points=points)


def objective_lines(lots: Iterable[Placed], portfolio: Portfolio, *, points: Decimal) -> list[ObjectiveMoney]:
    """A line for each objective of the plan, and one for what several share, if there is any."""
    found = _together([lot.objectives for lot in lots])
    wanted = [*portfolio.objectives, *([None] if None in found else [])]
    lines = ((each, tuple(found.get(each.pk if each else None, ()))) for each in wanted)
    return [ObjectiveMoney(each, own, summary(own, points=points)) for each, own in lines]


def funder_lines_of(lots: Iterable[Placed], portfolio: Portfolio, *, points: Decimal) -> list[FunderMoney]:
    """A line for each funder that pays, and one for what nobody has said the funder of, or several share."""
    funders = {each.funder_id: each.funder for each in portfolio.streams}
    lines = [(key and funders[key], tuple(own)) for key, own in _together([lot.funders for lot in lots]).items()]
    found = [FunderMoney(each or None, own, summary(own, points=points)) for each, own in lines]
    return sorted(found, key=lambda each: (each.funder is None, each.funder.name if each.funder else ""))


def _together(lots: Iterable[Under]) -> Under:
    found: Under = {}
    for lot in lots:
        for key, positions in lot.items():
            found.setdefault(key, []).extend(positions)
    return {key: sorted(positions, key=_place) for key, positions in found.items()}


def _place(position: AwardPosition) -> tuple[str, int]:
    return position.award.title, position.award.pk


def _joined(pieces: Iterable[Piece]) -> list[AwardPosition]:
    """The positions of these pieces; those of one award, divided by its services' shares, together as one."""
    listed = sorted(pieces, key=lambda piece: _place(piece.position))
    return [_one(list(parts)) for _, parts in groupby(listed, key=lambda piece: piece.position.award.pk)]


def _one(parts: Sequence[Piece]) -> AwardPosition:
    position = parts[0].position
    if not any(each.divided or each.told < ALL for each in parts):
        return position
    awarded, spent = (_part(parts, name) for name in ("awarded", "spent"))
    return replace(position, awarded=awarded, spent=spent)


def _part(parts: Sequence[Piece], name: str) -> Decimal | None:
    """What these pieces tell of an amount; None where they don't hold it, or another piece of the award tells it."""
    return sum_of(parts, name).amount if any(name in each.told for each in parts) else None
