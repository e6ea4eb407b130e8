"""Answers to the checks before an update is signed off: given once for the facts as they are, and taken back."""

from datetime import datetime

from django.db import transaction

from reports.builder import clearance
from reports.builder.checks import Check
from reports.models import CheckAct, CheckAnswer, Update, UpdateState
from reports.workflow.publishing.life import locked
from tracker.audit import record
from tracker.models import Office, User
from tracker.refusals import NeedsReason, NotNow, NotYours

OVERRIDES, DECIDES = "reports.override_checks", "reports.build_update"
GONE = (
    "What you answered is no longer so: the words or figures have changed, or it was put right. Look at the list anew."
)


@transaction.atomic
def answer_check(
    update: Update, *, key: str, digest: str, act: str, reason: str, by: User, at: datetime
) -> CheckAnswer:
    """Answer one check, for the facts that the person saw. An override is a manager's, with a reason."""
    update = _open(update)
    _may_answer(act, by)
    check = _found(update, key, digest)
    if act not in check.acts:
        raise NotNow("This can’t be answered so. Choose one of the answers on the list.")
    if act == CheckAct.OVERRIDE and not reason.strip():
        raise NeedsReason("Say why it is printed all the same: the reason is kept with the update.")
    before = CheckAnswer.objects.filter(update=update, key=key).first()
    values = {"digest": digest, "act": act, "reason": reason.strip(), "by": by, "at": at}
    answer, _ = CheckAnswer.objects.update_or_create(update=update, key=key, defaults=values)
    told = {check.heading or check.kind: (before.get_act_display() if before else "", CheckAct(act).label)}
    record(act="answer-check", record=update, by=by, at=at, reason=reason.strip(), changes=told)
    return answer


@transaction.atomic
def withdraw_answer(update: Update, *, key: str, by: User, at: datetime) -> None:
    """Take an answer back: the check is open again. What a manager overrode, a manager takes back."""
    update = _open(update)
    answer = CheckAnswer.objects.filter(update=update, key=key).first()
    if answer is None:
        raise NotNow("There is no answer to take back.")
    _may_answer(answer.act, by)
    answer.delete()
    record(act="withdraw-answer", record=update, by=by, at=at, changes={answer.kind: (answer.get_act_display(), "")})


def _open(update: Update) -> Update:
    """The locked update, as long as what it prints may change."""
    found = locked(update)
    if found.state not in (UpdateState.DRAFT, UpdateState.IN_REVIEW):
        raise NotNow(f"Nothing is answered any more: this update is {found.get_state_display().lower()}.")
    return found


def _may_answer(act: str, by: User) -> None:
    if act == CheckAct.OVERRIDE and not by.has_perm(OVERRIDES):
        raise NotYours("Only a manager lets something print against the rule. Ask a manager, or have it reworded.")
    if not by.has_perm(DECIDES):
        raise NotYours("Your role doesn’t allow answering checks: an officer or a manager does.")


def _found(update: Update, key: str, digest: str) -> Check:
    check = clearance(update, office=Office.objects.get()).check(key)
    if check is None or check.digest != digest:
        raise NotNow(GONE)
    return check
