"""What a file would change, and taking it in; what came of one that is over; the file itself."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from commissioning.imports.plans import Change, Plan
from commissioning.imports.ways import NotReady, Planned, marked, plan_of, take_in
from commissioning.models import ObservationValue, SpendLine
from commissioning.views.imports.runs import FILES, TONES, run_of, waits_for_layout, workbook_answer
from commissioning.views.owed import address, person, scene_for, title_of
from commissioning.views.quarters import Scene
from commissioning.workflow.answers import Answer
from commissioning.workflow.holds import HOLDS, hold_on, hold_words
from tracker import formats
from tracker.models import ImportKind, ImportRun, ImportState, User
from tracker.refusals import Refusal
from tracker.roles import needs
from tracker.uploads.faults import Group
from tracker.uploads.runs import drop_run

ANSWER = "answer-"
VALUE_COLUMNS = [{"label": "Figure"}, {"label": "Value"}, {"label": "Cell and file"}]
Row = dict[str, Any]


@needs(FILES)
def import_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What a file would change (GET), and taking it in (POST)."""
    run, record = run_of(request, pk)
    if run.kind == ImportKind.WORDS:
        return redirect("source", run.pk)
    if waits_for_layout(run):
        return redirect("import-layout", run.pk)
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
        run.refresh_from_db(fields=["state"])
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
    waits = run.state == ImportState.PREVIEWED
    try:
        planned: Planned | None = plan_of(run, person(request), answers, scene.reference, record) if waits else None
    except Refusal as refusal:
        planned, refused = None, refusal.sentence
    context = {
        "run": run,
        "tone": TONES[ImportState(run.state)],
        "state_label": run.get_state_display().capitalize(),
        "title": title_of(record),
        "back": {"url": address(record, "upload"), "label": "Upload a workbook"},
        "record_url": address(record),
        "layout_url": reverse("import-layout", args=[run.pk]) if waits and run.kind == ImportKind.WORKBOOK else "",
        "facts": fact_rows(run, person(request)),
        "refused": refused,
        "waits": waits,
        **(plan_context(planned.plan) if planned else {}),
        **({"value_columns": VALUE_COLUMNS, "values": value_rows(run, scene)} if run.applied_at else {}),
    }
    return render(request, "commissioning/imports/page.html", context, status=status)


def fact_rows(run: ImportRun, user: User) -> list[Row]:
    rows = [
        {"key": "File", "value": run.name, "url": reverse("import-file", args=[run.pk]) if run.file else ""},
        {"key": "Sent", "value": f"{formats.moment(run.at)}, {run.by}"},
    ]
    if run.applied_at:
        rows.append({"key": "Taken in", "value": f"{formats.moment(run.applied_at)}, {run.applied_by}"})
    if not run.file:
        gone = f"The file itself was removed when its day was over. Its digest (SHA-256) was {run.sha256}."
        rows.append({"key": "Removed", "value": gone})
    if run.keep_until:
        rows.append({"key": "Kept until", "value": formats.day(run.keep_until)})
    if run.applied_at and run.file:
        rows += hold_rows(run, user)
    return rows


def hold_rows(run: ImportRun, user: User) -> list[Row]:
    """Whether a legal hold keeps the file; for a manager the way to put one on or to lift it."""
    held, holds = hold_on(run), user.has_perm(HOLDS)
    words = hold_words(held) if held else "No legal hold"
    url = reverse("import-hold", args=[run.pk]) if holds else ""
    return [{"key": "Legal hold", "value": words, "url": url}] if held or holds else []


def value_rows(run: ImportRun, scene: Scene) -> list[Row]:
    """Each figure and amount that the file gave, with its cell; for the office a way to where it stands."""
    values = ObservationValue.objects.filter(import_run=run).select_related(
        "observation__service_measure__service", "observation__category", "observation__version"
    )
    lines = SpendLine.objects.filter(import_run=run).select_related("award", "pack__provider").order_by("award__title")
    reads = scene.user.has_perm("commissioning.view_portfolio")
    found = [
        (
            f"{value.observation.service_measure.service}: {value.observation.service_measure.label}",
            address_of_figure(scene, value.observation_id) if reads else "",
            Answer(value.observation, value).words,
            value.source_detail,
        )
        for value in values
    ]
    found += [
        (
            f"{line.pack.provider}: {line.award.title}",
            reverse("award", args=[scene.quarter.slug, line.award_id]) if reads else "",
            spend_words(line),
            line.source_detail,
        )
        for line in lines
    ]
    return [
        {"cells": [{"text": name, "url": url}, {"text": words}, {"text": where}]} for name, url, words, where in found
    ]


def spend_words(line: SpendLine) -> str:
    """What is held of an award's spend: "£50,200 since April; £98,000 by the end of March"."""
    held = [
        (line.in_quarter, "in the quarter"),
        (line.to_date, "since April"),
        (line.forecast, "by the end of March"),
    ]
    return "; ".join(f"{formats.money(amount)} {what}" for amount, what in held if amount is not None)


def address_of_figure(scene: Scene, observation: int) -> str:
    return reverse("figure", args=[scene.quarter.slug, observation])


def plan_context(plan: Plan) -> Row:
    return {
        "plan": plan,
        "takes": not plan.blocked and bool(plan.changes or plan.questions),
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
    if not run.file:
        raise Http404  # its day is over; the page of the run says so
    return FileResponse(run.file.open("rb"), as_attachment=True, filename=run.name, content_type=run.media_type)


@needs(FILES)
def import_marked(request: HttpRequest, pk: int) -> HttpResponse:
    """The same workbook with what is wrong as comments in its cells."""
    run, record = run_of(request, pk)
    if run.kind == ImportKind.WORDS or run.state != ImportState.PREVIEWED or waits_for_layout(run):
        raise Http404
    try:
        content = marked(run, person(request), scene_for(request, record).reference)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("import", run.pk)
    return workbook_answer(content, f"{slugify(run.name.rpartition('.')[0]) or 'workbook'}-to-mend")


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
    return redirect(address(record, "words-in" if run.kind == ImportKind.WORDS else "upload"))
