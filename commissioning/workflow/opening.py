"""Opening a quarter: everything owed is listed from its first day, also what nobody has started."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter, itemgetter

from django.db import transaction
from django.db.models import F, Q, QuerySet

from commissioning.choices import DeliveryRole, ReportsFor, Route
from commissioning.figures.rows import records_of, with_all
from commissioning.models import (
    Category,
    MeasureVersion,
    Observation,
    OfficeItem,
    Pack,
    QuarterlyReturn,
    ReportingPeriod,
    ReportingRoute,
    Service,
    ServiceCalendar,
    ServiceMeasure,
    ServiceProvider,
)
from commissioning.workflow.refusals import NotNow
from commissioning.workflow.standing_text import stand_again, standing_before
from commissioning.workflow.vacancies import carry_vacancies
from tracker.audit import record
from tracker.models import Office, User
from tracker.periods import add_working_days
from tracker.together import Plain, columns

DUE_DAYS: int = Office._meta.get_field("due_working_days").default  # before an office is set up


@dataclass(frozen=True, slots=True)
class Owed:
    """One return that is owed: of which provider, on which service, for which period of the service's calendar."""

    service: Service
    provider: int
    period: ReportingPeriod

    @property
    def key(self) -> tuple[int, int, int]:
        return (self.service.pk, self.provider, self.period.pk)


@dataclass(frozen=True, slots=True)
class Opening:
    """What a quarter owes and what of it is already there.

    `idle` are services whose calendar ends nothing in it; `unrouted` those of which nobody said how they report;
    `standing` items whose text stands from an earlier quarter, and that are not there yet.
    """

    period: ReportingPeriod
    periods: tuple[ReportingPeriod, ...]
    due_on: date
    returns: tuple[Owed, ...]
    packs: tuple[int, ...]
    items: tuple[Service, ...]
    new_returns: tuple[Owed, ...]
    new_packs: tuple[int, ...]
    new_items: tuple[Service, ...]
    idle: tuple[Service, ...]
    unrouted: tuple[Service, ...]
    standing: tuple[OfficeItem, ...] = ()

    @property
    def has_new(self) -> bool:
        new = self.new_returns or self.new_packs or self.new_items or self.standing
        return bool(new or not self.period.is_open)


@dataclass(frozen=True, slots=True)
class Held:
    """What is there when a quarter is opened: the period of each calendar that ends in it, the working days until it is
    due, the calendar in which each service reports at its end (one without any reports by financial quarter), the
    partners of leads that report for all, and by their keys what was listed.
    """

    periods: dict[int, ReportingPeriod]
    days: int
    calendars: dict[int, int]
    partners: frozenset[Plain]
    returns: frozenset[Plain]
    packs: frozenset[int]
    items: frozenset[str]


@dataclass(frozen=True, slots=True)
class Opened:
    """How many records an opening made."""

    returns: int
    packs: int
    items: int
    figures: int


def plan_opening(*, period: ReportingPeriod) -> Opening:
    """What opening this financial quarter would make. Reads only; the count of queries doesn't grow with services.

    A return is owed by each reporting route in force at the end of the service's own period, if that period ends in
    the quarter; where the lead reports for all, partners owe none. A route of "no return" makes an item to write.
    """
    held = _held(period)
    services = list(_services(period))
    own = {service.pk: held.periods.get(held.calendars.get(service.pk, period.calendar_id)) for service in services}
    routes = _routes(period, held.partners)
    returns = [
        Owed(route.service, route.provider_id, ends)
        for route in routes
        if route.route != Route.NONE and (ends := own.get(route.service_id)) is not None
    ]
    items = list({route.service_id: route.service for route in routes if route.route == Route.NONE}.values())
    idle = {r.service_id: r.service for r in routes if r.route != Route.NONE and own.get(r.service_id) is None}
    routed = {route.service_id for route in routes}
    unrouted = tuple(each for each in services if not {each.pk, each.part_of_id} & routed)
    return _with_what_is_new(period, returns, items, (tuple(idle.values()), unrouted), held)


def _with_what_is_new(
    period: ReportingPeriod,
    returns: list[Owed],
    items: list[Service],
    without: tuple[tuple[Service, ...], tuple[Service, ...]],
    held: Held,
) -> Opening:
    """`without`: the services that are idle, and those without a route."""
    packs = list(dict.fromkeys(owed.provider for owed in returns))
    standing = {each.code: each for each in standing_before(period) if each.code not in held.items}
    return Opening(
        period=period,
        periods=tuple(held.periods.values()),
        due_on=period.due_on or add_working_days(period.end, held.days),
        returns=tuple(returns),
        packs=tuple(packs),
        items=tuple(items),
        new_returns=tuple(owed for owed in returns if owed.key not in held.returns),
        new_packs=tuple(provider for provider in packs if provider not in held.packs),
        new_items=tuple(service for service in items if service.code not in held.items | standing.keys()),
        idle=without[0],
        unrouted=without[1],
        standing=tuple(standing.values()),
    )


def due_date(period: ReportingPeriod) -> date:
    """The office's number of working days after the period ends; weekends and bank holidays aren't counted."""
    office = Office.objects.current()
    return add_working_days(period.end, office.due_working_days if office else DUE_DAYS)


def _services(period: ReportingPeriod) -> QuerySet[Service]:
    return Service.objects.filter(Q(ended_on=None) | Q(ended_on__gte=period.start)).order_by("name", "pk")


def _held(period: ReportingPeriod) -> Held:
    """One query."""
    ending = ReportingPeriod.objects.ending_in(period)
    periods, offices, calendars, partners, returns, packs, items = columns(
        with_all(ending),
        (Office.objects.all(), ("pk", "due_working_days")),
        (ServiceCalendar.objects.filter(starts_on__lte=period.end), ("service_id", "starts_on", "pk", "calendar_id")),
        (
            ServiceProvider.objects.filter(role=DeliveryRole.PARTNER, service__reports_for=ReportsFor.LEAD),
            ("service_id", "provider_id"),
        ),
        (
            QuarterlyReturn.objects.filter(period__in=ending.order_by().values("pk")),
            ("service_id", "provider_id", "period_id"),
        ),
        (Pack.objects.filter(period=period), ("period_id", "provider_id")),
        (OfficeItem.objects.filter(period=period), ("period_id", "code")),
    )
    listed = sorted(records_of(ReportingPeriod, periods), key=attrgetter("sequence"))
    return Held(
        periods={each.calendar_id: each for each in listed},
        days=next((days for _, days in offices), DUE_DAYS),
        calendars={service: calendar for service, _, _, calendar in sorted(calendars, key=itemgetter(1, 2))},
        partners=frozenset(partners),
        returns=frozenset(returns),
        packs=frozenset(provider for _, provider in packs),
        items=frozenset(code for _, code in items),
    )


def _routes(period: ReportingPeriod, partners: frozenset[Plain]) -> list[ReportingRoute]:
    """The newest route of each service and provider at the quarter's end, partners of a reporting lead left out."""
    rows = (
        ReportingRoute.objects.in_force(period.end)
        .filter(Q(service__ended_on=None) | Q(service__ended_on__gte=period.start))
        .select_related("service", "provider")
        .order_by("service__name", "provider__name", F("starts_on").asc(nulls_first=True), "pk")
    )
    newest = {(row.service_id, row.provider_id): row for row in rows}
    return [row for key, row in newest.items() if key not in partners]


@transaction.atomic
def open_period(*, period: ReportingPeriod, by: User | None, at: datetime) -> Opened:
    """List all that the quarter owes: packs, returns with their figures, items to write; due dates are stored.

    Safe to repeat: what is there stays as it is, what is missing is added. An open quarter stops no other, and neither
    does a closed one; to a closed one nothing is added.
    """
    plan = plan_opening(period=ReportingPeriod.objects.select_for_update().get(pk=period.pk))
    if plan.period.is_closed:
        raise NotNow(f"{period.label} is closed, so nothing can be added to it. A manager can open it again.")
    due = _open_periods(plan.periods, at)
    made = Opened(
        packs=_make_packs(plan, due),
        returns=_make_returns(plan, due),
        items=_make_items(plan, due) + stand_again(plan.standing, plan.period, due[plan.period.pk]),
        figures=make_observations(QuarterlyReturn.objects.filter(period__in=plan.periods)),
    )
    if not plan.has_new and not made.figures:
        return made
    Office.objects.reference_changed(told=True)
    counts = {"returns": made.returns, "packs": made.packs, "items": made.items, "figures": made.figures}
    record(act="open", record=period, by=by, at=at, changes={name: (0, count) for name, count in counts.items()})
    return made


def _open_periods(periods: Iterable[ReportingPeriod], at: datetime) -> dict[int, date]:
    """Opens the periods of every calendar that end in the quarter; their due dates, stored once."""
    for each in periods:
        each.due_on = each.due_on or due_date(each)
        each.opened_at = each.opened_at or at
        each.save(update_fields=["due_on", "opened_at"])
    return {each.pk: each.due_on for each in periods if each.due_on is not None}


def _make_packs(plan: Opening, due: dict[int, date]) -> int:
    Pack.objects.bulk_create(
        Pack(provider_id=provider, period=plan.period, due_on=due[plan.period.pk]) for provider in plan.new_packs
    )
    carry_vacancies(Pack.objects.filter(period=plan.period, provider__in=plan.new_packs))
    return len(plan.new_packs)


def _make_returns(plan: Opening, due: dict[int, date]) -> int:
    packs = dict(Pack.objects.filter(period=plan.period).values_list("provider_id", "pk"))
    QuarterlyReturn.objects.bulk_create(
        QuarterlyReturn(
            pack_id=packs[owed.provider],
            service=owed.service,
            provider_id=owed.provider,
            period=owed.period,
            due_on=due[owed.period.pk],
        )
        for owed in plan.new_returns
    )
    return len(plan.new_returns)


def _make_items(plan: Opening, due: dict[int, date]) -> int:
    OfficeItem.objects.bulk_create(
        OfficeItem(
            code=service.code,
            period=plan.period,
            title=service.name,
            objective_id=service.objective_id,
            theme_id=service.theme_id,
            service=service,
            writer_id=service.lead_officer_id,
            due_on=due[plan.period.pk],
        )
        for service in plan.new_items
    )
    return len(plan.new_items)


def make_observations(returns: Iterable[QuarterlyReturn]) -> int:
    """A row for every expected measure of these returns and for each category by which it is broken down, not answered;
    figures taken over before join their return.
    """
    listed = list(returns.select_related("period") if isinstance(returns, QuerySet) else returns)
    there = _join_taken_over(listed)
    whole = Category.objects.get_or_create(code=Category.ALL, defaults={"name": "All"})[0]
    categories = _categories()
    newest = dict(MeasureVersion.objects.order_by("measure", "number").values_list("measure_id", "pk"))
    new = [
        Observation(
            service_measure=measure,
            provider_id=each.provider_id,
            period_id=each.period_id,
            category=category,
            version_id=newest[measure.measure_id],
            quarterly_return=each,
        )
        for each, measure in _expected(listed)
        for category in (whole, *_asked_by(measure, categories, each.period))
        if (measure.pk, each.provider_id, each.period_id, category.pk) not in there
    ]
    Observation.objects.bulk_create(new)
    return len(new)


def _expected(returns: list[QuarterlyReturn]) -> Iterator[tuple[QuarterlyReturn, ServiceMeasure]]:
    """The measures in force at the end of each return's period, in the order of the return."""
    measures: dict[int, list[ServiceMeasure]] = defaultdict(list)
    rows = ServiceMeasure.objects.filter(service__in={each.service_id for each in returns})
    for measure in rows.order_by("place").prefetch_related("breakdowns"):
        measures[measure.service_id].append(measure)
    for each in returns:
        for measure in measures[each.service_id]:
            if _in_force(measure, each.period.end):
                yield each, measure


def _categories() -> dict[int, list[Category]]:
    """The categories of each breakdown."""
    found: dict[int, list[Category]] = defaultdict(list)
    for row in Category.objects.exclude(breakdown=None):
        found[row.breakdown_id or 0].append(row)
    return found


def _asked_by(
    measure: ServiceMeasure, categories: dict[int, list[Category]], period: ReportingPeriod
) -> Iterator[Category]:
    """The categories that a measure's return asks for; one that ended before the period began is asked no more."""
    for breakdown in measure.breakdowns.all():
        for category in categories[breakdown.pk]:
            if category.ended_on is None or category.ended_on >= period.start:
                yield category


def _in_force(measure: ServiceMeasure, on: date) -> bool:
    return (measure.starts_on is None or measure.starts_on <= on) and (measure.ends_on is None or measure.ends_on >= on)


def _join_taken_over(returns: list[QuarterlyReturn]) -> set[tuple[int, int, int, int]]:
    """Keys of the figures that are there; those that no return holds yet are handed to theirs."""
    owner = {(each.service_id, each.provider_id, each.period_id): each for each in returns}
    rows = Observation.objects.filter(
        period__in={each.period_id for each in returns},
        service_measure__service__in={each.service_id for each in returns},
    )
    there, joining = set(), []
    for row in rows.select_related("service_measure"):
        there.add((row.service_measure_id, row.provider_id, row.period_id, row.category_id))
        own = owner.get((row.service_measure.service_id, row.provider_id, row.period_id))
        if row.quarterly_return_id is None and own is not None:
            row.quarterly_return = own
            joining.append(row)
    Observation.objects.bulk_update(joining, ["quarterly_return"])
    return there
