"""What the audit trail says was touched since an event: services and providers whose figures have to be read anew.

Every change writes its event in its own transaction, about the record that it changed. Of these kinds of records it is
known whose figures they move; an event about anything else moves everything. A change of what is set up raises the
office's data version besides: its events are followed up to the one under which what is set up was read, and no
further.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, BooleanField, Case, Exists, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from commissioning.models import (
    Allocation,
    Area,
    Award,
    AwardService,
    Commitment,
    ContractReview,
    Document,
    DocumentKind,
    DocumentRequirement,
    Funder,
    FunderAnswer,
    FunderColumn,
    FunderQuestion,
    FunderReturn,
    FunderRow,
    FunderSection,
    FunderTemplate,
    FundingSplit,
    FundingStream,
    InformationRequest,
    KeyDate,
    Measure,
    MeasureVersion,
    Narrative,
    Objective,
    Observation,
    OfficeItem,
    Pack,
    PeriodNote,
    QuarterlyReturn,
    ReportingRoute,
    ReviewAction,
    Risk,
    RiskReview,
    ScopeAnswer,
    ScopeNote,
    SeriesBreak,
    Service,
    ServiceCalendar,
    ServiceMeasure,
    ServiceProvider,
    SpendLine,
    StaffingLine,
    Target,
    Theme,
    Variation,
    WaitingListLine,
)
from providers.models import Contact, Membership, Provider, ProviderAlias
from tracker import prepared
from tracker.models import ApiToken, AuditEvent, Cover, Invitation, ReminderRule, SavedFilter, User

MOST = 300  # events: after more than these it is quicker to read everything
RETURN, PACK, ITEM, FIGURE = (each._meta.label_lower for each in (QuarterlyReturn, Pack, OfficeItem, Observation))
UNDER = (Narrative, Commitment, RiskReview, WaitingListLine)  # words and lines of a return or an item
TOLD = frozenset(each._meta.label_lower for each in (*UNDER, Risk, StaffingLine))
OF_SERVICE: dict[Any, str] = {  # what is set up of one service alone, with the way to it
    Service: "pk",
    ServiceProvider: "service",
    ServiceCalendar: "service",
    ReportingRoute: "service",
    ServiceMeasure: "service",
    Target: "service_measure__service",
    SeriesBreak: "service_measure__service",
    ScopeNote: "service_measure__service",
    ScopeAnswer: "note__service_measure__service",
}
OF_AWARD: dict[Any, str] = {  # what is set up of the money of one provider alone
    Award: "provider",
    AwardService: "award__provider",
    FundingSplit: "award__provider",
    Variation: "award__provider",
}
OF_PROVIDER: tuple[Any, ...] = (ReportingRoute, ServiceProvider, QuarterlyReturn)  # by which services have one
OF_MEASURE: dict[Any, str] = {Measure: "pk", MeasureVersion: "measure"}
PAYS = (Funder, FundingStream)
PLAN = (Objective, Theme)
ASIDE = (  # what is set up that no figure of a quarter, and nothing owed or told, is made of
    Allocation,
    ApiToken,
    Area,
    Contact,
    ContractReview,
    Cover,
    Document,
    DocumentKind,
    DocumentRequirement,
    FunderAnswer,
    FunderColumn,
    FunderQuestion,
    FunderReturn,
    FunderRow,
    FunderSection,
    FunderTemplate,
    InformationRequest,
    Invitation,
    KeyDate,
    Membership,
    PeriodNote,
    ProviderAlias,
    ReminderRule,
    ReviewAction,
)
SILENT = frozenset(each._meta.label_lower for each in (SavedFilter, User, *ASIDE))
OWNERS = {each._meta.label_lower: way.partition("__")[0] for each, way in (OF_SERVICE | OF_AWARD | OF_MEASURE).items()}
KINDS = {
    each._meta.label_lower: kind
    for kind, models in (
        ("services", OF_SERVICE),
        ("awarding", OF_AWARD),
        ("measures", OF_MEASURE),
        ("named", (Provider,)),
        ("money", PAYS),
        ("plan", PLAN),
    )
    for each in models
}
SERVICE = Service._meta.label_lower
ITS_OWN = {  # fields of a service that say nothing of its name and place, by which money is told
    "address_confidential",
    "areas",
    "lead_officer",
    "order of figures",
    "reports_for",
    "stage",
    "standing_reviewed_by",
    "standing_reviewed_on",
    "standing_text",
    "summary",
    "template",
}
KEYS = ("services", "providers", "telling", "measures", "named", "awarding")
WHETHER = ("unowned", "money", "plan", "everything")
HEAD = "the event before"
ABOVE = "reports."  # records of the package above: nothing here reads them


@dataclass(frozen=True, slots=True)
class Touched:
    """Since the event before: `head` is the newest event by now. `unowned`: an item that is about no service.

    `services`: whose returns, items or figures; `providers`: whose money and people. `telling`: of whose returns and
    items besides only words and lines. `everything`: nobody knows.

    Of what is set up: `measures` and `named`, providers, move the figures of all services that have them; `awarding`
    are providers whose awards were changed, `money` is all of it, and `plan` the order and names of the plan.
    """

    head: str
    services: frozenset[int] = frozenset()
    providers: frozenset[int] = frozenset()
    telling: frozenset[int] = frozenset()
    measures: frozenset[int] = frozenset()
    named: frozenset[int] = frozenset()
    awarding: frozenset[int] = frozenset()
    unowned: bool = False
    money: bool = False
    plan: bool = False
    everything: bool = False


class Event(NamedTuple):
    """An event with whose record it is about: whose figures it moves by `service` or `provider`, or whose words alone
    by `telling`. `foreign`: a pack in which an award of another provider stands. `found`: an item of the office that is
    there. `owner`: of what is set up, the service, provider or measure that it is of; None where it is gone.
    """

    hash: str
    model: str
    changes: dict[str, list[str]]
    service: int | None
    provider: int | None
    foreign: int | None
    telling: int | None
    found: bool
    owner: int | None

    @property
    def is_silent(self) -> bool:
        return self.model in SILENT or self.model.startswith(ABOVE)

    @property
    def moves(self) -> list[tuple[str, int]]:
        """The fields of `Touched` that it is of, each with the key that stands there."""
        if self.model in KINDS:
            return self._sets_up(KINDS[self.model])
        if self.telling is not None:
            return [("telling", self.telling)]
        if self.service is not None:
            return [("services", self.service)]
        if self.provider is not None and self.foreign is None:
            return [("providers", self.provider)]
        return [("unowned" if self.found or self.model in TOLD else "everything", 0)]

    def _sets_up(self, kind: str) -> list[tuple[str, int]]:
        if kind in ("money", "plan"):
            return [(kind, 0)]
        was, _ = self.changes.get(OWNERS.get(self.model, ""), ("", ""))
        if self.owner is None or was:  # gone, or another's until then
            return [("everything", 0)]
        told = self.model == SERVICE and not self.changes.keys() <= ITS_OWN
        return [(kind, self.owner), *([("money", 0)] if told else [])]


def since(head: str) -> Touched:
    """What was touched after the event with this hash, at one state of what is set up: another moves everything. One
    query.
    """
    events = list(_after(head))
    found = _touched(head, events)
    return replace(found, everything=True) if any(each.model in KINDS for each in events[1:]) else found


def between(head: str, until: str) -> Touched | None:
    """The same up to and with another event, with what is set up; None where that is no later one."""
    events = list(_after(head))
    last = next((place for place, each in enumerate(events) if each.hash == until), None)
    if last is None and events and len(events) <= MOST + 1:
        return None
    return _touched(head, events if last is None else events[: last + 1])


def spread(touched: Touched) -> Touched:
    """What is touched, with the services that have a measure or a provider of which something was changed. One query,
    or none.
    """
    if not (touched.measures or touched.named):
        return touched
    first, *others = (
        rows.order_by().values_list("service_id")
        for rows in (
            ServiceMeasure.objects.filter(measure__in=touched.measures),
            *(each._default_manager.filter(provider__in=touched.named) for each in OF_PROVIDER),
        )
    )
    services = {key for (key,) in first.union(*others)}
    return replace(touched, services=touched.services | services, awarding=touched.awarding | touched.named)


def _after(head: str) -> Iterator[Event]:
    return (Event._make(row) for row in prepared.rows("events since", _events, {HEAD: head}))


def _touched(head: str, events: list[Event]) -> Touched:
    if not events or events[0].hash != head or len(events) > MOST + 1:
        return Touched(head, everything=True)
    moved = {pair for each in events[1:] if not each.is_silent for pair in each.moves}
    kinds = {kind: frozenset(key for each, key in moved if each == kind) for kind, _ in moved}
    found: dict[str, Any] = {kind: kinds.get(kind, frozenset()) for kind in KEYS}
    found |= {kind: kind in kinds for kind in WHETHER}
    return Touched(events[-1].hash, **found)


def _events() -> QuerySet[AuditEvent, tuple[Any, ...]]:
    """The event whose hash the name stands for, and all after it, in their order.

    No rows in any order: PostgreSQL would join what it sorts them by. And the first foreign line by its key, for what
    it is only asked about the existence of, it reads of all packs at once.
    """
    first = AuditEvent.objects.filter(hash=HEAD).values("number")[:1]
    own, no = OuterRef("record_id"), Value(False)
    items = OfficeItem.objects.filter(pk=own).order_by()
    returns = QuarterlyReturn.objects.filter(pk=own).order_by()
    packs = Pack.objects.filter(pk=own).order_by()
    figures = Observation.objects.filter(pk=own).order_by()
    others = SpendLine.objects.filter(pack=own).exclude(award__provider=F("pack__provider")).order_by()
    service = Case(
        When(model=RETURN, then=Subquery(returns.values("service")[:1])),
        When(model=ITEM, then=Subquery(items.values("service")[:1])),
        When(model=FIGURE, then=Subquery(figures.values("service_measure__service")[:1])),
    )
    owner = Coalesce("quarterly_return__service", "office_item__service")
    telling: dict[Any, Any] = {Risk: Risk.objects.annotate(tells_of=F("service"))}
    telling |= {each: each._default_manager.annotate(tells_of=owner) for each in UNDER}
    ways = [*(OF_SERVICE | OF_AWARD | OF_MEASURE).items(), (Provider, "pk")]
    owners = Case(
        *(
            When(
                model=each._meta.label_lower,
                then=Subquery(each._default_manager.filter(pk=own).order_by().values(way)[:1]),
            )
            for each, way in ways
        ),
        output_field=BigIntegerField(),
    )
    words = Case(
        *(
            When(model=each._meta.label_lower, then=Subquery(rows.filter(pk=own).order_by().values("tells_of")[:1]))
            for each, rows in telling.items()
        )
    )
    return (
        AuditEvent.objects.filter(number__gte=Subquery(first))
        .order_by("number")
        .values_list(
            "hash",
            "model",
            "changes",
            service,
            Case(When(model=PACK, then=Subquery(packs.values("provider")[:1]))),
            Case(When(model=PACK, then=Subquery(others.values("pk")[:1]))),
            words,
            Case(When(model=ITEM, then=Exists(items)), default=no, output_field=BooleanField()),
            owners,
        )[: MOST + 2]
    )
