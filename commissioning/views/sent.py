"""A provider's own history: all that it sent, by quarter, beside what is in force now; and all of it as a file."""

from collections.abc import Iterator
from itertools import groupby
from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from commissioning.exports.archive import (
    Piece,
    folder_of,
    piece_of_file,
    piece_of_submission,
    pieces_of_record,
    read_me,
    whole_list,
    write_archive,
)
from commissioning.exports.sent import SENT, sent_lines
from commissioning.figures.sent import SentRecord, every_submission, sent_by
from commissioning.models import Attachment, QuarterlyReturn
from commissioning.views.quarters import Scene, with_quarter
from tracker import formats
from tracker.exports import About, csv_file, xlsx_file

READS_OWN = "commissioning.read_own"
PAGES = {"return": "return", "pack": "pack"}


@with_quarter(READS_OWN)
def sent(request: HttpRequest, scene: Scene) -> HttpResponseBase:
    """What we sent (GET); `?format=xlsx` or `csv` is all of it by lines, `zip` with files, of one quarter or all."""
    records = sent_by(scene.user, scene.reference)
    wanted = request.GET.get("format", "")
    if wanted == "zip":
        return zipped(scene, records, request.GET.get("of", ""))
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


def zipped(scene: Scene, records: list[SentRecord], quarter: str) -> FileResponse:
    """All that was sent, or that of one quarter, with every submission and its files. Kept on disk while it is made."""
    chosen = [each for each in records if not quarter or each.quarter == quarter]
    if not chosen:
        raise Http404
    file = TemporaryFile()  # noqa: SIM115 (the answer reads and closes it)
    write_archive(file, pieces(scene, chosen, quarter), at=timezone.now())
    file.seek(0)
    name = "-".join(filter(None, ["what-we-sent", slugify(quarter)]))
    return FileResponse(file, as_attachment=True, filename=f"{name}.zip", content_type="application/zip")


def pieces(scene: Scene, records: list[SentRecord], quarter: str) -> Iterator[Piece]:
    membership, day = getattr(scene.user, "membership", None), formats.day(scene.on)
    yield read_me(str(membership.provider) if membership else "", day)
    yield whole_list(records, day)
    for record in records:
        yield from pieces_of_record(record)
    wanted: dict[int, str] = {}
    for submission in every_submission(scene.user, quarter):
        yield piece_of_submission(submission)
        wanted |= dict.fromkeys(submission.files, folder_of(submission.quarter, submission.name))
    own = Attachment.objects.filter(quarterly_return__in=QuarterlyReturn.objects.visible_to(scene.user))
    for row in own.filter(pk__in=wanted).order_by("pk"):
        yield piece_of_file(wanted[row.pk], row)


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
