"""The year's money of the whole portfolio, added up by provider: kept in the process, and followed by the audit trail.

A lot is what one provider's awards come to. An award belongs to one provider, and stands where it stands whatever
others there are, so lots add up to the whole; and of the records that people work on it is known whose money they move
(`trail`). So after a change the lots of those touched are added up anew, by the functions that did it for all.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from operator import itemgetter
from typing import Any, Generic, TypeVar

from commissioning.figures import kept
from commissioning.figures.money import AwardPosition, Used, award_positions, used, used_together
from commissioning.figures.payments import paid_of
from commissioning.figures.pieces import Taken, by_stream, grouped, taken, taken_together, whole
from commissioning.figures.plan import under_objectives
from commissioning.figures.portfolio import Portfolio, portfolio_for
from commissioning.figures.reference import Reference
from commissioning.figures.runs import Runs
from commissioning.figures.trail import since
from commissioning.models import Award, ReportingPeriod

KEPT = 16
PROVIDER = itemgetter(0)  # of a lot
Key = TypeVar("Key")
Sum = TypeVar("Sum")
Own = TypeVar("Own")  # a lot
Whole = TypeVar("Whole")  # all lots together
_recent: kept.Recent["Lots[Any]"] = kept.Recent(KEPT)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked about, and for whose eyes."""

    quarter: ReportingPeriod
    with_submitted: bool
    audiences: tuple[str, ...]
    points: Decimal


@dataclass(frozen=True, slots=True)
class Lot:
    """Some awards of one provider added up: all of them, by objective (of none: several share them) and by stream."""

    every: Used
    objectives: dict[int | None, Used]
    streams: dict[str | None, Taken]


@dataclass(frozen=True)
class Added:
    """All lots together."""

    lots: Runs[tuple[int, Lot]] = field(repr=False)

    @cached_property
    def every(self) -> Used:
        return used_together(self.lots.each("every", lambda own: used_together(lot.every for _, lot in own)))

    @cached_property
    def objectives(self) -> dict[int | None, Used]:
        return _joined(
            self.lots.each("objectives", lambda own: _joined((lot.objectives for _, lot in own), used_together)),
            used_together,
        )

    @cached_property
    def streams(self) -> dict[str | None, Taken]:
        return _joined(
            self.lots.each("streams", lambda own: _joined((lot.streams for _, lot in own), taken_together)),
            taken_together,
        )


@dataclass(frozen=True, slots=True)
class Lots(Generic[Whole]):
    """What was read by the event `head`. `stored` is the event at which it was put where other processes find it, and
    `moved` how often it was followed since.
    """

    head: str
    added: Whole
    stored: str = ""
    moved: int = 0


def in_runs(lots: Mapping[int, Own]) -> Runs[tuple[int, Own]]:
    """Lots by provider, in the order of their keys."""
    return Runs.of(sorted(lots.items(), key=PROVIDER), PROVIDER)


@dataclass(frozen=True, slots=True)
class Reading(ABC, Generic[Own, Whole]):
    """Adds up the money of all providers, or of a few. What a lot is, and what all of them together are, says the kind
    of reading.
    """

    asked: Asked
    reference: Reference

    @abstractmethod
    def lots(self, awards: list[Award]) -> dict[int, Own]:
        """Those that these awards make, by provider, without what these eyes may not see."""

    @abstractmethod
    def together(self, lots: Runs[tuple[int, Own]]) -> Whole:
        """They are cut into runs by provider, so that after a change one run is added up anew."""

    @abstractmethod
    def apart(self, added: Whole) -> Runs[tuple[int, Own]]:
        """The lots that it was made of."""

    @property
    @abstractmethod
    def what(self) -> str:
        """The name of the kind."""

    @property
    def portfolio(self) -> Portfolio:
        return portfolio_for(self.reference)

    @property
    def name(self) -> str:
        asked = self.asked
        eyes = (asked.with_submitted, asked.audiences, asked.points)
        return repr((self.what, self.reference.version, asked.quarter.pk, *eyes))

    def at(self, head: str) -> Whole:
        """As it stands now, or stood at the event `head`, the newest when it was asked for, or later. Nothing is kept
        where nothing was recorded yet.
        """
        if not head:
            return self.all(head).added
        held: Lots[Whole] | None = _recent.find(self.reference, self.name) or self.found()
        found = self.all(head) if held is None else self.followed(held, head)
        return self.keep(found).added

    def keep(self, found: Lots[Whole]) -> Lots[Whole]:
        """Held in the process, and put where one that begins finds it: once all was read, and when it has moved on."""
        if self.portfolio.is_large and (not found.stored or found.moved >= kept.MOVED):
            kept.put(self.name, (found.head, dict(self.apart(found.added))))
            found = replace(found, stored=found.head, moved=0)
        _recent.put(self.reference, self.name, found)
        return found

    def found(self) -> Lots[Whole] | None:
        """What another process kept."""
        held = kept.find(self.name) if self.portfolio.is_large else None
        return Lots(held[0], self.together(in_runs(held[1])), stored=held[0]) if held else None

    def all(self, head: str) -> Lots[Whole]:
        return Lots(head, self.together(in_runs(self.lots(self.portfolio.awards_at(self.asked.quarter)))))

    def followed(self, held: Lots[Whole], head: str) -> Lots[Whole]:
        """What is held, with the lots that were touched since added up anew; all where nobody knows which were."""
        if held.head == head:
            return held
        touched = since(held.head)
        if touched.everything:
            return self.all(head)
        if not touched.providers:
            return replace(held, head=touched.head)
        anew = self.lots(self.portfolio.awards_to(touched.providers, self.asked.quarter))
        lots = self.apart(held.added).having(touched.providers, anew.items(), PROVIDER)
        return replace(held, head=touched.head, added=self.together(lots), moved=held.moved + 1)


class Overview(Reading[Lot, Added]):
    """Of the year: all awards of a provider, by objective and by stream."""

    what = "lots"

    def lots(self, awards: list[Award]) -> dict[int, Lot]:
        asked, paid = self.asked, paid_of(awards, self.asked.quarter)
        own: dict[int, list[AwardPosition]] = {}
        for each in award_positions(awards, asked.quarter, with_submitted=asked.with_submitted, points=asked.points):
            if each.audience in asked.audiences:
                own.setdefault(each.award.provider_id, []).append(each)
        return {key: self.lot(positions, paid) for key, positions in own.items()}

    def together(self, lots: Runs[tuple[int, Lot]]) -> Added:
        return Added(lots)

    def apart(self, added: Added) -> Runs[tuple[int, Lot]]:
        return added.lots

    def lot(self, positions: list[AwardPosition], paid: Mapping[int, Decimal]) -> Lot:
        streams = grouped((whole(each, paid.get(each.award.pk)) for each in positions), by_stream)
        objectives = under_objectives(positions, self.portfolio)
        return Lot(
            every=used(positions),
            objectives={key: used(under) for key, under in objectives.items()},
            streams={code: taken(pieces) for code, pieces in streams.items()},
        )


def money_of_all(asked: Asked, head: str, reference: Reference) -> Added:
    """The quarter's financial year as it stands now, or stood at the event `head` (`Reading.at`)."""
    return Overview(asked, reference).at(head)


def _joined(lots: Iterable[Mapping[Key, Sum]], together: Callable[[list[Sum]], Sum]) -> dict[Key, Sum]:
    found: dict[Key, list[Sum]] = {}
    for lot in lots:
        for key, own in lot.items():
            found.setdefault(key, []).append(own)
    return {key: together(own) for key, own in found.items()}
