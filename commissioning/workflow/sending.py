"""Sending several records in one act: each is sent whole or not at all, and what can't be sent says why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from commissioning.workflow.acts import nothing_to_report, submit
from commissioning.workflow.life import Record
from commissioning.workflow.refusals import Refusal
from tracker.models import User


@dataclass(frozen=True, slots=True)
class Parcel:
    """One record on its way: `nothing` sends it as "nothing to report"."""

    record: Record
    nothing: bool = False


@dataclass(frozen=True, slots=True)
class Posted:
    """What was sent, and what stayed behind with the reason."""

    sent: tuple[Record, ...]
    stayed: tuple[tuple[Record, Refusal], ...]


def send_all(*, parcels: Iterable[Parcel], by: User, at: datetime, key: str = "") -> Posted:
    """Send these, one after the other, each in a transaction of its own: one that is refused holds up no other.

    `key` is the form's own: sent twice, each record is sent once.
    """
    sent: list[Record] = []
    stayed: list[tuple[Record, Refusal]] = []
    for parcel in parcels:
        act = nothing_to_report if parcel.nothing else submit
        try:
            sent.append(act(record=parcel.record, by=by, at=at, key=f"{key}:{parcel.record.pk}" if key else ""))
        except Refusal as refusal:
            stayed.append((parcel.record, refusal))
    return Posted(tuple(sent), tuple(stayed))
