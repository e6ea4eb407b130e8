"""What services owe over quarters, as a matrix: how each return stands, and why there is none where there is none."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import DateField, F, IntegerField, Value
from django.db.models.functions import Cast, Coalesce

from commissioning.choices import Gap, RecordKind, Route, State, Status
from commissioning.figures.portfolio import Portfolio
from commissioning.figures.reference import Reference
from commissioning.models import OfficeItem, QuarterlyReturn, ReportingPeriod, Service
from commissioning.models.owed import UNSENT_STATES

ORDER = list(Status)
Squares = dict[tuple[int, int | None], dict[int, "Square"]]  # by service and provider, then by quarter


@dataclass(frozen=True, slots=True)
class Square:
    """How a service stands in a quarter; `late` counts days. `key` is the record: none where nothing is listed."""

    state: Status | Gap
    kind: RecordKind | None = None
    key: int | None = None
    late: int = 0


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A service with one of those who report on it; `provider` is None where the office writes, or nobody does."""

    service: int
    provider: int | None
    squares: tuple[Square, ...]

    @property
    def now(self) -> Square:
        return self.squares[-1]


def matrix(
    services: Iterable[Service],
    quarters: Sequence[ReportingPeriod],
    *,
    portfolio: Portfolio,
    reference: Reference,
    on: date,
) -> list[MatrixRow]:
    """The rows of these services, in their order, over these quarters, oldest first. One query.

    Returns and items of other calendars count in the quarter in which their period ends. Every service has a row, also
    one of which nobody said how it reports.
    """
    listed, rows = list(services), []
    portfolio.routes_of.need(each.pk for each in listed)
    reference.need(each.pk for each in listed)
    squares = _listed([each.pk for each in listed], quarters, on)
    sending: dict[int, set[int | None]] = defaultdict(set)
    for key, sender in squares:
        sending[key].add(sender)
    for service in listed:
        for provider in _reporters(service, quarters, portfolio, sending[service.pk]):
            own = squares.get((service.pk, provider), {})
            line = tuple(
                own.get(quarter.pk) or Square(_gap(service, provider, quarter, portfolio, reference))
                for quarter in quarters
            )
            rows.append(MatrixRow(service.pk, provider, line))
    return rows


def _listed(services: list[int], quarters: Sequence[ReportingPeriod], on: date) -> Squares:
    """What is listed; of several in one quarter, the one that wants attention first."""
    span = {"service__in": services, "period__end__gte": quarters[0].start, "period__end__lte": quarters[-1].end}
    due = Coalesce("agreed_due_on", "due_on", output_field=DateField())
    shared = (F("service_id"), F("period__end"), F("state"), due, F("pk"))
    returns = QuarterlyReturn.objects.filter(**span).order_by()
    items = OfficeItem.objects.filter(**span).order_by()
    nobody = Cast(Value(None), IntegerField())
    rows = returns.values_list(Value(RecordKind.RETURN.value), F("provider_id"), *shared).union(
        items.values_list(Value(RecordKind.ITEM.value), nobody, *shared), all=True
    )
    found: Squares = defaultdict(dict)
    for kind, provider, service, end, state, due_on, key in rows:
        quarter = next(each.pk for each in quarters if each.start <= end <= each.end)
        square = _square(RecordKind(kind), key, State(state), due_on, on)
        row = found[service, provider]
        row[quarter] = min(row.get(quarter, square), square, key=lambda each: ORDER.index(Status(each.state)))
    return found


def _square(kind: RecordKind, key: int, state: State, due: date | None, on: date) -> Square:
    late = (on - due).days if state in UNSENT_STATES and due is not None and on > due else 0
    return Square(Status.of(state, late), kind, key, late)


def _reporters(
    service: Service,
    quarters: Sequence[ReportingPeriod],
    portfolio: Portfolio,
    sending: set[int | None],
) -> list[int | None]:
    """Whose rows the service has: all who reported or were to report in these quarters, in the order of their names."""
    routes = [route for quarter in quarters for route in portfolio.routes_at(service.pk, quarter.end)]
    found = {None if route.route == Route.NONE else route.provider_id for route in routes}
    found |= sending
    named = sorted((key for key in found if key is not None), key=lambda key: portfolio.providers[key].name)
    return [*named, *([None] if None in found or not found else [])]


def _gap(
    service: Service, provider: int | None, quarter: ReportingPeriod, portfolio: Portfolio, reference: Reference
) -> Gap:
    """Why nothing is listed in a quarter for this service and this one who reports on it."""
    routes = portfolio.routes_at(service.pk, quarter.end)
    mine = [each for each in routes if (None if each.route == Route.NONE else each.provider_id) == provider]
    over = service.ended_on is not None and service.ended_on < quarter.start
    if not over and not portfolio.routes_of.get(service.pk) and not _covered(service, portfolio, quarter):
        return Gap.NO_ROUTE
    if over or not mine or not _ends_in(service, quarter, reference):
        return Gap.NOTHING_DUE
    return Gap.NOT_LISTED if quarter.is_open else Gap.NOT_OPENED


def _covered(service: Service, portfolio: Portfolio, quarter: ReportingPeriod) -> bool:
    """Whether the programme that the service is part of reports on it."""
    return service.part_of_id is not None and bool(portfolio.routes_at(service.part_of_id, quarter.end))


def _ends_in(service: Service, quarter: ReportingPeriod, reference: Reference) -> bool:
    """Whether a period of the service's own calendar ends in the quarter."""
    calendar = reference.calendar_of(service.pk, quarter.end) or quarter.calendar_id
    return any(quarter.start <= each.end <= quarter.end for each in reference.by_calendar.get(calendar, ()))
