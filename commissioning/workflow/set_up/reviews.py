"""Actions that were agreed at a review."""

from collections.abc import Mapping
from typing import Any

from commissioning.models import ReviewAction
from tracker import records
from tracker.records import Kept


def keep_action(*, record: ReviewAction, values: Mapping[str, Any], **said: Any) -> Kept:
    """Keep an action. One whose day is moved keeps the day that was agreed first, however often it slips."""
    moved = record.pk and record.due_on and values.get("due_on", record.due_on) != record.due_on
    first = {"first_due_on": record.due_on} if moved and record.first_due_on is None else {}
    return records.keep(record=record, values={**values, **first}, **said)
