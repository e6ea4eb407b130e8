"""What rarely changes and every page needs: periods, calendars, who reports, definitions, targets, breaks, scope.

Read once for each `Office.data_version` and kept in the process: a change of any of it raises the version. What belongs
to one service or one of its measures is read when it is first asked for (`nearby`); `need` reads it for many at once.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import attrgetter, itemgetter, or_
from typing import Any, TypeVar

from django.db.models import Model, Q

from commissioning.choices import Route, ScopeHeld
from commissioning.figures.kept import Recent
from commissioning.figures.nearby import Joined, Span, need_together
from commissioning.figures.rows import Rows, names_of, records_of, rows_for, tie_all, with_all
from commissioning.models import (
    Breakdown,
    Category,
    MeasureVersion,
    ReportingCalendar,
    ReportingPeriod,
    ReportingRoute,
    ScopeNote,
    SeriesBreak,
    ServiceCalendar,
    ServiceMeasure,
    Target,
)
from commissioning.ratings.comparators import Answer, Scope
from commissioning.ratings.values import Basis, Definition, NumberKind, Polarity
from providers.models import Provider
from tracker.collecting import collecting_later
from tracker.models import Office
from tracker.together import Columns, Plain

KEPT = 2
Key = TypeVar("Key")
Item = TypeVar("Item")
OfMeasures = dict[int, list[Item]]  # what belongs to a service's measures, by their keys
ANSWERS = {ScopeHeld.YES: Answer.YES, ScopeHeld.NO: Answer.NO, ScopeHeld.UNKNOWN: Answer.DONT_KNOW}
_kept: dict[tuple[int, int], "Reference"] = {}


@dataclass(frozen=True, slots=True)
class Version:
    """One wording of a definition, as the arithmetic and the notes need it."""

    key: int
    number: int
    line: int  # number of the first wording whose figures compare with this one's
    definition: Definition
    text: str
    unit: str
    about_people: bool


@dataclass(frozen=True, slots=True)
class Reporter:
    """A provider that reports on a service between two days."""

    provider: int
    name: str
    starts_on: date | None
    ends_on: date | None

    def reports_at(self, day: date) -> bool:
        return (self.starts_on is None or self.starts_on <= day) and (self.ends_on is None or self.ends_on >= day)


@dataclass(frozen=True, slots=True)
class Break:
    sequence: int
    words: str


@dataclass(frozen=True, slots=True)
class Note:
    """A scope note and, by period, whether it held."""

    pk: int
    text: str
    held: dict[int, Answer]

    def at(self, period: int) -> Scope:
        return Scope(self.text, self.held.get(period, Answer.DONT_KNOW))


@dataclass(frozen=True, slots=True)
class Part:
    """A category of a breakdown."""

    key: int
    name: str


@dataclass(frozen=True, slots=True)
class Split:
    """A breakdown with its categories, in their order."""

    key: int
    name: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """`version` is the data version of the `office`, `rows` are what it and the portfolio are made of.
    `known` are figures that were worked out at this state (`measures`).
    """

    version: int
    periods: dict[int, ReportingPeriod]
    by_calendar: dict[int, list[ReportingPeriod]]
    calendars: Joined[list[tuple[date, int]]]
    routes: Joined[list[ReportingRoute]]
    versions: dict[int, Version]
    newest: dict[int, Version]
    targets: Joined[OfMeasures[Target]]
    breaks: Joined[OfMeasures[Break]]
    notes: Joined[OfMeasures[Note]]
    providers: dict[int, str]
    whole: int | None
    office: Office = field(compare=False, repr=False)
    rows: Rows = field(compare=False, repr=False)
    splits: dict[int, Split] = field(default_factory=dict)
    split_by: dict[int, list[int]] = field(default_factory=dict)
    known: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)
    _names: dict[tuple[int, int], dict[int, str]] = field(default_factory=dict, compare=False, repr=False)
    _reporters: dict[int, list[Reporter]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def of_services(self) -> list[Joined[Any]]:
        """What belongs to a service and its measures."""
        return [self.calendars, self.routes, self.targets, self.breaks, self.notes]

    def need(self, services: Iterable[int]) -> None:
        """Read what belongs to these, as far as it is not read yet, in one query: a page names at once what it will
        ask for.
        """
        keys = list(services)
        need_together((each, keys) for each in self.of_services)

    def target(self, measure: ServiceMeasure, year_label: str) -> Target | None:
        found = _of_measure(self.targets, measure)
        return next((each for each in found if each.year_label == year_label), None)

    def breaks_of(self, measure: ServiceMeasure) -> list[Break]:
        return _of_measure(self.breaks, measure)

    def notes_of(self, measure: ServiceMeasure) -> list[Note]:
        return _of_measure(self.notes, measure)

    def quarters(self) -> list[ReportingPeriod]:
        """The financial quarters, newest first."""
        found = [period for period in self.periods.values() if period.calendar.kind == "financial_quarters"]
        return sorted(found, key=lambda period: period.sequence, reverse=True)

    def quarter(self, slug: str) -> ReportingPeriod | None:
        return next((period for period in self.quarters() if period.slug == slug), None)

    def quarter_at(self, day: date) -> ReportingPeriod | None:
        """The newest quarter that has ended and is not closed: its returns come in, also when the next one is open.

        Else the newest that is open and not closed, else the newest opened, else the last that ended by then.
        """
        quarters = self.quarters()
        opened = [period for period in quarters if period.is_open]
        running = [period for period in opened if not period.is_closed]
        ended = (period for period in quarters if period.end < day)
        coming_in = (period for period in running if period.end < day)
        return next(coming_in, None) or next(iter([*running, *opened]), None) or next(ended, None)

    def financial_quarter_of(self, period: ReportingPeriod) -> ReportingPeriod | None:
        """The financial quarter in which a period of any calendar ends: money and updates go by it."""
        return next((quarter for quarter in self.quarters() if quarter.start <= period.end <= quarter.end), None)

    def ending_in(self, quarter: ReportingPeriod) -> list[ReportingPeriod]:
        """The periods of every calendar that end in the quarter: its own, and those that count in it."""
        return [period for period in self.periods.values() if quarter.start <= period.end <= quarter.end]

    def calendar_of(self, service: int, day: date) -> int | None:
        return next((calendar for starts_on, calendar in self.calendars.get(service, ()) if starts_on <= day), None)

    def periods_per_year(self, service: int) -> int:
        """How many periods make a year of the service's newest calendar; one without any reports by quarter."""
        own = self.calendars.get(service, ())
        periods = self.by_calendar.get(own[0][1], ()) if own else ()
        return periods[0].calendar.periods_per_year if periods else 4

    def own_period(self, service: int, quarter: ReportingPeriod) -> ReportingPeriod | None:
        """The service's period that ends in the quarter, else its last one that ended before.

        A service of which nobody has said in which calendar it reports does so by the quarter's own.
        """
        calendar = self.calendar_of(service, quarter.end) or quarter.calendar_id
        periods = self.by_calendar.get(calendar, [])
        return next((period for period in reversed(periods) if period.end <= quarter.end), None)

    def at_sequence(self, period: ReportingPeriod, sequence: int) -> ReportingPeriod | None:
        """The period of the same calendar with this number, of the same length; comparators never cross lengths."""
        periods = self.by_calendar[period.calendar_id]
        place = sequence - periods[0].sequence
        found = periods[place] if 0 <= place < len(periods) else None
        return found if found and abs((found.end - found.start) - (period.end - period.start)).days <= 3 else None

    def previous(self, period: ReportingPeriod) -> ReportingPeriod | None:
        return self.at_sequence(period, period.sequence - 1)

    def same_last_year(self, period: ReportingPeriod) -> ReportingPeriod | None:
        return self.at_sequence(period, period.sequence - period.calendar.periods_per_year)

    def year_so_far(self, period: ReportingPeriod) -> list[ReportingPeriod]:
        periods = self.by_calendar[period.calendar_id]
        return [each for each in periods if each.year_label == period.year_label and each.sequence <= period.sequence]

    def last(self, period: ReportingPeriod, count: int) -> list[ReportingPeriod]:
        """Up to `count` periods of the calendar up to and with this one, oldest first."""
        periods = self.by_calendar[period.calendar_id]
        return [each for each in periods if period.sequence - count < each.sequence <= period.sequence]

    def reporters(self, service: int) -> list[Reporter]:
        """The providers that report on the service at any time, in the order of their names; not to be changed."""
        if service not in self._reporters:
            routes = self.routes.get(service, ())
            self._reporters[service] = [_reporter(each) for each in routes if each.route != Route.NONE]
        return self._reporters[service]

    def reporters_of(self, service: int, day: date) -> list[Reporter]:
        return [reporter for reporter in self.reporters(service) if reporter.reports_at(day)]

    def names_of_reporters(self, service: int, period: ReportingPeriod) -> dict[int, str]:
        """The providers that are to report on the service for the period, by their names; not to be changed."""
        key = (service, period.pk)
        if key not in self._names:
            self._names[key] = {each.provider: each.name for each in self.reporters_of(service, period.end)}
        return self._names[key]

    def nobody_reports_at(self, service: int, day: date) -> bool:
        """Whether the service is reported on at other times, but not on this day: it had not begun, or was over."""
        reporters = self.reporters(service)
        return bool(reporters) and not any(reporter.reports_at(day) for reporter in reporters)

    def break_between(self, measure: ServiceMeasure, then: ReportingPeriod, now: ReportingPeriod) -> str:
        """The newest break of the series after `then`, up to and with `now`; empty if there is none."""
        found = [each for each in self.breaks_of(measure) if then.sequence < each.sequence <= now.sequence]
        return found[-1].words if found else ""

    def scope(self, measure: ServiceMeasure, period: ReportingPeriod) -> Scope | None:
        notes = self.notes_of(measure)
        return notes[0].at(period.pk) if notes else None


def reference_for(office) -> Reference:
    """The reference data as it stands at the office's data version."""
    key = (office.pk, office.data_version)
    if key not in _kept:
        before = max(_kept.values(), key=attrgetter("version"), default=None)
        while len(_kept) >= KEPT:
            _kept.pop(next(iter(_kept)))
        _kept[key] = _read(office, rows_for(office, before.rows if before else None))
    return _kept[key]


def forget() -> None:
    """Drop what is kept in the process (tests, which roll the version back, need it)."""
    _kept.clear()
    for each in Recent.every:
        each.forget()


@collecting_later()
def _read(office: Office, rows: Rows) -> Reference:
    periods = {each.pk: each for each in rows.records("periods", ReportingPeriod.objects.all)}
    calendars = {each.pk: each for each in rows.records("calendars", ReportingCalendar.objects.all)}
    tie_all(periods.values(), calendar=calendars)
    providers = {each.pk: each for each in rows.records("providers", Provider.objects.all)}
    versions = _versions(rows)
    categories = rows.records("categories", Category.objects.all)
    tie_all(categories, breakdown={each.pk: each for each in rows.records("breakdowns", Breakdown.objects.all)})
    return Reference(
        version=office.data_version,
        periods=periods,
        by_calendar=lists((period.calendar_id, period) for period in periods.values()),
        calendars=Joined(_calendars, _calendars_of),
        routes=Joined(_routes, lambda rows: _routes_of(rows, providers)),
        versions={key: version for key, (_, version) in versions.items()},
        newest=dict(versions.values()),
        targets=Joined(_targets, _targets_of),
        breaks=Joined(_breaks, lambda rows: _breaks_of(rows, periods)),
        notes=Joined(_notes, _notes_of),
        providers={key: each.brief_name for key, each in providers.items()},
        whole=next((row.pk for row in categories if row.breakdown_id is None), None),
        splits=_splits(row for row in categories if row.breakdown_id is not None),
        split_by=lists(rows.values("split by", _split_by)),
        office=office,
        rows=rows,
    )


def _split_by() -> Iterable[tuple[int, int]]:
    return ServiceMeasure.breakdowns.through.objects.values_list("servicemeasure_id", "breakdown_id")


def _splits(categories: Iterable[Category]) -> dict[int, Split]:
    found = lists((row.breakdown_id or 0, row) for row in categories)
    return {
        key: Split(key, rows[0].breakdown.name, tuple(Part(row.pk, row.name) for row in rows))
        for key, rows in found.items()
        if rows[0].breakdown is not None
    }


def _of_measure(held: Joined[OfMeasures[Item]], measure: ServiceMeasure) -> list[Item]:
    return held.get(measure.service_id, {}).get(measure.pk, [])


def lists(pairs: Iterable[tuple[Key, Item]]) -> dict[Key, list[Item]]:
    """What stands under each key, in the order in which it comes."""
    found: dict[Key, list[Item]] = defaultdict(list)
    for key, item in pairs:
        found[key].append(item)
    return dict(found)


def within(field: str, spans: Iterable[Span]) -> Q:
    """Whose key stands in any of the spans."""
    return reduce(or_, (Q(**{f"{field}__gte": first, f"{field}__lt": end}) for first, end in spans))


def _calendars(spans: list[Span]) -> list[Columns]:
    return [(ServiceCalendar.objects.filter(within("service", spans)), ("service_id", "starts_on", "calendar_id"))]


def _calendars_of(rows: list[Plain]) -> dict[int, list[tuple[date, int]]]:
    """The newest first."""
    newest_first = sorted(rows, key=itemgetter(1), reverse=True)
    return lists((service, (starts_on, calendar)) for service, starts_on, calendar in newest_first)


def _routes(spans: list[Span]) -> list[Columns]:
    return [with_all(ReportingRoute.objects.filter(within("service", spans)))]


def _routes_of(rows: list[Plain], providers: dict[int, Provider]) -> dict[int, list[ReportingRoute]]:
    """In the order of the providers."""
    place = {key: number for number, key in enumerate(providers)}
    found = records_of(ReportingRoute, rows)
    tie_all(found, provider=providers)
    found.sort(key=lambda each: (place.get(each.provider_id, len(place)), each.pk))
    return lists((each.service_id, each) for each in found)


def _targets(spans: list[Span]) -> list[Columns]:
    return [_with_service(Target, spans, names_of(Target))]


def _targets_of(rows: list[Plain]) -> dict[int, OfMeasures[Target]]:
    targets = records_of(Target, (row[1:] for row in rows))
    found = sorted(zip(rows, targets, strict=True), key=lambda pair: pair[1].pk)
    return _by_service((service, each.service_measure_id, each) for (service, *_), each in found)


def _breaks(spans: list[Span]) -> list[Columns]:
    return [_with_service(SeriesBreak, spans, names_of(SeriesBreak))]


def _breaks_of(rows: list[Plain], periods: dict[int, ReportingPeriod]) -> dict[int, OfMeasures[Break]]:
    """The first first."""
    breaks = records_of(SeriesBreak, (row[1:] for row in rows))
    tie_all(breaks, period=periods)
    found = sorted(zip(rows, breaks, strict=True), key=lambda pair: (pair[1].period.sequence, pair[1].pk))
    return _by_service((service, each.service_measure_id, _break(each)) for (service, *_), each in found)


def _notes(spans: list[Span]) -> list[Columns]:
    names = ("pk", "service_measure_id", "text", "answers__period_id", "answers__held")
    return [_with_service(ScopeNote, spans, names)]


def _notes_of(rows: list[Plain]) -> dict[int, OfMeasures[Note]]:
    """With what was answered of each."""
    found: dict[int, tuple[int, int, Note]] = {}
    for service, key, measure, text, period, held in sorted(rows, key=itemgetter(1)):
        *_, note = found.setdefault(key, (service, measure, Note(key, text, {})))
        if period is not None:
            note.held[period] = ANSWERS[ScopeHeld(held)]
    return _by_service(found.values())


def _with_service(model: type[Model], spans: list[Span], names: Iterable[str]) -> Columns:
    """What belongs to the measures of services in these spans, in these columns after the service's."""
    own = model._default_manager.filter(within("service_measure__service", spans))
    return own, ("service_measure__service_id", *names)


def _by_service(found: Iterable[tuple[int, int, Item]]) -> dict[int, OfMeasures[Item]]:
    services = lists((service, (measure, item)) for service, measure, item in found)
    return {service: lists(items) for service, items in services.items()}


def _versions(rows: Rows) -> dict[int, tuple[int, Version]]:
    """Every wording by its key, with its measure, oldest first; one that continues the one before is of its line."""
    found: dict[int, tuple[int, Version]] = {}
    lines: dict[int, int] = {}
    for row in rows.records("versions", lambda: MeasureVersion.objects.order_by("measure", "number")):
        lines[row.measure_id] = lines[row.measure_id] if row.continues and row.measure_id in lines else row.number
        found[row.pk] = (row.measure_id, _version(row, lines[row.measure_id]))
    return found


def _version(row: MeasureVersion, line: int) -> Version:
    definition = Definition(NumberKind(row.number_kind), Basis(row.basis), Polarity(row.polarity))
    return Version(row.pk, row.number, line, definition, row.definition, row.unit, row.about_people)


def _reporter(row: ReportingRoute) -> Reporter:
    return Reporter(row.provider_id, row.provider.brief_name, row.starts_on, row.ends_on)


def _break(row: SeriesBreak) -> Break:
    return Break(row.period.sequence, f"{row.get_kind_display()} changed in {row.period.label} ({row.text})")
