"""What a quarter of the whole portfolio comes to, kept in the process and followed by the audit trail.

To read a large portfolio takes long, and from one look to the next little of it is touched. So what was read is kept,
and only what an event since tells of is read anew, by the same functions that read the whole. What is kept is of one
state of what is set up (`Reference`), and never older than the newest event that the page was asked under.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from commissioning.figures.measures import MeasureFigure, measure_figures
from commissioning.figures.money import AwardPosition, award_positions
from commissioning.figures.owed import About, Owed, Owing, owed_in
from commissioning.figures.portfolio import Portfolio, portfolio_for
from commissioning.figures.ratings import HeatRow, heat
from commissioning.figures.reference import Reference
from commissioning.figures.told import Told, told_in
from commissioning.figures.trail import Touched, since
from commissioning.models import Award, ReportingPeriod

KEPT = 4
Made = TypeVar("Made")
Key = TypeVar("Key")
Item = TypeVar("Item")
PARTS = ("figures", "positions", "ratings", "owed", "told")
_kept: list[tuple[Reference, "Asked", "Whole"]] = []


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked about, and for whose eyes: `on`, today, says what is late."""

    quarter: ReportingPeriod
    on: date
    with_submitted: bool
    states: tuple[str, ...]
    audiences: tuple[str, ...]
    tolerance: Decimal
    points: Decimal


@dataclass(frozen=True, slots=True)
class Whole:
    """What was read by the event `head`. `figures` are the headline figures by service, `positions` all that there are
    by award, whoever may see them.
    """

    head: str
    services: Mapping[int, Any]
    figures: Mapping[int, list[MeasureFigure]]
    positions: Mapping[int, AwardPosition]
    ratings: Mapping[int, HeatRow]
    owed: Owed
    told: Told
    _made: dict[str, dict[str, Any]] = field(default_factory=lambda: {part: {} for part in PARTS}, repr=False)

    def once(self, part: str, name: str, make: Callable[[], Made]) -> Made:
        """What is worked out of one part alone, under this name: made when it is first asked for, and kept with it."""
        made = self._made[part]
        if name not in made:
            made[name] = make()
        found: Made = made[name]
        return found

    @property
    def every_figure(self) -> list[MeasureFigure]:
        """In the plan's order and that of the return; not to be changed."""
        return self.once("figures", "list", lambda: [each for key in self.services for each in self.figures[key]])


def whole_of(asked: Asked, head: str, reference: Reference) -> Whole:
    """The quarter as it stands now, or stood at the event `head`, the newest when the page was asked for, or later.

    Five queries when it is first read, one while nothing was touched since, and else as many as are touched.
    """
    held = next((whole for known, of, whole in _kept if known is reference and of == asked), None)
    if held is not None and held.head == head:
        return held
    reading = Reading(asked, reference, portfolio_for(reference))
    touched = since(held.head) if held is not None else None
    found = reading.all(head) if held is None or touched is None or touched.everything else reading.anew(held, touched)
    others = [each for each in _kept if each[0] is reference and each[1] != asked]
    _kept[:] = [*others[1 - KEPT :], (reference, asked, found)]
    return found


@dataclass(frozen=True, slots=True)
class Reading:
    """Reads parts of a quarter: all of them, or what belongs to some services and providers."""

    asked: Asked
    reference: Reference
    portfolio: Portfolio

    def all(self, head: str) -> Whole:
        services = {each.pk: each for each in self.portfolio.in_quarter(self.asked.quarter)}
        return Whole(
            head=head,
            services=services,
            figures=self.figures(services),
            positions=self.positions(self.portfolio.awards_at(self.asked.quarter)),
            ratings=self.ratings(services),
            owed=self.owed(None),
            told=self.told(services),
        )

    def anew(self, held: Whole, touched: Touched) -> Whole:
        """What is held, with what was touched since read in its place."""
        services = [key for key in held.services if key in touched.services]
        made = {part: {} if self.moved(part, touched) else held._made[part] for part in PARTS}
        found = replace(held, head=touched.head, told=self.told(held.services), _made=made)
        if services:
            found = replace(
                found,
                figures=_with(held.figures, self.figures(services)),
                ratings=_with(held.ratings, self.ratings(services)),
            )
        if touched.providers:
            awards = self.portfolio.awards_at(self.asked.quarter)
            own = self.positions(each for each in awards if each.provider_id in touched.providers)
            found = replace(found, positions=_with(held.positions, own))
        if touched.unowned:
            return replace(found, owed=self.owed(None))
        if touched.services or touched.providers:
            return replace(found, owed=_with_owed(held.owed, self.owed(touched), touched))
        return found

    def moved(self, part: str, touched: Touched) -> bool:
        if part in ("figures", "ratings"):
            return bool(touched.services)
        if part == "positions":
            return bool(touched.providers)
        return True

    def figures(self, services: Iterable[int]) -> dict[int, list[MeasureFigure]]:
        asked, keys = self.asked, list(services)
        found = headline_figures(
            keys,
            asked.quarter,
            reference=self.reference,
            audiences=asked.audiences,
            with_submitted=asked.with_submitted,
            tolerance=asked.tolerance,
        )
        by_service: dict[int, list[MeasureFigure]] = {key: [] for key in keys}
        for each in found:
            by_service[each.measure.service_id].append(each)
        return by_service

    def positions(self, awards: Iterable[Award]) -> dict[int, AwardPosition]:
        asked = self.asked
        found = award_positions(awards, asked.quarter, with_submitted=asked.with_submitted, points=asked.points)
        return {each.award.pk: each for each in found}

    def ratings(self, services: Iterable[int]) -> dict[int, HeatRow]:
        return heat(services, self.asked.quarter, reference=self.reference)

    def owed(self, touched: Touched | None) -> Owed:
        about = About(tuple(sorted(touched.services)), touched.providers) if touched else None
        return owed_in(self.asked.quarter, on=self.asked.on, user=None, about=about)

    def told(self, services: Mapping[int, Any]) -> Told:
        asked = self.asked
        return told_in(
            asked.quarter,
            services,
            reference=self.reference,
            states=asked.states,
            audiences=asked.audiences,
            everything=True,
        )


def headline_figures(
    services: Iterable[int],
    quarter: ReportingPeriod,
    *,
    reference: Reference,
    audiences: Iterable[str],
    with_submitted: bool,
    tolerance: Decimal,
) -> list[MeasureFigure]:
    """The headline figures of each of these services for these eyes, in their order and that of the return."""
    portfolio, seen, keys = portfolio_for(reference), frozenset(audiences), list(services)
    portfolio.measures.need(keys)
    measures = (each for key in keys for each in portfolio.measures_of(key, quarter.end))
    return measure_figures(
        [each for each in measures if each.headline and each.audience in seen],
        quarter,
        reference=reference,
        with_submitted=with_submitted,
        tolerance=tolerance,
    )


def _with(held: Mapping[Key, Item], anew: Mapping[Key, Item]) -> Mapping[Key, Item]:
    return {**held, **anew}


def _with_owed(held: Owed, anew: Owed, touched: Touched) -> Owed:
    """What is owed of others as it was held, of those touched as it was read."""
    services, providers = touched.services, touched.providers

    def joined(old: Iterable[Owing], new: Iterable[Owing], gone: Callable[[Owing], bool]) -> tuple[Owing, ...]:
        return tuple(sorted([*(each for each in old if not gone(each)), *new], key=lambda each: each.key))

    def of_service(each: Owing) -> bool:
        return each.service in services

    return Owed(
        returns=joined(held.returns, anew.returns, of_service),
        packs=joined(held.packs, anew.packs, lambda each: each.provider in providers),
        items=joined(held.items, anew.items, of_service),
    )
