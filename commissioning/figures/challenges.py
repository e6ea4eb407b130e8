"""What the returns of a quarter told of their challenges: kept in the process, and followed by the audit trail."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from commissioning.choices import Cause
from commissioning.figures import kept
from commissioning.figures.following import Held, followed
from commissioning.figures.portfolio import portfolio_for
from commissioning.figures.reference import Reference
from commissioning.figures.runs import Runs
from commissioning.figures.told import challenges as told_in
from commissioning.figures.trail import Touched
from commissioning.models import ReportingPeriod

KEPT = 4
WITHOUT = "no-cause"
FIELDS = (
    "quarterly_return__service",
    "quarterly_return__provider",
    "pk",
    "causes",
    "quarterly_return",
    "quarterly_return__state",
)


class Challenge(NamedTuple):
    """What one return told, without the words: of many few are shown. By service and provider, in the order of their
    names.
    """

    place: tuple[int, int, int]
    service: int
    provider: int
    key: int
    causes: tuple[str, ...]
    owner: int
    state: str


@dataclass(frozen=True, slots=True)
class Eyes:
    """What somebody may read: challenges for these audiences, of returns in these states."""

    audiences: tuple[str, ...]
    states: tuple[str, ...]


_recent: kept.Recent[Held[Runs[Challenge]]] = kept.Recent(KEPT)


def challenges(quarter: ReportingPeriod, *, eyes: Eyes, head: str, reference: Reference) -> Runs[Challenge]:
    """As they stand now, or stood at the event `head`, the newest when the page was asked for, or later. One query when
    they are first read; then one after something was changed, and one more for the services that it touched.
    """

    def read() -> Runs[Challenge]:
        return Runs.of(sorted(_read(quarter, eyes, reference)), _service)

    def anew(held: Runs[Challenge], touched: Touched) -> Runs[Challenge]:
        services = touched.services | touched.telling
        return held.having(services, _read(quarter, eyes, reference, services), _place) if services else held

    return followed(_recent, reference, (quarter.pk, eyes), head, read=read, anew=anew)


def by_cause(found: Runs[Challenge]) -> Mapping[str, list[Challenge]]:
    """Those that name each cause, the cause first that most name, and at last those that name none."""
    told: dict[str, list[Challenge]] = {cause.value: [] for cause in Cause}
    told[WITHOUT] = []
    for own in found.each("by cause", _by_cause):
        for cause, each in own.items():
            told[cause] += each
    without = told.pop(WITHOUT)
    return dict(sorted(told.items(), key=lambda pair: -len(pair[1]))) | {WITHOUT: without}


def of_services(found: Runs[Challenge], services: Collection[int]) -> Runs[Challenge]:
    """Those of these services alone."""
    return Runs.of((each for each in found if each.service in services), _service)


def _read(
    quarter: ReportingPeriod, eyes: Eyes, reference: Reference, services: Iterable[int] | None = None
) -> Iterator[Challenge]:
    portfolio = portfolio_for(reference)
    rows = told_in(reference.ending_in(quarter), eyes.states).filter(audience__in=eyes.audiences)
    if services is not None:
        rows = rows.filter(quarterly_return__service__in=services)
    providers = portfolio.places_of_providers
    places, current = portfolio.places_by_name, portfolio.services_in(quarter)
    for service, provider, key, causes, owner, state in rows.order_by().values_list(*FIELDS):
        if service in current:
            place = (places[service], providers[provider], key)
            yield Challenge(place, service, provider, key, tuple(causes), owner, state)


def _by_cause(found: Iterable[Challenge]) -> dict[str, list[Challenge]]:
    told: dict[str, list[Challenge]] = {}
    for each in found:
        for cause in each.causes or (WITHOUT,):
            told.setdefault(cause, []).append(each)
    return told


def _service(challenge: Challenge) -> int:
    return challenge.service


def _place(challenge: Challenge) -> tuple[int, int, int]:
    return challenge.place
