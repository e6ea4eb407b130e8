"""What is set up: services with their place in the plan, who delivers, where, by which awards, with which measures.

Read together with the reference data and kept as long: a change of any of it raises the office's data version. Lists,
filters and headings are answered from here; states and figures never are. What belongs to one service or award is read
when it is asked for, with what is near it.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, TypeVar

from django.db import DatabaseError
from django.db.models import Model, Q, QuerySet
from django.db.models.functions import Lower

from commissioning.choices import DeliveryRole, ReportsFor, Route
from commissioning.figures import kept
from commissioning.figures.nearby import Joined, Nearby, Span, need_together
from commissioning.figures.reference import KEPT, Reference, lists, reference_for, within
from commissioning.figures.rows import Rows, belong, records_of, tie_all, tie_later, with_all
from commissioning.models import (
    Allocation,
    Area,
    Award,
    AwardService,
    Funder,
    FunderReturn,
    FunderTemplate,
    FundingSplit,
    FundingStream,
    KeyDate,
    Measure,
    Objective,
    PeriodNote,
    ReportingPeriod,
    ReportingRoute,
    Service,
    ServiceMeasure,
    ServiceProvider,
    Theme,
    Variation,
)
from providers.models import Provider, ProviderAlias
from tracker.beginning import made_first
from tracker.collecting import collecting_later, let_go
from tracker.covers import Covers
from tracker.models import Cover, Office, ReminderRule, User
from tracker.periods import financial_year_of
from tracker.together import Columns, Plain, columns

log = logging.getLogger("tracker.kept")
MOST_KEPT = 500
PARTS: tuple[Any, ...] = (FundingSplit, Variation, AwardService)  # of an award
Found = TypeVar("Found")
Key = TypeVar("Key")
Item = TypeVar("Item", bound=Model)
_kept: list[tuple[Reference, "Portfolio"]] = []


@dataclass(frozen=True, slots=True)
class Portfolio:
    """`services` stand in the plan's order. The `_of` maps lead from a service's key to what belongs to it.

    `counted` are the measures that any service reports, with the audiences of their figures; `award_order` is the
    place of each award in the order of all, and `received` are those of each provider. `streams` are those that any
    award is paid from, of `all_streams`, which have what they hold; `taken` are the streams from which awards take,
    each with the year. `to_funders` are the files that were made for funders, as far as `templates` ask for them.
    `people` are users, of whom those `named` lead a service, have reviewed its standing text, are away or stand in.
    """

    services: dict[int, Service]
    objectives: list[Objective]
    providers: dict[int, Provider]
    areas: list[Area]
    funders: list[Funder]
    streams: list[FundingStream]
    all_streams: list[FundingStream]
    taken: frozenset[tuple[int, str]]
    templates: dict[int, FunderTemplate]
    to_funders: list[FunderReturn]
    counted: dict[Measure, frozenset[str]]
    award_order: dict[int, int]
    kinds_awarded: frozenset[str]
    received: dict[int, list[int]]
    services_of_award: Nearby[list[AwardService]]
    assembly: "Assembly"
    awards_of: Joined[list[Award]]
    measures: Joined[list[ServiceMeasure]]
    providers_of: dict[int, list[Provider]]
    routes_of: Joined[list[ReportingRoute]]
    areas_of: dict[int, frozenset[int]]
    areas_around: dict[int, frozenset[int]]
    funders_of: dict[int, frozenset[int]]
    streams_of: dict[int, frozenset[int]]
    award_kinds: dict[int, frozenset[str]]
    key_dates: dict[int, list[KeyDate]]
    notes: dict[int, list[PeriodNote]]
    covers: list[Cover]
    reminder_rules: list[ReminderRule]
    people: Joined[User]
    named: frozenset[int]
    reference: Reference = field(compare=False, repr=False)
    _memo: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, name: Any, make: Callable[[], Found]) -> Found:
        """What is worked out of the portfolio alone, under this name: made when it is first asked for, and kept."""
        if name not in self._memo:
            if len(self._memo) > MOST_KEPT:
                self._memo.clear()
            self._memo[name] = make()
        found: Found = self._memo[name]
        return found

    def need(self, services: Iterable[int], *, awards: bool = False, people: bool = False) -> None:
        """Read what belongs to these services, their measures and `awards`, and who is named anywhere, as far as it is
        not read yet: in one query.
        """
        keys = list(services)
        of_services = [*self.reference.of_services, self.measures, *([self.awards_of] if awards else [])]
        need_together([*((each, keys) for each in of_services), (self.people, self.named if people else ())])

    @property
    def is_large(self) -> bool:
        """Whether what is read of it is put where other processes find it."""
        return len(self.services) > kept.LARGE

    @property
    def awards(self) -> list[Award]:
        """All of them, in their order: for what is about the money of everything."""
        return self.once("awards", lambda: self._with_parts(Award.objects.all()))

    def awards_from(self, first: date) -> list[Award]:
        """Those that end on this day or later, or have another day then; without their splits."""
        days = Q(ends_on__gte=first) | Q(review_by__gte=first) | Q(notice_on__gte=first)
        return self.once(("awards from", first), lambda: _with_provider(Award.objects.filter(days), self.providers))

    def coded(self, codes: Iterable[str]) -> list[ServiceMeasure]:
        """The measures of services with these codes."""
        services = self.once("codes", lambda: dict(ServiceMeasure.objects.values_list("code", "service_id").order_by()))
        wanted = set(codes)
        asked = dict.fromkeys(services[code] for code in sorted(wanted) if services.get(code) in self.services)
        self.measures.need(asked)
        return [each for service in asked for each in self.measures.get(service, ()) if each.code in wanted]

    def in_quarter(self, quarter: ReportingPeriod) -> list[Service]:
        """Services that had not ended before the quarter began; not to be changed."""
        return self.once(
            ("in quarter", quarter.start), lambda: [each for each in self.services.values() if _runs_in(each, quarter)]
        )

    def services_in(self, quarter: ReportingPeriod) -> dict[int, Service]:
        """The same by their keys; not to be changed."""
        return self.once(("services in", quarter.start), lambda: {each.pk: each for each in self.in_quarter(quarter)})

    @property
    def places_by_name(self) -> dict[int, int]:
        """The place of each service in the order of names, as the database has it and lists show them."""
        rows = Service.objects.order_by(Lower("name"), "pk").values_list("pk", flat=True)
        return self.once("places by name", lambda: {key: place for place, key in enumerate(rows)})

    @property
    def places_of_providers(self) -> dict[int, int]:
        """The same of each provider."""
        return self.once("places of providers", lambda: {key: place for place, key in enumerate(self.providers)})

    @property
    def with_standing_text(self) -> list[Service]:
        """Services of which every update prints the same words; not to be changed."""
        return self.once("standing texts", lambda: [each for each in self.services.values() if each.standing_text])

    def headlines(self, services: Iterable[int], on: date) -> list[ServiceMeasure]:
        """The first headline measure of each of these services, in the plan's order."""
        wanted = set(services)
        self.need(wanted)
        first = (self.headline(key, on) for key in self.services if key in wanted)
        return [measure for measure in first if measure is not None]

    def headline(self, service: int, on: date) -> ServiceMeasure | None:
        return next((each for each in self.measures_of(service, on) if each.headline), None)

    def measures_of(self, service: int, on: date) -> list[ServiceMeasure]:
        """The measures that the service reports on that day, in the order of its return."""
        return [each for each in self.measures.get(service, ()) if _in_force(each, on)]

    def awards_at(self, quarter: ReportingPeriod, services: Iterable[int] | None = None) -> list[Award]:
        """Awards that run in the quarter or have money in its financial year, each once.

        `services` narrows to those that cover any of them; an award that covers none is then left out.
        """
        if services is None:
            running = self.once(("awards", quarter.pk), lambda: [each for each in self.awards if _runs(each, quarter)])
        else:
            wanted = [key for key in services if key in self.services]
            self.awards_of.need(wanted)
            covering = {award.pk: award for key in wanted for award in self.awards_of.get(key, ())}
            in_order = sorted(covering.values(), key=lambda award: self.award_order.get(award.pk, 0))
            running = [award for award in in_order if _runs(award, quarter)]
        return list(running)

    def awards_to(self, providers: frozenset[int], quarter: ReportingPeriod) -> list[Award]:
        """Those of `awards_at` that these providers receive, in their order, with their splits and what changed each;
        of a large portfolio no more is read.
        """
        if "awards" in self._memo:
            running = self.once(
                ("awards by provider", quarter.pk),
                lambda: lists((each.provider_id, each) for each in self.awards_at(quarter)),
            )
            found = [each for provider in providers for each in running.get(provider, ())]
            return sorted(found, key=lambda award: self.award_order.get(award.pk, 0))
        keys = [key for provider in providers for key in self.received.get(provider, ())]
        return [each for each in self.awards_with(keys) if _runs(each, quarter)]

    def awards_with(self, keys: Iterable[int]) -> list[Award]:
        """The awards with these keys in their order, with their splits and what changed each; of a large portfolio
        no more is read.
        """
        wanted = frozenset(keys)
        if "awards" in self._memo or not self.is_large:
            return [each for each in self.awards if each.pk in wanted]
        rows = Award.objects.filter(pk__in=wanted)
        return list(self.once(("awards with", wanted), lambda: self._with_parts(rows)))

    def _with_parts(self, rows: QuerySet[Award]) -> list[Award]:
        return self.assembly.made(*columns(*_with_parts(rows)))

    def notes_for(self, period: int, service: int) -> list[PeriodNote]:
        """The seasonal notes that bear on a service: its own, of an area where it works, of everything."""
        works_in = self.areas_of.get(service, frozenset())
        return [note for note in self.notes.get(period, ()) if _bears_on(note, service, works_in)]

    def providers_for(self, services: Iterable[int]) -> set[int]:
        return {provider.pk for key in services for provider in self.providers_of.get(key, ())}

    def routes_at(self, service: int, day: date) -> list[ReportingRoute]:
        """How it reports on that day: the newest route of each provider, partners of a reporting lead left out."""
        running = [each for each in self.routes_of.get(service, ()) if each.in_force(day)]
        oldest_first = sorted(running, key=lambda each: (each.starts_on or date.min, each.pk))
        newest = {each.provider_id: each for each in oldest_first}
        found = self.services[service]
        silent = {
            each.provider_id
            for each in found.service_providers.all()
            if each.role == DeliveryRole.PARTNER and found.reports_for == ReportsFor.LEAD
        }
        return [route for provider, route in newest.items() if provider not in silent]

    def officers(self) -> frozenset[User]:
        """Who leads a service. They are read with everybody else whom the plan names, when the first is looked at."""
        leads = (each.lead_officer for each in self.services.values())
        return frozenset(each for each in leads if each is not None)

    def away(self, on: date) -> Covers:
        """Who is away on that day, and who stands in."""
        return Covers.of(each for each in self.covers if each.starts_on <= on <= each.ends_on)

    def sends(self, provider: int | None, services: Iterable[int], on: date) -> bool:
        """Whether the provider, if it is known, itself sends anything on these services, by the routes of that day."""
        if provider is None or not self.providers[provider].stated:
            return False
        routes = (route for key in services for route in self.routes_of.get(key, ()))
        return any(
            route.provider_id == provider and route.route == Route.PROVIDER and _in_force(route, on) for route in routes
        )

    def senders(self, on: date) -> frozenset[int]:
        """The stated providers that themselves send something on any service, by the routes of that day."""

        def found() -> frozenset[int]:
            self.routes_of.need(self.services)
            routes = (route for key in self.services for route in self.routes_of.get(key, ()))
            sent = {each.provider_id for each in routes if each.route == Route.PROVIDER and _in_force(each, on)}
            return frozenset(key for key in sent if self.providers[key].stated)

        return self.once(("senders", on), found)

    def kinds_of(self, service: int) -> frozenset[str]:
        return self.award_kinds.get(service, frozenset())


def portfolio_for(reference: Reference) -> Portfolio:
    """The portfolio as it stands at the reference's data version."""
    for known, portfolio in _kept:
        if known is reference:
            return portfolio
    rows = reference.rows
    portfolio = _read(rows, reference)
    if portfolio.is_large and not rows.is_found:
        rows.keep()
    rows.let_go()
    if portfolio.is_large and len(_kept) >= KEPT:
        let_go()
    _kept[:] = [*_kept[1 - KEPT :], (reference, portfolio)]
    return portfolio


@made_first
def read_first() -> None:
    """What is set up and the people in it, before anybody waits for them. A database that doesn’t answer, or has not
    been made yet, keeps no process from beginning: its first page reads them.
    """
    try:
        office = Office.objects.current()
        if office is not None:
            portfolio_for(reference_for(office)).officers()
    except DatabaseError as error:
        log.warning("What is set up can’t be read yet: %s", error)


def _runs_in(service: Service, quarter: ReportingPeriod) -> bool:
    return service.ended_on is None or service.ended_on > quarter.start


def _bears_on(note: PeriodNote, service: int, works_in: frozenset[int]) -> bool:
    services, areas = ({each.pk for each in tied.all()} for tied in (note.services, note.areas))
    return service in services or bool(areas & works_in) or not (services or areas)


def _in_force(ruled: ServiceMeasure | ReportingRoute, on: date) -> bool:
    return (ruled.starts_on is None or ruled.starts_on <= on) and (ruled.ends_on is None or ruled.ends_on >= on)


def _runs(award: Award, quarter: ReportingPeriod) -> bool:
    if any(split.year_label == financial_year_of(quarter.end) for split in award.splits.all()):
        return True
    begun, over = award.starts_on, award.ends_on
    return bool(begun or over) and (begun or quarter.end) <= quarter.end and (over or quarter.start) >= quarter.start


@collecting_later()
def _read(rows: Rows, reference: Reference) -> Portfolio:
    providers = _providers(rows)
    objectives = _objectives(rows)
    areas = rows.records("areas", Area.objects.all)
    services, covers = _services(rows, objectives), rows.records("covers", Cover.objects.all)
    people, named = _tie_people(services.values(), covers)
    delivering, working_in = _delivering(rows, services, providers), _working_in(rows, areas)
    belong(
        services.values(),
        areas=working_in,
        parts=_grouped(_parts(rows, services)),
        service_providers=delivering,
    )
    pairs = rows.values("areas within", lambda: Area.within.through.objects.values_list("from_area_id", "to_area_id"))
    around = _reach(pairs)
    covering = AwardService.objects.order_by().distinct()
    streams_of = _sets(rows.values("streams of", lambda: covering.values_list("service_id", "award__splits__stream")))
    funders = rows.records("funders", Funder.objects.all)
    templates = _by_key(rows.records("templates", FunderTemplate.objects.all))
    all_streams = _streams(rows, funders, templates, reference.periods)
    taken = frozenset(rows.values("taken", _taken))
    streams = _by_key(each for each in all_streams if each.pk in {stream for stream, _ in taken})
    paying = sorted(streams.values(), key=lambda each: (each.name, each.pk))
    counted = _counted(rows)
    awards = rows.values("awards", lambda: Award.objects.values_list("pk", "kind", "provider_id"))
    award_order = {key: place for place, (key, _, _) in enumerate(awards)}
    services_of_award = Nearby(lambda spans: _services_of_award(spans, services))
    assembly = Assembly(services, providers, streams, award_order, services_of_award)
    return Portfolio(
        services=services,
        objectives=objectives,
        providers=providers,
        areas=areas,
        funders=funders,
        streams=paying,
        all_streams=all_streams,
        taken=taken,
        templates=templates,
        to_funders=rows.records("to funders", FunderReturn.objects.all),
        counted=counted,
        award_order=award_order,
        kinds_awarded=frozenset(kind for _, kind, _ in awards),
        received=_grouped((provider, key) for key, _, provider in awards),
        services_of_award=services_of_award,
        assembly=assembly,
        awards_of=Joined(_awards_of, assembly.by_service),
        measures=Joined(_measures, lambda rows: _measures_of(rows, services, counted)),
        providers_of={key: [row.provider for row in delivering.get(key, ())] for key in services},
        routes_of=reference.routes,
        areas_of=_areas_of(services, working_in, around, _reach([(larger, smaller) for smaller, larger in pairs])),
        areas_around={key: frozenset(found) for key, found in around.items()},
        funders_of={
            key: frozenset(streams[each].funder_id for each in found & streams.keys())
            for key, found in streams_of.items()
        },
        streams_of=streams_of,
        award_kinds=_sets(rows.values("award kinds", lambda: covering.values_list("service_id", "award__kind"))),
        key_dates=_grouped((each.period_id, each) for each in rows.records("key dates", KeyDate.objects.all)),
        notes=_notes(rows, services, areas),
        covers=covers,
        reminder_rules=rows.records("reminder rules", ReminderRule.objects.all),
        people=people,
        named=named,
        reference=reference,
    )


def _streams(
    rows: Rows,
    funders: list[Funder],
    templates: dict[int, FunderTemplate],
    periods: Mapping[int, ReportingPeriod],
) -> list[FundingStream]:
    """All of them, each with what it holds in each year."""
    streams = rows.records("streams", FundingStream.objects.all)
    tie_all(streams, funder=_by_key(funders), funder_template=templates)
    held = rows.records("allocations", lambda: Allocation.objects.order_by("year_label", "pk"))
    tie_all(held, stream=_by_key(streams), announced_in=periods)
    belong(streams, allocations=_grouped((each.stream_id, each) for each in held))
    return streams


def _taken() -> Iterable[tuple[int, str]]:
    return FundingSplit.objects.order_by().distinct().values_list("stream_id", "year_label")


def _counted(rows: Rows) -> dict[Measure, frozenset[str]]:
    pairs = ServiceMeasure.objects.order_by().distinct().values_list("measure_id", "audience")
    audiences = _sets(rows.values("counted", lambda: pairs))
    return {each: audiences[each.pk] for each in rows.records("measures", Measure.objects.all) if each.pk in audiences}


def _providers(rows: Rows) -> dict[int, Provider]:
    providers = _by_key(rows.records("providers", Provider.objects.all))
    aliases = rows.records("aliases", ProviderAlias.objects.all)
    tie_all(providers.values(), merged_into=providers)
    tie_all(aliases, provider=providers)
    belong(providers.values(), aliases=_grouped((each.provider_id, each) for each in aliases))
    return providers


def _objectives(rows: Rows) -> list[Objective]:
    objectives = rows.records("objectives", Objective.objects.all)
    themes = rows.records("themes", Theme.objects.all)
    tie_all(themes, objective=_by_key(objectives))
    belong(objectives, themes=_grouped((each.objective_id, each) for each in themes))
    return objectives


def _services(rows: Rows, objectives: list[Objective]) -> dict[int, Service]:
    """All of them, with what they belong to: one object of each, however many share it."""
    services = _by_key(rows.records("services", lambda: Service.objects.in_plan_order()))
    tie_all(
        services.values(),
        objective=_by_key(objectives),
        theme={each.pk: each for objective in objectives for each in objective.themes.all()},
        part_of=services,
    )
    return services


def _tie_people(services: Iterable[Service], covers: Iterable[Cover]) -> tuple[Joined[User], frozenset[int]]:
    """Who leads a service, has reviewed its standing text, is away or stands in. No person is kept in the table: what
    is forgotten of somebody must not stand there; they are read when the first of them is named.
    """
    led, away = list(services), list(covers)
    known = {each.person_id for each in away} | {each.cover_id for each in away}
    known |= {key for each in led for key in (each.lead_officer_id, each.standing_reviewed_by_id) if key is not None}

    def asked(spans: list[Span]) -> list[Columns]:
        return [with_all(User.objects.filter(within("pk", spans), pk__in=known))]

    people: Joined[User] = Joined(asked, lambda rows: _by_key(records_of(User, rows)))

    @cache
    def all_read() -> None:
        people.need(known)

    def read(key: int) -> User | None:
        all_read()
        return people.get(key)

    tie_later(led, read, "lead_officer", "standing_reviewed_by")
    tie_later(away, read, "person", "cover")
    return people, frozenset(known)


def _delivering(
    rows: Rows, services: dict[int, Service], providers: dict[int, Provider]
) -> dict[int, list[ServiceProvider]]:
    """Who delivers each service, in their order."""
    delivering = rows.records("delivering", ServiceProvider.objects.all)
    tie_all(delivering, provider=providers, service=services)
    return _grouped((each.service_id, each) for each in delivering)


def _notes(rows: Rows, services: dict[int, Service], areas: list[Area]) -> dict[int, list[PeriodNote]]:
    """Seasonal notes by period, each with the services and areas that it bears on."""
    notes, known = rows.records("notes", PeriodNote.objects.all), _by_key(areas)
    of_services = rows.values("notes of services", lambda: _pairs(PeriodNote.services, "service_id"))
    of_areas = rows.values("notes of areas", lambda: _pairs(PeriodNote.areas, "area_id"))
    belong(
        notes,
        services=_grouped((note, services[key]) for note, key in of_services if key in services),
        areas=_grouped((note, known[key]) for note, key in of_areas if key in known),
    )
    return _grouped((each.period_id, each) for each in notes)


def _pairs(of: Any, key: str) -> Iterable[tuple[int, int]]:
    pairs: Iterable[tuple[int, int]] = of.through.objects.values_list("periodnote_id", key)
    return pairs


def _working_in(rows: Rows, areas: list[Area]) -> dict[int, list[Area]]:
    """The areas named for each service, in their order."""
    pairs = Service.areas.through.objects.values_list("area_id", "service_id")
    named = _sets(rows.values("working in", lambda: pairs))
    return _grouped((service, area) for area in areas for service in named.get(area.pk, ()))


def _parts(rows: Rows, services: dict[int, Service]) -> Iterator[tuple[int | None, Service]]:
    """Each part with the key of what it is part of, in their order."""
    parts = Service.objects.exclude(part_of=None).values_list("pk", "part_of_id")
    for key, whole in rows.values("parts", lambda: parts):
        if key in services:
            yield whole, services[key]


def _measures(spans: list[Span]) -> list[Columns]:
    return [with_all(ServiceMeasure.objects.filter(within("service", spans)))]


def _measures_of(
    rows: list[Plain], services: dict[int, Service], counted: Iterable[Measure]
) -> dict[int, list[ServiceMeasure]]:
    """In the order of the return."""
    found = sorted(records_of(ServiceMeasure, rows), key=lambda each: (each.service_id, each.place, each.pk))
    tie_all(found, measure=_by_key(counted), service=services, whole=_by_key(found))
    return _grouped((each.service_id, each) for each in found)


def _services_of_award(spans: list[Span], services: dict[int, Service]) -> dict[int, list[AwardService]]:
    return _covered(AwardService.objects.filter(within("award", spans)).order_by(), services)


def _covered(rows: Iterable[AwardService], services: dict[int, Service]) -> dict[int, list[AwardService]]:
    """What each award covers, by the services' names."""
    found = list(rows)
    tie_all(found, service=services)
    return _grouped((row.award_id, row) for row in sorted(found, key=lambda each: (each.service.name, each.pk)))


def _awards_of(spans: list[Span]) -> list[Columns]:
    covering = AwardService.objects.filter(within("service", spans)).order_by()
    return _with_parts(Award.objects.filter(pk__in=covering.values("award")))


def _with_provider(rows: QuerySet[Award], providers: dict[int, Provider]) -> list[Award]:
    awards = list(rows)
    tie_all(awards, provider=providers)
    return awards


def _with_parts(rows: QuerySet[Award]) -> list[Columns]:
    """These awards with their splits, their variations and the services that they cover."""
    keys = rows.order_by().values("pk")
    return [with_all(rows), *(with_all(each.objects.filter(award__in=keys)) for each in PARTS)]


@dataclass(frozen=True, slots=True)
class Assembly:
    """Makes awards of rows that were read `_with_parts`; what each covers is then known in `covered`."""

    services: dict[int, Service]
    providers: dict[int, Provider]
    streams: dict[int, FundingStream]
    order: Mapping[int, int]
    covered: Nearby[list[AwardService]]

    def made(self, *rows: list[Plain]) -> list[Award]:
        """In their order."""
        awards, splits = records_of(Award, rows[0]), records_of(FundingSplit, rows[1])
        variations = records_of(Variation, rows[2])
        awards.sort(key=lambda each: self.order.get(each.pk, len(self.order)))
        variations.sort(key=lambda each: (each.effective_on, each.pk))
        own = _by_key(awards)
        tie_all(awards, provider=self.providers)
        tie_all(variations, award=own)
        tie_all(splits, award=own, stream=self.streams, variation=_by_key(variations))
        splits.sort(key=lambda each: (each.stream.name, each.pk))
        belong(
            awards,
            splits=_grouped((each.award_id, each) for each in splits),
            variations=_grouped((each.award_id, each) for each in variations),
        )
        for each in awards:
            each.splits.all()  # looked at, they stand as read: `with_splits` would read them again
        covered = _covered(records_of(AwardService, rows[3]), self.services)
        self.covered.know({each.pk: covered.get(each.pk, []) for each in awards})
        return awards

    def by_service(self, *rows: list[Plain]) -> dict[int, list[Award]]:
        awards = self.made(*rows)
        covering = ((row.service_id, each) for each in awards for row in self.covered.get(each.pk, ()))
        return _grouped(covering)


def _by_key(rows: Iterable[Item]) -> dict[int, Item]:
    return {row.pk: row for row in rows}


def _sets(pairs: Iterable[tuple[int, Key | None]]) -> dict[int, frozenset[Key]]:
    found: dict[int, set[Key]] = defaultdict(set)
    for key, item in pairs:
        if item is not None:
            found[key].add(item)
    return {key: frozenset(items) for key, items in found.items()}


def _areas_of(
    services: Iterable[int],
    working_in: Mapping[int, list[Area]],
    around: dict[int, set[int]],
    inside: dict[int, set[int]],
) -> dict[int, frozenset[int]]:
    """The areas in which each service works: those named, those that they hold, and those that hold them."""
    found = {}
    for key in services:
        named = {area.pk for area in working_in.get(key, ())}
        found[key] = frozenset(named.union(*(around.get(each, set()) | inside.get(each, set()) for each in named)))
    return found


def _reach(pairs: list[tuple[int, int]]) -> dict[int, set[int]]:
    """All that can be come to from each, step by step."""
    steps: dict[int, set[int]] = defaultdict(set)
    for one, other in pairs:
        steps[one].add(other)
    found: dict[int, set[int]] = {}
    for start in list(steps):
        seen: set[int] = set()
        waiting = [start]
        while waiting:
            fresh = steps.get(waiting.pop(), set()) - seen
            seen |= fresh
            waiting += fresh
        found[start] = seen
    return found


def _grouped(pairs):
    found = defaultdict(list)
    for key, item in pairs:
        found[key].append(item)
    return dict(found)
