"""Answers to the checks before an update is signed off: given once for the facts as they are, and taken back."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from reports.builder import clearance
from reports.builder.checks import Check, CheckKind, Effect
from reports.models import CheckAct, CheckAnswer, Update, UpdateState
from reports.workflow.publishing.life import locked
from tracker.audit import record
from tracker.formats import listing
from tracker.models import Office, User
from tracker.refusals import NeedsReason, NotNow, NotYours, Refusal

OVERRIDES, DECIDES = "reports.override_checks", "reports.build_update"
GONE = (
    "What you answered is no longer so: the words or figures have changed, or it was put right. Look at the list anew."
)


class HidesOthers(Refusal):
    """Printing a count would hide others instead, and nobody has agreed to that. `effect` is what it would do."""

    def __init__(self, effect: Effect) -> None:
        many = len(effect.hides) > 1
        super().__init__(
            f"Printing it hides {'others' if many else 'another'} instead, for a small number could be worked out. "
            "Look at what changes, and print it if that is meant."
        )
        self.effect = effect


@transaction.atomic
def answer_check(
    update: Update, *, key: str, digest: str, act: str, reason: str, by: User, at: datetime, agreed: str = ""
) -> CheckAnswer:
    """Answer one check, for the facts that the person saw. An override is a manager's, with a reason.

    One that hides other counts instead is carried out for who `agreed` to exactly that, by the digest of the effect.
    """
    update = _open(update)
    _may_answer(act, by)
    check, effect = _found(update, key, digest, printing=key if act == CheckAct.OVERRIDE else "")
    _may_be_so(check, act, reason)
    instead = _agreed(effect, agreed) if effect else []
    return _keep(update, check, act, reason=reason, instead=instead, by=by, at=at)


@transaction.atomic
def print_several(update: Update, *, chosen: Mapping[str, str], reason: str, by: User, at: datetime) -> int:
    """Let several texts print in which a number equals a hidden count, for one reason that holds for each of them.

    `chosen` are their checks by key, with the facts that the person saw: one that has changed since refuses them all.
    Answers how many.
    """
    update = _open(update)
    _may_answer(CheckAct.OVERRIDE, by)
    if not chosen:
        raise NotNow("Tick the texts that may be printed.")
    found = clearance(update, office=Office.objects.get())
    for key, digest in chosen.items():
        check = found.check(key)
        if check is None or check.digest != digest or check.kind != CheckKind.NUMBER:
            raise NotNow(GONE)
        _may_be_so(check, CheckAct.OVERRIDE, reason)
        _keep(update, check, CheckAct.OVERRIDE, reason=reason, instead=[], by=by, at=at)
    return len(chosen)


def _may_be_so(check: Check, act: str, reason: str) -> None:
    if act not in check.acts:
        raise NotNow("This can’t be answered so. Choose one of the answers on the list.")
    if act == CheckAct.OVERRIDE and not reason.strip():
        raise NeedsReason("Say why it is printed all the same: the reason is kept with the update.")


def _keep(
    update: Update, check: Check, act: str, *, reason: str, instead: list[str], by: User, at: datetime
) -> CheckAnswer:
    before = CheckAnswer.objects.filter(update=update, key=check.key).first()
    values = {"digest": check.digest, "act": act, "reason": reason.strip(), "instead": instead, "by": by, "at": at}
    answer, _ = CheckAnswer.objects.update_or_create(update=update, key=check.key, defaults=values)
    told = {check.heading or check.kind: (before.get_act_display() if before else "", CheckAct(act).label)}
    if instead:
        told["hidden instead"] = ("", listing(instead))
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


def _found(update: Update, key: str, digest: str, printing: str) -> tuple[Check, Effect | None]:
    found = clearance(update, office=Office.objects.get(), printing=printing)
    check = found.check(key)
    if check is None or check.digest != digest:
        raise NotNow(GONE)
    return check, found.effect


def _agreed(effect: Effect, agreed: str) -> list[str]:
    """What is hidden instead, where that was agreed to. What gives a small count away is never printed for itself."""
    if effect.gives_away:
        raise NotNow(
            f"It can’t be printed by itself: {listing(effect.gives_away)} could be worked out from it, and nothing "
            "that is not public already could be hidden instead. Print that first, if it may be known."
        )
    if effect.hides and agreed != effect.digest:
        raise HidesOthers(effect)
    return list(effect.hides)
