"""Targets by year, with what is expected of each period."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from commissioning.choices import NumberKind
from commissioning.models import MeasureVersion, ReportingPeriod, ServiceCalendar, ServiceMeasure, Target
from commissioning.ratings import values as rated
from commissioning.ratings.shares import Unlike, profile_shares
from commissioning.workflow.set_up.measures import MEASURES
from tracker.models import User
from tracker.periods import financial_year_bounds
from tracker.records import Kept, Values, keep
from tracker.refusals import Faults

NOT_STATED = "not stated"
PROFILE = "profile"
FIELDS = ("year_label", "value", "precision", "condition")


def save_target(
    *,
    target: Target,
    values: Values,
    by: User | None,
    at: datetime,
    profile: Sequence[Decimal] | None = None,
    percent: bool = False,
    **form: Any,
) -> Kept:
    """Set a target for a year (`Target(service_measure=...)`): `year_label`, `value`, `precision`, `condition`.

    `profile` is what is expected of each period of the year, in order: percentages that come to 100 (`percent`), shares
    that come to 1, or amounts that come to the target. Empty: a straight line; None: it stays as it is.
    """
    said = {name: getattr(target, name) for name in FIELDS} | dict(values)
    definition = definition_of(target.service_measure)
    faults = dict(_faults(target.service_measure, definition, said))
    kept_profile: dict[str, list[str]] = {}
    try:
        if profile is not None:
            shares = _shares(target.service_measure, definition, said, profile, percent=percent)
            kept_profile = {PROFILE: [f"{share.normalize():f}" for share in shares]}
    except Unlike as fault:
        faults[PROFILE] = str(fault)
    if faults:
        raise Faults(faults)
    return keep(record=target, values={**values, **kept_profile}, by=by, at=at, permission=MEASURES, **form)


def definition_of(measure: ServiceMeasure) -> rated.Definition:
    """What the measure counts, by its newest wording."""
    row = MeasureVersion.objects.filter(measure=measure.measure_id).order_by("-number")[0]
    return rated.Definition(rated.NumberKind(row.number_kind), rated.Basis(row.basis), rated.Polarity(row.polarity))


def periods_per_year(measure: ServiceMeasure) -> int:
    """How many periods make a year of the service's calendar; quarters where it has none of its own."""
    own = ServiceCalendar.objects.filter(service=measure.service_id).select_related("calendar").order_by("-starts_on")
    found = own.first()
    return found.calendar.periods_per_year if found else 4


def years_of(measure: ServiceMeasure) -> list[str]:
    """The years of the service's calendar, newest first."""
    calendars = ServiceCalendar.objects.filter(service=measure.service_id).values("calendar")
    rows = ReportingPeriod.objects.filter(calendar__in=calendars) or ReportingPeriod.objects.financial_quarters()
    return list(dict.fromkeys(rows.order_by("-end").values_list("year_label", flat=True)))


def _faults(
    measure: ServiceMeasure, definition: rated.Definition, said: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    value: Decimal | None = said["value"]
    if said["year_label"] not in (NOT_STATED, *years_of(measure)) and not _financial_year(said["year_label"]):
        yield "year_label", "Choose a year of the service’s calendar, or write a financial year like 2022/23."
    if value is None:
        return
    if definition.kind == NumberKind.COUNT and value != value.to_integral_value():
        yield "value", "This figure counts whole things. Type a whole number."
    if definition.kind == NumberKind.PERCENTAGE and not 0 <= value <= 100:
        yield "value", "A percentage is from 0 to 100."


def _financial_year(label: str) -> bool:
    try:
        financial_year_bounds(label)
    except ValueError:
        return False
    return True


def _shares(
    measure: ServiceMeasure,
    definition: rated.Definition,
    said: Mapping[str, Any],
    profile: Sequence[Decimal],
    *,
    percent: bool,
) -> Sequence[Decimal]:
    if not profile:
        return ()
    if not definition.projects:
        raise Unlike(
            "Only what adds up over the year has a profile. This target holds in every period alike: leave it empty."
        )
    parts = periods_per_year(measure)
    if len(profile) != parts:
        raise Unlike(f"Give what is expected of each of the {parts} periods of the year, or leave all of them empty.")
    if said["value"] is None:
        return ()
    return profile_shares(profile, percent=percent, target=said["value"], kind=definition.kind)
