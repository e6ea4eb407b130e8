"""The life of a file that is read in: kept and shown, then taken in or dropped, each with its event."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction

from tracker import formats
from tracker.audit import Told, record_all
from tracker.audit import record as record_event
from tracker.models import ImportKind, ImportMapping, ImportRun, ImportState, ShownPlan, User
from tracker.periods import london_date
from tracker.refusals import NotNow
from tracker.uploads.keeping import Upload

EVIDENCE = timedelta(days=7 * 365 + 2)  # six years and the one in which it came, as records of public money are kept
UNUSED = timedelta(days=30)
ANSWERS = "answers"  # among a run's summary: what was said to the questions that the file raised


@dataclass(slots=True)
class Applying:
    """What was done, as it is to be remembered with the run; `events` of it that are told with the run's own."""

    run: ImportRun
    summary: dict[str, Any] = field(default_factory=dict)
    events: list[Told] = field(default_factory=list)


@transaction.atomic
def begin_run(
    *,
    kind: ImportKind,
    about: models.Model,
    upload: Upload,
    by: User,
    at: datetime,
    mapping: ImportMapping | None = None,
) -> ImportRun:
    """Keep a file that is to be shown before anything of it is saved. The same file, sent again, is the same run."""
    mine = ImportRun.objects.about(about).filter(kind=kind, by=by, state=ImportState.PREVIEWED)
    twin: ImportRun | None = mine.filter(sha256=upload.sha256, mapping=mapping).first()
    if twin is not None:
        return twin
    run = ImportRun.objects.create(
        kind=kind,
        model=about._meta.label_lower,
        record_id=about.pk,
        mapping=mapping,
        by=by,
        at=at,
        keep_until=london_date(at) + UNUSED,
        **upload.fields,
    )
    record_event(act="send-file", record=run, by=by, at=at, to_state=run.state, changes={"sha256": ("", upload.sha256)})
    return run


@transaction.atomic
def keep_answers(*, run: ImportRun, answers: Mapping[str, str]) -> ImportRun:
    """Remember what was answered about a file that is still only shown. Answers already there stay beside them."""
    stands = _open(run)
    stands.summary = {**stands.summary, ANSWERS: {**answers_of(stands), **answers}}
    stands.save(update_fields=["summary"])
    return stands


@transaction.atomic
def keep_shown(*, run: ImportRun, plan: Mapping[str, Any], at: datetime) -> ShownPlan:
    """Keep what a file would change as it stands now, in place of what was kept before."""
    stands = _open(run)
    return ShownPlan.objects.update_or_create(run=stands, defaults={"plan": dict(plan), "at": at})[0]


def forget_shown(run: ImportRun) -> None:
    """There is nothing left to be shown: the file is taken in or dropped."""
    ShownPlan.objects.filter(run=run).delete()


def answers_of(run: ImportRun) -> dict[str, str]:
    return dict(run.summary.get(ANSWERS, {}))


@contextmanager
def applying(*, run: ImportRun, by: User, at: datetime) -> Iterator[Applying]:
    """Take a file in: the caller's changes, the run's state and its event, all or nothing.

    Refused where it was taken in or dropped already, by whomever. `summary` is for the caller to fill.
    """
    with transaction.atomic():
        stands = _open(run)
        told = Applying(stands)
        yield told
        stands.state, stands.applied_by, stands.applied_at = ImportState.APPLIED, by, at
        stands.summary, stands.keep_until = told.summary, london_date(at) + EVIDENCE
        stands.save(update_fields=["state", "applied_by", "applied_at", "summary", "keep_until"])
        record_all([*told.events, _told("take-in", stands, told.summary)], by=by, at=at)


@transaction.atomic
def drop_run(*, run: ImportRun, by: User, at: datetime) -> ImportRun:
    """Nothing of this file is wanted. The file itself stays until its day."""
    stands = _open(run)
    stands.state = ImportState.DROPPED
    stands.save(update_fields=["state"])
    forget_shown(stands)
    record_all([_told("drop-file", stands, {})], by=by, at=at)
    return stands


def _open(run: ImportRun) -> ImportRun:
    stands: ImportRun = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if stands.applied_at is not None:
        when = formats.moment(stands.applied_at)
        raise NotNow(f"This file was taken in on {when}, by {stands.applied_by}. Send a new one to change more.")
    if stands.state == ImportState.DROPPED:
        raise NotNow("This file was dropped. Send it again if you want to take it in after all.")
    return stands


def _told(act: str, run: ImportRun, summary: Mapping[str, Any]) -> Told:
    changes = {name: ("", value) for name, value in summary.items() if isinstance(value, int | str)}
    return Told(act, run, from_state=ImportState.PREVIEWED, to_state=run.state, changes=changes)
