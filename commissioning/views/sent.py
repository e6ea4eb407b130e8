"""A provider's own history: all that it sent, by quarter, beside what is in force now; and all of it as a file."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from commissioning.exports.sent import SENT, sent_lines
from commissioning.figures.sent import SentRecord, in_force, sent_by
from commissioning.forms.corrections import CorrectionForm
from commissioning.models import Observation
from commissioning.views.owed import person, posted, scene_for, title_of
from commissioning.views.quarters import Scene, with_quarter
from commissioning.workflow.corrections import ASKS_CORRECTION, ask_correction
from tracker import formats
from tracker.exports import About, csv_file, xlsx_file
from tracker.refusals import Refusal
from tracker.roles import needs

READS_OWN = "commissioning.read_own"
PAGES = {"return": "return", "pack": "pack"}


@with_quarter(READS_OWN)
def sent(request: HttpRequest, scene: Scene) -> HttpResponse:
    """What we sent (GET); `?format=xlsx` or `csv` is all of it, line by line."""
    records = sent_by(scene.user, scene.reference)
    wanted = request.GET.get("format", "")
    if wanted in ("csv", "xlsx"):
        rows = [line for record in records for line in sent_lines(record)]
        if wanted == "csv":
            return csv_file("what-we-sent", SENT, rows)
        about = About("What we sent", (("Day", formats.day(scene.on)),))
        return xlsx_file("what-we-sent", SENT, rows, about=about)
    quarters = [
        {"label": label, "records": [record_row(each) for each in rows]}
        for label, rows in groupby(records, key=lambda each: each.quarter)
    ]
    return render(request, "commissioning/sent/page.html", {"quarters": quarters, "count": len(records)})


def record_row(record: SentRecord) -> dict[str, Any]:
    corrected = sum(line.corrected for line in record.lines)
    return {
        "name": record.name,
        "url": reverse(PAGES[record.kind], args=[record.key]),
        "on": formats.day(record.on),
        "times": record.times,
        "state": record.state,
        "corrected": corrected,
        "lines": record.lines,
    }


@needs(ASKS_CORRECTION)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the office for another value of a figure that was sent."""
    rows = Observation.objects.visible_to(person(request)).filter(pk=pk, quarterly_return__isnull=False)
    found = rows.select_related(
        "service_measure", "quarterly_return__service", "quarterly_return__provider", "quarterly_return__period"
    ).first()
    if found is None or found.quarterly_return is None:
        raise Http404
    record, form, refused = found.quarterly_return, CorrectionForm(posted(request)), ""
    scene = scene_for(request, record)
    was = in_force(found, scene.reference)
    if request.method == "POST" and form.is_valid():
        try:
            ask_correction(observation=found, was=was, by=person(request), at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            refused = refusal.sentence
        else:
            messages.success(request, "The office is asked. The figure stays as it was until somebody agrees.")
            return redirect("sent", quarter=scene.quarter.slug)
    context = {
        "form": form,
        "refused": refused,
        "title": f"Correct {found.service_measure.label}",
        "who": f"{title_of(record)}; in force now: {was}",
        "back": {"url": reverse("sent", args=[scene.quarter.slug]), "label": "What we sent"},
        "button": "Ask the office",
    }
    status = 422 if form.errors else 409 if refused else 200
    return render(request, "commissioning/returns/plain_form.html", context, status=status)
