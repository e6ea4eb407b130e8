"""Money by objective of the plan and by funder: each award is counted once, however many share it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain, groupby

from commissioning.figures.breakdowns import Line, by_plan
from commissioning.figures.breakdowns import by_funder as funder_lines
from commissioning.figures.money import AwardPosition, MoneyTotals, Share, share_of, used_together
from commissioning.figures.pieces import AMOUNTS, Piece, sum_of, whole
from commissioning.figures.portfolio import Portfolio
from commissioning.models import Funder, Objective

ALL = frozenset(AMOUNTS)


Under = dict[int | None, Share]  # by key of what they stand under; None: several share it


@dataclass(frozen=True, slots=True)
class Together:
    """What stands in one place, lot by lot, and comes to so much."""

    shares: tuple[Share, ...]
    summary: MoneyTotals

    @property
    def number(self) -> int:
        return sum(len(each.positions) for each in self.shares)

    @property
    def positions(self) -> list[AwardPosition]:
        """By their titles."""
        return sorted(chain.from_iterable(each.positions for each in self.shares), key=_place)


@dataclass(frozen=True, slots=True)
class ObjectiveMoney(Together):
    """What stands under one objective; under none (`objective` is None): awards that several objectives share."""

    objective: Objective | None


@dataclass(frozen=True, slots=True)
class FunderMoney(Together):
    """What one funder pays for; of none (`funder` is None): what nobody has said the funder of, or several share."""

    funder: Funder | None


@dataclass(frozen=True, slots=True)
class Placed:
    """Some awards by objective and by funder, and all of them. Each stands where it stands whatever others there are,
    so that those of several lots together are those of all.
    """

    objectives: Under
    funders: Under
    every: Share


def placed(positions: Sequence[AwardPosition], portfolio: Portfolio) -> Placed:
    """These positions by objective (`breakdowns.by_plan`) and by funder (`breakdowns.by_funder`)."""
    pieces = [whole(each, None) for each in positions]
    objectives, funders = by_plan(pieces, portfolio), funder_lines(pieces, portfolio.streams)
    return Placed(_shares(objectives), _shares(funders), share_of(positions))


def _shares(lines: Iterable[Line]) -> Under:
    return {key: share_of(positions) for key, positions in _under(lines).items()}


def under_objectives(positions: Iterable[AwardPosition], portfolio: Portfolio) -> dict[int | None, list[AwardPosition]]:
    """These positions by objective alone."""
    return _under(by_plan([whole(each, None) for each in positions], portfolio))


def _under(lines: Iterable[Line]) -> dict[int | None, list[AwardPosition]]:
    return {line.of.pk if line.of else None: _joined(line.pieces) for line in lines if line.pieces}


def by_objective(positions: Sequence[AwardPosition], portfolio: Portfolio, *, points: Decimal) -> list[ObjectiveMoney]:
    """The positions by objective, in the plan's order; the lines add up to the awards."""
    return objective_lines([placed(positions, portfolio)], portfolio, points=points)


def by_funder(positions: Sequence[AwardPosition], portfolio: Portfolio, *, points: Decimal) -> list[FunderMoney]:
    """The positions by funder, by name; the lines add up to the awards."""
    return funder_lines_of([placed(positions, portfolio)], portfolio, points=points)


def objective_lines(lots: Iterable[Placed], portfolio: Portfolio, *, points: Decimal) -> list[ObjectiveMoney]:
    """A line for each objective of the plan, and one for what several share, if there is any."""
    found = _by_place([lot.objectives for lot in lots])
    wanted = [*portfolio.objectives, *([None] if None in found else [])]
    shares = ((each, tuple(found.get(each.pk if each else None, ()))) for each in wanted)
    return [ObjectiveMoney(own, totals_of(own, points=points), each) for each, own in shares]


def funder_lines_of(lots: Iterable[Placed], portfolio: Portfolio, *, points: Decimal) -> list[FunderMoney]:
    """A line for each funder that pays, and one for what nobody has said the funder of, or several share."""
    funders = {each.funder_id: each.funder for each in portfolio.streams}
    found = [
        FunderMoney(tuple(own), totals_of(own, points=points), funders[key] if key else None)
        for key, own in _by_place([lot.funders for lot in lots]).items()
    ]
    return sorted(found, key=lambda each: (each.funder is None, each.funder.name if each.funder else ""))


def totals_of(shares: Sequence[Share], *, points: Decimal) -> MoneyTotals:
    """What several lots of awards come to: the same as of all these awards at once."""
    stated = frozenset().union(*(each.stated for each in shares))
    return Share((), used_together(each.used for each in shares), stated).totals(points)


def _by_place(lots: Iterable[Under]) -> dict[int | None, list[Share]]:
    found: dict[int | None, list[Share]] = {}
    for lot in lots:
        for key, share in lot.items():
            found.setdefault(key, []).append(share)
    return found


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
