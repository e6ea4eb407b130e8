"""Services: what is delivered, who delivers it, how it reports and in which calendar, each from a day on."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from commissioning.choices import Route
from commissioning.models import ReportingRoute, Service, ServiceCalendar, ServiceProvider
from commissioning.workflow.live_references import reference_fault
from commissioning.workflow.standing_text import reviewed
from tracker import formats, records
from tracker.models import User
from tracker.refusals import WHOLE, Faults

SET_UP = "commissioning.set_up"
FIRST_PARTS = ("provider", "route", "calendar", "calendar_from")  # what a new service may bring along


@transaction.atomic
def keep_service(
    *, record: Service, values: Mapping[str, Any], by: User | None, at: datetime, permission: str = SET_UP, **rest: Any
) -> records.Kept:
    """Keep a service. It needs a name and a place in the plan: an objective, or a theme and so its objective.

    A new one may bring its lead `provider`, the `route` by which that one reports, and its `calendar` with the day from
    which it applies. What it does not bring is not known yet.
    """
    typed = dict(values)
    first = {name: typed.pop(name, None) for name in FIRST_PARTS}
    if typed.get("theme") and not typed.get("objective"):
        typed["objective"] = typed["theme"].objective
    _check_programme(record, typed.get("part_of"))
    unknown = reference_fault(typed.get("standing_text", ""), by) if by else ""
    if unknown:
        raise Faults({"standing_text": unknown})
    typed = reviewed(typed, text=record.standing_text, by=by, at=at)
    kept = records.keep(record=record, values=typed, by=by, at=at, permission=permission, **rest)
    if kept.made:
        _bring(kept.record, first, {"by": by, "at": at, "permission": permission})
    return kept


def _check_programme(record: Service, programme: Service | None) -> None:
    """No service is part of itself, on any way round."""
    above = programme.pk if programme is not None and record.pk is not None else None
    while above is not None:
        if above == record.pk:
            raise Faults({"part_of": f"{programme} is itself part of this service."})
        above = Service.objects.filter(pk=above).values_list("part_of", flat=True).first()


def _bring(service: Service, first: Mapping[str, Any], how: Mapping[str, Any]) -> None:
    provider, route, calendar = first["provider"], first["route"], first["calendar"]
    if provider:
        records.keep(record=ServiceProvider(service=service), values={"provider": provider}, **how)
        if route:
            keep_route(record=ReportingRoute(service=service), values={"provider": provider, "route": route}, **how)
    if calendar and first["calendar_from"]:
        values = {"calendar": calendar, "starts_on": first["calendar_from"]}
        records.keep(record=ServiceCalendar(service=service), values=values, **how)


@transaction.atomic
def keep_route(
    *,
    record: ReportingRoute,
    values: Mapping[str, Any],
    by: User | None,
    at: datetime,
    permission: str = SET_UP,
    **rest: Any,
) -> records.Kept:
    """Keep a reporting route. A new one takes over from its first day: the one before ends on the day before.

    Two routes of one provider on one service never hold on the same day.
    """
    records.locked(record.service)
    kept = records.keep(record=record, values=values, by=by, at=at, permission=permission, **rest)
    route: ReportingRoute = kept.record
    others = ReportingRoute.objects.filter(service=route.service_id, provider=route.provider_id).exclude(pk=route.pk)
    for other in _overlapping(others, route):
        if not kept.made or not _begins_before(other, route):
            raise Faults({WHOLE: _both_hold(other)})
        ends = {"ends_on": route.starts_on and route.starts_on - timedelta(days=1)}
        records.keep(record=other, values=ends, by=by, at=at, permission=permission)
    return kept


def _overlapping(others: Any, route: ReportingRoute) -> Any:
    if route.ends_on:
        others = others.filter(Q(starts_on=None) | Q(starts_on__lte=route.ends_on))
    if route.starts_on:
        others = others.filter(Q(ends_on=None) | Q(ends_on__gte=route.starts_on))
    return others


def _begins_before(other: ReportingRoute, route: ReportingRoute) -> bool:
    return route.starts_on is not None and (other.starts_on or date.min) < route.starts_on


def _both_hold(other: ReportingRoute) -> str:
    since = f" from {formats.day(other.starts_on)}" if other.starts_on else ""
    until = f" to {formats.day(other.ends_on)}" if other.ends_on else ""
    return (
        f"{other.provider} has a route on these days already: {Route(other.route).label}{since}{until}. "
        "Say from which day this one applies, or change that one."
    )
