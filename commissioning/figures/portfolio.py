"""What is set up: services with their place in the plan, who delivers, where, by which awards, with which measures.

Read together with the reference data and kept as long: a change of any of it raises the office's data version. Lists,
filters and headings are answered from here; states and figures never are.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from commissioning.choices import DeliveryRole, ReportsFor, Route
from commissioning.figures.money import with_splits
from commissioning.figures.reference import KEPT, Reference
from commissioning.models import (
    Area,
    Award,
    AwardService,
    Funder,
    FundingStream,
    KeyDate,
    Objective,
    PeriodNote,
    ReportingPeriod,
    ReportingRoute,
    Service,
    ServiceMeasure,
)
from providers.models import Provider
from tracker.covers import Covers
from tracker.models import Cover, ReminderRule
from tracker.periods import financial_year_of

_kept: list[tuple[Reference, "Portfolio"]] = []


@dataclass(frozen=True, slots=True)
class Portfolio:
    """`services` stand in the plan's order. The `_of` maps lead from a service's key to keys of what belongs to it."""

    services: dict[int, Service]
    objectives: list[Objective]
    providers: dict[int, Provider]
    areas: list[Area]
    funders: list[Funder]
    streams: list[FundingStream]
    awards: list[Award]
    services_of_award: dict[int, list[AwardService]]
    awards_of: dict[int, list[Award]]
    measures: dict[int, list[ServiceMeasure]]
    providers_of: dict[int, list[Provider]]
    routes_of: dict[int, list[ReportingRoute]]
    areas_of: dict[int, frozenset[int]]
    areas_around: dict[int, frozenset[int]]
    funders_of: dict[int, frozenset[int]]
    streams_of: dict[int, frozenset[int]]
    key_dates: dict[int, list[KeyDate]]
    notes: dict[int, list[PeriodNote]]
    covers: list[Cover]
    reminder_rules: list[ReminderRule]

    def in_quarter(self, quarter: ReportingPeriod) -> list[Service]:
        """Services that had not ended before the quarter began."""
        return [each for each in self.services.values() if each.ended_on is None or each.ended_on > quarter.start]

    def headlines(self, services: Iterable[int], on: date) -> list[ServiceMeasure]:
        """The first headline measure of each of these services, in the plan's order."""
        wanted = set(services)
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
        running = [award for award in self.awards if _runs(award, quarter)]
        if services is None:
            return running
        wanted, covered = set(services), self.services_of_award
        return [award for award in running if any(row.service_id in wanted for row in covered.get(award.pk, ()))]

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

    def kinds_of(self, service: int) -> frozenset[str]:
        return frozenset(award.kind for award in self.awards_of.get(service, ()))


def portfolio_for(reference: Reference) -> Portfolio:
    """The portfolio as it stands at the reference's data version."""
    for known, portfolio in _kept:
        if known is reference:
            return portfolio
    _kept[:] = [*_kept[1 - KEPT :], (reference, _read())]
    return _kept[-1][1]


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


def _read() -> Portfolio:
    services = {each.pk: each for each in _services()}
    awards = list(_awards())
    providers = Provider.objects.prefetch_related("aliases").select_related("merged_into")
    rows = AwardService.objects.select_related("service").order_by("award", "service__name", "pk")
    covered = _grouped((row.award_id, row) for row in rows)
    awards_of = _grouped((row.service_id, award) for award in awards for row in covered.get(award.pk, ()))
    pairs = list(Area.within.through.objects.values_list("from_area_id", "to_area_id"))
    around = _reach(pairs)
    streams = {split.stream_id: split.stream for award in awards for split in award.splits.all()}
    return Portfolio(
        services=services,
        objectives=list(Objective.objects.prefetch_related("themes")),
        providers={each.pk: each for each in providers},
        areas=list(Area.objects.all()),
        funders=list(Funder.objects.all()),
        streams=sorted(streams.values(), key=lambda each: (each.name, each.pk)),
        awards=awards,
        services_of_award=covered,
        awards_of=awards_of,
        measures=_grouped((each.service_id, each) for each in _measures()),
        providers_of={
            key: [row.provider for row in service.service_providers.all()] for key, service in services.items()
        },
        routes_of=_grouped((row.service_id, row) for row in ReportingRoute.objects.select_related("provider")),
        areas_of=_areas_of(services, around, _reach([(larger, smaller) for smaller, larger in pairs])),
        areas_around={key: frozenset(found) for key, found in around.items()},
        funders_of={key: frozenset(_funders(found)) for key, found in awards_of.items()},
        streams_of={key: frozenset(_streams(found)) for key, found in awards_of.items()},
        key_dates=_grouped((row.period_id, row) for row in KeyDate.objects.all()),
        notes=_grouped((row.period_id, row) for row in PeriodNote.objects.prefetch_related("services", "areas")),
        covers=list(Cover.objects.select_related("person", "cover")),
        reminder_rules=list(ReminderRule.objects.all()),
    )


def _services():
    rows = Service.objects.with_plan().in_plan_order()
    rows = rows.select_related("objective", "theme", "part_of", "lead_officer", "standing_reviewed_by")
    return rows.prefetch_related("areas", "parts", "service_providers__provider")


def _measures():
    return ServiceMeasure.objects.select_related("measure", "service", "whole").order_by("service", "place", "pk")


def _awards():
    return Award.objects.select_related("provider").prefetch_related(with_splits(), "variations")


def _funders(awards: Iterable[Award]) -> Iterable[int]:
    return (split.stream.funder_id for award in awards for split in award.splits.all())


def _streams(awards: Iterable[Award]) -> Iterable[int]:
    return (split.stream_id for award in awards for split in award.splits.all())


def _areas_of(
    services: dict[int, Service], around: dict[int, set[int]], inside: dict[int, set[int]]
) -> dict[int, frozenset[int]]:
    """The areas in which each service works: those named, those that they hold, and those that hold them."""
    found = {}
    for key, service in services.items():
        named = {area.pk for area in service.areas.all()}
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
