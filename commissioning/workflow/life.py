"""The life of anything owed. One table of steps draws the buttons and guards the door, for returns, packs and items."""

from collections.abc import Mapping
from dataclasses import dataclass

from commissioning.choices import RecordKind, State
from commissioning.models import OfficeItem, Pack, QuarterlyReturn
from commissioning.workflow.refusals import NotNow, NotYours
from providers.models import MembershipRole
from tracker.models import User

Record = QuarterlyReturn | Pack | OfficeItem

MODELS: dict[str, type[QuarterlyReturn] | type[Pack] | type[OfficeItem]] = {
    RecordKind.RETURN: QuarterlyReturn,
    RecordKind.PACK: Pack,
    RecordKind.ITEM: OfficeItem,
}
NAMES = {RecordKind.RETURN: "return", RecordKind.PACK: "money and people part", RecordKind.ITEM: "item"}
OPEN = frozenset({State.NOT_STARTED, State.IN_PROGRESS, State.QUERIED})

Permissions = Mapping[str, str]
ENTERS: Permissions = {
    RecordKind.RETURN: "commissioning.enter_returns",
    RecordKind.PACK: "commissioning.enter_money",
    RecordKind.ITEM: "commissioning.write_items",
}
SENDS: Permissions = {
    RecordKind.RETURN: "commissioning.submit_returns",
    RecordKind.PACK: "commissioning.enter_money",
    RecordKind.ITEM: "commissioning.write_items",
}
APPROVES: Permissions = {
    RecordKind.RETURN: "commissioning.approve_returns",
    RecordKind.PACK: "commissioning.approve_money",
    RecordKind.ITEM: "commissioning.approve_returns",
}
EXCUSES: Permissions = dict.fromkeys(MODELS, "commissioning.excuse_returns")
REOPENS: Permissions = dict.fromkeys(MODELS, "commissioning.reopen_returns")


@dataclass(frozen=True, slots=True)
class Step:
    """One act: from which states to which, who may, what the button says and what it says afterwards.

    `to` is None where the state stays. `asks` names what the person is asked for beside the button: a reason, a reason
    that may stay empty ("remark"), a later date with a reason, or nothing. `writes`: not in a closed period.
    `after_closing`: in a closed period alone.
    """

    act: str
    label: str
    done: str
    origin: frozenset[State]
    to: State | None
    permissions: Permissions
    asks: str = ""
    needs_authoriser: bool = False
    writes: bool = False
    after_closing: bool = False


STEPS = {
    step.act: step
    for step in (
        Step(
            "submit",
            "Send",
            "Sent",
            frozenset({State.IN_PROGRESS, State.QUERIED}),
            State.SUBMITTED,
            SENDS,
            needs_authoriser=True,
            writes=True,
        ),
        Step(
            "nothing-to-report",
            "Nothing to report",
            "Sent: nothing to report",
            frozenset({State.NOT_STARTED, State.IN_PROGRESS}),
            State.SUBMITTED,
            SENDS,
            needs_authoriser=True,
            writes=True,
        ),
        Step("checked", "I have checked it", "Checked", frozenset({State.SUBMITTED}), None, APPROVES),
        Step("approve", "Approve", "Approved", frozenset({State.SUBMITTED}), State.APPROVED, APPROVES, "remark"),
        Step(
            "send-back",
            "Send back for changes",
            "Sent back",
            frozenset({State.SUBMITTED}),
            State.IN_PROGRESS,
            APPROVES,
            "reason",
            writes=True,
        ),
        Step("reopen", "Reopen", "Reopened", frozenset({State.APPROVED}), State.IN_PROGRESS, REOPENS, "reason"),
        Step(
            "not-required",
            "Not required this time",
            "Marked as not required",
            frozenset({State.NOT_STARTED, State.IN_PROGRESS}),
            State.NOT_REQUIRED,
            EXCUSES,
            "reason",
        ),
        Step(
            "ask-after-all",
            "Ask for it after all",
            "Asked for after all",
            frozenset({State.NOT_REQUIRED}),
            State.NOT_STARTED,
            EXCUSES,
        ),
        Step("later-date", "Agree a later date", "Later date agreed", OPEN, None, EXCUSES, "later date", writes=True),
        Step(
            "let-in",
            "Open it although the quarter is closed",
            "Opened although the quarter is closed",
            OPEN | {State.SUBMITTED},
            None,
            REOPENS,
            "reason",
            after_closing=True,
        ),
    )
}


def kind_of(record: Record) -> RecordKind:
    return next(RecordKind(kind) for kind, model in MODELS.items() if isinstance(record, model))


def name_of(record: Record) -> str:
    """What the record is called in a sentence: return, money and people part, item."""
    return NAMES[kind_of(record)]


def may(user: User, permissions: Permissions, record: Record) -> bool:
    return user.has_perm(permissions[kind_of(record)])


def may_enter(user: User, record: Record) -> bool:
    return record.state in OPEN and not record.is_shut and may(user, ENTERS, record)


def steps_for(record: Record, user: User) -> list[Step]:
    """The steps whose buttons this person is shown now: state and role allow them, further rules may still refuse."""
    found = [
        step
        for step in STEPS.values()
        if record.state in step.origin and fits_period(step, record) and may(user, step.permissions, record)
    ]
    if user.is_provider and any(step.needs_authoriser for step in found) and not authorises(user):
        return [step for step in found if not step.needs_authoriser]
    return found


def fits_period(step: Step, record: Record) -> bool:
    """Whether the record's period lets the step through: some are barred by its closing, one is there only after it."""
    return not step.writes if record.is_shut else not step.after_closing


def shut_words(record: Record) -> str:
    """Why nothing can be written in a record of a closed period, and who lifts it."""
    return (
        f"{record.period.label} is closed. A manager can open this {name_of(record)} all the same, or the whole "
        "quarter again."
    )


def check_step(step: Step, record: Record, user: User) -> None:
    """Refuse the step where the table does: by role, by state, by a closed period, or because an editor can't send."""
    if not may(user, step.permissions, record):
        raise NotYours(f"Your role doesn’t allow “{step.label}”. Ask an administrator who may do it.")
    if record.state not in step.origin:
        raise NotNow(f"“{step.label}” isn’t possible now: this {name_of(record)} is “{record.get_state_display()}”.")
    if not fits_period(step, record):
        raise NotNow(
            f"“{step.label}” isn’t possible now: {shut_words(record)}"
            if record.is_shut
            else f"“{step.label}” isn’t needed: this {name_of(record)} isn’t closed."
        )
    if step.needs_authoriser and user.is_provider and not authorises(user):
        raise NotYours("You can write, and an authoriser of your organisation sends. Ask one of them to send it.")


def authorises(user: User) -> bool:
    """Whether a provider's own person may send."""
    membership = getattr(user, "membership", None)
    if membership is None:
        return user.returnlinks.exists()  # a contact who answers by a personal link sends that one return
    return bool(membership.role == MembershipRole.AUTHORISER)


def check_open(record: Record, user: User) -> None:
    """Refuse writing in a record that is sent, approved, closed or not asked for, or by a role that doesn't write."""
    if not may(user, ENTERS, record):
        raise NotYours(f"Your role doesn’t allow writing in this {name_of(record)}.")
    if record.state not in OPEN:
        raise NotNow(
            f"This {name_of(record)} is “{record.get_state_display()}”, so nothing was saved in it. What you typed is "
            "kept. Ask an officer to send it back, or a manager to reopen it."
        )
    if record.is_shut:
        raise NotNow(f"Nothing was saved: {shut_words(record)} What you typed is kept.")
