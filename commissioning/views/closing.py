"""Closing a quarter: what is missing by name first, then the closing; and taking it back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from commissioning.figures.owed import Owing, owed_in
from commissioning.models import ReportingPeriod
from commissioning.tables import status_tag
from commissioning.views.checking import words_in
from commissioning.views.needs.rows import name_of, page_of, provider_of
from commissioning.views.owed import person
from commissioning.views.quarters import Scene, with_quarter
from commissioning.views.returns_tabs import returns_tabs
from commissioning.workflow import NotNow, Refusal, close_period, reopen_period
from commissioning.workflow.closing import CLOSES, DONE
from commissioning.workflow.life import NAMES
from tracker.models import AuditEvent

Row = dict[str, Any]
LISTED = 100
ACTS = {"open": "Opened", "close-period": "Closed", "reopen-period": "Opened again"}


@with_quarter(CLOSES)
def close_quarter(request: HttpRequest, scene: Scene) -> HttpResponse:
    """What is not done, by name, with the closing below it (GET); the closing (POST)."""
    if request.method == "POST":
        return done(request, scene, "close")
    return page(request, scene)


@require_POST
@with_quarter(CLOSES)
def reopen_quarter(request: HttpRequest, scene: Scene) -> HttpResponse:
    """Take the closing back."""
    return done(request, scene, "reopen")


def done(request: HttpRequest, scene: Scene, act: str) -> HttpResponse:
    """Carry it out, or show the page again with why not and with what was typed."""
    period, reason = ReportingPeriod.objects.get(pk=scene.quarter.pk), words_in(request.POST, "reason")
    change = close_period if act == "close" else reopen_period
    try:
        change(period=period, by=person(request), at=timezone.now(), reason=reason)
    except Refusal as refusal:
        return page(request, scene, refused=refusal, reason=reason)
    words = "is closed. A manager can open it again" if act == "close" else "is open again"
    messages.success(request, f"{period.label} {words}.")
    return redirect("close-quarter" if act == "close" else "returns", quarter=period.slug)


def page(request: HttpRequest, scene: Scene, *, refused: Refusal | None = None, reason: str = "") -> HttpResponse:
    owed = owed_in(scene.quarter, on=scene.on, user=scene.user)
    left = [each for each in (*owed.returns, *owed.packs, *owed.items) if each.state not in DONE]
    missing = [each for each in left if not each.received]
    waiting = [each for each in left if each.received]
    context = {
        "missing": listed(scene, missing, lambda each: (-each.late, name_of(scene, each))),
        "waiting": listed(scene, waiting, lambda each: name_of(scene, each)),
        "unfinished": len(left),
        "refused": refused.sentence if refused else "",
        "reason": reason,
        "history": history(scene.quarter),
        "tabs": returns_tabs(scene, ""),
    }
    status = 409 if isinstance(refused, NotNow) else 422 if refused else 200
    return render(request, "commissioning/returns/close.html", context, status=status)


def listed(scene: Scene, owing: list[Owing], place: Callable[[Owing], Any]) -> Row:
    """How many there are, with the first of them in this order."""
    return {"count": len(owing), "rows": [row(scene, each) for each in sorted(owing, key=place)[:LISTED]]}


def row(scene: Scene, owing: Owing) -> Row:
    by = provider_of(scene, owing) if owing.service else ""
    return {
        "name": name_of(scene, owing),
        "url": page_of(owing),
        "by": by,
        "kind": NAMES[owing.kind].capitalize(),
        "status": status_tag(owing.status, owing.late),
    }


def history(quarter: ReportingPeriod) -> list[Row]:
    """Who opened and closed the quarter, newest first, and why."""
    events = AuditEvent.objects.about(quarter).filter(act__in=ACTS).select_related("by").newest_first()
    return [
        {"title": ACTS[event.act], "by": str(event.by or "the system"), "at": event.at, "text": event.reason}
        for event in events
    ]
