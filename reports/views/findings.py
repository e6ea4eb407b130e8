"""The findings of the front page, picked and put in words by the editor."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from commissioning.figures import LiveFacts
from commissioning.views.owed import person
from commissioning.views.quarters import Scene, with_quarter
from reports.builder import findings_of
from reports.builder.chosen import Candidate, shown
from reports.models import FindingChoice, Update
from reports.views.update import needed_update
from reports.workflow.composing.held import PERMISSION, may_arrange_now
from reports.workflow.findings import LIMIT, leave_out, move, put_on, reword
from tracker.refusals import Collision, Faults, Refusal
from tracker.remembered import until_changed

LISTS = {"better": "What got better", "watching": "What got worse or needs watching"}
DONE = {
    "leave": "It is left out of the front page.",
    "put": "It is on the front page, in the last place.",
    "up": "Moved up.",
    "down": "Moved down.",
}


@with_quarter(PERMISSION)
def findings(request: HttpRequest, scene: Scene) -> HttpResponse:
    """Both lists of the front page with all that could stand there (GET); one change of one finding (POST)."""
    stored = needed_update(scene)
    typed: dict[str, Any] = {}
    if request.method == "POST":
        typed = changed(request, scene, stored)
        if not typed:
            return redirect("compose-findings", quarter=scene.quarter.slug)
    listed = current(scene, stored)
    context = {
        "lists": [list_of(kind, title, listed[kind], typed) for kind, title in LISTS.items()],
        "refused": typed.get("refused", ""),
        "links": [(f"#words-{typed['at']}", typed["fault"])] if typed.get("fault") else [],
        "limit": LIMIT,
        "may": may_arrange_now(person(request), stored),
    }
    return render(request, "reports/findings/page.html", context, status=422 if typed else 200)


def current(scene: Scene, stored: Update) -> dict[str, list[Candidate]]:
    """All that could stand on the front page, kept until anything is changed."""
    return until_changed(scene.office, f"findings:{stored.pk}", lambda: findings_of(stored, office=scene.office))


def changed(request: HttpRequest, scene: Scene, stored: Update) -> dict[str, Any]:
    """Carry out what was pressed; what stood in the boxes, with why it was not done, or nothing when it is."""
    act, _, key = request.POST.get("do", "").partition(":")
    words, keys = request.POST.get("words", ""), request.POST.getlist("keys")
    who: dict[str, Any] = {"update": stored, "key": key, "by": person(request), "at": timezone.now()}
    typed = {"key": key, "words": words, "at": request.POST.get("box", "")}
    try:
        if act == "leave":
            leave_out(**who)
        elif act == "put":
            put_on(keys=keys, **who)
        elif act in ("up", "down"):
            move(keys=keys, up=act == "up", **who)
        else:
            version = request.POST.get("version", "0")
            reword(
                words=words,
                said=request.POST.get("said", ""),
                version=int(version) if version.isascii() and version.isdigit() else 0,
                facts=LiveFacts(scene.quarter, reference=scene.reference),
                **who,
            )
    except Collision as collision:
        theirs = collision.clashes[key].theirs
        return {**typed, "theirs": theirs, "version": collision.version, "fault": collision.sentence}
    except Faults as faults:
        return {**typed, "fault": faults.by_box[key]}
    except Refusal as refusal:
        return {**typed, "refused": refusal.sentence}
    messages.success(request, DONE.get(act) or ("Your words are kept." if words.strip() else "The rule’s words stand."))
    return {}


def list_of(kind: str, title: str, listed: list[Candidate], typed: dict[str, Any]) -> dict[str, Any]:
    """One list: those on the front page in their order, and the others."""
    on = shown(listed)
    rows = [row_of(kind, place, each, typed) for place, each in enumerate(listed, start=1)]
    by_key = {row["candidate"].key: row for row in rows}
    return {
        "kind": kind,
        "title": title,
        "on": [by_key[each.key] for each in on],
        "off": [row for row in rows if row["candidate"] not in on],
        "keys": [each.key for each in listed if not each.left_out],
    }


def row_of(kind: str, place: int, candidate: Candidate, typed: dict[str, Any]) -> dict[str, Any]:
    mine = typed.get("key") == candidate.key and "words" in typed
    choice: FindingChoice | None = candidate.choice
    return {
        "candidate": candidate,
        "finding": candidate.finding,
        "id": f"{kind}-{place}",
        "words": typed["words"] if mine else candidate.words,
        "version": typed.get("version", 0) if mine and "version" in typed else (choice.version if choice else 0),
        "fault": typed.get("fault", "") if mine else "",
        "theirs": typed.get("theirs", "") if mine else "",
        "open": mine,
    }
