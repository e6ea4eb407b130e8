"""What is said of the update as a whole: up to which day it tells, and how long it may be."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from reports.models import Update
from reports.workflow.composing.held import hold_update
from tracker import audit, formats
from tracker.models import User

NAMES = {"position_as_at": "position as at", "words_asked": "words in all", "pages_asked": "pages at most"}


@transaction.atomic
def change_settings(*, update: Update, values: Mapping[str, Any], by: User, at: datetime) -> Update:
    """Set the day and the length of the update; what is as it was writes nothing."""
    stands = hold_update(update, by)
    changed = [name for name in NAMES if name in values and values[name] != getattr(stands, name)]
    if changed:
        told = {NAMES[name]: (_words(getattr(stands, name)), _words(values[name])) for name in changed}
        for name in changed:
            setattr(stands, name, values[name])
        stands.save(update_fields=changed)
        audit.record(act="change", record=stands, by=by, at=at, changes=told)
    return stands


def _words(value: Any) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, int) else formats.day(value)
