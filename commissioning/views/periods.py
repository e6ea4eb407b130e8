"""Opening a quarter: what would be made, and making it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from commissioning.models import ReportingPeriod
from commissioning.views.owed import person
from commissioning.views.quarters import Scene, with_quarter
from commissioning.workflow import Opened, Opening, Refusal, open_period, plan_opening
from tracker import formats


@with_quarter("commissioning.open_period")
def open_quarter(request: HttpRequest, scene: Scene) -> HttpResponse:
    """Shows what opening would make (GET) and makes it (POST)."""
    period = scene.quarter
    if request.method == "POST":
        try:
            made = open_period(period=period, by=person(request), at=timezone.now())
        except Refusal as refusal:
            messages.warning(request, refusal.sentence)
        else:
            messages.success(request, made_words(period, made))
        return redirect("returns", quarter=period.slug)
    plan = plan_opening(period=period)
    back = reverse("returns", args=[period.slug])
    context = {
        "plan": plan,
        "back": back,
        "title": f"Open {period.label}",
        "tally": tally(plan),
        "due": formats.day(plan.due_on),
    }
    return render(request, "commissioning/returns/open.html", context)


def made_words(period: ReportingPeriod, made: Opened) -> str:
    if not (made.returns or made.packs or made.items or made.figures):
        return f"{period.label} is open already; nothing was missing."
    return (
        f"{period.label} is open. Listed: {made.returns} returns in {made.packs} packs, with {made.figures} figures, "
        f"and {made.items} items to write."
    )


def tally(plan: Opening) -> list[dict[str, object]]:
    counts = (
        ("Returns", plan.new_returns, plan.returns),
        ("Money and people, once for each provider", plan.new_packs, plan.packs),
        ("Items to write", plan.new_items, plan.items),
    )
    return [{"key": label, "value": f"{len(new)} new", "sub": f"{len(owed)} in all"} for label, new, owed in counts]
