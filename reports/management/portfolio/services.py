"""Made-up providers and services: who delivers what, since when, in which calendar, counting what."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from commissioning.choices import DeliveryRole, ReportsFor, Route, Stage, Template
from commissioning.models import (
    ReportingPeriod,
    ReportingRoute,
    Service,
    ServiceCalendar,
    ServiceMeasure,
    ServiceProvider,
)
from providers.models import Provider, ProviderAlias, ProviderKind
from reports.management.portfolio import words
from reports.management.portfolio.breakdowns import taken
from reports.management.portfolio.catalogue import BY_CODE, FIRST, KINDS, Kind
from reports.management.portfolio.chance import Chance
from reports.management.portfolio.setting import Setting

KINDS_OF_PROVIDER = [ProviderKind.CHARITY] * 6 + [ProviderKind.COMPANY, ProviderKind.COUNCIL, ProviderKind.NHS]
LIKELY_CALENDARS = ["financial"] * 15 + ["contract"] * 3 + ["halves"] * 1 + ["programme"] * 1
MEASURES = (8, 11)


@dataclass(slots=True)
class Delivered:
    """A service with all that its figures depend on. `providers` are those that report; `periods` those it ran in."""

    service: Service
    number: int
    calendar: str
    providers: list[Provider]
    periods: list[ReportingPeriod]
    measures: list[tuple[ServiceMeasure, Kind]]

    @property
    def starts_on(self) -> date:
        return self.periods[0].start


def make_providers(services: int, chance: Chance) -> list[Provider]:
    made = []
    for number in range(max(3, services * 3 // 5)):
        first, second = divmod(number, len(words.SECOND))
        base = f"{words.FIRST[first % len(words.FIRST)]} {words.SECOND[second]}"
        name = base if number < len(words.FIRST) * len(words.SECOND) else f"{base} {number}"
        long = chance.of(0.06)
        made.append(
            Provider(
                code=f"provider-{number + 1:04d}",
                name=f"{name} {words.LONG_PROVIDER}" if long else name,
                short_name=name if long else "",
                kind=chance.pick(KINDS_OF_PROVIDER),
                address_confidential=chance.of(0.04),
            )
        )
    Provider.objects.bulk_create(made)
    aliases = [ProviderAlias(provider=each, name=f"{each.name} CIO") for each in made if chance.of(0.1)]
    ProviderAlias.objects.bulk_create(aliases)
    return made


def make_services(setting: Setting, providers: list[Provider], *, count: int, seed: int) -> list[Delivered]:
    """The services, in every calendar, some begun or ended midway, some with several providers."""
    delivered = [_delivered(setting, providers, number, Chance(seed, "service", number)) for number in range(count)]
    Service.objects.bulk_create(each.service for each in delivered)
    _link(setting, delivered, providers, seed)
    for each in delivered:
        chance = Chance(seed, "measures", each.number)
        each.measures = list(_measures(setting, each, chance))
    ServiceMeasure.objects.bulk_create(measure for each in delivered for measure, _ in each.measures)
    _tie_parts(delivered)
    _break_down(setting, delivered, seed)
    return delivered


def _delivered(setting: Setting, providers: list[Provider], number: int, chance: Chance) -> Delivered:
    # the first four show every calendar in the smallest portfolio; the second has several providers
    calendar = list(setting.periods)[number] if number < len(setting.periods) else chance.pick(LIKELY_CALENDARS)
    periods = setting.periods[calendar]
    if number >= 4 and chance.of(0.15):
        periods = periods[int(len(periods) * chance.between(0.1, 0.6)) :]
    if number >= 4 and chance.of(0.04):
        periods = periods[: max(1, len(periods) // 2)]
    several = chance.whole(2, 4) if number == 1 or chance.of(0.12) else 1
    return Delivered(
        service=_service(setting, number, periods, several, chance),
        number=number,
        calendar=calendar,
        providers=chance.some(providers, several),
        periods=periods,
        measures=[],
    )


def _service(setting: Setting, number: int, periods: list[ReportingPeriod], several: int, chance: Chance) -> Service:
    objective, theme = chance.pick(setting.places)
    work = chance.pick(words.WORK)
    name = f"{chance.pick(words.TOWNS)} {work} {number + 1}"
    over = periods[-1].end < setting.quarters[-1].end
    return Service(
        code=f"service-{number + 1:04d}",
        name=f"{name} {words.LONG_SERVICE}" if number % 17 == 5 else name,
        summary=f"A made-up {work}.",
        objective=objective,
        theme=theme,
        place=number,
        lead_officer=setting.officers[number // 15 % len(setting.officers)],
        template=chance.pick([Template.LIGHT, Template.STANDARD, Template.STANDARD, Template.FULL]),
        stage=Stage.CLOSED if over else chance.pick([Stage.LIVE] * 8 + [Stage.ENDING, Stage.EXTENSION]),
        reports_for=ReportsFor.EACH if several > 1 else ReportsFor.LEAD,
        address_confidential=chance.of(0.03),
        ended_on=periods[-1].end + timedelta(days=1) if over else None,
    )


def _link(setting: Setting, delivered: list[Delivered], providers: list[Provider], seed: int) -> None:
    roles, routes, calendars, areas = [], [], [], []
    for each in delivered:
        chance = Chance(seed, "link", each.number)
        roles += list(_roles(each, providers, chance))
        routes += [
            ReportingRoute(
                service=each.service,
                provider=provider,
                route=chance.pick([Route.PROVIDER] * 6 + [Route.OFFICE, Route.PARTNER]),
                starts_on=each.starts_on if each.starts_on > setting.quarters[0].start else None,
                ends_on=each.periods[-1].end if each.service.ended_on else None,
            )
            for provider in each.providers
        ]
        calendar = setting.calendars[each.calendar]
        calendars.append(ServiceCalendar(service=each.service, calendar=calendar, starts_on=each.starts_on))
        areas += [
            Service.areas.through(service_id=each.service.pk, area_id=area.pk)
            for area in chance.some(setting.areas, chance.whole(0, 3))
        ]
    ServiceProvider.objects.bulk_create(roles)
    ReportingRoute.objects.bulk_create(routes)
    ServiceCalendar.objects.bulk_create(calendars)
    Service.areas.through.objects.bulk_create(areas)


def _roles(each: Delivered, providers: list[Provider], chance: Chance) -> Iterator[ServiceProvider]:
    """Those who report, the first as lead; now and then a partner for whom the lead reports."""
    for place, provider in enumerate(each.providers):
        role = DeliveryRole.PARTNER if place else DeliveryRole.LEAD
        yield ServiceProvider(service=each.service, provider=provider, role=role)
    partner = chance.pick(providers)
    if len(each.providers) == 1 and chance.of(0.15) and partner not in each.providers:
        yield ServiceProvider(service=each.service, provider=partner, role=DeliveryRole.PARTNER)


def _measures(setting: Setting, each: Delivered, chance: Chance) -> Iterator[tuple[ServiceMeasure, Kind]]:
    rest = [kind for kind in KINDS if kind.code not in FIRST]
    chosen = [BY_CODE[code] for code in FIRST] + chance.some(rest, chance.whole(*MEASURES) - len(FIRST))
    for place, kind in enumerate(chosen):
        yield (
            ServiceMeasure(
                code=f"{each.service.code}-{kind.code}",
                service=each.service,
                measure_id=setting.versions[kind.code][0].measure_id,
                label=kind.name,
                headline=kind.headline,
                place=place,
                family=kind.family,
                tolerance=Decimal(5) if chance.of(0.08) else None,
            ),
            kind,
        )


def _tie_parts(delivered: list[Delivered]) -> None:
    changed = []
    for each in delivered:
        by_kind = {kind.code: measure for measure, kind in each.measures}
        for measure, kind in each.measures:
            if kind.whole and kind.whole in by_kind:
                measure.whole = by_kind[kind.whole]
                changed.append(measure)
    ServiceMeasure.objects.bulk_update(changed, ["whole"], batch_size=200)


def _break_down(setting: Setting, delivered: list[Delivered], seed: int) -> None:
    through = ServiceMeasure.breakdowns.through
    through.objects.bulk_create(
        through(servicemeasure_id=measure.pk, breakdown_id=each.breakdown.pk)
        for own in delivered
        for by in (taken(own.number, own.measures, setting.breakdowns, seed),)
        for measure, _ in own.measures
        for each in by.get(measure.code, ())
    )
