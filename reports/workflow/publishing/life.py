"""The life of an update. One table of steps draws the buttons and guards the door.

"Superseded" is no state: a version is, when a later one is published.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reports.models import Update, UpdateState
from tracker.audit import record as record_event
from tracker.models import AuditEvent, User
from tracker.refusals import NotNow, NotYours, reason_given

REASON_LIMIT = 500
WHO_LIFTS = {
    UpdateState.IN_REVIEW: "Take it back to draft to change it: every agreement is then given anew.",
    UpdateState.SIGNED_OFF: "A manager can take the sign-off back, with a reason; every agreement is then given anew.",
    UpdateState.PUBLISHED: "A manager can begin a correction, which becomes its next version.",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One act: from which states to which, who may, what the button says, and whether it is done with a reason."""

    act: str
    label: str
    done: str
    origin: frozenset[UpdateState]
    to: UpdateState
    permission: str
    reason: bool = False


STEPS = {
    step.act: step
    for step in (
        Step(
            "send-for-review",
            "Send for review",
            "Sent for review",
            frozenset({UpdateState.DRAFT}),
            UpdateState.IN_REVIEW,
            "reports.build_update",
        ),
        Step(
            "back-to-draft",
            "Back to draft",
            "Back to draft: it can be changed again",
            frozenset({UpdateState.IN_REVIEW}),
            UpdateState.DRAFT,
            "reports.build_update",
            reason=True,
        ),
        Step(
            "sign-off",
            "Sign off and freeze",
            "Signed off: nothing in it changes any more",
            frozenset({UpdateState.IN_REVIEW}),
            UpdateState.SIGNED_OFF,
            "reports.sign_off_update",
        ),
        Step(
            "undo-sign-off",
            "Take the sign-off back",
            "The sign-off is taken back: it is a draft again",
            frozenset({UpdateState.SIGNED_OFF}),
            UpdateState.DRAFT,
            "reports.sign_off_update",
            reason=True,
        ),
        Step(
            "publish",
            "Publish",
            "Published",
            frozenset({UpdateState.SIGNED_OFF}),
            UpdateState.PUBLISHED,
            "reports.publish_update",
        ),
        Step(
            "correct",
            "Begin a correction",
            "A correction has begun: the published version stays until it is published",
            frozenset({UpdateState.PUBLISHED}),
            UpdateState.DRAFT,
            "reports.publish_update",
            reason=True,
        ),
    )
}


def steps_for(update: Update, user: User) -> list[Step]:
    """The steps whose buttons this person is shown now; further rules may still refuse."""
    return [step for step in STEPS.values() if update.state in step.origin and user.has_perm(step.permission)]


def needs_draft(update: Update) -> Update:
    """The update as it is now, locked until the transaction ends. Refused unless its words may change."""
    found = locked(update)
    if found.state != UpdateState.DRAFT:
        state = UpdateState(found.state)
        raise NotNow(f"Nothing was saved: this update is “{state.label}”. {WHO_LIFTS[state]}")
    return found


def locked(update: Update) -> Update:
    return Update.objects.select_for_update(of=("self",)).select_related("period__calendar").get(pk=update.pk)


def ready(update: Update, act: str, by: User, reason: str = "") -> tuple[Update, Step]:
    """The locked update and its step, once the table and the need for a reason let it through."""
    step = STEPS[act]
    if not by.has_perm(step.permission):
        raise NotYours(f"Your role doesn’t allow “{step.label}”. A manager may do it.")
    found = locked(update)
    if found.state not in step.origin:
        raise NotNow(f"“{step.label}” isn’t possible now: this update is “{found.get_state_display()}”.")
    if step.reason:
        check_reason(step, reason)
    return found, step


def check_reason(step: Step, reason: str) -> None:
    reason_given(reason, asks=f"Say why: “{step.label}” is kept with its reason.", limit=REASON_LIMIT)


def move(
    update: Update,
    step: Step,
    *,
    by: User,
    at: datetime,
    reason: str = "",
    changes: dict[str, tuple[Any, Any]] | None = None,
    **fields: Any,
) -> AuditEvent:
    """Move the locked update on, and write the event."""
    before = update.state
    for name, value in {**fields, "state": step.to}.items():
        setattr(update, name, value)
    update.save(update_fields=[*fields, "state"])
    return record_event(
        act=step.act,
        record=update,
        by=by,
        at=at,
        from_state=before,
        to_state=step.to,
        reason=reason.strip(),
        changes=changes or {},
    )
