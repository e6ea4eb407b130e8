"""Layouts that were chosen on screen: kept for their owner, and replaced by a newer one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction

from tracker.audit import record as record_event
from tracker.models import ImportKind, ImportMapping, ImportRun, User
from tracker.periods import london_date


@transaction.atomic
def keep_mapping(
    *,
    run: ImportRun,
    owner: models.Model,
    kind: ImportKind,
    name: str,
    layout: Mapping[str, Any],
    fingerprint: Mapping[str, Any],
    by: User,
    at: datetime,
) -> ImportMapping:
    """Keep a layout that was chosen for this file, and read the file by it. The layout by which it was read ends."""
    if run.mapping is not None:
        ImportMapping.objects.filter(pk=run.mapping.pk, ended_on=None).update(ended_on=london_date(at))
    mapping = ImportMapping.objects.create(
        name=name[:120],
        kind=kind,
        model=owner._meta.label_lower,
        record_id=owner.pk,
        layout=dict(layout),
        fingerprint=dict(fingerprint),
        made_by=by,
        made_at=at,
    )
    ImportRun.objects.filter(pk=run.pk).update(mapping=mapping)
    record_event(act="keep-layout", record=mapping, by=by, at=at, changes={"name": ("", mapping.name)})
    return mapping


def learn(
    *, mapping: ImportMapping, layout: Mapping[str, Any], fingerprint: Mapping[str, Any], by: User, at: datetime
) -> None:
    """A layout as it was found this time, inside the transaction that takes the file in."""
    if (mapping.layout, mapping.fingerprint) == (dict(layout), dict(fingerprint)):
        return
    ImportMapping.objects.filter(pk=mapping.pk).update(layout=dict(layout), fingerprint=dict(fingerprint))
    record_event(act="learn-layout", record=mapping, by=by, at=at, changes={"layout": (mapping.layout, layout)})
