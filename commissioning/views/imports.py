"""Spreadsheets in: our form to download, a workbook to upload, what it would change, and taking it in."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from commissioning.choices import RecordKind
from commissioning.forms.questions import WorkbookForm
from commissioning.imports.form import issue
from commissioning.imports.plans import Change, Plan
from commissioning.imports.receive import receive
from commissioning.imports.ways import WAYS, NotReady, Planned, marked, plan_of, take_in
from commissioning.models import ObservationValue, Pack, QuarterlyReturn
from commissioning.views.owed import address, person, record_of, scene_for, title_of, who_of
from commissioning.views.quarters import Scene
from commissioning.workflow.answers import Answer
from tracker import formats
from tracker.exports import XLSX
from tracker.models import ImportRun, ImportState
from tracker.refusals import Refusal
from tracker.roles import needs
from tracker.uploads.faults import Group
from tracker.uploads.runs import drop_run

FILES = "commissioning.import_files"
ANSWER = "answer-"
EARLIER_RUNS = 10
TONES = {ImportState.PREVIEWED: "act", ImportState.APPLIED: "quiet", ImportState.DROPPED: "none"}
VALUE_COLUMNS = [{"label": "Figure"}, {"label": "Value"}, {"label": "Cell and file"}]
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
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{slugify(title_of(record))}.xlsx"'
    return response


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
        "runs": run_rows(record),
    }
    return render(request, "commissioning/imports/upload.html", context, status=422 if form.errors else 200)


def run_rows(record: Model) -> list[Row]:
    """The files that were read for this record, newest first."""
    runs = ImportRun.objects.about(record).select_related("by")[:EARLIER_RUNS]
    return [
        {
            "label": run.name,
            "hint": f"sent by {run.by}, {formats.moment(run.at)}",
            "url": reverse("import", args=[run.pk]),
            "tone": TONES[ImportState(run.state)],
            "state_label": run.get_state_display().capitalize(),
        }
        for run in runs
    ]


def run_of(request: HttpRequest, pk: int) -> tuple[ImportRun, Any]:
    """The run and what it is about, if this person may see that; a stranger's and a missing one answer alike."""
    run: ImportRun = get_object_or_404(ImportRun.objects.select_related("by", "applied_by", "mapping"), pk=pk)
    if run.kind not in WAYS:
        raise Http404
    try:
        return run, WAYS[run.kind].find(run, person(request))
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


@needs(FILES)
def import_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What a file would change (GET), and taking it in (POST)."""
    run, record = run_of(request, pk)
    scene = scene_for(request, record)
    answers = answers_of(request)
    if request.method == "POST":
        return _take_in(request, run, record, scene, answers)
    return show(request, run, record, scene, answers)


def answers_of(request: HttpRequest) -> dict[str, str]:
    return {name.removeprefix(ANSWER): request.POST.get(name, "") for name in request.POST if name.startswith(ANSWER)}


def _take_in(request: HttpRequest, run: ImportRun, record: Any, scene: Scene, answers: dict[str, str]) -> HttpResponse:
    try:
        take_in(
            run=run,
            digest=request.POST.get("digest", ""),
            answers=answers,
            by=person(request),
            at=timezone.now(),
            reference=scene.reference,
        )
    except NotReady as refusal:
        return show(request, run, record, scene, answers, refused=refusal.sentence, status=422)
    except Refusal as refusal:
        record.refresh_from_db()
        return show(request, run, record, scene, answers, refused=refusal.sentence, status=409)
    run.refresh_from_db()
    messages.success(request, f"{run.name} is taken in: {run.summary.get('boxes', 0)} changed.")
    return redirect(address(record))


def show(
    request: HttpRequest,
    run: ImportRun,
    record: Any,
    scene: Scene,
    answers: dict[str, str],
    *,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page: a file that waits with its plan, one that is over with what came of it."""
    run.refresh_from_db(fields=["state"])
    waits = run.state == ImportState.PREVIEWED
    try:
        planned: Planned | None = plan_of(run, person(request), answers, scene.reference) if waits else None
    except Refusal as refusal:
        planned, refused = None, refusal.sentence
    context = {
        "run": run,
        "tone": TONES[ImportState(run.state)],
        "state_label": run.get_state_display().capitalize(),
        "title": title_of(record),
        "back": {"url": address(record, "upload"), "label": "Upload a workbook"},
        "record_url": address(record),
        "facts": fact_rows(run),
        "refused": refused,
        "waits": waits,
        **(plan_context(planned.plan) if planned else {}),
        **({"value_columns": VALUE_COLUMNS, "values": value_rows(run, scene)} if run.applied_at else {}),
    }
    return render(request, "commissioning/imports/page.html", context, status=status)


def fact_rows(run: ImportRun) -> list[Row]:
    rows = [
        {"key": "File", "value": run.name, "url": reverse("import-file", args=[run.pk])},
        {"key": "Sent", "value": f"{formats.moment(run.at)}, {run.by}"},
    ]
    if run.applied_at:
        rows.append({"key": "Taken in", "value": f"{formats.moment(run.applied_at)}, {run.applied_by}"})
    if run.keep_until:
        rows.append({"key": "Kept until", "value": formats.day(run.keep_until)})
    return rows


def value_rows(run: ImportRun, scene: Scene) -> list[Row]:
    """Each figure that the file gave, with its cell; for the office a way to the figure's own page."""
    values = ObservationValue.objects.filter(import_run=run).select_related(
        "observation__service_measure__service", "observation__category", "observation__version"
    )
    reads = scene.user.has_perm("commissioning.view_portfolio")
    return [
        {
            "cells": [
                {
                    "text": f"{value.observation.service_measure.service}: {value.observation.service_measure.label}",
                    "url": address_of_figure(scene, value.observation_id) if reads else "",
                },
                {"text": Answer(value.observation, value).words},
                {"text": value.source_detail},
            ]
        }
        for value in values
    ]


def address_of_figure(scene: Scene, observation: int) -> str:
    return reverse("figure", args=[scene.quarter.slug, observation])


def plan_context(plan: Plan) -> Row:
    return {
        "plan": plan,
        "fault_tables": [fault_table(group) for group in plan.fault_groups],
        "change_tables": change_tables(plan.changes),
        "same": plan.same,
    }


def fault_table(group: Group) -> Row:
    return {
        "title": group.name,
        "blocking": group.blocking,
        "count": len(group.faults),
        "columns": [{"label": "Where"}, {"label": "What stands there"}, {"label": "What to do"}],
        "rows": [
            {
                "cells": [
                    {"text": fault.where or "The whole file"},
                    {"text": shortened(fault.value), "nil": "nothing"},
                    {"text": fault.words},
                ]
            }
            for fault in group.faults
        ],
    }


def change_tables(changes: tuple[Change, ...]) -> list[Row]:
    """A table for each heading: what, from, to, and the cell that says so."""
    groups: dict[str, list[Change]] = {}
    for change in changes:
        groups.setdefault(change.group, []).append(change)
    columns = [{"label": "What"}, {"label": "Now"}, {"label": "Would be"}, {"label": "Cell"}]
    return [
        {
            "title": title,
            "count": len(found),
            "columns": columns,
            "rows": [
                {
                    "cells": [
                        {"text": each.what},
                        {"text": shortened(each.before)},
                        {"text": shortened(each.after)},
                        {"text": each.where, "nil": "none"},
                    ]
                }
                for each in found
            ],
        }
        for title, found in groups.items()
    ]


def shortened(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:199]}…"


@needs(FILES)
def import_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file itself, to be saved and never shown in the site's own name."""
    run, _ = run_of(request, pk)
    return FileResponse(run.file.open("rb"), as_attachment=True, filename=run.name, content_type=run.media_type)


@needs(FILES)
def import_marked(request: HttpRequest, pk: int) -> HttpResponse:
    """The same workbook with what is wrong as comments in its cells."""
    run, record = run_of(request, pk)
    if run.state != ImportState.PREVIEWED:
        raise Http404
    try:
        content = marked(run, person(request), scene_for(request, record).reference)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("import", run.pk)
    response = HttpResponse(content, content_type=XLSX)
    name = slugify(run.name.rpartition(".")[0]) or "workbook"
    response["Content-Disposition"] = f'attachment; filename="{name}-to-mend.xlsx"'
    return response


@require_POST
@needs(FILES)
def import_drop(request: HttpRequest, pk: int) -> HttpResponse:
    run, record = run_of(request, pk)
    try:
        drop_run(run=run, by=person(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.info(request, f"{run.name} is dropped: nothing of it was saved.")
    return redirect(address(record, "upload"))
