"""Our form to download, and a workbook to upload."""

from typing import Any

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from commissioning.choices import RecordKind
from commissioning.forms.questions import WorkbookForm
from commissioning.imports.form import issue
from commissioning.imports.receive import receive
from commissioning.models import Pack, QuarterlyReturn
from commissioning.views.imports.runs import FILES, TONES, workbook_answer
from commissioning.views.owed import address, person, record_of, scene_for, title_of, who_of
from tracker import formats
from tracker.models import ImportKind, ImportRun, ImportState
from tracker.refusals import Refusal
from tracker.roles import Role, needs

EARLIER_RUNS = 10
Row = dict[str, Any]


@needs(FILES)
def return_form(request: HttpRequest, pk: int) -> HttpResponse:
    return form_answer(request, _owner(request, RecordKind.RETURN, pk))


@needs(FILES)
def pack_form(request: HttpRequest, pk: int) -> HttpResponse:
    return form_answer(request, _owner(request, RecordKind.PACK, pk))


@needs(FILES)
def return_upload(request: HttpRequest, pk: int) -> HttpResponse:
    return upload_page(request, _owner(request, RecordKind.RETURN, pk))


@needs(FILES)
def pack_upload(request: HttpRequest, pk: int) -> HttpResponse:
    return upload_page(request, _owner(request, RecordKind.PACK, pk))


def _owner(request: HttpRequest, kind: str, pk: int) -> QuarterlyReturn | Pack:
    record = record_of(request, kind, pk)
    if not isinstance(record, QuarterlyReturn | Pack):
        raise Http404
    return record


def form_answer(request: HttpRequest, record: QuarterlyReturn | Pack) -> HttpResponse:
    """Our form, made anew with what is saved now."""
    scene = scene_for(request, record)
    content = issue(record=record, by=person(request), at=timezone.now(), reference=scene.reference)
    return workbook_answer(content, slugify(title_of(record)))


def upload_page(request: HttpRequest, record: QuarterlyReturn | Pack) -> HttpResponse:
    """Choose a file (GET); it is read and kept, and the next page shows what it would change (POST)."""
    form = WorkbookForm(request.POST, request.FILES) if request.method == "POST" else WorkbookForm()
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            run = receive(
                record=record,
                name=upload.name,
                file=upload,
                size=upload.size,
                by=person(request),
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error("file", refusal.sentence)
        else:
            return redirect("import", run.pk)
    scene_for(request, record)
    context = {
        "form": form,
        "title": title_of(record),
        "who": who_of(record),
        "whole": isinstance(record, Pack),
        "back": {"url": address(record), "label": title_of(record)},
        "form_url": address(record, "form"),
        "runs": run_rows(record, ImportKind.FORM, ImportKind.WORKBOOK),
    }
    return render(request, "commissioning/imports/upload.html", context, status=422 if form.errors else 200)


def run_rows(record: Model, *kinds: ImportKind, by_provider: bool = False) -> list[Row]:
    """The files of these kinds that were read for this record, newest first; or only those that a provider sent."""
    runs = ImportRun.objects.about(record).filter(kind__in=kinds).select_related("by")
    if by_provider:
        runs = runs.filter(by__role=Role.PROVIDER)
    return [
        {
            "key": run.pk,
            "label": run.name,
            "hint": f"sent by {run.by}, {formats.moment(run.at)}",
            "url": reverse("import", args=[run.pk]),
            "tone": TONES[ImportState(run.state)],
            "state_label": run.get_state_display().capitalize(),
        }
        for run in runs[:EARLIER_RUNS]
    ]
