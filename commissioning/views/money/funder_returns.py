"""Returns to funders: what is owed when, what one would tell with all that is missing, and the files that were made."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from commissioning.choices import FunderSectionKind
from commissioning.figures.funder_returns import Due, Line, Missing, Section, Told, Whole, dues, exposed_in, stream_held
from commissioning.figures.funder_returns import funder_return as told_now
from commissioning.forms.funder_returns import SentForm
from commissioning.models import FunderAnswer, FunderReturn, FundingStream, ReportingPeriod
from commissioning.parsing.prose import word_count
from commissioning.views.money.wording import money_tabs
from commissioning.views.quarters import Scene, with_quarter
from commissioning.workflow.funder_returns import MAKES, facts_of, make_funder_return, tell_sent
from commissioning.workflow.set_up.funders import MONEY as SET_UP
from tracker import formats
from tracker.exports import XLSX
from tracker.models import User
from tracker.periods import financial_year_of, london_date
from tracker.refusals import Faults, Refusal
from tracker.roles import needs

Row = dict[str, Any]
COLUMNS = ("Return", "Time", "Wanted by", "Where it stands")


@with_quarter(MAKES)
def funder_returns(request: HttpRequest, scene: Scene) -> HttpResponse:
    """What the funders are owed for the quarter's financial year."""
    context = {
        "tabs": money_tabs(scene, "funder-returns"),
        "year": financial_year_of(scene.quarter.end),
        "columns": [{"label": label} for label in COLUMNS],
        "rows": [due_row(scene, each) for each in owed(scene)],
        "may_set_up": scene.user.has_perm(SET_UP),
    }
    return render(request, "commissioning/money/funder_returns.html", context)


@with_quarter(MAKES)
def funder_return(request: HttpRequest, scene: Scene, pk: int) -> HttpResponse:
    """One stream's return that ends with the quarter: as it would be made now, and the files made of it."""
    return drawn(request, scene, stream_of(scene, pk))


@require_POST
@with_quarter(MAKES)
def funder_return_make(request: HttpRequest, scene: Scene, pk: int) -> HttpResponse:
    """Make the file of it."""
    stream = stream_of(scene, pk)
    if due_of(scene, stream) is None:
        raise Http404
    try:
        made = make_funder_return(stream=stream.pk, quarter=scene.quarter.pk, by=scene.user, at=timezone.now())
    except Refusal as refusal:
        return drawn(request, scene, stream, refused=refusal.sentence)
    messages.success(request, f"Return {made.number} is made. It stays as it is.")
    return redirect("funder-return", quarter=scene.quarter.slug, pk=pk)


@needs(MAKES)
def funder_return_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A made file, as it was."""
    row = get_object_or_404(FunderReturn.objects.select_related("stream", "period"), pk=pk)
    name = f"{row.stream.code}-{row.period.slug}-return-{row.number}.xlsx"
    return FileResponse(row.file.open("rb"), as_attachment=True, filename=name, content_type=XLSX)


@needs(MAKES)
def funder_return_sent(request: HttpRequest, pk: int) -> HttpResponse:
    """Say when a made file went to the funder: asked (GET), told (POST)."""
    row = get_object_or_404(FunderReturn.objects.select_related("stream__funder", "period"), pk=pk)
    at, back = timezone.now(), reverse("funder-return", args=[row.period.slug, row.stream_id])
    form, refused = SentForm(request.POST if request.method == "POST" else None, initial={"on": london_date(at)}), ""
    if form.is_valid():
        try:
            tell_sent(made=row, on=form.cleaned_data["on"], by=cast(User, request.user), at=at)
        except Faults as faults:
            form.add_error("on", faults.by_box["on"])
        except Refusal as refusal:
            refused = refusal.sentence
        else:
            messages.success(request, f"Return {row.number} is kept as sent.")
            return redirect(back)
    context = {
        "title": f"When was return {row.number} sent?",
        "says": f"{row.stream}, to {row.stream.funder}. It can’t be taken back: a return made later is sent anew.",
        "form": form,
        "refused": refused,
        "button": "Save",
        "back": {"url": back, "label": str(row.stream)},
    }
    return render(request, "set_up/confirm.html", context, status=422 if form.errors or refused else 200)


def stream_of(scene: Scene, pk: int) -> FundingStream:
    found = stream_held(pk, scene.portfolio)
    if found is None:
        raise Http404
    return found


def owed(scene: Scene, stream: int | None = None) -> list[Due]:
    """What is owed for the quarter's financial year, of one stream or of all; with the files that were made."""
    return _dues(scene, scene.portfolio.to_funders, stream)


def owed_of(scene: Scene, stream: int) -> list[Due]:
    """The same of one stream as it stands now, with the people who made and sent the files."""
    made = FunderReturn.objects.filter(stream=stream).select_related("made_by", "sent_by")
    return _dues(scene, made, stream)


def _dues(scene: Scene, made: Iterable[FunderReturn], stream: int | None) -> list[Due]:
    quarters = [each for each in scene.reference.quarters() if _year(each) == _year(scene.quarter)]
    return dues(scene.portfolio, quarters, made, stream=stream)


def _year(quarter: ReportingPeriod) -> str:
    return financial_year_of(quarter.end)


def due_of(scene: Scene, stream: FundingStream) -> Due | None:
    """The return of the stream that ends with the quarter."""
    return next((each for each in owed_of(scene, stream.pk) if each.quarter.pk == scene.quarter.pk), None)


def whole_of(scene: Scene, due: Due) -> Whole:
    return told_now(due.stream, due.template, due.quarter, reference=scene.reference, portfolio=scene.portfolio)


def due_row(scene: Scene, due: Due) -> Row:
    """A return in a list."""
    url = reverse("funder-return", args=[due.quarter.slug, due.stream.pk])
    return {
        "cells": [
            {"text": due.stream.name, "url": url, "sub": f"{due.stream.funder.name}, {due.template.name}"},
            {"text": due.part},
            {"text": formats.day(due.due_on)},
            {"text": stands(due, scene.on), "sub": made_words(due)},
        ]
    }


def stands(due: Due, on: date) -> str:
    """ "Sent on 3 November 2022", "12 days late, not sent", "made, not sent", "not over yet", "to be made"."""
    sent = due.sent
    if sent is not None and sent.sent_on:
        return f"Sent on {formats.day(sent.sent_on)}"
    if due.is_late(on):
        return f"{formats.late((on - due.due_on).days)}, not sent"
    if due.made:
        return "Made, not sent"
    return "To be made" if on > due.quarter.end else "Not over yet"


def made_words(due: Due) -> str:
    newest = due.made[0] if due.made else None
    return f"return {newest.number} made {formats.day(newest.made_at)}" if newest else ""


def drawn(request: HttpRequest, scene: Scene, stream: FundingStream, *, refused: str = "") -> HttpResponse:
    """The page of one return; where none ends with the quarter, of those of the year."""
    listed = owed_of(scene, stream.pk)
    due = next((each for each in listed if each.quarter.pk == scene.quarter.pk), None)
    whole = whole_of(scene, due) if due else None
    context = {
        "stream": stream,
        "due": due,
        "others": [due_row(scene, each) for each in listed if each is not due],
        "columns": [{"label": label} for label in COLUMNS],
        "refused": refused,
        "crumbs": crumbs(scene, stream),
        "set_up_url": reverse("set-up-record", args=["streams", stream.pk]) if scene.user.has_perm(SET_UP) else "",
    }
    if due and whole:
        context |= {
            "facts": [{"key": key, "value": value} for key, value in facts_of(due, scene.office)],
            "stands": stands(due, scene.on),
            "due_on": formats.day(due.due_on),
            "missing": list(missing_rows(scene, due, whole.missing)),
            "sections": [section_row(scene, due, whole, number) for number in range(len(whole.sections))],
            "made": [made_row(each) for each in due.made],
        }
    return render(request, "commissioning/money/funder_return.html", context, status=409 if refused else 200)


def crumbs(scene: Scene, stream: FundingStream) -> list[Row]:
    slug = scene.quarter.slug
    return [
        {"label": "Money", "url": reverse("money", args=[slug])},
        {"label": "Funder returns", "url": reverse("funder-returns", args=[slug])},
        {"label": stream.name, "url": reverse("stream", args=[slug, stream.pk])},
    ]


def missing_rows(scene: Scene, due: Due, missing: Iterable[Missing]) -> Iterator[Row]:
    for each in missing:
        yield {"text": each.sentence, "url": page_of(scene, due, each)}


def page_of(scene: Scene, due: Due, of: Missing | Line) -> str:
    """Where it is seen, or mended."""
    slug = scene.quarter.slug
    if of.question is not None:
        return reverse("funder-answer", args=[slug, due.stream.pk, of.question])
    if isinstance(of, Missing) and of.pack is not None:
        return reverse("pack", args=[of.pack])
    if isinstance(of, Missing) and of.stream is not None:
        return reverse("stream", args=[slug, of.stream])
    if of.award is not None:
        return reverse("award", args=[slug, of.award])
    return reverse("service-tab", args=[slug, of.service, "figures"]) if of.service is not None else ""


def section_row(scene: Scene, due: Due, whole: Whole, number: int) -> Row:
    """A section as a table of the page; answers in words one after the other."""
    section = whole.sections[number]
    told: Row = {"id": f"section-{number + 1}", "title": section.title, "note": section.note}
    if section.kind == FunderSectionKind.WORDS:
        asked = [answer_row(scene, each, page_of(scene, due, each), whole.answers) for each in section.lines]
        return told | {"asked": asked, "is_words": True}
    labels: list[Row] = [{"label": section.first}]
    labels += [{"label": column.heading, "numeric": column.is_number} for column in section.columns]
    return told | {
        "columns": labels,
        "rows": [{"cells": cells(section, each, page_of(scene, due, each))} for each in section.lines],
        "totals": {"cells": cells(section, section.total, "")} if section.total else None,
    }


def answer_row(scene: Scene, line: Line, url: str, answers: Mapping[int, FunderAnswer]) -> Row:
    """A question with its answer, who wrote it when, and what in it should not leave the office."""
    answer = answers.get(line.question or 0)
    text = answer.text if answer else ""
    told = {"question": line.name, "url": url, "text": text, "by": written_words(answer)}
    return told | {"exposed": exposed(scene, text)}


def exposed(scene: Scene, text: str) -> list[str]:
    return exposed_in(text, scene.quarter, small_below=scene.office.small_number_below)


def written_words(answer: FunderAnswer | None) -> str:
    """ "Written by Femi Adeyemi on 12 October 2022, 84 words"."""
    if answer is None or not answer.text:
        return ""
    count = word_count(answer.text)
    words = f"{formats.count(count)} word{'' if count == 1 else 's'}"
    return f"Written by {answer.written_by.name} on {formats.day(answer.written_at)}, {words}"


def cells(section: Section, line: Line, url: str) -> list[Row]:
    told = (line.cells.get(column.what) for column in section.columns)
    return [{"text": line.name, "url": url}, *(cell(each) for each in told)]


def cell(told: Told | None) -> Row:
    return {"text": told.words if told else "", "nil": "–"}


def made_row(made: FunderReturn) -> Row:
    number, sent = made.missing, made.sent_by
    lacking = f"{formats.in_words(number)} thing{'' if number == 1 else 's'} missing"
    return {
        "label": f"Return {made.number}",
        "file": reverse("funder-return-file", args=[made.pk]),
        "says": f"made on {formats.moment(made.made_at)} by {made.made_by.name}, {formats.file_size(made.size)}",
        "missing": lacking if number else "nothing missing",
        "sent": f"Sent on {formats.day(made.sent_on)}, says {sent.name}" if made.sent_on and sent else "",
        "sent_url": "" if made.sent_on else reverse("funder-return-sent", args=[made.pk]),
    }
