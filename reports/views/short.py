"""The update in two pages on screen, and the copy for the office's website, as they stand now."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from commissioning.views.quarters import Scene, with_quarter
from reports import exports
from reports.builder.references import UnknownReference
from reports.document import Audience
from reports.exports.figures import HEADER, about, figure_rows
from reports.exports.steady import steady
from reports.exports.summary import summary_context
from reports.exports.website import website_copy
from reports.models import Update
from reports.tasks.update import SHORT, order_for
from reports.views.update import Copy, chosen_copy, document_of, file_name, needed_update, update_of
from reports.word import word_file
from tracker.exports import csv_bytes, xlsx_bytes
from tracker.models import Job
from tracker.remembered import until_changed


@require_GET
@with_quarter("reports.view_update")
def summary(request: HttpRequest, scene: Scene) -> HttpResponse:
    """The chosen copy in short, as it stands now."""
    copy, stored = chosen_copy(request, request.GET), update_of(scene)
    if stored is None:
        raise Http404
    page = until_changed(
        scene.office, f"summary:{scene.quarter.pk}:{copy.audience}:{copy.draft}", lambda: built(scene, stored, copy)
    )
    job = Job.objects.filter(key=page["key"]).first() if "key" in page else None
    context = {"copy": copy, "job": job, "may_build": request.user.has_perm("reports.build_update")}
    return render(request, "reports/update/in_short.html", {**context, **page})


def built(scene: Scene, stored: Update, copy: Copy) -> dict[str, Any]:
    """What the page shows, and the key of its file; or why it can't be built."""
    try:
        document = document_of(stored, copy)
    except UnknownReference as unknown:
        return {"fault": str(unknown)}
    page = reverse("update", args=[scene.quarter.slug])
    whole = f"{page}?{copy.query}" if copy.query else page
    body = render_to_string("reports/update/_summary.html", {**summary_context(document), "whole": whole})
    return {"body": body, "notice": document.notice, "key": order_for(document, SHORT).key}


@require_GET
@with_quarter("reports.view_internal_update")
def website(request: HttpRequest, scene: Scene) -> HttpResponseBase:
    """The public's copy as files for a website, to be tried out: it says in each of them that it is not published."""
    stored, copy = needed_update(scene), Copy(Audience.PUBLIC, False)
    try:
        document = document_of(stored, copy)
    except UnknownReference as unknown:
        messages.error(request, f"No copy can be made. {unknown}")
        return redirect("update", quarter=scene.quarter.slug)
    at, name, rows = timezone.now(), file_name(scene.quarter.slug, copy), figure_rows(document)
    files = {
        f"{name}.docx": ("Word", steady(word_file(document), at)),
        f"{name}.xlsx": ("Figures (XLSX)", steady(xlsx_bytes(HEADER, rows, about=about(document)), at)),
        f"{name}.csv": ("Figures (CSV)", csv_bytes(HEADER, rows)),
        f"{name}.json": ("Data (JSON)", exports.json_text(document).encode()),
    }
    packed = BytesIO(website_copy(document, at=at, files=files))
    return FileResponse(packed, as_attachment=True, filename=f"{name}-website.zip", content_type="application/zip")
