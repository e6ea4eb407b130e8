"""Promises asked about: what became of many at once, each with its event, all or none."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet

from commissioning.models import Commitment
from commissioning.workflow.entry import normalised
from commissioning.workflow.refusals import Collision, NotYours
from commissioning.workflow.sections.boxes import Box, Reader
from commissioning.workflow.sections.promises import fate_boxes, read_fate, settle
from tracker.audit import record_all
from tracker.merging import Base, merge
from tracker.models import User

SETTLES = "commissioning.chase_returns"
LONGEST_DUE = (F("due_on").asc(nulls_last=True), "pk")


def prefix_of(row: Commitment) -> str:
    return f"p{row.pk}-"


def boxes_of(row: Commitment) -> list[Box]:
    """What is asked about one promise, under names of its own."""
    return [replace(box, name=prefix_of(row) + box.name) for box in fate_boxes(row)]


def current_of(rows: Iterable[Commitment]) -> dict[str, str]:
    """What the boxes of these promises hold now."""
    return {box.name: box.value for row in rows for box in boxes_of(row)}


def asked_about(rows: QuerySet[Commitment], by_day: Q) -> QuerySet[Commitment]:
    """Open promises of these that are due by then, and those without a day, the longest due first."""
    return rows.filter(by_day | Q(due_on=None)).open().order_by(*LONGEST_DUE)  # type: ignore[attr-defined]


@transaction.atomic
def settle_promises(
    *,
    keys: Iterable[int],
    typed: Mapping[str, str],
    base: Base,
    by: User,
    at: datetime,
    chosen: Mapping[str, str] | None = None,
) -> int:
    """Write what became of these promises, as far as it was changed; answers of how many.

    Raises Collision where somebody else changed the same box, Faults where one can't be read. Then nothing is saved.
    """
    if not by.has_perm(SETTLES):
        raise NotYours("Your role doesn’t allow saying what became of promises. Ask an officer.")
    rows = list(Commitment.objects.select_for_update().filter(pk__in=list(keys)).open().order_by("pk"))
    current = current_of(rows)
    merged, clashes = merge(normalised(typed), base, current, chosen or {})
    if clashes:
        raise Collision(clashes, 0, current)
    reader = Reader(merged)
    changed = [row for row in rows if any(merged[box.name] != box.value for box in boxes_of(row))]
    said = [(row, read_fate(reader, prefix_of(row), row)) for row in changed]
    reader.check()
    record_all([settle(row, each) for row, each in said], by=by, at=at)
    return len(said)
