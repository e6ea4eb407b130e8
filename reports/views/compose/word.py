"""Words of the update edited in Word: the file to edit, the edited file brought back, and what of it is taken in."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from commissioning.views.imports.runs import TONES
from commissioning.views.owed import person
from commissioning.views.quarters import Scene, with_quarter
from reports.builder.editable import editable
from reports.forms import EditedForm
from reports.models import Update, UpdateState
from reports.views.compose.editor import facts_of
from reports.views.compose.page import read_outline
from reports.views.compose.place import entry_url
from reports.views.update import DOCX, needed_update
from reports.word.editing import file_to_edit
from reports.word.returned import Edit, Returned, Said
from reports.workflow.composing import may_write
from reports.workflow.composing.held import PERMISSION
from reports.workflow.composing.word_edits import (
    Beside,
    beside,
    finish_edits,
    receive_edits,
    take_comments,
    take_edits,
)
from tracker import formats
from tracker.models import ImportKind, ImportRun, ImportState
from tracker.refusals import Refusal

Row = dict[str, Any]
SHOWN_RUNS = 10
CLEAR, CLASH, WAITS = "to take in", "changed here as well", "not to be taken in"


@require_GET
@with_quarter(PERMISSION)
def word_file(request: HttpRequest, scene: Scene) -> HttpResponseBase:
    """The words of all paragraphs, as they stand, to be edited in Word."""
    outline, title = read_outline(scene), f"Quarterly update {scene.quarter.label}: words to edit"
    content = file_to_edit(title=title, office=scene.office.name, parts=editable(outline, facts_of(scene, outline)))
    name = f"quarterly-update-{scene.quarter.slug}-to-edit.docx"
    return FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type=DOCX)


@with_quarter(PERMISSION)
def word(request: HttpRequest, scene: Scene) -> HttpResponse:
    """The file to take, a place to bring it back, and the files that were brought back before."""
    update = needed_update(scene)
    form = EditedForm(request.POST, request.FILES) if request.method == "POST" else None
    if form is not None and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = receive_edits(
                update=update, name=file.name, file=file, size=file.size, by=person(request), at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error("file", refusal.sentence)
        else:
            return redirect("compose-word-edits", scene.quarter.slug, run.pk)
    context = {
        "form": form or EditedForm(),
        "is_draft": update.state == UpdateState.DRAFT,
        "runs": [_run_row(scene, each) for each in _runs(scene)[:SHOWN_RUNS]],
    }
    return render(request, "reports/compose/word.html", context, status=422 if form and form.errors else 200)


def _runs(scene: Scene) -> Any:
    """The files that were brought back for the quarter's update."""
    update = Update.objects.filter(period=scene.quarter).values("pk")
    about = ImportRun.objects.filter(model=Update._meta.label_lower, record_id__in=update, kind=ImportKind.EDITS)
    return about.select_related("by", "applied_by")


def _run_row(scene: Scene, run: ImportRun) -> Row:
    return {
        "label": run.name,
        "hint": f"brought back by {run.by}, {formats.moment(run.at)}",
        "url": reverse("compose-word-edits", args=[scene.quarter.slug, run.pk]),
        "tone": TONES[ImportState(run.state)],
        "state_label": run.get_state_display().capitalize(),
    }


@with_quarter(PERMISSION)
def edits(request: HttpRequest, scene: Scene, pk: int) -> HttpResponse:
    """What the file says beside the words as they stand (GET), and taking it in (POST)."""
    if request.method != "POST":
        return _shown(request, scene, pk)
    update, run = needed_update(scene), _runs(scene).filter(pk=pk).first()
    if run is None:
        raise Http404
    try:
        said = _done(request, update, run)
    except Refusal as refusal:
        return _shown(request, scene, pk, refused=refusal.sentence)
    messages.success(request, said)
    if request.POST.get("do") == "finish":
        return redirect("compose-word", scene.quarter.slug)
    return redirect(request.path)


def _done(request: HttpRequest, update: Update, run: ImportRun) -> str:
    who: Row = {"by": person(request), "at": timezone.now()}
    asked = request.POST.get("do", "")
    if asked == "finish":
        finish_edits(run=run, **who)
        return "This file is done with."
    if asked == "comments":
        number = take_comments(run=run, update=update, chosen=request.POST.getlist("comment"), **who)
        return f"{_counted(number, 'question')} asked."
    wanted = request.POST.getlist("all" if asked == "all" else "take")
    if asked.startswith("one:"):
        wanted = [asked.removeprefix("one:")]
    number = take_edits(run=run, update=update, chosen=dict(map(_pair, wanted)), **who)
    return f"{_counted(number, 'paragraph')} taken in."


def _counted(number: int, name: str) -> str:
    return f"{number} {name}{'' if number == 1 else 's'}"


def _pair(text: str) -> tuple[int, str]:
    """A paragraph's key, and what stands for both wordings as they were shown."""
    key, _, seen = text.partition("-")
    return (int(key) if key.isascii() and key.isdigit() else 0), seen


def _shown(request: HttpRequest, scene: Scene, pk: int, *, refused: str = "") -> HttpResponse:
    outline = read_outline(scene, [_runs(scene).filter(pk=pk)])
    run: ImportRun | None = next(iter(outline.rows[ImportRun]), None)
    if run is None:
        raise Http404
    is_open = run.state == ImportState.PREVIEWED and bool(run.file)
    now = beside(outline, _content(run), facts_of(scene, outline)) if is_open else None
    rows = _rows(scene, now, set(request.POST.getlist("take"))) if now else []
    context = {
        "run": run,
        "is_open": is_open,
        "is_draft": outline.update.state == UpdateState.DRAFT,
        "refused": refused,
        "found": now.found if now else None,
        "rows": rows,
        "all": [each["value"] for each in rows if each["kind"] == CLEAR],
        "comments": [_comment(scene, each) for each in now.found.comments] if now else [],
        "sum_up": _sum_up(now.found) if now else [],
        "taken": run.summary.get("paragraphs", 0),
    }
    return render(request, "reports/compose/word_edits.html", context, status=409 if refused else 200)


def _content(run: ImportRun) -> bytes:
    with run.file.open() as file:
        content: bytes = file.read()
        return content


def _rows(scene: Scene, now: Beside, chosen: set[str]) -> list[Row]:
    """Each changed paragraph; first what can simply be taken in, then clashes, then what can't."""
    rows = [_row(scene, now, each, chosen) for each in now.found.edits]
    return sorted(rows, key=lambda each: (CLEAR, CLASH, WAITS).index(each["kind"]))


def _row(scene: Scene, now: Beside, edit: Edit, chosen: set[str]) -> Row:
    paragraph = now.outline.paragraph(edit.key)
    mine = paragraph is not None and may_write(scene.user, paragraph.entry, rests_on_award=paragraph.rests_on_award)
    value = f"{edit.key}-{edit.seen}"
    return {
        "name": edit.entry.heading,
        "url": entry_url(scene, edit.key),
        "value": value,
        "ours": edit.sides[0],
        "theirs": edit.sides[1],
        "clash": edit.clash,
        "said": edit.said,
        "can": edit.can and mine,
        "mine": mine,
        "kind": WAITS if not (edit.can and mine) else CLASH if edit.clash else CLEAR,
        "chosen": value in chosen,
    }


def _comment(scene: Scene, said: Said) -> Row:
    return {
        "value": said.seen,
        "author": said.comment.author or "Somebody",
        "text": said.comment.text,
        "name": said.entry.heading if said.entry else "",
        "url": entry_url(scene, said.entry.key) if said.entry else "",
    }


def _sum_up(found: Returned) -> list[str]:
    """What to know of the file as a whole."""
    said = [f"{_counted(found.found, 'paragraph')} found, {found.same} of them with nothing to take in."]
    if found.proposed:
        said.append("It holds tracked changes that nobody has accepted yet. They are read as if they were accepted.")
    if found.tables:
        said.append(f"{_counted(found.tables, 'table')} in it, which are not read: figures come from the data.")
    return said
