"""A provider's own history: all that it sent, by quarter, beside what is in force now; and all of it as a file."""

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from commissioning.exports.sent import SENT, sent_lines
from commissioning.figures.sent import SentRecord, sent_by
from commissioning.views.quarters import Scene, with_quarter
from tracker import formats
from tracker.exports import About, csv_file, xlsx_file

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
