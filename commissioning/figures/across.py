"""One measure over the services that count it: what their figures come to together, and when there is no total."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from commissioning.figures.courses import Course
from commissioning.figures.measures import QUARTERS, MeasureFigure
from commissioning.figures.portfolio import Portfolio
from commissioning.figures.reference import Reference
from commissioning.models import ReportingPeriod
from commissioning.ratings.combining import Combined, over_providers
from commissioning.ratings.comparators import Comparator, ComparatorKind, compare
from commissioning.ratings.values import Definition, Part, Point, State

OTHERS = "not the same services counted it then"


@dataclass(frozen=True, eq=False)
class Across:
    """Figures of one measure at one quarter, each of another service.

    `within` are those that another of these already holds: the service is part of one that counts the measure itself.
    They stand in the table, and are not added a second time.
    """

    name: str
    quarter: ReportingPeriod
    figures: tuple[MeasureFigure, ...]
    within: frozenset[int]
    reference: Reference
    _told: dict[int, Sequence[Part]] = field(default_factory=dict, init=False, repr=False)
    _together: dict[int, Combined] = field(default_factory=dict, init=False, repr=False)
    _applied: dict[int, set[str]] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def added(self) -> tuple[MeasureFigure, ...]:
        return tuple(each for each in self.figures if each.measure.service_id not in self.within)

    @cached_property
    def told(self) -> int:
        """How many of the services that are added gave a number at the quarter."""
        return sum(each.is_current and each.value.is_number for each in self.added)

    @property
    def definition(self) -> Definition:
        return self.added[0].definition

    @property
    def unit(self) -> str:
        return self.added[0].version.unit

    @property
    def about_people(self) -> bool:
        return any(each.version.about_people for each in self.added)

    @cached_property
    def why_none(self) -> str:
        """Why nothing is added up at all; empty where there is a total, or would be if all parts were held."""
        if len({each.version.line for each in self.added}) > 1:
            return "Services count it under wordings that can’t be compared, so nothing is added up."
        if len({each.period.calendar.periods_per_year for each in self.added}) > 1:
            return "Services report in periods of different lengths, so nothing is added up."
        if self.now.side_by_side:
            return "Averages and changes are never put together: each service’s stands by itself."
        return ""

    @cached_property
    def now(self) -> Combined:
        return self.at(self.quarter)

    def at(self, quarter: ReportingPeriod) -> Combined:
        """The value over the services: counts add, shares sum their parts; with a part missing there is no total."""
        if quarter.pk not in self._together:
            self._together[quarter.pk] = over_providers(self.definition, self._parts(quarter))
        return self._together[quarter.pk]

    def _parts(self, quarter: ReportingPeriod) -> Sequence[Part]:
        """Each service's at the quarter: asked for by the total, by what it is compared with and by its course."""
        if quarter.pk not in self._told:
            told = tuple(each.part_in(quarter) for each in self.added)
            self._told[quarter.pk] = told
        return self._told[quarter.pk]

    @cached_property
    def previous(self) -> Comparator:
        breaks = (each.previous.series_break for each in self.added)
        then = self.reference.previous(self.quarter)
        return self._compared(ComparatorKind.PREVIOUS_PERIOD, then, "the period before", breaks)

    @cached_property
    def same_last_year(self) -> Comparator:
        breaks = (each.same_last_year.series_break for each in self.added)
        then = self.reference.same_last_year(self.quarter)
        return self._compared(ComparatorKind.SAME_LAST_YEAR, then, "the same period last year", breaks)

    def _compared(
        self, kind: ComparatorKind, then: ReportingPeriod | None, unknown: str, breaks: Iterable[str]
    ) -> Comparator:
        now = self.now.value
        if then is None:
            return compare(self.definition, now, None, kind=kind, period=unknown)
        others = "" if self._counting(then) == self._counting(self.quarter) else OTHERS
        broken = next(filter(None, breaks), others)
        value = self.at(then).value
        return compare(self.definition, now, value, kind=kind, period=then.label, series_break=broken)

    def _counting(self, quarter: ReportingPeriod) -> set[str]:
        """The services to which the measure applied."""
        if quarter.pk not in self._applied:
            parts = self._parts(quarter)
            self._applied[quarter.pk] = {part.name for part in parts if part.value.state != State.DOES_NOT_APPLY}
        return self._applied[quarter.pk]

    @cached_property
    def quarters(self) -> list[ReportingPeriod]:
        """The last eight, oldest first."""
        return self.reference.last(self.quarter, QUARTERS)

    @cached_property
    def course(self) -> Course:
        """The total over the quarters; one with a part missing is a gap."""
        points = (Point(each.label, each.short, each.place_in_year, self.at(each).value) for each in self.quarters)
        return Course(self.name, self.definition, tuple(points), breaks=self._breaks())

    def _breaks(self) -> dict[int, str]:
        """Where the series of a service breaks, or where services began or ceased to count it."""
        found: dict[int, str] = {}
        for place, (before, quarter) in enumerate(pairwise(self.quarters), start=1):
            broken = [
                f"{each.measure.service.name}: {words}" for each in self.added if (words := self._break(each, quarter))
            ]
            if self._counting(before) != self._counting(quarter):
                broken.append("from here on other services count it")
            if broken:
                found[place] = "; ".join(broken)
        return found

    def _break(self, figure: MeasureFigure, quarter: ReportingPeriod) -> str:
        stored = self.reference.breaks_of(figure.measure)
        period = self.reference.own_period(figure.measure.service_id, quarter) if stored else None
        return next((each.words for each in stored if period and each.sequence == period.sequence), "")


def across(
    name: str,
    figures: Iterable[MeasureFigure],
    quarter: ReportingPeriod,
    *,
    reference: Reference,
    portfolio: Portfolio,
) -> Across | None:
    """These figures of one measure together; None where there is none."""
    listed = tuple(figures)
    if not listed:
        return None
    counting = {each.measure.service_id for each in listed}
    within = frozenset(key for key in counting if _programmes(key, portfolio) & counting)
    return Across(name, quarter, listed, within, reference)


def _programmes(service: int, portfolio: Portfolio) -> set[int]:
    """The services that this one is part of, on all levels."""
    found: set[int] = set()
    above = portfolio.services[service].part_of_id
    while above is not None and above not in found:
        found.add(above)
        above = portfolio.services[above].part_of_id
    return found
