"""One measure's values over its periods, and the judgements asked about them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from commissioning.figures.observations import QUARTERS, Held, Row, Rows, held_of, value_of
from commissioning.figures.reference import Reference, Version
from commissioning.models import ReportingPeriod, ServiceMeasure, Target
from commissioning.ratings.combining import Combined, over_periods, over_providers
from commissioning.ratings.comparators import Comparator, ComparatorKind, compare
from commissioning.ratings.projections import Profile, Projection, profile_of, project, target_due
from commissioning.ratings.rag import Rating, rate_measure
from commissioning.ratings.values import (
    COUNTED_OTHERWISE,
    DOES_NOT_APPLY,
    NO_RETURN,
    NOT_HELD,
    Definition,
    Part,
    Point,
    Standing,
    State,
    Value,
    standing_as,
)


class Series:
    """Reads one measure's rows, of its own period and up to seven before it. Every answer is worked out when asked."""

    category: int | None = None  # the key of the category whose rows they are; None: of the whole

    def __init__(
        self,
        measure: ServiceMeasure,
        period: ReportingPeriod,
        rows: Rows,
        *,
        reference: Reference,
        allowed: frozenset[Standing],
        provider: int | None,
    ) -> None:
        self.measure, self.period, self.rows, self.reference = measure, period, rows, reference
        self.allowed, self.provider = allowed, provider
        self.version = self._version()
        self.definition = self.version.definition
        self.target: Target | None = reference.target(measure, period.year_label)
        self._combined: dict[int, Combined] = {}

    def at(self, period: ReportingPeriod) -> Combined:
        """The value of a period over its providers."""
        if period.pk not in self._combined:
            self._combined[period.pk] = over_providers(self.definition, self.parts(period))
        return self._combined[period.pk]

    def held(self) -> tuple[Held, ...]:
        """The observations behind the value of the period that count, by the provider's name."""
        found = [held_of(row, self.reference) for row in self.rows.get(self.period.pk, ())]
        counted = (held for held in found if held.value.standing in self.allowed)
        return tuple(sorted(counted, key=lambda held: (held.provider_name, held.key)))

    def point(self, period: ReportingPeriod) -> Point:
        return Point(period.label, period.short, period.place_in_year, self.at(period).value)

    def periods(self) -> list[ReportingPeriod]:
        """The last eight periods, oldest first."""
        return self.reference.last(self.period, QUARTERS)

    def points(self) -> tuple[Point, ...]:
        return tuple(self.point(each) for each in self.periods())

    def so_far(self, period: ReportingPeriod) -> list[Point]:
        """The periods of the year up to this one. A value from before a break is never put beside those after it, as
        none is compared across one (rule 4): its period is a gap that says so.
        """
        return [self._in_year(each, period) for each in self.reference.year_so_far(period)]

    def since(self, first: date) -> Combined:
        """What the periods that began on a day or later come to, up to this one: put together as a year so far is."""
        return over_periods(self.definition, [self._in_year(each, self.period) for each in self.periods_since(first)])

    def periods_since(self, first: date) -> list[ReportingPeriod]:
        """Of the last eight periods those that began on the day or later."""
        return [each for each in self.periods() if each.start >= first]

    def break_in_year(self) -> str:
        """The newest break within the year so far; empty if there is none."""
        return self._break(self.reference.year_so_far(self.period)[0], self.period)

    def is_counted_otherwise(self, then: ReportingPeriod, now: ReportingPeriod) -> bool:
        """Whether a break lies between a period and a later one."""
        return then.pk != now.pk and bool(self._break(then, now))

    def previous(self) -> Comparator:
        then = self.reference.previous(self.period)
        return self._compared(ComparatorKind.PREVIOUS_PERIOD, then, "the period before")

    def same_last_year(self) -> Comparator:
        then = self.reference.same_last_year(self.period)
        return self._compared(ComparatorKind.SAME_LAST_YEAR, then, "the same period last year")

    def so_far_as(self, now: Value | None) -> list[Point]:
        """The periods of the year up to this one; `now` stands for the last one's value, as if it counted."""
        points = self.so_far(self.period)
        return points if now is None else [*points[:-1], replace(points[-1], value=now)]

    def year_to_date(self, now: Value | None = None) -> Combined:
        return over_periods(self.definition, self.so_far_as(now))

    def year_to_date_last_year(self) -> Comparator:
        kind, then = ComparatorKind.YEAR_TO_DATE_LAST_YEAR, self.reference.same_last_year(self.period)
        now = self.year_to_date().value
        if then is None:
            return compare(self.definition, now, None, kind=kind, period="the same part of last year")
        before = over_periods(self.definition, self.so_far(then)).value
        label = f"{then.year_label} up to {then.short}"
        broken = self._break(self.reference.year_so_far(then)[0], self.period)
        return compare(self.definition, now, before, kind=kind, period=label, series_break=broken)

    def projection(self, now: Value | None = None) -> Projection | None:
        if not self.definition.projects:
            return None
        target = self.target.value if self.target else None
        return project(self.definition, self.so_far_as(now), profile=self._profile(), target=target)

    def target_due(self) -> Decimal | None:
        """What of the target is due by the period; none while the target only begins to count on a condition."""
        if self.target is None or self.target.condition:
            return None
        points = self.so_far(self.period)
        return target_due(
            self.definition,
            self.target.value,
            profile=self._profile(),
            place=self.period.place_in_year,
            not_applying={point.place for point in points if point.value.state == State.DOES_NOT_APPLY},
        )

    def held_to_target(self, now: Value | None = None) -> tuple[Value, Decimal | None]:
        """What is held against the target, and what of it is due: amounts are on the year to date (rules 3, 5).

        `now` stands for the period's own value, as if it counted.
        """
        due = self.target_due()
        if due is None or not self.definition.projects:
            return now or self.at(self.period).value, due
        return self.year_to_date(now).value, due

    def rating(self, tolerance: Decimal) -> Rating:
        """With a part missing there is no rating (rule 3)."""
        held, due = self.held_to_target()
        own = self.measure.tolerance
        return rate_measure(
            self.definition,
            held,
            due,
            tolerance=tolerance if own is None else own,
            name=self.measure.label,
        )

    def _profile(self) -> Profile:
        return profile_of(self.target.profile if self.target else (), self.period.calendar.periods_per_year)

    def _version(self) -> Version:
        """The wording in force: that of the newest observation up to the period, else the measure's newest."""
        for period in reversed(self.reference.last(self.period, QUARTERS)):
            found = [self.reference.versions[row.version_id] for row in self.rows.get(period.pk, ())]
            if found:
                return max(found, key=lambda version: version.number)
        return self.reference.newest[self.measure.measure_id]

    def parts(self, period: ReportingPeriod) -> list[Part]:
        """One part for each provider expected, and for any other that has a value."""
        held = {row.provider_id: row for row in self.rows.get(period.pk, ())}
        names = self.reference.names_of_reporters(self.measure.service_id, period)
        if self.provider is not None:
            names = {key: name for key, name in names.items() if key == self.provider}
        others = {key: self.reference.providers[key] for key in held if key not in names}
        if others:
            names = dict(sorted((names | others).items(), key=lambda each: (each[1], each[0])))
        empty = self._empty(period, anybody=bool(names))
        if not names:
            return [Part(period.label, empty)]
        return [Part(name, self._value(held[key]) if key in held else empty, key) for key, name in names.items()]

    def _empty(self, period: ReportingPeriod, *, anybody: bool) -> Value:
        """What stands where no row does. Nothing was asked before the measure or the service began, nor afterwards."""
        measure, end = self.measure, period.end
        if (measure.starts_on and end < measure.starts_on) or (measure.ends_on and end > measure.ends_on):
            return DOES_NOT_APPLY
        if anybody:
            return NO_RETURN if period.is_open else NOT_HELD
        over = self.provider is None and self.reference.nobody_reports_at(measure.service_id, end)
        return DOES_NOT_APPLY if over else NOT_HELD

    def _value(self, row: Row) -> Value:
        """A stored value if its standing counts. One of another kind or basis is never put beside these (rule 3)."""
        definition = self.reference.versions[row.version_id].definition
        if not _alike(definition, self.definition):
            return NOT_HELD
        return standing_as(value_of(row, definition), self.allowed)

    def _compared(self, kind: ComparatorKind, then: ReportingPeriod | None, unknown: str) -> Comparator:
        now = self.at(self.period).value
        if then is None:
            return compare(self.definition, now, None, kind=kind, period=unknown)
        return compare(
            self.definition,
            now,
            self.at(then).value,
            kind=kind,
            period=then.label,
            series_break=self._break(then, self.period),
            scope=self.reference.scope(self.measure, then),
        )

    def _in_year(self, period: ReportingPeriod, last: ReportingPeriod) -> Point:
        point = self.point(period)
        if point.value.state == State.REPORTED and self.is_counted_otherwise(period, last):
            return replace(point, value=COUNTED_OTHERWISE)
        return point

    def _break(self, then: ReportingPeriod, now: ReportingPeriod) -> str:
        stored = self.reference.break_between(self.measure, then, now)
        if stored:
            return stored
        earlier, line = self._lines(then), max(self._lines(now), default=self.version.line)
        if earlier and line not in earlier:
            return f"the definition changed to version {line}"
        return ""

    def _lines(self, period: ReportingPeriod) -> set[int]:
        """The lines of the definition by which a period's values were counted."""
        return {self.reference.versions[row.version_id].line for row in self.rows.get(period.pk, ())}


def _alike(one: Definition, other: Definition) -> bool:
    return one.kind == other.kind and one.basis == other.basis
