"""Closing a quarter: from then on nothing is written in what it owes, unless a manager opens it again."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from commissioning.choices import State
from commissioning.models import ReportingPeriod
from commissioning.workflow.life import MODELS
from commissioning.workflow.refusals import NeedsReason, NotNow, NotYours
from tracker.audit import record as record_event
from tracker.models import Office, User

CLOSES = "commissioning.close_periods"
DONE = (State.APPROVED, State.NOT_REQUIRED)


def unfinished(period: ReportingPeriod) -> int:
    """How much of what the quarter owes is neither approved nor excused, in the periods of every calendar."""
    owed = (model.objects.filter(period__in=periods_of(period)) for model in MODELS.values())
    return sum(rows.exclude(state__in=DONE).count() for rows in owed)


def periods_of(period: ReportingPeriod) -> QuerySet[ReportingPeriod]:
    """The periods that are opened and closed together: those of every calendar that end in the quarter."""
    return ReportingPeriod.objects.ending_in(period).exclude(opened_at=None)


@transaction.atomic
def close_period(*, period: ReportingPeriod, by: User, at: datetime, reason: str = "") -> ReportingPeriod:
    """Close the quarter. With something unfinished a reason is asked. It stops no other quarter from opening.

    What is sent can still be approved, asked about and excused, and what is approved reopened.
    """
    period = _locked(period, by)
    if not period.is_open:
        raise NotNow(f"{period.label} has not been opened, so there is nothing to close.")
    if period.is_closed:
        raise NotNow(f"{period.label} is closed already.")
    left = unfinished(period)
    if left and not reason.strip():
        raise NeedsReason(f"{left} not approved. Say why the quarter is closed all the same.")
    return _move(period, "close-period", by=by, at=at, reason=reason, closed_by=by, closed_at=at, left=left)


@transaction.atomic
def reopen_period(*, period: ReportingPeriod, by: User, at: datetime, reason: str) -> ReportingPeriod:
    """Take the closing back, with a reason: everything can be written in again that could be before."""
    period = _locked(period, by)
    if not period.is_closed:
        raise NotNow(f"{period.label} isn’t closed.")
    if not reason.strip():
        raise NeedsReason("Give a reason: opening a closed quarter is kept with why it was done.")
    return _move(period, "reopen-period", by=by, at=at, reason=reason, closed_by=None, closed_at=None)


def _locked(period: ReportingPeriod, by: User) -> ReportingPeriod:
    if not by.has_perm(CLOSES):
        raise NotYours("Your role doesn’t allow closing a quarter or opening it again. A manager does it.")
    return ReportingPeriod.objects.select_for_update().get(pk=period.pk)


def _move(
    period: ReportingPeriod,
    act: str,
    *,
    by: User,
    at: datetime,
    reason: str,
    closed_by: User | None,
    closed_at: datetime | None,
    left: int = 0,
) -> ReportingPeriod:
    periods_of(period).update(closed_by=closed_by, closed_at=closed_at)
    Office.objects.reference_changed()
    changes = {"not approved": (0, left)} if left else {}
    record_event(act=act, record=period, by=by, at=at, reason=reason.strip()[:500], changes=changes)
    period.closed_by, period.closed_at = closed_by, closed_at
    return period
