"""Warnings that are let through, each with a reason that holds until the facts behind it change."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from commissioning.models import Acknowledgement
from commissioning.workflow.checks import OpenWarning, open_warnings
from commissioning.workflow.entry import lock
from commissioning.workflow.life import ENTERS, Record, kind_of, may
from commissioning.workflow.refusals import NotYours
from tracker.audit import record as record_event
from tracker.models import User
from tracker.refusals import reason_given

LIMIT = 300


@transaction.atomic
def acknowledge(*, record: Record, warning: OpenWarning, reason: str, by: User, at: datetime) -> Acknowledgement:
    """Let a warning through, with a reason. Said twice, the first reason stays."""
    return acknowledge_all(record=record, reasons=[(warning, reason)], by=by, at=at)[0]


@transaction.atomic
def acknowledge_all(
    *, record: Record, reasons: Iterable[tuple[OpenWarning, str]], by: User, at: datetime
) -> list[Acknowledgement]:
    """Let several warnings of a record through, each with its own reason; all of them or none, in one event."""
    owner = lock(record)
    if not may(by, ENTERS, owner):
        raise NotYours("Your role doesn’t allow letting warnings through.")
    asked = {(warning.code, warning.digest): (warning.sentence, reason_of(text)) for warning, text in reasons}
    about = {"record_kind": kind_of(owner), "record_id": owner.pk}
    known = {(row.code, row.digest): row for row in Acknowledgement.objects.filter(**about)}
    new = {key: said for key, said in asked.items() if key not in known}
    for row in Acknowledgement.objects.bulk_create(
        Acknowledgement(**about, code=code, digest=digest, reason=reason, by=by, at=at)
        for (code, digest), (_, reason) in new.items()
    ):
        known[row.code, row.digest] = row
    if new:
        left = len(open_warnings(owner))
        type(owner)._default_manager.filter(pk=owner.pk).update(warnings_left=left)
        record_event(
            act="acknowledge",
            record=owner,
            by=by,
            at=at,
            from_state=owner.state,
            to_state=owner.state,
            changes={sentence: ("", reason) for sentence, reason in new.values()},
        )
    return [known[key] for key in asked]


def reason_of(text: str) -> str:
    """The words of a reason, or a refusal that says what is wrong with them."""
    return reason_given(text, asks="Say why this is right.", limit=LIMIT)
