"""What a life leaves behind: the events of the audit trail in one chain, and what was sent each time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from commissioning.choices import RecordKind, State
from commissioning.models import Observation, Pack, QuarterlyReturn, ReportingPeriod, Submission
from commissioning.workflow.content import SCHEMA, content_of, digest_of
from reports.management.portfolio.life import SENT
from reports.management.portfolio.setting import at
from tracker import formats
from tracker.audit import hash_of
from tracker.models import AuditEvent, AuditHead, User


@dataclass(frozen=True, slots=True)
class Act:
    """One step in a life. Acts of the same moment stay in their order."""

    at: datetime
    act: str
    record: QuarterlyReturn | Pack | ReportingPeriod
    by: User | None
    origin: str = ""
    to: str = ""
    reason: str = ""


def acts_of(record: QuarterlyReturn | Pack, asker: User) -> Iterator[Act]:
    """The steps that lead to the state in which the record stands."""
    begun = at(record.period.end + timedelta(days=2))
    if record.state == State.NOT_REQUIRED:
        reason = record.not_required_reason
        yield Act(begun, "not-required", record, asker, State.NOT_STARTED, State.NOT_REQUIRED, reason)
    if record.state in {State.IN_PROGRESS, *SENT} and not record.nothing_to_report:
        yield Act(begun, "save", record, record.entered_by, State.NOT_STARTED, State.IN_PROGRESS)
    if record.submitted_at:
        origin, act = (
            (State.NOT_STARTED, "nothing-to-report") if record.nothing_to_report else (State.IN_PROGRESS, "submit")
        )
        yield Act(record.submitted_at, act, record, record.submitted_by, origin, State.SUBMITTED)
    if record.state == State.QUERIED and record.submitted_at:
        asked = record.submitted_at + timedelta(days=2)
        yield Act(asked, "ask", record, asker, State.SUBMITTED, State.QUERIED)
    if record.approved_at:
        yield Act(record.approved_at, "approve", record, record.approved_by, State.SUBMITTED, State.APPROVED)


def openings(periods: Iterable[ReportingPeriod], by: User) -> Iterator[Act]:
    return (Act(period.opened_at, "open", period, by) for period in periods if period.opened_at)


def write_trail(acts: Iterable[Act]) -> None:
    """All the events, in the order of time, each with the hash of the one before."""
    events, previous = [], ""
    for number, act in enumerate(sorted(acts, key=lambda act: act.at), start=1):
        event = AuditEvent(
            number=number,
            at=act.at,
            by=act.by,
            act=act.act,
            model=act.record._meta.label_lower,
            record_id=act.record.pk,
            from_state=act.origin,
            to_state=act.to,
            reason=act.reason,
            changes={},
            previous_hash=previous,
        )
        event.hash = previous = hash_of(event)
        events.append(event)
    AuditEvent.objects.bulk_create(events)
    AuditHead.objects.update_or_create(only=True, defaults={"number": len(events), "hash": previous})


def submissions(
    returns: Iterable[QuarterlyReturn], packs: Iterable[Pack], recent: set[int], figures: dict[int, list[Observation]]
) -> Iterator[Submission]:
    """What was sent: whole where it is recent, else the figures and the money, which is all that there is."""
    for own in returns:
        if own.submitted_at:
            whole = own.period_id in recent
            yield _submission(own, content_of(own) if whole else _content(own, figures=_figures(figures[own.pk])))
    for pack in packs:
        if pack.submitted_at:
            yield _submission(pack, content_of(pack) if pack.period_id in recent else _content(pack, money=[]))


def _content(record: QuarterlyReturn | Pack, **parts: Any) -> dict[str, Any]:
    return {"schema": SCHEMA, "version": record.version, "nothing_to_report": record.nothing_to_report, **parts}


def _figures(rows: Iterable[Observation]) -> list[dict[str, Any]]:
    return [
        {
            "code": row.service_measure.code,
            "label": row.service_measure.label,
            "category": row.category.code,
            "words": formats.state_words(row.state) if row.value is None else formats.number(row.value),
            "state": row.state,
            "value": None if row.value is None else str(row.value),
            "numerator": None if row.numerator is None else str(row.numerator),
            "denominator": None if row.denominator is None else str(row.denominator),
            "precision": row.precision,
            "provisional": row.provisional,
            "reason": row.reason,
            "unverified": False,
        }
        for row in rows
    ]


def _submission(record: QuarterlyReturn | Pack, content: dict[str, Any]) -> Submission:
    return Submission(
        record_kind=RecordKind.PACK if isinstance(record, Pack) else RecordKind.RETURN,
        record_id=record.pk,
        number=1,
        content=content,
        sha256=digest_of(content),
        prepared_by=record.entered_by,
        signed_by=record.submitted_by,
        on_behalf_of_id=record.provider_id,
        at=record.submitted_at or at(record.period.end),
        approved=record.state == State.APPROVED,
    )
