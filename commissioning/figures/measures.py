"""Figures of measures: one function answers for every page, export and paper.

Querysets in, frozen dataclasses out. It reads rows and calls the judgements of `commissioning.ratings`; nothing else
computes a figure. No formatting of pages, no clock.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from commissioning.figures.reference import Reference, Version
from commissioning.models import Category, Observation, ReportingPeriod, ServiceMeasure, StatedComparison
from commissioning.ratings.combining import Combined, combined_words, over_periods, over_providers
from commissioning.ratings.comparators import Comparator, ComparatorKind, comparator_words, compare, written
from commissioning.ratings.projections import Projection, profile_of, project, target_due
from commissioning.ratings.rag import TOLERANCE, Rating, rate_measure
from commissioning.ratings.values import (
    COUNTED,
    NO_RETURN,
    NOT_HELD,
    Definition,
    Part,
    Point,
    Precision,
    Standing,
    State,
    Value,
    missing,
    reported,
    standing_as,
)
from tracker import formats

QUARTERS = 8
COLUMNS = (
    "pk",
    "service_measure_id",
    "provider_id",
    "provider__name",
    "provider__short_name",
    "period_id",
    "version_id",
    "quarterly_return_id",
    "standing",
    "state",
    "value",
    "numerator",
    "denominator",
    "decimals",
    "precision",
    "sample_size",
    "provisional",
    "reason",
    "source",
    "source_detail",
)


@dataclass(frozen=True, slots=True)
class Held:
    """One stored observation, as the arithmetic and the evidence need it."""

    key: int
    provider: int
    provider_name: str
    version: int
    quarterly_return: int | None
    decimals: int
    reason: str
    source: str
    source_detail: str
    value: Value


@dataclass(frozen=True, slots=True)
class MeasureFigure:
    """Everything known of one service measure at one quarter.

    `period` is the service's own (`is_current`: it ends in the quarter asked for). `now` is over the providers;
    `points` are the last eight periods, oldest first; `held` the observations behind the value of the period.
    """

    measure: ServiceMeasure
    version: Version
    period: ReportingPeriod
    is_current: bool
    now: Combined
    held: tuple[Held, ...]
    points: tuple[Point, ...]
    previous: Comparator
    same_last_year: Comparator
    year_to_date: Combined
    year_to_date_last_year: Comparator
    year_label: str
    target: Decimal | None
    target_condition: str
    target_due: Decimal | None
    projection: Projection | None
    rating: Rating

    @property
    def definition(self) -> Definition:
        return self.version.definition

    @property
    def value(self) -> Value:
        return self.now.value

    @property
    def standing(self) -> Standing:
        return self.now.value.standing

    @property
    def decimals(self) -> int | None:
        """The decimals typed, where one observation stands behind the value as it was stated."""
        alone = self.held[0] if len(self.held) == 1 else None
        return alone.decimals if alone and not alone.value.has_parts else None

    @property
    def words(self) -> str:
        """The value as it prints: "492", "95.83%", "just over 1", "not held", "at least 430, AXIS not received"."""
        if self.now.side_by_side:
            return formats.listing(
                f"{part.name} {written(self.definition, part.value)}" for part in self.now.side_by_side
            )
        if not self.value.is_number and self.now.known is not None:
            return combined_words(self.definition, self.now)
        return written(self.definition, self.value, decimals=self.decimals)

    @property
    def comparator(self) -> Comparator:
        """The comparator to print first: same period last year where one is drawn, else the previous period's."""
        for comparator in (self.same_last_year, self.previous):
            if comparator.shown:
                return comparator
        return self.same_last_year if self.same_last_year.series_break else self.previous

    @property
    def comparator_words(self) -> str:
        return comparator_words(self.definition, self.comparator)

    @property
    def running(self) -> str:
        """For running text: "492 (465 in Q2 2021/22, up 27, 5.8%)"; the value alone where nothing is compared."""
        return formats.running(self.words, self.comparator_words) if self.comparator.shown else self.words

    @property
    def scope_words(self) -> str:
        """What is to be said of a scope note: whether it held in the compared period is not known, or it did not."""
        scope = self.comparator.scope
        if scope is None or scope.answer == "yes":
            return ""
        known = "not so" if scope.answer == "no" else "not known"
        return f"{scope.note}; {known} for {self.comparator.period}"

    @property
    def unverified(self) -> bool:
        return self.value.unverified


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement without the numbers that would show it, in words: "lower than Q1 2022/23, number not given"."""

    measure: int
    words: str
    state: str
    audience: str


def measure_figures(
    measures: Iterable[ServiceMeasure],
    quarter: ReportingPeriod,
    *,
    reference: Reference,
    with_submitted: bool = False,
    provider: int | None = None,
    tolerance: Decimal = TOLERANCE,
) -> list[MeasureFigure]:
    """The figures of these measures at this quarter, in their order (rules 1 to 5, 11 and 12).

    Approved and taken-over values count; submitted ones only `with_submitted`, which marks the result's standing.
    `provider` narrows to one provider's own figures. A measure whose service has no period by then is left out.
    One query, however many measures: pass them with `measure` and `service` selected.
    """
    listed = list(measures)
    own = {measure.pk: reference.own_period(measure.service_id, quarter) for measure in listed}
    wanted = [measure for measure in listed if own[measure.pk] is not None]
    held = _held(wanted, own, reference, provider)
    allowed = COUNTED | {Standing.SUBMITTED} if with_submitted else COUNTED
    return [
        _Reader(measure, own[measure.pk], held[measure.pk], reference, allowed, provider).figure(quarter, tolerance)
        for measure in wanted
    ]


def statements(measures: Iterable[ServiceMeasure], quarter: ReportingPeriod) -> dict[int, list[Stated]]:
    """What was only said of these measures in this quarter's returns, by measure; never used in arithmetic."""
    found: dict[int, list[Stated]] = defaultdict(list)
    rows = StatedComparison.objects.filter(
        service_measure__in=[measure.pk for measure in measures],
        period__end__gte=quarter.start,
        period__end__lte=quarter.end,
    ).select_related("service_measure", "period")
    for row in rows:
        found[row.service_measure_id].append(Stated(row.service_measure_id, stated_words(row), row.state, row.audience))
    return found


def stated_words(row: StatedComparison) -> str:
    """ "higher than Q1 2022/23, number not given"; "425 for a period in question"; "target met, none stored"."""
    against = row.against_words or row.get_against_display()
    if row.direction == "target_met":
        return f"said to meet {against}; no target is stored"
    if row.value is not None and not row.direction:
        return f"{formats.number(row.value)} was also given for {against}"
    how = {"higher": "higher than", "lower": "lower than", "same": "about the same as"}[row.direction]
    return f"{how} {against}, " + ("number not given" if row.value is None else formats.number(row.value))


def _held(measures, own, reference, provider):
    """Observations of the last eight periods of each measure's calendar, by measure, period and provider."""
    periods = {each.pk for period in set(own.values()) if period for each in reference.last(period, QUARTERS)}
    rows = Observation.objects.filter(
        service_measure__in=[measure.pk for measure in measures], period__in=periods, category__code=Category.ALL
    )
    if provider is not None:
        rows = rows.filter(provider=provider)
    found: dict[int, dict[int, list[Held]]] = defaultdict(lambda: defaultdict(list))
    for row in rows.order_by("service_measure", "provider__name", "pk").values(*COLUMNS):
        found[row["service_measure_id"]][row["period_id"]].append(_as_held(row, reference))
    return found


def _as_held(row, reference: Reference) -> Held:
    definition = reference.versions[row["version_id"]].definition
    return Held(
        key=row["pk"],
        provider=row["provider_id"],
        provider_name=row["provider__short_name"] or row["provider__name"],
        version=row["version_id"],
        quarterly_return=row["quarterly_return_id"],
        decimals=row["decimals"],
        reason=row["reason"],
        source=row["source"],
        source_detail=row["source_detail"],
        value=value_of(row, definition),
    )


def value_of(row, definition: Definition) -> Value:
    """A stored row (a mapping of its columns) as a plain value; nought stays nought, an empty box stays empty."""
    standing = Standing(row["standing"])
    if row["state"] != State.REPORTED:
        return missing(State(row["state"]), standing)
    return reported(
        definition,
        row["value"],
        numerator=row["numerator"],
        denominator=row["denominator"],
        precision=Precision(row["precision"]),
        provisional=row["provisional"],
        sample_size=row["sample_size"],
        standing=standing,
    )


class _Reader:
    """Reads one measure's observations and asks the judgements about them."""

    def __init__(self, measure, period, held, reference, allowed, provider):
        self.measure, self.period, self.held, self.reference = measure, period, held, reference
        self.allowed, self.provider = allowed, provider
        self.version = self._version()
        self.definition = self.version.definition
        self._combined: dict[int, Combined] = {}

    def figure(self, quarter: ReportingPeriod, tolerance: Decimal) -> MeasureFigure:
        reference, period = self.reference, self.period
        so_far = reference.year_so_far(period)
        to_date = over_periods(self.definition, [self.point(each) for each in so_far])
        target = reference.targets.get((self.measure.pk, period.year_label))
        due, projection = self._against_target(target, so_far)
        return MeasureFigure(
            measure=self.measure,
            version=self.version,
            period=period,
            is_current=quarter.start <= period.end <= quarter.end,
            now=self.at(period),
            held=tuple(held for held in self.held.get(period.pk, ()) if held.value.standing in self.allowed),
            points=tuple(self.point(each) for each in reference.last(period, QUARTERS)),
            previous=self.compared(ComparatorKind.PREVIOUS_PERIOD, reference.previous(period), period.sequence - 1),
            same_last_year=self.compared(ComparatorKind.SAME_LAST_YEAR, reference.same_last_year(period), None),
            year_to_date=to_date,
            year_to_date_last_year=self._to_date_last_year(to_date),
            year_label=period.year_label,
            target=target.value if target else None,
            target_condition=target.condition if target else "",
            target_due=due,
            projection=projection,
            rating=self._rating(to_date, due, tolerance),
        )

    def at(self, period: ReportingPeriod) -> Combined:
        """The value of a period over its providers."""
        if period.pk not in self._combined:
            self._combined[period.pk] = over_providers(self.definition, self._parts(period))
        return self._combined[period.pk]

    def point(self, period: ReportingPeriod) -> Point:
        return Point(period.label, period.short, period.place_in_year, self.at(period).value)

    def compared(self, kind, then: ReportingPeriod | None, sequence: int | None) -> Comparator:
        if then is None:
            label = "the period before" if sequence is not None else "the same period last year"
            return compare(self.definition, self.at(self.period).value, None, kind=kind, period=label)
        return compare(
            self.definition,
            self.at(self.period).value,
            self.at(then).value,
            kind=kind,
            period=then.label,
            series_break=self._break(then),
            scope=self.reference.scope(self.measure.pk, then),
        )

    def _version(self) -> Version:
        """The wording in force: that of the newest observation up to the period, else the measure's newest."""
        for period in reversed(self.reference.last(self.period, QUARTERS)):
            for held in self.held.get(period.pk, ()):
                return self.reference.versions[held.version]
        return self.reference.newest[self.measure.measure_id]

    def _parts(self, period: ReportingPeriod) -> list[Part]:
        """One part for each provider expected, and for any other that has a value."""
        held = {each.provider: each for each in self.held.get(period.pk, ())}
        expected = self.reference.reporters_of(self.measure.service_id, period.end)
        names = {reporter.provider: reporter.name for reporter in expected}
        if self.provider is not None:
            names = {key: name for key, name in names.items() if key == self.provider}
        names |= {key: each.provider_name for key, each in held.items()}
        empty = NO_RETURN if period.is_open and names else NOT_HELD
        return [
            Part(name, standing_as(held[key].value, self.allowed) if key in held else empty)
            for key, name in names.items()
        ] or [Part(period.label, empty)]

    def _break(self, then: ReportingPeriod) -> str:
        stored = self.reference.break_between(self.measure.pk, then, self.period)
        if stored:
            return stored
        earlier = {held.version for held in self.held.get(then.pk, ())}
        if earlier and self.version.key not in earlier:
            return f"the definition changed to version {self.version.number}"
        return ""

    def _to_date_last_year(self, to_date: Combined) -> Comparator:
        kind, then = ComparatorKind.YEAR_TO_DATE_LAST_YEAR, self.reference.same_last_year(self.period)
        if then is None:
            return compare(self.definition, to_date.value, None, kind=kind, period="the same part of last year")
        before = over_periods(self.definition, [self.point(each) for each in self.reference.year_so_far(then)])
        label = f"{then.year_label} up to {then.short}"
        return compare(
            self.definition, to_date.value, before.value, kind=kind, period=label, series_break=self._break(then)
        )

    def _against_target(self, target, so_far):
        if target is None and not self.definition.projects:
            return None, None
        year = self.period.calendar.periods_per_year
        profile = profile_of(target.profile if target else (), year)
        points = [self.point(each) for each in so_far]
        projection = project(self.definition, points, profile=profile, target=target.value if target else None)
        due = None
        if target is not None and not target.condition:
            due = target_due(
                self.definition,
                target.value,
                profile=profile,
                place=self.period.place_in_year,
                not_applying={point.place for point in points if point.value.state == State.DOES_NOT_APPLY},
            )
        return due, projection

    def _rating(self, to_date: Combined, due: Decimal | None, tolerance: Decimal) -> Rating:
        """Amounts are rated on the year to date; with a part missing there is no rating (rules 3, 5)."""
        value = to_date.value if self.definition.projects else self.at(self.period).value
        own = self.measure.tolerance
        return rate_measure(
            self.definition, value, due, tolerance=tolerance if own is None else own, name=self.measure.label
        )
