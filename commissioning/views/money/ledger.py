"""A ledger extract: chosen, shown line by line with what would be added, taken in or dropped."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from commissioning.forms.payments import ColumnsForm, LedgerForm
from commissioning.imports.ledger.plan import Ledger, NewPayment
from commissioning.imports.ledger.taking import layout_for, plan_of, take_in_ledger
from commissioning.imports.ways import book_of
from commissioning.models import Award
from commissioning.views.money.payments import back_of
from commissioning.views.owed import person
from commissioning.views.portfolio.preview import fault_group
from commissioning.views.set_up.frame import the_office
from commissioning.workflow.payments import KEEPS
from tracker import formats
from tracker.models import ImportKind, ImportRun, ImportState, Office
from tracker.refusals import Refusal
from tracker.roles import needs
from tracker.uploads.keeping import take
from tracker.uploads.kinds import WrongFile
from tracker.uploads.reading import read_workbook
from tracker.uploads.runs import begin_run, drop_run, keep_answers

Row = dict[str, Any]
SHOWN_RUNS, SHOWN_LINES = 10, 50


@needs(KEEPS)
def ledger(request: HttpRequest) -> HttpResponse:
    """Choose an extract (GET); keep it and show what it would add (POST). One that can't be read is not kept."""
    office = the_office(request)
    form = LedgerForm(request.POST, request.FILES) if request.method == "POST" else LedgerForm()
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            taken = take(upload.name, upload, upload.size)
            read_workbook(taken.kind, taken.content)
        except WrongFile as wrong:
            form.add_error("file", wrong.sentence)
        else:
            run = begin_run(
                kind=ImportKind.LEDGER,
                about=office,
                upload=taken,
                mapping=layout_for(office),
                by=person(request),
                at=timezone.now(),
            )
            return redirect("ledger-file", pk=run.pk)
    runs = [run_row(row) for row in ledgers(office)[:SHOWN_RUNS]]
    context = {"form": form, "runs": runs, "back": {"url": back_of(request), "label": "Payments"}}
    return render(request, "commissioning/money/ledger.html", context, status=422 if form.errors else 200)


def ledgers(office: Office) -> QuerySet[ImportRun]:
    """The extracts that were sent, newest first."""
    rows: QuerySet[ImportRun] = ImportRun.objects.about(office).filter(kind=ImportKind.LEDGER)
    return rows.select_related("by")


def run_row(run: ImportRun) -> Row:
    return {
        "name": run.name,
        "url": reverse("ledger-file", args=[run.pk]),
        "sent": f"sent by {run.by} on {formats.moment(run.at)}",
        "state": ImportState(run.state).label,
    }


@needs(KEEPS)
def ledger_file(request: HttpRequest, pk: int) -> HttpResponse:
    """What an extract would add (GET). POST chooses its columns, takes it in, or drops it."""
    office = the_office(request)
    run = ledgers(office).select_related("applied_by").filter(pk=pk).first()
    if run is None:
        raise Http404
    if run.state != ImportState.PREVIEWED:
        return render(request, "commissioning/money/ledger_done.html", done(request, run))
    if request.method != "POST":
        return shown(request, run)
    by, at = person(request), timezone.now()
    if request.POST.get("act") == "drop":
        drop_run(run=run, by=by, at=at)
        messages.success(request, f"{run.name} is dropped. Nothing of it was taken in.")
        return redirect("ledger")
    if request.POST.get("act") == "columns":
        return choose_columns(request, run)
    try:
        digest = request.POST.get("digest", "")
        taken = take_in_ledger(run=run, book=book_of(run), office=office, digest=digest, by=by, at=at)
    except Refusal as refusal:
        run.refresh_from_db()
        if run.state != ImportState.PREVIEWED:
            messages.error(request, refusal.sentence)
            return redirect("ledger-file", pk=pk)
        return shown(request, run, refused=refusal.sentence, status=409)
    messages.success(request, f"{payments_words(len(taken.new))} taken in.")
    return redirect(back_of(request))


def choose_columns(request: HttpRequest, run: ImportRun) -> HttpResponse:
    found = plan_of(run, book_of(run), at=timezone.now())
    form = columns_form(found, request.POST)
    if not form.is_valid():
        return shown(request, run, columns=form, status=422)
    keep_answers(run=run, answers=form.cleaned_data)
    return redirect("ledger-file", pk=run.pk)


def columns_form(found: Ledger, posted: Any = None) -> ColumnsForm:
    headings = found.headings
    chosen = headings.layout if headings else {}
    return ColumnsForm(posted, headings=headings.names if headings else (), chosen=chosen)


def shown(
    request: HttpRequest, run: ImportRun, *, refused: str = "", columns: ColumnsForm | None = None, status: int = 200
) -> HttpResponse:
    found = plan_of(run, book_of(run), at=timezone.now())
    matched = {each.match.award for each in found.new if each.match}
    titles = dict(Award.objects.filter(pk__in=matched).values_list("pk", "title"))
    span = found.span
    context = {
        "run": run,
        "refused": refused,
        "back": {"url": reverse("ledger"), "label": "Take in payments"},
        "sent": f"sent by {run.by} on {formats.moment(run.at)}",
        "form": columns or columns_form(found),
        "columns_known": found.headings is not None,
        "columns_open": bool(columns) or bool(found.headings and found.headings.lacks),
        "groups": [
            fault_group(each.name, each.faults) | {"blocking": each.blocking} for each in found.plan.fault_groups
        ],
        "blocked": found.plan.blocked,
        "facts": [
            {"key": "New payments", "value": f"{formats.number(len(found.new))}, {formats.money(found.amount)}"},
            {"key": "Matched to an award", "value": formats.number(len(found.new) - len(found.unmatched))},
            {"key": "To be matched by you", "value": formats.number(len(found.unmatched))},
            {"key": "Held already", "value": formats.number(found.same)},
            {"key": "Paid", "value": formats.date_range(*span) if span else "", "nil": "no new payment"},
        ],
        "left": found.left,
        "rows": [{"cells": line_cells(each, titles)} for each in found.new[:SHOWN_LINES]],
        "columns": [{"label": "Paid to"}, {"label": "Paid on"}, {"label": "Amount", "numeric": True}, {"label": "For"}],
        "more": max(0, len(found.new) - SHOWN_LINES),
        "ready": bool(found.new) and not found.plan.blocked,
        "button": f"Take in {payments_words(len(found.new))}",
        "digest": found.plan.digest,
    }
    return render(request, "commissioning/money/ledger_file.html", context, status=status)


def payments_words(count: int) -> str:
    return f"{formats.number(count)} payment{'' if count == 1 else 's'}"


def line_cells(new: NewPayment, titles: dict[int, str]) -> list[Row]:
    line, match = new.line, new.match
    return [
        {"text": line.payee or line.reference, "nil": "not stated", "sub": line.reference if line.payee else ""},
        {"text": formats.short_day(line.day)},
        {"text": formats.money(line.amount)},
        {
            "text": titles.get(match.award, "") if match else "",
            "nil": "not matched",
            "sub": f"by {match.by.label}" if match else "",
        },
    ]


def done(request: HttpRequest, run: ImportRun) -> Row:
    """What became of an extract that is no longer to be decided on."""
    told = run.summary
    taken = f"Taken in by {run.applied_by} on {formats.moment(run.applied_at)}." if run.applied_at else ""
    return {
        "run": run,
        "back": {"url": reverse("ledger"), "label": "Take in payments"},
        "words": taken or "Dropped. Nothing of it was taken in.",
        "facts": [
            {"key": "Payments", "value": formats.number(told.get("payments", 0))},
            {"key": "Coming to", "value": formats.money(told["amount"]) if "amount" in told else "", "nil": "–"},
            {"key": "Not matched when it came", "value": formats.number(told.get("unmatched", 0))},
        ]
        if run.applied_at
        else [],
    }
