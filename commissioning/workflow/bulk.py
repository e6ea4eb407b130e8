"""Approving in one act what is clean and was read: each by the rules, with its own event, or left with the reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from commissioning.choices import State
from commissioning.workflow.acts import approve
from commissioning.workflow.approval import check_value, check_warnings
from commissioning.workflow.entry import lock
from commissioning.workflow.life import Record, name_of
from commissioning.workflow.material import Material
from commissioning.workflow.refusals import NeedsManager, NotNow, Refusal
from tracker.models import User

MOST = 100


@dataclass(frozen=True, slots=True)
class Bulk:
    """What came of it: approved now, approved before, and left with the reason why."""

    approved: tuple[Record, ...]
    before: tuple[Record, ...]
    left: tuple[tuple[Record, str], ...]


def approve_clean(*, records: Iterable[Record], by: User, at: datetime) -> Bulk:
    """Approve each of these that is clean; the others stay as they are. Done twice, the second time changes nothing."""
    approved: list[Record] = []
    before: list[Record] = []
    left: list[tuple[Record, str]] = []
    for record in list(records)[:MOST]:
        try:
            with transaction.atomic():
                owner = lock(record)
                if owner.state == State.APPROVED:
                    before.append(owner)
                    continue
                check_clean(owner)
                approved.append(approve(record=owner, by=by, at=at))
        except Refusal as refusal:
            left.append((record, refusal.sentence))
    return Bulk(tuple(approved), tuple(before), tuple(left))


def check_clean(record: Record) -> None:
    """Refuse what wants to be read by itself, whoever approves: not yet checked, an open warning, a large award."""
    if record.checked_by_id is None:
        raise NotNow(f"Nobody has marked this {name_of(record)} as checked since it was sent.")
    try:
        material = Material(record)
        check_warnings(record, material)
        check_value(record, material)
    except NeedsManager as refusal:
        raise NeedsManager(f"{refusal.sentence} It is read and approved by itself.") from refusal
