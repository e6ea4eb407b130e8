"""What the audit trail says was touched since an event: services and providers whose figures have to be read anew.

Every change writes its event in its own transaction, about the record that it changed. Of these kinds of records it is
known whose figures they move; an event about anything else moves everything. A change of what is set up raises the
office's data version besides, and nothing is followed across that.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, Exists, F, OuterRef, QuerySet, Subquery, Value, When

from commissioning.models import (
    Commitment,
    Narrative,
    Observation,
    OfficeItem,
    Pack,
    QuarterlyReturn,
    Risk,
    RiskReview,
    SpendLine,
    StaffingLine,
    WaitingListLine,
)
from tracker.models import AuditEvent, SavedFilter, User

MOST = 300  # events: after more than these it is quicker to read everything
RETURN, PACK, ITEM, FIGURE = (each._meta.label_lower for each in (QuarterlyReturn, Pack, OfficeItem, Observation))
TOLD = (Narrative, Commitment, Risk, RiskReview, StaffingLine, WaitingListLine)  # read anew after every event
SILENT = frozenset(each._meta.label_lower for each in (*TOLD, SavedFilter, User))
ABOVE = "reports."  # records of the package above: nothing here reads them


@dataclass(frozen=True, slots=True)
class Touched:
    """Since the event before: `head` is the newest event by now. `unowned`: an item that is about no service.

    `services`: whose returns, items or figures; `providers`: whose money and people. `everything`: nobody knows.
    """

    head: str
    services: frozenset[int] = frozenset()
    providers: frozenset[int] = frozenset()
    unowned: bool = False
    everything: bool = False


class Event(NamedTuple):
    """An event with whose record it is about. `foreign`: a pack in which an award of another provider stands."""

    hash: str
    model: str
    service: int | None
    provider: int | None
    foreign: int | None
    found: bool


def since(head: str) -> Touched:
    """What was touched after the event with this hash. One query."""
    events = [Event._make(row) for row in _events(head)[: MOST + 2]]
    if not events or events[0].hash != head or len(events) > MOST + 1:
        return Touched(head, everything=True)
    services: set[int] = set()
    providers: set[int] = set()
    unowned = False
    for event in events[1:]:
        if event.model in SILENT or event.model.startswith(ABOVE):
            continue
        if event.service is not None:
            services.add(event.service)
        elif event.provider is not None and event.foreign is None:
            providers.add(event.provider)
        elif event.found:
            unowned = True
        else:
            return Touched(head, everything=True)
    return Touched(events[-1].hash, frozenset(services), frozenset(providers), unowned)


def _events(head: str) -> QuerySet[AuditEvent, tuple[Any, ...]]:
    """The event with this hash and all after it, in their order. `found`: an item of the office that is there.

    No rows in any order: PostgreSQL would join what it sorts them by. And the first foreign line by its key, for what
    it is only asked about the existence of, it reads of all packs at once.
    """
    first = AuditEvent.objects.filter(hash=head).values("number")[:1]
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
    return (
        AuditEvent.objects.filter(number__gte=Subquery(first))
        .order_by("number")
        .values_list(
            "hash",
            "model",
            service,
            Case(When(model=PACK, then=Subquery(packs.values("provider")[:1]))),
            Case(When(model=PACK, then=Subquery(others.values("pk")[:1]))),
            Case(When(model=ITEM, then=Exists(items)), default=no, output_field=BooleanField()),
        )
    )
