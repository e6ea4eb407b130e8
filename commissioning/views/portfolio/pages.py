"""Choosing a portfolio file, looking at what it would change, answering what it raises, loading it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from commissioning.forms.portfolio import AnswersForm, PortfolioForm
from commissioning.imports.portfolio.loading import NotLoaded, load_portfolio
from commissioning.imports.portfolio.present import present_workbook
from commissioning.imports.portfolio.reading import read_portfolio
from commissioning.imports.ways import book_of, content_of, file_kind
from commissioning.models import Service
from commissioning.views.owed import person
from commissioning.views.portfolio.preview import Picture, changes_page, loaded_words, preview
from commissioning.views.set_up.frame import the_office
from tracker import formats
from tracker.exports import XLSX
from tracker.models import ImportKind, ImportRun, ImportState, Office, ShownPlan
from tracker.periods import london_date
from tracker.refusals import Refusal
from tracker.roles import needs
from tracker.uploads.cells import Workbook
from tracker.uploads.faults import Fault
from tracker.uploads.keeping import take
from tracker.uploads.kinds import WrongFile
from tracker.uploads.reading import read_workbook, with_comments
from tracker.uploads.runs import answers_of, begin_run, drop_run, keep_answers, keep_shown

PERMISSION = "commissioning.load_portfolio"
SHOWN_RUNS = 10


@needs(PERMISSION)
def choose(request: HttpRequest) -> HttpResponse:
    """Choose a file (GET); keep it and show what it would change (POST). One that can't be read is not kept."""
    office = the_office(request)
    form = PortfolioForm(request.POST, request.FILES) if request.method == "POST" else PortfolioForm()
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            taken = take(upload.name, upload, upload.size)
            book = read_workbook(taken.kind, taken.content)
        except WrongFile as wrong:
            form.add_error("file", wrong.sentence)
        else:
            by, at = person(request), timezone.now()
            with transaction.atomic():
                run = begin_run(kind=ImportKind.PORTFOLIO, about=office, upload=taken, by=by, at=at)
                look_at(request, run, book)
            return redirect("portfolio-file", pk=run.pk)
    context = {"form": form, "runs": _runs(office), "any": Service.objects.exists(), "title": "Load the portfolio"}
    return render(request, "commissioning/portfolio/choose.html", context, status=422 if form.errors else 200)


def _runs(office: Office) -> list[dict[str, Any]]:
    """The files that were sent last, and what came of each."""
    rows = ImportRun.objects.about(office).filter(kind=ImportKind.PORTFOLIO).select_related("by")[:SHOWN_RUNS]
    return [
        {
            "pk": row.pk,
            "name": row.name,
            "sent": f"sent by {row.by} on {formats.moment(row.at)}",
            "state": ImportState(row.state).label,
        }
        for row in rows
    ]


@require_GET
@needs(PERMISSION)
def workbook(request: HttpRequest) -> HttpResponse:
    """The form as a workbook, filled with what is there already."""
    office = the_office(request)
    today = london_date(timezone.now())
    content = present_workbook(f"Portfolio of {office.name}, {formats.day(today)}", on=today)
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="portfolio-{today:%Y-%m-%d}.xlsx"'
    return response


def run_of(request: HttpRequest, pk: int) -> ImportRun:
    office = the_office(request)
    rows = ImportRun.objects.about(office).filter(kind=ImportKind.PORTFOLIO).select_related("by", "applied_by", "shown")
    run: ImportRun | None = rows.filter(pk=pk).first()
    if run is None:
        raise Http404
    return run


def look_at(request: HttpRequest, run: ImportRun, book: Workbook | None = None) -> Picture:
    """What a file would change now, with the answers that were given: kept, to be shown as it stood."""
    at, by = timezone.now(), person(request)
    portfolio = read_portfolio(book or book_of(run), name=run.name, answers=answers_of(run), by=by, on=london_date(at))
    picture = Picture.of(portfolio, at)
    keep_shown(run=run, plan=picture.stored, at=at)
    return picture


def picture_of(run: ImportRun) -> Picture | None:
    """What it would change as it stood when it was looked at last; None for one that was never looked at."""
    shown: ShownPlan | None = getattr(run, "shown", None)
    return Picture.kept(shown) if shown else None


@needs(PERMISSION)
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """What a file would change, as it was kept (GET). POST looks again, answers what is asked, loads or drops it."""
    run = run_of(request, pk)
    if run.state != ImportState.PREVIEWED:
        applied = f"Loaded by {run.applied_by} on {formats.moment(run.applied_at)}" if run.applied_at else ""
        context = {"run": run, "title": run.name, "told": loaded_words(run), "applied": applied}
        return render(request, "commissioning/portfolio/done.html", context)
    if request.method != "POST":
        return _shown(request, run, picture_of(run))
    if request.POST.get("act") == "look":
        look_at(request, run)
        return redirect("portfolio-file", pk=run.pk)
    if request.POST.get("act") == "drop":
        drop_run(run=run, by=person(request), at=timezone.now())
        messages.success(request, f"{run.name} is dropped. Nothing of it was saved.")
        return redirect("portfolio-load")
    return _load(request, run) if request.POST.get("act") == "load" else _answer(request, run)


def _answer(request: HttpRequest, run: ImportRun) -> HttpResponse:
    picture = picture_of(run) or look_at(request, run)
    form = AnswersForm(request.POST, questions=picture.questions)
    if not form.is_valid():
        return _shown(request, run, picture, answers=form, status=422)
    with transaction.atomic():
        look_at(request, keep_answers(run=run, answers=form.answers))
    return redirect("portfolio-file", pk=run.pk)


def _load(request: HttpRequest, run: ImportRun) -> HttpResponse:
    book, digest, at = book_of(run), request.POST.get("digest", ""), timezone.now()
    try:
        load_portfolio(run=run, file=book, answers=answers_of(run), digest=digest, by=person(request), at=at)
    except NotLoaded as refusal:
        picture = look_at(request, run, book)
        return _shown(request, run, picture, refused=refusal.sentence, more=refusal.faults, status=409)
    except Refusal as refusal:
        return _refused(request, run, refusal)
    messages.success(request, "The portfolio is loaded.")
    return redirect("portfolio-file", pk=run.pk)


def _refused(request: HttpRequest, run: ImportRun, refusal: Refusal) -> HttpResponse:
    """Why it was not loaded, on the page as it is now: somebody else may have loaded or dropped it meanwhile."""
    run.refresh_from_db()
    if run.state != ImportState.PREVIEWED:
        messages.error(request, refusal.sentence)
        return redirect("portfolio-file", pk=run.pk)
    return _shown(request, run, look_at(request, run), refused=refusal.sentence, status=409)


def _shown(
    request: HttpRequest,
    run: ImportRun,
    picture: Picture | None,
    *,
    refused: str = "",
    more: Sequence[Fault] = (),
    answers: AnswersForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "run": run,
        "title": run.name,
        "sent": f"sent by {run.by} on {formats.moment(run.at)}",
        "refused": refused,
        "back": {"label": "Load the portfolio"},
    }
    if picture is None:
        return render(request, "commissioning/portfolio/unlooked.html", context)
    context |= preview(picture, more) | {"form": answers or AnswersForm(questions=picture.questions)}
    return render(request, "commissioning/portfolio/file.html", context, status=status)


@require_GET
@needs(PERMISSION)
def changes(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """All that a file would change of one kind of record, in pages."""
    run = run_of(request, pk)
    picture = picture_of(run)
    context = changes_page(picture, kind, request.GET.get("page", "")) if picture else None
    if context is None:
        raise Http404
    return render(request, "commissioning/portfolio/changes.html", {**context, "run": run})


@require_GET
@needs(PERMISSION)
def commented(request: HttpRequest, pk: int) -> HttpResponse:
    """The same workbook back, with a comment in each cell that something is wrong with."""
    run = run_of(request, pk)
    picture = picture_of(run)
    if picture is None:
        raise Http404
    response = HttpResponse(with_comments(file_kind(run), content_of(run), picture.faults), content_type=XLSX)
    name = run.name.rpartition(".")[0] or run.name
    response.headers["Content-Disposition"] = f'attachment; filename="{_ascii(name)} with comments.xlsx"'
    return response


def _ascii(name: str) -> str:
    return "".join(sign for sign in name if sign.isascii() and (sign.isalnum() or sign in " -_")).strip() or "portfolio"
