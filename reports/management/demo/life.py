"""Sends, questions, excuses and approves, as the demonstration's people would have done on the example days."""

from datetime import datetime

from commissioning.choices import RecordKind, Standing, State
from commissioning.models import Observation, OfficeItem, Pack, QuarterlyReturn, Question
from tracker.models import User

Record = QuarterlyReturn | Pack | OfficeItem


def begin(record: Record, *, by: User) -> None:
    record.state, record.entered_by = State.IN_PROGRESS, by
    record.save(update_fields=["state", "entered_by"])


def send(record: Record, *, by: User, at: datetime) -> None:
    record.state, record.entered_by, record.submitted_by, record.submitted_at = State.SUBMITTED, by, by, at
    record.save(update_fields=["state", "entered_by", "submitted_by", "submitted_at"])
    _stand(record, Standing.SUBMITTED)


def approve(record: Record, *, by: User, at: datetime) -> None:
    record.state, record.approved_by, record.approved_at = State.APPROVED, by, at
    record.save(update_fields=["state", "approved_by", "approved_at"])
    _stand(record, Standing.APPROVED)


def ask(record: QuarterlyReturn, text: str, *, by: User, at: datetime) -> None:
    Question.objects.create(
        record_kind=RecordKind.RETURN,
        record_id=record.pk,
        service=record.service,
        text=text,
        asked_by=by,
        asked_at=at,
    )
    record.state = State.QUERIED
    record.save(update_fields=["state"])


def excuse(record: Record, reason: str) -> None:
    record.state, record.not_required_reason = State.NOT_REQUIRED, reason
    record.save(update_fields=["state", "not_required_reason"])


def _stand(record: Record, standing: Standing) -> None:
    if isinstance(record, QuarterlyReturn):
        Observation.objects.filter(quarterly_return=record).update(standing=standing)
