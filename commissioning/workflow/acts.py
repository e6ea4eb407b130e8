"""The steps in a record's life, each an event with who, when, from, to and why."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from commissioning.choices import QuestionState, Standing, State
from commissioning.models import QuarterlyReturn, Question, Submission
from commissioning.workflow.approval import check_approval, check_questions, rating_fields, wrote
from commissioning.workflow.checks import open_warnings, problems_of
from commissioning.workflow.content import content_of, has_content, keep_submission, newest_submission
from commissioning.workflow.entry import done_before, lock
from commissioning.workflow.life import MODELS, STEPS, Record, Step, check_step, kind_of, name_of
from commissioning.workflow.refusals import Blocked, NeedsAnother, NeedsReason, NotNow
from commissioning.workflow.standing import put_return_in_force
from tracker.audit import KEY
from tracker.audit import record as record_event
from tracker.models import User

UNCHECKED: Mapping[str, Any] = {"checked_by": None, "checked_at": None}


def _finish(
    owner: Record, step: Step, *, by: User, at: datetime, reason: str = "", key: str = "", **fields: Any
) -> Record:
    """Move the record on, unless somebody else just did, and write the event."""
    to = fields.pop("state", step.to or State(owner.state))
    moved = MODELS[kind_of(owner)].objects.filter(pk=owner.pk, state=owner.state).update(state=to, **fields)
    if not moved:
        raise NotNow(f"Somebody else has just dealt with this {name_of(owner)}. Reload the page.")
    changes: dict[str, tuple[Any, Any]] = {KEY: ("", key)} if key else {}
    if step.act == "later-date":
        changes["due"] = (owner.due, fields["agreed_due_on"])
    record_event(
        act=step.act,
        record=owner,
        by=by,
        at=at,
        from_state=owner.state,
        to_state=to,
        reason=reason,
        changes=changes,
    )
    return lock(owner)


def _ready(record: Record, act: str, by: User, reason: str = "") -> tuple[Record, Step]:
    """The locked record and its step, once the table and the need for a reason let it through."""
    owner, step = lock(record), STEPS[act]
    check_step(step, owner, by)
    if step.asks in ("reason", "later date") and not reason.strip():
        raise NeedsReason(f"Give a reason: “{step.label}” is kept with why it was done.")
    return owner, step


@transaction.atomic
def submit(*, record: Record, by: User, at: datetime, key: str = "") -> Record:
    """Send it: a submission with all its content is kept, and its figures count as submitted. Blocked by errors."""
    if done_before(record, key):
        return lock(record)
    owner, step = _ready(record, "submit", by)
    problems = problems_of(owner)
    if problems:
        raise Blocked(problems)
    return _send(owner, step, by=by, at=at, key=key, nothing=False)


@transaction.atomic
def nothing_to_report(*, record: Record, by: User, at: datetime, key: str = "") -> Record:
    """A complete return without content. Refused where something was entered: then that is sent."""
    if done_before(record, key):
        return lock(record)
    owner, step = _ready(record, "nothing-to-report", by)
    if has_content(content_of(owner)):
        raise NotNow("Something has been entered here. Send it, or clear it first.")
    return _send(owner, step, by=by, at=at, key=key, nothing=True)


def _send(owner: Record, step: Step, *, by: User, at: datetime, key: str, nothing: bool) -> Record:
    owner.nothing_to_report = nothing
    left = len(open_warnings(owner))
    keep_submission(owner, by=by, at=at, content=content_of(owner))
    if isinstance(owner, QuarterlyReturn):
        put_return_in_force(owner, Standing.SUBMITTED)
    sent: dict[str, Any] = {"nothing_to_report": nothing, "submitted_by": by, "submitted_at": at, "warnings_left": left}
    return _finish(owner, step, by=by, at=at, key=key, **sent, **UNCHECKED)


@transaction.atomic
def mark_checked(*, record: Record, by: User, at: datetime, reason: str = "", key: str = "") -> Record:
    """Say that what was sent is read and nothing is to be asked. Not by who wrote it, nor over an open question."""
    owner, step = _ready(record, "checked", by)
    if owner.checked_by_id is not None:
        return owner
    if wrote(owner, by):
        raise NeedsAnother(f"You entered or sent this {name_of(owner)}, so somebody else checks it.")
    check_questions(owner)
    return _finish(owner, step, by=by, at=at, key=key, checked_by=by, checked_at=at)


@transaction.atomic
def approve(
    *,
    record: Record,
    by: User,
    at: datetime,
    reason: str = "",
    rag: str = "",
    rag_reason: str = "",
    key: str = "",
) -> Record:
    """Approve what was sent; its figures count from now on, and proposed and final rating are stored with thresholds.

    Refused to whoever entered or sent it, to all but a manager above the award value or with an open warning, and
    while a question has no answer. `rag` overrides the proposed rating, with `rag_reason`.
    """
    if done_before(record, key):
        return lock(record)
    owner, step = _ready(record, "approve", by)
    remark = check_approval(owner, by=by, reason=reason)
    fields: dict[str, Any] = {"approved_by": by, "approved_at": at, "approval_reason": remark}
    if isinstance(owner, QuarterlyReturn):
        fields |= rating_fields(owner, rag=rag, reason=rag_reason)
        put_return_in_force(owner, Standing.APPROVED)
    _mark_submission(owner)
    _close_questions(owner, by, at)
    return _finish(owner, step, by=by, at=at, reason=reason, key=key, **fields)


def _mark_submission(owner: Record) -> None:
    """Approval points to the newest submission, and to no other."""
    rows = Submission.objects.filter(record_kind=kind_of(owner), record_id=owner.pk)
    newest = newest_submission(owner)
    rows.filter(approved=True).update(approved=False)
    if newest is not None:
        rows.filter(pk=newest.pk).update(approved=True)


def _close_questions(owner: Record, by: User, at: datetime) -> None:
    answered = Question.objects.about(kind_of(owner), owner.pk).filter(state=QuestionState.ANSWERED)
    answered.update(state=QuestionState.CLOSED, closed_by=by, closed_at=at)


@transaction.atomic
def send_back(*, record: Record, by: User, at: datetime, reason: str, key: str = "") -> Record:
    """Open it for changes again, before it is approved."""
    owner, step = _ready(record, "send-back", by, reason)
    return _finish(owner, step, by=by, at=at, reason=reason, key=key, nothing_to_report=False, **UNCHECKED)


@transaction.atomic
def reopen(*, record: Record, by: User, at: datetime, reason: str, key: str = "") -> Record:
    """Open an approved record again. What was approved goes on counting until the next approval."""
    owner, step = _ready(record, "reopen", by, reason)
    return _finish(owner, step, by=by, at=at, reason=reason, key=key, nothing_to_report=False, reopened_at=at)


@transaction.atomic
def let_in(*, record: Record, by: User, at: datetime, reason: str, key: str = "") -> Record:
    """Open one record of a closed period, in the state in which it is; the period stays closed for all others."""
    owner, step = _ready(record, "let-in", by, reason)
    return _finish(owner, step, by=by, at=at, reason=reason, key=key, reopened_at=at)


@transaction.atomic
def not_required(*, record: Record, by: User, at: datetime, reason: str, key: str = "") -> Record:
    """Nothing is asked this time, and why."""
    owner, step = _ready(record, "not-required", by, reason)
    return _finish(owner, step, by=by, at=at, reason=reason, key=key, not_required_reason=reason.strip()[:200])


@transaction.atomic
def ask_after_all(*, record: Record, by: User, at: datetime, reason: str = "", key: str = "") -> Record:
    """Ask for it after all; what had been entered is still there."""
    owner, step = _ready(record, "ask-after-all", by)
    state = State.IN_PROGRESS if owner.version else State.NOT_STARTED
    return _finish(owner, step, by=by, at=at, reason=reason, key=key, state=state, not_required_reason="")


@transaction.atomic
def agree_later_date(
    *, record: Record, by: User, at: datetime, until: date | None, reason: str, key: str = ""
) -> Record:
    """Agree a later date, which is kept beside the first, with its reason."""
    owner, step = _ready(record, "later-date", by, reason)
    if until is None:
        raise NeedsReason("Give the day that was agreed.")
    if owner.due_on is None or until <= owner.due_on:
        first = f"{owner.due_on:%-d %B %Y}" if owner.due_on else "not known"
        raise NotNow(f"A later date lies after the first one, which is {first}.")
    return _finish(
        owner,
        step,
        by=by,
        at=at,
        reason=reason,
        key=key,
        agreed_due_on=until,
        agreed_due_reason=reason.strip()[:200],
    )


ACTS: Mapping[str, Any] = {
    "submit": submit,
    "nothing-to-report": nothing_to_report,
    "checked": mark_checked,
    "approve": approve,
    "send-back": send_back,
    "reopen": reopen,
    "not-required": not_required,
    "ask-after-all": ask_after_all,
    "later-date": agree_later_date,
    "let-in": let_in,
}
