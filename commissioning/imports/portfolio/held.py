"""What is stored of a record, field by field, in the shape in which a file says it, so that the two can be compared."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from commissioning.imports.portfolio.book import Entry
from commissioning.imports.portfolio.measures import WORDING, Level
from commissioning.imports.portfolio.records import Ref
from commissioning.imports.portfolio.services import Reports
from commissioning.imports.portfolio.values import Amount
from commissioning.models import (
    Area,
    Award,
    Funder,
    FundingStream,
    Measure,
    Objective,
    Plan,
    ReportingCalendar,
    ReportingPeriod,
    ReportingRoute,
    Service,
    ServiceMeasure,
    Theme,
)
from providers.models import Provider
from tracker.models import User

KEYS: dict[type[Model], tuple[str, str]] = {
    Plan: ("plan", "name"),
    Objective: ("objective", "code"),
    Theme: ("theme", "code"),
    Area: ("area", "code"),
    Provider: ("provider", "code"),
    Service: ("service", "code"),
    ReportingCalendar: ("calendar", "code"),
    ReportingPeriod: ("period", "slug"),
    Funder: ("funder", "code"),
    FundingStream: ("stream", "code"),
    Award: ("award", "code"),
    Measure: ("measure", "code"),
    ServiceMeasure: ("service_measure", "code"),
    User: ("officer", "email"),
}


def held(entry: Entry, name: str, said: Any) -> Any:
    """What is stored of this field; None where nothing is. `said` is what the file says, which a route is held to."""
    special = SPECIAL.get((entry.kind, name.partition(" ")[0]))
    if special is not None:
        return special(entry.stored, name.partition(" ")[2], said)
    value = getattr(entry.stored, name)
    if isinstance(value, Model):
        return ref_to(value)
    return None if value == "" else value


def ref_to(record: Model) -> Ref:
    kind, key = KEYS[type(record)]
    return Ref(kind, getattr(record, key))


def _refs(name: str) -> Callable[[Any, str, Any], Any]:
    def read(record: Any, rest: str, said: Any) -> tuple[Ref, ...]:
        return tuple(ref_to(each) for each in getattr(record, name).all())

    return read


def _delivery(service: Any, key: str, said: Any) -> Any:
    rows = (row for row in service.service_providers.all() if row.provider.code == key)
    return next(((ref_to(row.provider), row.role) for row in rows), None)


def route_of(service: Any, said: Reports) -> ReportingRoute | None:
    """The stored route that a file speaks of: the one that begins on its day, or with no day the newest."""
    rows = [row for row in service.routes.all() if row.provider.code == said.provider.key]
    if said.starts_on is not None:
        return next((row for row in rows if row.starts_on == said.starts_on), None)
    return max(rows, key=lambda row: (row.starts_on is not None, row.starts_on, row.pk), default=None)


def _route(service: Any, rest: str, said: Reports) -> Reports | None:
    """Days that the file leaves open are those that are stored."""
    row = route_of(service, said)
    if row is None:
        return None
    starts = row.starts_on if said.starts_on is not None else None
    ends = row.ends_on if said.ends_on is not None else None
    return Reports(said.provider, row.route, starts, ends)


def _calendar(service: Any, rest: str, said: Any) -> Any:
    newest = max(service.calendars.all(), key=lambda row: (row.starts_on, row.pk), default=None)
    return (ref_to(newest.calendar), said[1]) if newest else None


def _covers(award: Any, rest: str, said: Any) -> tuple[Any, ...]:
    return tuple((ref_to(row.service), row.share) for row in award.award_services.all())


def _money(holder: Any, key: str, said: Any) -> Any:
    """What comes from this stream in this year: by the award itself, or by one change to it."""
    stream, _, year = key.partition(" ")
    own = [row for row in holder.splits.all() if isinstance(holder, Award) is (row.variation_id is None)]
    rows = (row for row in own if row.stream.code == stream and row.year_label == year)
    return next(((ref_to(row.stream), year, Amount(row.amount, row.precision)) for row in rows), None)


def _allocated(allocation: Any, rest: str, said: Any) -> Amount:
    return Amount(allocation.amount, allocation.precision)


def _stated_total(award: Any, rest: str, said: Any) -> Amount | None:
    return None if award.stated_total is None else Amount(award.stated_total, award.stated_total_precision)


def _group_total(award: Any, rest: str, said: Any) -> Amount | None:
    return None if award.stated_group_total is None else Amount(award.stated_group_total)


def _wording(name: str) -> Callable[[Any, str, Any], Any]:
    def read(measure: Any, rest: str, said: Any) -> Any:
        value = getattr(list(measure.versions.all())[-1], name)
        return None if value == "" else value

    return read


def _level(target: Any, rest: str, said: Any) -> Level | None:
    return None if target.value is None else Level(target.value, target.precision)


def _nothing(record: Any, rest: str, said: Any) -> None:
    """Other names: those that a provider or an area has already are not among what a file says."""


SPECIAL: dict[tuple[str, str], Callable[[Any, str, Any], Any]] = {
    ("provider", "aliases"): _nothing,
    ("area", "aliases"): _nothing,
    ("area", "within"): _refs("within"),
    ("service", "areas"): _refs("areas"),
    ("service", "delivery"): _delivery,
    ("service", "route"): _route,
    ("service", "calendar"): _calendar,
    ("award", "services"): _covers,
    ("award", "money"): _money,
    ("award", "stated_total"): _stated_total,
    ("award", "stated_group_total"): _group_total,
    ("variation", "money"): _money,
    ("allocation", "amount"): _allocated,
    ("project", "amount"): _allocated,
    ("target", "value"): _level,
    **{("measure", name): _wording(name) for name in WORDING},
}
