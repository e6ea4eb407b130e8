"""Sends and approves what was written, as its people would have done on the example days."""

from datetime import datetime

from commissioning.choices import Standing, State
from commissioning.models import Observation, OfficeItem, Pack, QuarterlyReturn
from tracker.models import User


def send_and_approve(
    record: QuarterlyReturn | Pack | OfficeItem, *, by: User, sent: datetime, approver: User, approved: datetime
) -> None:
    type(record).objects.filter(pk=record.pk).update(
        state=State.APPROVED,
        entered_by=by,
        submitted_by=by,
        submitted_at=sent,
        approved_by=approver,
        approved_at=approved,
    )
    if isinstance(record, QuarterlyReturn):
        Observation.objects.filter(quarterly_return=record).update(standing=Standing.APPROVED)
