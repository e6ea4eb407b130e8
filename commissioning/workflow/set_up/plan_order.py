"""The order of objectives and themes: one is put where it is wanted, and the others make room."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from commissioning.models import Objective, Theme
from tracker import records
from tracker.audit import record as record_event
from tracker.models import User

ASIDE = 10_000  # while places are exchanged, no two rows may hold one


@transaction.atomic
def keep_in_order(*, record: Objective | Theme, values: Mapping[str, Any], by: User, at: datetime, **rest: Any) -> Any:
    """Keep an objective or theme, at the place asked for among its siblings; without one it is the last.

    Places count from 1 without a gap. Whatever had to move has an event of its own.
    """
    typed = dict(values)
    wanted = typed.pop("place", None)
    if record._state.adding:
        record.place = _count(record) + 1
    kept = records.keep(record=record, values=typed, by=by, at=at, **rest)
    if wanted and wanted != kept.record.place:
        _move(kept.record, wanted, by, at)
        kept.record.refresh_from_db()
        return records.Kept(kept.record, made=kept.made, changed=True)
    return kept


def _siblings(record: Objective | Theme) -> Any:
    if isinstance(record, Theme):
        return Theme.objects.filter(objective=record.objective_id).order_by("place", "pk")
    return Objective.objects.filter(plan=record.plan_id).order_by("place", "pk")


def _count(record: Objective | Theme) -> int:
    last = _siblings(record).last()
    return last.place if last else 0


def _move(record: Objective | Theme, wanted: int, by: User, at: datetime) -> None:
    rows = _siblings(record)
    others = [row for row in rows if row.pk != record.pk]
    others.insert(min(wanted, len(others) + 1) - 1, record)
    places = {row.pk: (row, row.place, place) for place, row in enumerate(others, start=1)}
    moved = {key: each for key, each in places.items() if each[1] != each[2]}
    rows.filter(pk__in=moved).update(place=F("place") + ASIDE)
    for row, before, after in moved.values():
        type(row).objects.filter(pk=row.pk).update(place=after)
        record_event(act="change", record=row, by=by, at=at, changes={"place": (before, after)})
