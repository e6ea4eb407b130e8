"""What the audit trail says was touched since an event: services and providers whose figures have to be read anew.

Every change writes its event in its own transaction, about the record that it changed. Of these kinds of records it is
known whose figures they move; an event about anything else moves everything. A change of what is set up raises the
office's data version besides, and nothing is followed across that.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, Exists, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

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
from tracker import prepared
from tracker.models import AuditEvent, SavedFilter, User

MOST = 300  # events: after more than these it is quicker to read everything
RETURN, PACK, ITEM, FIGURE = (each._meta.label_lower for each in (QuarterlyReturn, Pack, OfficeItem, Observation))
UNDER = (Narrative, Commitment, RiskReview, WaitingListLine)  # words and lines of a return or an item
TOLD = frozenset(each._meta.label_lower for each in (*UNDER, Risk, StaffingLine))
SILENT = frozenset(each._meta.label_lower for each in (SavedFilter, User))
HEAD = "the event before"
ABOVE = "reports."  # records of the package above: nothing here reads them


@dataclass(frozen=True, slots=True)
class Touched:
    """Since the event before: `head` is the newest event by now. `unowned`: an item that is about no service.

    `services`: whose returns, items or figures; `providers`: whose money and people. `telling`: of whose returns and
    items besides only words and lines. `everything`: nobody knows.
    """

    head: str
    services: frozenset[int] = frozenset()
    providers: frozenset[int] = frozenset()
    telling: frozenset[int] = frozenset()
    unowned: bool = False
    everything: bool = False


class Event(NamedTuple):
    """An event with whose record it is about: whose figures it moves by `service` or `provider`, or whose words alone
    by `telling`. `foreign`: a pack in which an award of another provider stands. `found`: an item of the office that is
    there.
    """

    hash: str
    model: str
    service: int | None
    provider: int | None
    foreign: int | None
    telling: int | None
    found: bool

    @property
    def is_silent(self) -> bool:
        return self.model in SILENT or self.model.startswith(ABOVE)

    @property
    def moves(self) -> tuple[str, int]:
        """The field of `Touched` that it is of, with the key that stands there."""
        if self.telling is not None:
            return "telling", self.telling
        if self.service is not None:
            return "services", self.service
        if self.provider is not None and self.foreign is None:
            return "providers", self.provider
        return ("unowned" if self.found or self.model in TOLD else "everything"), 0


def since(head: str) -> Touched:
    """What was touched after the event with this hash. One query."""
    events = [Event._make(row) for row in prepared.rows("events since", _events, {HEAD: head})]
    if not events or events[0].hash != head or len(events) > MOST + 1:
        return Touched(head, everything=True)
    moved = {each.moves for each in events[1:] if not each.is_silent}
    kinds = {kind: frozenset(key for each, key in moved if each == kind) for kind, _ in moved}
    keys = {kind: kinds.get(kind, frozenset()) for kind in ("services", "providers", "telling")}
    return Touched(events[-1].hash, **keys, unowned="unowned" in kinds, everything="everything" in kinds)


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
            service,
            Case(When(model=PACK, then=Subquery(packs.values("provider")[:1]))),
            Case(When(model=PACK, then=Subquery(others.values("pk")[:1]))),
            words,
            Case(When(model=ITEM, then=Exists(items)), default=no, output_field=BooleanField()),
        )[: MOST + 2]
    )
