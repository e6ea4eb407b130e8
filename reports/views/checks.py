"""What must be clear, or decided, before the update is signed off: the list, and the door of its answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from commissioning.views.owed import person
from commissioning.views.quarters import Scene, with_quarter
from reports.builder.checks import Check, CheckKind, Effect
from reports.models import CheckAct, Update
from reports.views.standing import Places, Standing, stands
from reports.views.update import needed_update
from reports.workflow.clearance import OVERRIDES, HidesOthers, answer_check, print_several, withdraw_answer
from tracker.refusals import Refusal

WITHDRAW, SEVERAL = "withdraw", "override-several"
LABELS = {
    CheckAct.LEAVE_OUT: "Leave out",
    CheckAct.OFFICE_ONLY: "Office only",
    CheckAct.FINE: "Fine",
}
SIGN_OFF = "sign-off"  # where an answer that was given on that page leads back to


@dataclass(frozen=True, slots=True)
class Line:
    """One check as it stands on the page: where it is put right, and what this person may answer."""

    check: Check
    number: int
    url: str
    act: str
    buttons: tuple[tuple[str, str], ...]
    may_override: bool
    asks_manager: bool
    refused: str = ""
    typed: str = ""
    effect: Effect | None = None

    @property
    def facts(self) -> str:
        """The check with the facts that are answered, in one box."""
        return f"{self.check.key} {self.check.digest}"

    @property
    def may_withdraw(self) -> bool:
        return self.check.answer is not None and (self.may_override or self.check.answer.act != CheckAct.OVERRIDE)


class Lines:
    """Checks of one kind: those that wait for an answer, and those that have one."""

    def __init__(self, lines: Iterable[Line]) -> None:
        found = list(lines)
        self.waiting = [line for line in found if line.check.answer is None]
        self.answered = [line for line in found if line.check.answer is not None]

    def __len__(self) -> int:
        return len(self.waiting) + len(self.answered)


class Together:
    """Texts with a hidden number that wait for a manager, for whom one reason may do: first those whose number plainly
    stands for something else. Of one there is nothing to give together.
    """

    def __init__(self, lines: Iterable[Line], typed: "Typed | None") -> None:
        numbered = [each for each in lines if each.check.kind == CheckKind.NUMBER and each.check.answer is None]
        waiting = [each for each in numbered if each.may_override]
        if len(waiting) < 2:
            waiting = []
        mine = typed if typed and typed.key == SEVERAL else None
        self.other = [each for each in waiting if each.check.other]
        self.rest = [each for each in waiting if not each.check.other]
        self.refused, self.typed = (mine.refused, mine.reason) if mine else ("", "")
        self.ticked = frozenset(mine.ticked) if mine else frozenset[str]()

    def __len__(self) -> int:
        return len(self.other) + len(self.rest)


@dataclass(frozen=True, slots=True)
class Typed:
    """An answer that was refused, with what was typed; `effect`: what is asked about before it is carried out."""

    key: str
    reason: str
    refused: str
    effect: Effect | None = None
    ticked: tuple[str, ...] = ()


@require_http_methods(["GET", "HEAD", "POST"])
@with_quarter("reports.build_update")
def checks(request: HttpRequest, scene: Scene) -> HttpResponse:
    """The list; a POST answers one check of it, or takes an answer back."""
    stored = needed_update(scene)
    typed = answered(request, stored) if request.method == "POST" else None
    if request.method == "POST" and typed is None:
        return redirect(SIGN_OFF if SIGN_OFF in request.POST else "update-checks", quarter=scene.quarter.slug)
    context = {
        "back": reverse("update", args=[scene.quarter.slug]),
        **checks_context(request, scene, stands(scene, stored), typed),
    }
    return render(request, "reports/publishing/checks.html", context, status=422 if typed else 200)


def answered(request: HttpRequest, stored: Update) -> Typed | None:
    """Carry the answer out; None when it is done."""
    posted, by, at = request.POST, person(request), timezone.now()
    key, act, reason = posted.get("key", ""), posted.get("act", ""), posted.get("reason", "")
    try:
        if act == WITHDRAW:
            withdraw_answer(stored, key=key, by=by, at=at)
            messages.success(request, "The answer is taken back: it is asked again.")
        elif act == SEVERAL:
            chosen = dict(each.split(" ", 1) for each in posted.getlist("together") if " " in each)
            count = print_several(stored, chosen=chosen, reason=reason, by=by, at=at)
            messages.success(request, f"Answered: {count} text{'s' if count != 1 else ''} may be printed all the same.")
        else:
            facts = {"digest": posted.get("digest", ""), "agreed": posted.get("agreed", "")}
            answer_check(stored, key=key, act=act, reason=reason, by=by, at=at, **facts)
            messages.success(request, f"Answered: {CheckAct(act).label.lower()}.")
    except HidesOthers as refusal:
        return Typed(key, reason, refusal.sentence, refusal.effect)
    except Refusal as refusal:
        return Typed(key or act, reason, refusal.sentence, ticked=tuple(posted.getlist("together")))
    return None


def checks_context(
    request: HttpRequest, scene: Scene, standing: Standing, typed: Typed | None = None
) -> dict[str, Any]:
    """What `reports/publishing/_checks.html` shows. A text that can't be printed at all is said instead."""
    found, places = standing.clearance, standing.places
    if found is None or places is None:
        return {"fault": standing.fault}
    lines = iter(enumerate((*found.must, *found.asked, *found.hidden), start=1))
    shown = [_line(check, number, places, request, typed) for number, check in lines]
    must, asked = len(found.must), len(found.asked)
    astray = typed and typed.key not in {SEVERAL, *(line.check.key for line in shown)}
    return {
        "together": Together(shown[:must], typed),
        "must": Lines(shown[:must]),
        "asked": Lines(shown[must : must + asked]),
        "hidden": Lines(shown[must + asked :]),
        "open": len(found.open),
        "limit": scene.office.small_number_below,
        "typed": typed,
        "errors": [(_anchor(shown, typed), typed.refused)] if typed else [],
        "astray": typed.reason if typed and astray else "",
    }


def _anchor(shown: Iterable[Line], typed: Typed) -> str:
    if typed.key == SEVERAL:
        return "#together-reason"
    return next((f"#reason-{line.number}" for line in shown if line.check.key == typed.key), "")


def _line(check: Check, number: int, places: "Places", request: HttpRequest, typed: Typed | None) -> Line:
    user, mine = request.user, typed if typed and typed.key == check.key else None
    by_manager = CheckAct.OVERRIDE in check.acts
    return Line(
        check,
        number,
        places.url(check),
        "Check" if check.kind == CheckKind.CASE else "Reword",
        tuple((act, LABELS[act]) for act in check.acts if act in LABELS),
        by_manager and user.has_perm(OVERRIDES),
        by_manager and not user.has_perm(OVERRIDES),
        mine.refused if mine else "",
        mine.reason if mine else "",
        mine.effect if mine else None,
    )
