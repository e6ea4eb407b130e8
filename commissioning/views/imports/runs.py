"""What the pages of one file share: finding it with what it is about, and answering a workbook."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from commissioning.imports.ways import WAYS
from commissioning.views.owed import person
from tracker.exports import XLSX
from tracker.models import ImportKind, ImportRun, ImportState

FILES = "commissioning.import_files"
TONES = {ImportState.PREVIEWED: "act", ImportState.APPLIED: "quiet", ImportState.DROPPED: "none"}


def run_of(request: HttpRequest, pk: int) -> tuple[ImportRun, Any]:
    """The run and what it is about, if this person may see that; a stranger's and a missing one answer alike."""
    run: ImportRun = get_object_or_404(ImportRun.objects.select_related("by", "applied_by", "mapping"), pk=pk)
    if run.kind not in WAYS:
        raise Http404
    try:
        return run, WAYS[run.kind].find(run, person(request))
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def waits_for_layout(run: ImportRun) -> bool:
    """Whether nobody has said yet which cells of this workbook hold what."""
    return run.kind == ImportKind.WORKBOOK and run.mapping_id is None and run.state == ImportState.PREVIEWED


def workbook_answer(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response
