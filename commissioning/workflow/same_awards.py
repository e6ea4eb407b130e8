"""Like awards of the same amount: asked about once, and the confirmation is kept until an amount changes."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from commissioning.models import Award
from commissioning.workflow.refusals import NotYours
from tracker.audit import record as record_event
from tracker.models import AuditEvent, User

ACT, FACTS = "confirm-same-award", "same award"
CONFIRMS = "commissioning.fill_grids"


def facts_of(awards: Iterable[Award], amount: Decimal) -> str:
    """What is confirmed, in a line: another award or another amount is asked about anew."""
    return f"{amount}: {', '.join(sorted(award.code for award in awards))}"[:80]


@transaction.atomic
def confirm_same_award(*, awards: Sequence[Award], amount: Decimal, by: User, at: datetime) -> None:
    """Confirm that these awards are of the same amount. Said twice, the first confirmation stays."""
    if not by.has_perm(CONFIRMS):
        raise NotYours("Your role doesn’t allow confirming this. Ask an officer.")
    first = min(awards, key=lambda award: award.code)
    Award.objects.select_for_update().get(pk=first.pk)
    facts = facts_of(awards, amount)
    if facts not in confirmations(awards):
        record_event(act=ACT, record=first, by=by, at=at, changes={FACTS: ("", facts)})


def confirmations(awards: Iterable[Award]) -> dict[str, AuditEvent]:
    """Who confirmed what of these awards, and when. One query."""
    keys = [award.pk for award in awards]
    rows = AuditEvent.objects.filter(model="commissioning.award", record_id__in=keys, act=ACT).select_related("by")
    return {event.changes[FACTS][1]: event for event in rows.order_by("-number")}
