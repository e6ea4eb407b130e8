"""Requests under the Freedom of Information Act: kept with their day, and answered once with the list that is given."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from commissioning.figures.requests import rows_in
from commissioning.models import InformationRequest, ReportingPeriod
from commissioning.workflow.set_up.services import SET_UP
from tracker import records
from tracker.models import User
from tracker.periods import add_working_days
from tracker.records import Kept
from tracker.refusals import Faults, NotNow
from tracker.uploads.runs import EVIDENCE

WORKING_DAYS = 20


@dataclass(frozen=True, slots=True)
class Given:
    """A list as it is given: where it stands, with its filters and in which quarter, and its content."""

    name: str
    page: str
    query: str
    quarter: ReportingPeriod
    content: bytes
    parts: Mapping[str, Any] = field(default_factory=dict)


def keep_request(*, record: InformationRequest, values: Mapping[str, Any], **said: Any) -> Kept:
    """Keep a request. Without a day by which it is due, that is 20 working days after it came."""
    due = values.get("due_on") or add_working_days(values["received_on"], WORKING_DAYS)
    return records.keep(record=record, values={**values, "due_on": due}, **said)


@transaction.atomic
def answer_request(
    *, request: InformationRequest, answer: str, on: date, given: Given | None, by: User, at: datetime
) -> InformationRequest:
    """Answer a request, once. What the list gives at that moment is kept with it, and never changed."""
    records.check_permission(by, SET_UP)
    stands: InformationRequest = records.locked(request)
    if stands.answered_on is not None:
        raise NotNow("This request is answered. A further answer is kept as a request of its own.")
    if not answer.strip():
        raise Faults({"answer": "Write what is answered."})
    if on < stands.received_on:
        raise Faults({"on": "It was answered after it came: enter that day, or a later one."})
    values = {"answer": answer.strip(), "answered_on": on, "answered_by": by, **(_said(given, on) if given else {})}
    kept: InformationRequest = records.keep(
        record=stands, values=values, by=by, at=at, permission=SET_UP, act="answer"
    ).record
    if given:
        kept.given.save(f"{secrets.token_hex(16)}.csv", ContentFile(given.content))
    return kept


def _said(given: Given, on: date) -> dict[str, Any]:
    """What is said of the list beside its file, which is kept from the day of the answer as long as any evidence."""
    return {
        "keep_until": on + EVIDENCE,
        "list_name": given.name,
        "page": given.page,
        "parts": dict(given.parts),
        "query": given.query,
        "quarter": given.quarter,
        "given_rows": rows_in(given.content),
        "sha256": hashlib.sha256(given.content).hexdigest(),
    }
