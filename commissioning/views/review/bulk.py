"""Approving what is clean and was checked, in one act: which, how many and with what consequence is said first."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from commissioning.figures.owed import Owing
from commissioning.views.dashboard.listed import Listed
from commissioning.views.dashboard.page import chosen_in
from commissioning.views.needs.rows import name_of, page_of, provider_of, sent_words
from commissioning.views.owed import title_of
from commissioning.views.quarters import Scene, with_quarter
from commissioning.views.review.found import Review, read, waiting
from commissioning.views.review.page import APPROVES
from commissioning.workflow.bulk import MOST, Bulk, approve_clean
from commissioning.workflow.life import MODELS, NAMES, Record
from tracker import formats

Row = dict[str, Any]


@with_quarter(APPROVES)
def approve_all(request: HttpRequest, scene: Scene) -> HttpResponse:
    """What would be approved, by name (GET); those that the page had listed and that are ticked (POST)."""
    if request.method == "POST":
        done = approve_clean(records=chosen_records(scene, request.POST), by=scene.user, at=timezone.now())
        say(request, done)
        return redirect("review", quarter=scene.quarter.slug)
    chosen = chosen_in(request, scene)
    found = read(scene, chosen)
    sent = waiting(found)
    left = [
        *((each, reason(each)) for each in sent.read),
        *((each, "Nobody has checked it.") for each in sent.unchecked),
        *((each, "You entered or sent it: somebody else approves it.") for each in sent.own),
    ]
    context = {
        "rows": [row(found, each) for each in sent.clean[:MOST]],
        "left": Listed.of(lambda pair: left_row(found, *pair), left),
        "more": max(0, len(sent.clean) - MOST),
        "back": reverse("review", args=[scene.quarter.slug]),
    }
    return render(request, "commissioning/review/approve.html", context)


def left_row(found: Review, owing: Owing, why: str) -> Row:
    return row(found, owing) | {"why": why}


def reason(owing: Owing) -> str:
    """Why one is to be read by itself."""
    if owing.questions:
        return "A question about it has no answer."
    if owing.warnings:
        return "A warning has no reason."
    return "Its award is above the value that is approved by itself."


def row(found: Review, owing: Owing) -> Row:
    figure = found.first_figure(owing)
    return {
        "id": f"{owing.kind}-{owing.key}",
        "name": name_of(found.scene, owing),
        "by": provider_of(found.scene, owing) if owing.service else NAMES[owing.kind].capitalize(),
        "url": page_of(owing),
        "figure": f"{figure.words} {figure.label.lower()}" if figure else "",
        "sent": sent_words(owing),
    }


def chosen_records(scene: Scene, post: QueryDict) -> list[Record]:
    """The ticked rows, as far as this person may see them."""
    found: list[Record] = []
    for kind, model in MODELS.items():
        keys = [int(each.partition("-")[2]) for each in post.getlist("record") if is_key(each, kind)]
        rows = model.objects.visible_to(scene.user).filter(pk__in=keys)
        found += list(rows.select_related("period", *(["provider"] if kind == "pack" else ["service"])))
    return found


def is_key(text: str, kind: str) -> bool:
    start, _, key = text.partition("-")
    return start == kind and key.isdecimal() and len(key) < 19


def say(request: HttpRequest, done: Bulk) -> None:
    """How many were approved, and which were left with the reason."""
    if done.approved:
        messages.success(request, f"{counted(len(done.approved))} approved. A manager can reopen each of them.")
    if done.before:
        messages.info(request, f"{counted(len(done.before))} approved before: nothing was done again.")
    for record, sentence in done.left:
        messages.warning(request, f"{title_of(record)} is left: {sentence}")
    if not (done.approved or done.before or done.left):
        messages.info(request, "Nothing was chosen, so nothing is approved.")


def counted(number: int) -> str:
    return f"{formats.in_words(number).capitalize()} {'is' if number == 1 else 'are'}"
