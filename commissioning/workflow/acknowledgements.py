"""Warnings that are let through, each with a reason that holds until the facts behind it change."""

from datetime import datetime

from django.db import transaction

from commissioning.models import Acknowledgement, QuarterlyReturn
from commissioning.workflow.checks import OpenWarning
from commissioning.workflow.entry import lock
from commissioning.workflow.life import ENTERS, may
from commissioning.workflow.refusals import NeedsReason, NotYours
from tracker.audit import record as record_event
from tracker.models import User

LIMIT = 300


@transaction.atomic
def acknowledge(
    *, quarterly_return: QuarterlyReturn, warning: OpenWarning, reason: str, by: User, at: datetime
) -> Acknowledgement:
    """Let a warning through, with a reason. Said twice, the first reason stays."""
    owner = lock(quarterly_return)
    if not may(by, ENTERS, owner):
        raise NotYours("Your role doesn’t allow letting warnings through.")
    reason = reason.strip()
    if not reason:
        raise NeedsReason("Say why this is right.")
    if len(reason) > LIMIT:
        raise NeedsReason(f"This is {len(reason):,} characters long, and {LIMIT:,} can be kept. Shorten it.")
    kept, new = Acknowledgement.objects.get_or_create(
        quarterly_return=quarterly_return,
        code=warning.code,
        digest=warning.digest,
        defaults={"reason": reason, "by": by, "at": at},
    )
    if new:
        record_event(
            act="acknowledge",
            record=owner,
            by=by,
            at=at,
            from_state=owner.state,
            to_state=owner.state,
            reason=reason,
            changes={"warning": ("", warning.sentence)},
        )
    return kept
