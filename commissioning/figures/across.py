"""One measure over the services that count it: what their figures come to together, and when there is no total.

What some services come to is a lot; lots add up to the lot of all their services, so that of a large portfolio few
figures have to be at hand (`counted`).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, pairwise

from commissioning.figures.courses import Course
from commissioning.figures.measures import MeasureFigure
from commissioning.figures.portfolio import Portfolio
from commissioning.figures.reference import Reference
from commissioning.models import ReportingPeriod
from commissioning.ratings.combining import NAMED, Combined, Tally, combined, tallied, tally
from commissioning.ratings.comparators import Comparator, ComparatorKind, compare
from commissioning.ratings.values import Definition, Point, State

OTHERS = "not the same services counted it then"
BEGAN = "from here on other services count it"


@dataclass(frozen=True, slots=True)
class Breaks:
    """Where series break in one place: the words of the first few, and how many more there are."""

    words: tuple[str, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Lot:
    """Figures of one measure, each of another service, added up at some quarters; the last one is asked about.

    `told` of the `services` gave a number at it. `definition` and `unit` are of the first; `lines` are the wordings
    that can't be compared with each other, `lengths` how many periods make a year. By place among the quarters:
    `tallies`, the `breaks` of series, whether the measure applied to other services than at the one before (`moved`),
    and than at the last (`others`). `since` are the first breaks since the period before and since the same of last
    year.
    """

    services: int
    told: int
    definition: Definition
    unit: str
    about_people: bool
    lines: frozenset[int]
    lengths: frozenset[int]
    tallies: tuple[Tally, ...]
    breaks: tuple[Breaks, ...]
    moved: tuple[bool, ...]
    others: tuple[bool, ...]
    since: tuple[str, str]


def lot_of(figures: Sequence[MeasureFigure], quarters: Sequence[ReportingPeriod], reference: Reference) -> Lot:
    """What these figures come to at these quarters; there is at least one of each."""
    definition = figures[0].definition
    parts = [[each.part_in(quarter) for each in figures] for quarter in quarters]
    applies = [[part.value.state != State.DOES_NOT_APPLY for part in of] for of in parts]
    return Lot(
        services=len(figures),
        told=sum(each.is_current and each.value.is_number for each in figures),
        definition=definition,
        unit=figures[0].version.unit,
        about_people=any(each.version.about_people for each in figures),
        lines=frozenset(each.version.line for each in figures),
        lengths=frozenset(each.period.calendar.periods_per_year for each in figures),
        tallies=tuple(tally(definition, of) for of in parts),
        breaks=tuple(_breaks(figures, quarter, reference) for quarter in quarters),
        moved=(False, *(before != after for before, after in pairwise(applies))),
        others=tuple(each != applies[-1] for each in applies),
        since=(
            _first(each.previous.series_break for each in figures),
            _first(each.same_last_year.series_break for each in figures),
        ),
    )


def lots_together(lots: Sequence[Lot]) -> Lot:
    """The lot of all their services, in their order; there is at least one, and all are of the same quarters."""
    first = lots[0]
    return Lot(
        services=sum(each.services for each in lots),
        told=sum(each.told for each in lots),
        definition=first.definition,
        unit=first.unit,
        about_people=any(each.about_people for each in lots),
        lines=frozenset(chain.from_iterable(each.lines for each in lots)),
        lengths=frozenset(chain.from_iterable(each.lengths for each in lots)),
        tallies=tuple(tallied(first.definition, of) for of in zip(*(each.tallies for each in lots), strict=True)),
        breaks=tuple(_breaks_together(of) for of in zip(*(each.breaks for each in lots), strict=True)),
        moved=tuple(map(any, zip(*(each.moved for each in lots), strict=True))),
        others=tuple(map(any, zip(*(each.others for each in lots), strict=True))),
        since=(_first(each.since[0] for each in lots), _first(each.since[1] for each in lots)),
    )


@dataclass(frozen=True, eq=False)
class Across:
    """A measure, or a category of it, at the last of these quarters, over the services of a lot."""

    name: str
    quarters: Sequence[ReportingPeriod]
    lot: Lot
    reference: Reference = field(repr=False)

    @property
    def quarter(self) -> ReportingPeriod:
        return self.quarters[-1]

    @property
    def services(self) -> int:
        """How many are added."""
        return self.lot.services

    @property
    def told(self) -> int:
        """How many of them gave a number at the quarter."""
        return self.lot.told

    @property
    def definition(self) -> Definition:
        return self.lot.definition

    @property
    def unit(self) -> str:
        return self.lot.unit

    @property
    def about_people(self) -> bool:
        return self.lot.about_people

    @cached_property
    def why_none(self) -> str:
        """Why nothing is added up at all; empty where there is a total, or would be if all parts were held."""
        if len(self.lot.lines) > 1:
            return "Services count it under wordings that can’t be compared, so nothing is added up."
        if len(self.lot.lengths) > 1:
            return "Services report in periods of different lengths, so nothing is added up."
        if self.now.side_by_side:
            return "Averages and changes are never put together: each service’s stands by itself."
        return ""

    @cached_property
    def now(self) -> Combined:
        return self.at(self.quarter)

    def at(self, quarter: ReportingPeriod) -> Combined:
        """The value over the services: counts add, shares sum their parts; with a part missing there is no total."""
        return combined(self.definition, self.lot.tallies[self._place(quarter)])

    @cached_property
    def previous(self) -> Comparator:
        then = self.reference.previous(self.quarter)
        return self._compared(ComparatorKind.PREVIOUS_PERIOD, then, "the period before", self.lot.since[0])

    @cached_property
    def same_last_year(self) -> Comparator:
        then = self.reference.same_last_year(self.quarter)
        return self._compared(ComparatorKind.SAME_LAST_YEAR, then, "the same period last year", self.lot.since[1])

    def _compared(self, kind: ComparatorKind, then: ReportingPeriod | None, unknown: str, broken: str) -> Comparator:
        now = self.now.value
        if then is None:
            return compare(self.definition, now, None, kind=kind, period=unknown)
        broken = broken or (OTHERS if self.lot.others[self._place(then)] else "")
        return compare(self.definition, now, self.at(then).value, kind=kind, period=then.label, series_break=broken)

    def _place(self, quarter: ReportingPeriod) -> int:
        return next(place for place, each in enumerate(self.quarters) if each.pk == quarter.pk)


class AcrossTime(Across):
    """The same, of quarters one after the other."""

    @cached_property
    def course(self) -> Course:
        """The total over the quarters; one with a part missing is a gap."""
        points = (Point(each.label, each.short, each.place_in_year, self.at(each).value) for each in self.quarters)
        return Course(self.name, self.definition, tuple(points), breaks=dict(self._breaks()))

    def _breaks(self) -> Iterable[tuple[int, str]]:
        """Where the series of a service breaks, or where services began or ceased to count it."""
        for place, (breaks, moved) in enumerate(zip(self.lot.breaks, self.lot.moved, strict=True)):
            more = [f"{breaks.more:,} more"] if breaks.more else []
            words = "; ".join([*breaks.words, *more, *([BEGAN] if moved else [])])
            if place and words:
                yield place, words


def compared_quarters(quarter: ReportingPeriod, reference: Reference) -> list[ReportingPeriod]:
    """Those that a value is compared with, oldest first, and the quarter itself."""
    found = (reference.same_last_year(quarter), reference.previous(quarter), quarter)
    return list({each.pk: each for each in found if each}.values())


def within(counting: Collection[int], portfolio: Portfolio) -> frozenset[int]:
    """Of the services that count a measure those that another of them already holds: they are part of one that counts
    it itself, and are not added a second time.
    """
    services = frozenset(counting)
    return frozenset(key for key in services if not services.isdisjoint(_programmes(key, portfolio)))


def _programmes(service: int, portfolio: Portfolio) -> set[int]:
    """The services that this one is part of, on all levels."""
    found: set[int] = set()
    above = portfolio.services[service].part_of_id
    while above is not None and above not in found:
        found.add(above)
        above = portfolio.services[above].part_of_id
    return found


def _breaks(figures: Iterable[MeasureFigure], quarter: ReportingPeriod, reference: Reference) -> Breaks:
    found = [f"{each.measure.service.name}: {words}" for each in figures if (words := _break(each, quarter, reference))]
    return Breaks(tuple(found[:NAMED]), len(found[NAMED:]))


def _break(figure: MeasureFigure, quarter: ReportingPeriod, reference: Reference) -> str:
    stored = reference.breaks_of(figure.measure)
    period = reference.own_period(figure.measure.service_id, quarter) if stored else None
    return next((each.words for each in stored if period and each.sequence == period.sequence), "")


def _breaks_together(found: Sequence[Breaks]) -> Breaks:
    words = tuple(chain.from_iterable(each.words for each in found))
    return Breaks(words[:NAMED], len(words[NAMED:]) + sum(each.more for each in found))


def _first(words: Iterable[str]) -> str:
    return next(filter(None, words), "")
