"""Money by anything that it can be read by: each award stands once, whole or in pieces, and every breakdown adds up."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from commissioning.figures.pieces import SHARED, Piece, Sums, by_stream, divide, grouped, sums, sums_together
from commissioning.figures.portfolio import Portfolio
from commissioning.figures.years import Told
from commissioning.models import Area, AwardService, FundingStream, Objective, ReportingPeriod, Service, Theme

HUNDRED = Decimal(100)
Point = Service | Theme | Objective | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a breakdown. `of` is the record that it is of, None for what several share or nobody has placed.

    `inside` are the same pieces again, line by line, where the line is of something that holds others.
    """

    of: Any
    pieces: tuple[Piece, ...]
    inside: tuple["Line", ...] = ()

    @property
    def sums(self) -> Sums:
        return sums(self.pieces)

    @property
    def number(self) -> int:
        """How many awards stand on it, each once."""
        return len({piece.position.award.pk for piece in self.pieces})

    @property
    def told(self) -> frozenset[str]:
        """The amounts that any of them tells here."""
        return frozenset().union(*(piece.told for piece in self.pieces))


@dataclass(frozen=True, slots=True)
class LineSums:
    """A line added up: what `Line` says, without what it is made of."""

    of: Any
    number: int
    told: frozenset[str]
    sums: Sums
    inside: tuple["LineSums", ...] = ()


AnyLine = Line | LineSums


def added_up(line: Line, of: Callable[[Any], Any]) -> LineSums:
    """The line with `of(line.of)` for what it is of."""
    inside = tuple(added_up(each, of) for each in line.inside)
    return LineSums(of(line.of), line.number, line.told, line.sums, inside)


def lines_together(lots: Iterable[Iterable[LineSums]]) -> list[LineSums]:
    """Lines of several lots of awards as those of all these awards at once: those that are of the same make one. No
    award is in two of the lots.
    """
    found: dict[Any, list[LineSums]] = {}
    for lines in lots:
        for line in lines:
            found.setdefault(line.of, []).append(line)
    return [own[0] if len(own) == 1 else _one_of(own) for own in found.values()]


def _one_of(lines: Sequence[LineSums]) -> LineSums:
    return LineSums(
        of=lines[0].of,
        number=sum(each.number for each in lines),
        told=frozenset().union(*(each.told for each in lines)),
        sums=sums_together([each.sums for each in lines]),
        inside=tuple(lines_together(each.inside for each in lines)),
    )


def by_plan(pieces: Iterable[Piece], portfolio: Portfolio) -> list[Line]:
    """By objective, inside it by the lowest point of the plan at which an award's money stands.

    Stored shares divide an award between its services. Without them it is shared, and stands once, whole, at the lowest
    point that holds all its services: a service and its parts, a theme, an objective, or none of these.
    """
    points: dict[Point, list[Piece]] = grouped(pieces, lambda piece: _in_plan(piece, portfolio))
    order = portfolio.once("places", lambda: {key: place for place, key in enumerate(portfolio.services)})
    listed = sorted(points, key=lambda point: _place(point, order))
    found = [
        _line(objective, [Line(point, tuple(points[point])) for point in listed if _objective(point) == objective.pk])
        for objective in portfolio.objectives
    ]
    return [*found, *([_line(None, [Line(None, tuple(points[None]))])] if None in points else [])]


def _line(of: Any, inside: Sequence[Line]) -> Line:
    return Line(of, tuple(piece for line in inside for piece in line.pieces), tuple(inside))


def _place(point: Point, order: Mapping[int, int]) -> tuple[int, int]:
    """Services in the plan's order, then what they share by theme, then what the objective's share."""
    if isinstance(point, Service):
        return (0, order.get(point.pk, 0))
    return (1, point.pk) if isinstance(point, Theme) else (2, 0)


def _objective(point: Point) -> int | None:
    if point is None:
        return None
    return point.pk if isinstance(point, Objective) else point.objective_id


def _in_plan(piece: Piece, portfolio: Portfolio) -> Mapping[Point, Piece]:
    covered = portfolio.services_of_award.get(piece.position.award.pk, [])
    services = [portfolio.services[row.service_id] for row in covered]
    if shares := shares_of(covered):
        return divide(piece, dict(zip(services, shares, strict=True)))
    return {lowest_point(services, portfolio): piece}


def shares_of(covered: Sequence[AwardService]) -> list[Decimal]:
    """The stored shares of an award's services where every one of several has one; else none, and they share it."""
    shares = [row.share for row in covered if row.share is not None]
    return shares if 1 < len(covered) == len(shares) and sum(shares) == HUNDRED else []


def lowest_point(services: Sequence[Service], portfolio: Portfolio) -> Point:
    """The lowest point of the plan that holds all of these services; None: nothing short of the whole plan does."""
    if not services:
        return None
    chains = [_upwards(each, portfolio) for each in services]
    return next((point for point in chains[0] if all(point in chain for chain in chains)), None)


def _upwards(service: Service, portfolio: Portfolio) -> list[Service | Theme | Objective]:
    """The service, what it is part of, its theme and its objective."""
    found: list[Service | Theme | Objective] = [service]
    part_of = service.part_of_id
    while part_of is not None and portfolio.services[part_of] not in found:
        found.append(portfolio.services[part_of])
        part_of = portfolio.services[part_of].part_of_id
    return [*found, *([service.theme] if service.theme else []), service.objective]


def by_provider(pieces: Iterable[Piece], portfolio: Portfolio) -> list[Line]:
    """By who receives it, in the order of names; last "not stated"."""
    found = grouped(pieces, lambda piece: {piece.position.award.provider: piece})
    listed = sorted(found, key=lambda provider: (not provider.stated, provider.name, provider.pk))
    return [Line(provider, tuple(found[provider])) for provider in listed]


def by_area(pieces: Iterable[Piece], portfolio: Portfolio) -> list[Line]:
    """By the smallest area that holds all in which an award's services work; last what no area holds, or none is named.

    Stored shares divide an award between its services; a service that works in several areas is not divided.
    """
    areas = {area.pk: area for area in portfolio.areas}
    found = grouped(pieces, lambda piece: _in_areas(piece, portfolio))
    listed = [(area, found[area.pk]) for area in portfolio.areas if area.pk in found]
    last = [Line(None, tuple(found[SHARED]))] if SHARED in found else []
    return [*(Line(areas[area.pk], tuple(own)) for area, own in listed), *last]


def _in_areas(piece: Piece, portfolio: Portfolio) -> dict[int | None, Piece]:
    covered = portfolio.services_of_award.get(piece.position.award.pk, [])
    named = [list(portfolio.services[row.service_id].areas.all()) for row in covered]
    shares = shares_of(covered)
    if not shares:
        return {smallest_area(named, portfolio): piece}
    weights: dict[int | None, Decimal] = {}
    for areas, share in zip(named, shares, strict=True):
        key = smallest_area([areas], portfolio)
        weights[key] = weights.get(key, Decimal(0)) + share
    return divide(piece, weights) if len(weights) > 1 else {next(iter(weights)): piece}


def smallest_area(named: Sequence[Sequence[Area]], portfolio: Portfolio) -> int | None:
    """The key of the smallest area that is, or lies around, all of these; None without one, or where a service names
    none. Of several that hold all it is the one that lies within the most others.
    """
    around = portfolio.areas_around
    if not named or not all(named):
        return None
    holding = [{area.pk} | around.get(area.pk, frozenset()) for areas in named for area in areas]
    common = frozenset.intersection(*(frozenset(each) for each in holding))
    place = {area.pk: number for number, area in enumerate(portfolio.areas)}
    return min(common, key=lambda key: (-len(around.get(key, ())), place.get(key, 0)), default=None)


def by_kind(pieces: Iterable[Piece], portfolio: Portfolio) -> list[Line]:
    """By kind of award."""
    found = grouped(pieces, lambda piece: {piece.position.award.kind: piece})
    return [Line(kind, tuple(found[kind])) for kind in sorted(found)]


def by_streams(pieces: Iterable[Piece], streams: Iterable[FundingStream]) -> list[Line]:
    """By stream under its funder; last what can't be placed in one."""
    found = grouped(pieces, by_stream)
    known = [Line(stream, tuple(found[stream.code])) for stream in streams if stream.code in found]
    loose = [*found.get("", ()), *found.get(SHARED, ())]
    return [*known, *([Line(None, tuple(loose))] if loose else [])]


def by_funder(pieces: Iterable[Piece], streams: Iterable[FundingStream]) -> list[Line]:
    """By funder, inside it by stream."""
    funders: dict[Any, list[Line]] = {}
    for line in by_streams(pieces, streams):
        funders.setdefault(line.of and line.of.funder, []).append(line)
    return [_line(funder, inside) for funder, inside in funders.items()]


QUARTERLY = ("paid", "spent")


def by_quarter(pieces: Iterable[Piece], quarters: Sequence[ReportingPeriod], told: Told) -> list[Line]:
    """What was paid and spent in each of the year's quarters; last what is told for the year and not by quarter.

    What is awarded and forecast is for the year, and stands in none of them.
    """
    found = grouped(pieces, lambda piece: _in_quarters(piece, quarters, told))
    listed = [Line(quarter, tuple(found.get(quarter.pk, ()))) for quarter in quarters]
    return [*listed, *([Line(None, tuple(found[SHARED]))] if SHARED in found else [])]


def _in_quarters(piece: Piece, quarters: Sequence[ReportingPeriod], told: Told) -> dict[int | None, Piece]:
    award, found = piece.position.award.pk, dict[int | None, Piece]()
    rest = {name: piece.amount(name) for name in QUARTERLY}
    for quarter in quarters:
        held = {"paid": told.paid_in(award, quarter.start, quarter.end), "spent": told.spent_in(award, quarter)}
        known = {name: amount for name, amount in held.items() if amount is not None and rest[name] is not None}
        if known:
            found[quarter.pk] = piece.only(known)
        rest |= {name: (rest[name] or Decimal(0)) - amount for name, amount in known.items()}
    left = {name: amount for name, amount in rest.items() if amount is None or amount}
    return found | ({SHARED: piece.only(left)} if left else {})
