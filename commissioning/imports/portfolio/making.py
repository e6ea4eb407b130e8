"""Each record of a portfolio file made or changed, by the same functions that the screens call."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Max, Model

from commissioning.imports.portfolio.held import route_of
from commissioning.imports.portfolio.measures import WORDING
from commissioning.imports.portfolio.records import RecordChange, Ref
from commissioning.imports.portfolio.values import Amount
from commissioning.models import (
    Allocation,
    Area,
    Award,
    FundedProject,
    Funder,
    FundingStream,
    Measure,
    Objective,
    Plan,
    ReportingRoute,
    Service,
    ServiceCalendar,
    ServiceMeasure,
    ServiceProvider,
    Target,
    Theme,
    Variation,
)
from commissioning.workflow.set_up import splits
from commissioning.workflow.set_up.awards import save_award
from commissioning.workflow.set_up.funders import MONEY, save_allocation, save_funder, save_stream
from commissioning.workflow.set_up.measures import save_measure, save_version
from commissioning.workflow.set_up.plan_order import keep_in_order
from commissioning.workflow.set_up.service_measures import save_service_measure
from commissioning.workflow.set_up.services import keep_route, keep_service
from commissioning.workflow.set_up.targets import save_target
from commissioning.workflow.set_up.variations import save_variation
from providers.models import Contact, Provider, ProviderAlias, ProviderKind
from providers.workflow import keep_provider
from tracker.models import User
from tracker.records import keep

LOADS = "commissioning.load_portfolio"
SETS_UP = "commissioning.set_up"


@dataclass(slots=True)
class Making:
    """Who loads what when, and the records made or found so far."""

    by: User
    at: datetime
    reason: str
    found: dict[Ref, Any] = field(default_factory=dict)

    def resolved(self, value: Any) -> Any:
        """The record that a reference means; a list of them as records; anything else as it is."""
        if isinstance(value, Ref):
            return self.found[value]
        if isinstance(value, tuple) and value and all(isinstance(each, Ref) for each in value):
            return [self.found[each] for each in value]
        return value

    def values(self, change: RecordChange, *, but: tuple[str, ...] = ()) -> dict[str, Any]:
        """Plain fields by name; those whose name has a part behind a space are the caller's."""
        return {
            name: self.resolved(value) for name, value in change.values.items() if " " not in name and name not in but
        }


def make(change: RecordChange, making: Making) -> Any:
    """The record, made or changed as the file says; what stays as it is, is only found."""
    if not change.fields and change.stored is not None:
        return change.stored
    return MAKERS[change.kind](change, making)


def _keep(record: Model, values: Mapping[str, Any], making: Making, permission: str = SETS_UP) -> Any:
    return keep(
        record=record, values=values, by=making.by, at=making.at, permission=permission, reason=making.reason
    ).record


def _plan(change: RecordChange, making: Making) -> Any:
    return _keep(change.stored or Plan(), making.values(change), making, LOADS)


def _objective(change: RecordChange, making: Making) -> Any:
    return _in_order(change.stored or Objective(code=change.key), change, making)


def _theme(change: RecordChange, making: Making) -> Any:
    return _in_order(change.stored or Theme(code=change.key), change, making)


def _in_order(record: Objective | Theme, change: RecordChange, making: Making) -> Any:
    """A line of the plan; a new one is the last under what it stands under."""
    values = making.values(change)
    above = "objective" if isinstance(record, Theme) else "plan"
    if above in values:
        setattr(record, above, values[above])
    return keep_in_order(
        record=record, values=values, by=making.by, at=making.at, permission=LOADS, reason=making.reason
    ).record


def _area(change: RecordChange, making: Making) -> Any:
    values = making.values(change)
    within = values.pop("within", None)
    if "aliases" in values:
        values["aliases"] = [*(change.stored.aliases if change.stored else ()), *values["aliases"]]
    area = _keep(change.stored or Area(code=change.key), values, making, LOADS)
    if within is not None:
        making.found[change.ref] = area
        area = _keep(area, {"within": within}, making, LOADS)
    return area


def _provider(change: RecordChange, making: Making) -> Any:
    values = making.values(change, but=("aliases",))
    if change.stored is None:
        values.setdefault("kind", ProviderKind.NOT_STATED.value)
    record = change.stored or Provider(code=change.key)
    provider = keep_provider(record=record, values=values, by=making.by, at=making.at, reason=making.reason).record
    for alias in change.values.get("aliases", ()):
        _keep(ProviderAlias(provider=provider), {"name": alias}, making)
    return provider


def _contact(change: RecordChange, making: Making) -> Any:
    return _keep(change.stored or Contact(), making.values(change), making)


def _service(change: RecordChange, making: Making) -> Any:
    values = making.values(change, but=("calendar",))
    record = change.stored or Service(code=change.key)
    if change.stored is None:
        last = Service.objects.filter(objective=values["objective"]).aggregate(last=Max("place"))["last"] or 0
        record.place = last + 1
    service = keep_service(record=record, values=values, by=making.by, at=making.at, reason=making.reason).record
    for name, value in change.values.items():
        first = name.partition(" ")[0]
        if first == "delivery":
            _deliver(service, value, making)
        elif first == "route":
            _report(service, value, change, making)
    if "calendar" in change.values:
        _calendar(service, change.values["calendar"], making)
    return service


def _deliver(service: Service, value: tuple[Ref, str], making: Making) -> None:
    provider, role = making.found[value[0]], value[1]
    row = ServiceProvider.objects.filter(service=service, provider=provider).first()
    _keep(row or ServiceProvider(service=service, provider=provider), {"role": role}, making)


def _report(service: Service, value: Any, change: RecordChange, making: Making) -> None:
    """A route from a day on ends the one before it; a route without a day is put in the place of the newest."""
    provider = making.found[value.provider]
    days = {"starts_on": value.starts_on, "ends_on": value.ends_on}
    said = {"route": value.route} | {name: day for name, day in days.items() if day is not None}
    row = route_of(change.stored, value) if change.stored is not None else None
    record = row or ReportingRoute(service=service, provider=provider)
    keep_route(record=record, values=said, by=making.by, at=making.at, reason=making.reason)


def _calendar(service: Service, value: tuple[Ref, date | None], making: Making) -> None:
    calendar = making.found[value[0]]
    first = calendar.periods.order_by("start").values_list("start", flat=True).first()
    starts_on = value[1] or first or making.at.date()
    _keep(ServiceCalendar(service=service), {"calendar": calendar, "starts_on": starts_on}, making)


def _funder(change: RecordChange, making: Making) -> Any:
    funder = change.stored or Funder(code=change.key)
    return save_funder(funder=funder, values=making.values(change), by=making.by, at=making.at).record


def _stream(change: RecordChange, making: Making) -> Any:
    stream = change.stored or FundingStream(code=change.key)
    return save_stream(stream=stream, values=making.values(change), by=making.by, at=making.at).record


def _allocation(change: RecordChange, making: Making) -> Any:
    values = making.values(change)
    allocation = change.stored or Allocation(code=change.key)
    if "amount" in values:
        stated: Amount = values["amount"]
        values |= {"amount": stated.value, "precision": stated.precision}
    if "stage_on" in values:
        values[f"{values.get('stage') or allocation.stage}_on"] = values.pop("stage_on")
    return save_allocation(allocation=allocation, values=values, by=making.by, at=making.at).record


def _award(change: RecordChange, making: Making) -> Any:
    values = making.values(change, but=("services",))
    if "stated_total" in values:
        total: Amount = values["stated_total"]
        values |= {"stated_total": total.value, "stated_total_precision": total.precision}
    if "stated_group_total" in values:
        values["stated_group_total"] = values["stated_group_total"].value
    covered = change.values.get("services")
    return save_award(
        award=change.stored or Award(code=change.key),
        values=values,
        by=making.by,
        at=making.at,
        shares=None if covered is None else {making.found[ref].pk: share for ref, share in covered},
        cells=_cells(change, making),
        reason=making.reason,
    ).record


def _cells(change: RecordChange, making: Making) -> splits.Cells | None:
    """Money by stream and year."""
    money = [value for name, value in change.values.items() if name.startswith("money ")]
    return {
        (making.found[ref].pk, year): splits.Amount(amount.value, amount.precision) for ref, year, amount in money
    } or None


def _variation(change: RecordChange, making: Making) -> Any:
    values = making.values(change, but=("award",))
    award = change.stored.award if change.stored is not None else making.found[change.values["award"]]
    return save_variation(
        variation=change.stored or Variation(award=award, code=change.key),
        values=values,
        by=making.by,
        at=making.at,
        cells=_cells(change, making),
        reason=making.reason,
    ).record


def _project(change: RecordChange, making: Making) -> Any:
    values = making.values(change)
    if "amount" in values:
        stated: Amount = values["amount"]
        values |= {"amount": stated.value, "precision": stated.precision}
    project = change.stored or FundedProject(code=change.key)
    return _keep(project, values, making, MONEY)


def _measure(change: RecordChange, making: Making) -> Any:
    values = making.values(change)
    if change.stored is None:
        return save_measure(measure=Measure(code=change.key), values=values, by=making.by, at=making.at).record
    wording = {name: value for name, value in values.items() if name in WORDING}
    if wording:
        save_version(measure=change.stored, values=wording, by=making.by, at=making.at)
    own = {name: value for name, value in values.items() if name not in WORDING}
    return save_measure(measure=change.stored, values=own, by=making.by, at=making.at).record


def _service_measure(change: RecordChange, making: Making) -> Any:
    values = making.values(change, but=("service",))
    own = change.stored or ServiceMeasure(code=change.key, service=making.found[change.values["service"]])
    return save_service_measure(service_measure=own, values=values, by=making.by, at=making.at).record


def _target(change: RecordChange, making: Making) -> Any:
    values = making.values(change, but=("service_measure",))
    if "value" in values:
        values |= {"value": values["value"].value, "precision": values["value"].precision}
    own = making.found[change.values["service_measure"]] if change.stored is None else None
    target = change.stored or Target(service_measure=own)
    return save_target(target=target, values=values, by=making.by, at=making.at).record


MAKERS: dict[str, Callable[[RecordChange, Making], Any]] = {
    "plan": _plan,
    "objective": _objective,
    "theme": _theme,
    "area": _area,
    "provider": _provider,
    "contact": _contact,
    "service": _service,
    "funder": _funder,
    "stream": _stream,
    "allocation": _allocation,
    "award": _award,
    "variation": _variation,
    "project": _project,
    "measure": _measure,
    "service_measure": _service_measure,
    "target": _target,
}
