"""The page on which a provider's part of the update is read and answered, whoever opened it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from commissioning.views.owed import person
from reports.models import CheckedEntry, PartAnswer, ProviderCheck
from reports.workflow.provider_check import LIMIT, Answer, answer_check
from tracker.refusals import Faults, Refusal

SENT = "Your answer has been sent. You can change it until the update is signed off."
WRITTEN_DOWN = "What they say is kept."


def answered(
    request: HttpRequest, check: ProviderCheck, rows: list[CheckedEntry], kept: str = SENT
) -> str | dict[str, str]:
    """Carry out what was sent: faults by box, or a sentence why it is refused; empty when it is kept."""
    given = {row.pk: answer for row in rows if (answer := answer_of(request, row)) is not None}
    if not given:
        return "Choose an answer for at least one paragraph."
    try:
        number = answer_check(check=check, answers=given, by=person(request), at=timezone.now())
    except Faults as faults:
        return faults.by_box
    except Refusal as refusal:
        return refusal.sentence
    left = sum(1 for row in rows if not row.answer and row.pk not in given)
    said = kept if number else "Nothing was changed: this is what was said before."
    messages.success(request, f"{said} {left} still to answer." if left else said)
    return ""


def answer_of(request: HttpRequest, row: CheckedEntry) -> Answer | None:
    """What was chosen for a paragraph; None where nothing was."""
    chosen = request.POST.get(f"answer-{row.pk}", "")
    text = request.POST.get(f"text-{row.pk}", "").replace("\r\n", "\n").strip()
    return Answer(chosen if chosen in PartAnswer.values else "", text) if chosen or text else None


def form_page(request: HttpRequest, check: ProviderCheck, *, frame: dict[str, Any], done: Any) -> HttpResponse:
    """The page (GET) and its answer (POST). `frame`: what stands round it; `done`: where to go when it is kept."""
    rows = list(check.entries.select_related("question"))
    said: str | dict[str, str] = ""
    if request.method == "POST":
        said = answered(request, check, rows, WRITTEN_DOWN if "office_side" in frame else SENT)
        if not said:
            return done()
    faults = said if isinstance(said, dict) else {}
    context = {
        "check": check,
        "blocks": [block(request, row, faults.get(f"text-{row.pk}", "")) for row in rows],
        "links": [(f"#{box}", fault) for box, fault in faults.items()],
        "refused": said if isinstance(said, str) else "",
        "limit": LIMIT,
        **frame,
    }
    return render(request, "reports/provider_check/form.html", context, status=422 if said else 200)


def block(request: HttpRequest, row: CheckedEntry, fault: str) -> dict[str, Any]:
    """One paragraph with its boxes, as they were typed or as they were answered."""
    posted = request.method == "POST"
    chosen = request.POST.get(f"answer-{row.pk}", "") if posted else row.answer
    return {
        "row": row,
        "shown": row.shown,
        "choices": [(each.value, each.label, each.value == chosen) for each in PartAnswer],
        "text": request.POST.get(f"text-{row.pk}", "") if posted else row.text,
        "fault": fault,
    }
