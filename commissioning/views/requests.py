"""Information requests on screen: what was asked and answered, the list that was given, and what it gives now."""

import copy
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, resolve, reverse
from django.utils import timezone

from commissioning.figures import reference_for
from commissioning.figures.requests import Line, beside
from commissioning.forms.requests import AnswerForm
from commissioning.models import InformationRequest
from commissioning.views.owed import person, posted
from commissioning.views.set_up.frame import the_office
from commissioning.workflow import Refusal
from commissioning.workflow.requests import Given, answer_request
from commissioning.workflow.set_up.services import SET_UP
from tracker import formats
from tracker.models import SavedFilter
from tracker.periods import london_date
from tracker.refusals import Faults
from tracker.roles import needs

Row = dict[str, Any]
PORTFOLIO = "commissioning.view_portfolio"
SHOWN = 20  # lines that are only then, or only now
GONE = "This page is no longer there, or is no list that can be taken away. Choose another."


def found(request: HttpRequest, pk: int) -> InformationRequest:
    rows = InformationRequest.objects.visible_to(person(request)).select_related("answered_by", "quarter")
    row: InformationRequest | None = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def back_to(request: HttpRequest) -> Row:
    quarter: Any = request.quarter_in_hand  # type: ignore[attr-defined]
    url = reverse("register", args=[quarter.slug, "requests"]) if quarter else reverse("home")
    return {"url": url, "label": "Information requests"}


@needs(PORTFOLIO)
def information_request(request: HttpRequest, pk: int) -> HttpResponse:
    """What was asked, by when it is due, and what was answered."""
    the_office(request)
    row, on = found(request, pk), london_date(timezone.now())
    keeps = person(request).has_perm(SET_UP)
    context = {
        "row": row,
        "late": f"Was due {formats.short_day(row.due_on)}" if row.answered_on is None and row.due_on < on else "",
        "facts": facts(row),
        "back": back_to(request),
        "answer_url": reverse("request-answer", args=[pk]) if keeps and row.answered_on is None else "",
        "change_url": reverse("set-up-record", args=["information-requests", pk]) if keeps else "",
        "keeps": keeps,  # the list that was given may hold what is for the office alone
    }
    return render(request, "commissioning/requests/page.html", context)


def facts(row: InformationRequest) -> list[Row]:
    said = [
        ("Asked by", row.asker, ""),
        ("Received", formats.day(row.received_on), ""),
        ("Due", formats.day(row.due_on), ""),
        ("Answered", row.answered_on and f"{formats.day(row.answered_on)}, by {row.answered_by}", "not yet"),
        ("List given", row.list_name and f"{row.list_name}, {row.quarter}: {rows_words(row.given_rows or 0)}", ""),
        ("Digest of that file", row.sha256, ""),
    ]
    return [{"key": key, "value": value, "nil": nil} for key, value, nil in said if value or nil]


def rows_words(count: int) -> str:
    return f"{formats.count(count)} row{'' if count == 1 else 's'}"


@needs(SET_UP)
def request_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer it; the list that is chosen is run now and kept with the answer."""
    office, user = the_office(request), person(request)
    row, on = found(request, pk), london_date(timezone.now())
    views = list(SavedFilter.objects.visible_to(user))
    quarters = reference_for(office).quarters()
    form = AnswerForm(posted(request), views=views, quarters=quarters, initial={"on": on})
    if form.is_valid() and answered(request, form, row):
        messages.success(request, f"Request {row.number} is answered.")
        return redirect("information-request", pk=pk)
    back = {"url": reverse("information-request", args=[pk]), "label": f"Request {row.number}"}
    context = {"form": form, "row": row, "back": back}
    return render(request, "commissioning/requests/answer.html", context, status=422 if form.errors else 200)


def answered(request: HttpRequest, form: AnswerForm, row: InformationRequest) -> bool:
    typed = form.cleaned_data
    try:
        answer_request(
            request=row,
            answer=typed["answer"],
            on=typed["on"],
            given=given_by(request, form),
            by=person(request),
            at=timezone.now(),
        )
    except Faults as faults:
        for name, sentence in faults.by_box.items():
            form.add_error(name if name in form.fields else None, sentence)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
    return not form.errors


def given_by(request: HttpRequest, form: AnswerForm) -> Given | None:
    """The list that was chosen, as it is now."""
    view = form.views.get(form.cleaned_data["view"])
    if view is None:
        return None
    quarter = form.quarters[form.cleaned_data["quarter"]]
    content = run(request, view.page, {"quarter": quarter.slug, **view.parts}, view.query)
    if content is None:
        raise Faults({"view": GONE})
    return Given(view.name, view.page, view.query, quarter, content, view.parts)


def run(request: HttpRequest, page: str, parts: Mapping[str, Any], query: str) -> bytes | None:
    """The list at this address as a CSV, as far as who asks may see it; None where there is no such list for them."""
    try:
        match = resolve(reverse(page, kwargs=dict(parts)))
    except NoReverseMatch:
        return None
    asked = copy.copy(request)
    filters = QueryDict(query, mutable=True)
    filters["format"] = "csv"
    asked.GET, asked.method, asked.resolver_match = filters, "GET", match  # type: ignore[assignment]
    try:
        answer = match.func(asked, *match.args, **match.kwargs)
    except (Http404, PermissionDenied):
        return None
    listed = isinstance(answer, HttpResponse) and answer.headers.get("Content-Type", "").startswith("text/csv")
    return bytes(answer.content) if listed else None


@needs(SET_UP)
def request_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The list as it was given, byte for byte."""
    row = found(request, pk)
    if not row.given:
        raise Http404
    name = f"request-{row.pk}-as-given.csv"
    return FileResponse(row.given.open("rb"), as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")


@needs(SET_UP)
def request_now(request: HttpRequest, pk: int) -> HttpResponse:
    """What the list gives now, beside what was answered."""
    the_office(request)
    row = found(request, pk)
    if not row.given or row.quarter is None:
        raise Http404
    now = run(request, row.page, {"quarter": row.quarter.slug, **row.parts}, row.query)
    with row.given.open("rb") as kept:
        then = kept.read()
    compared = beside(then, now) if now is not None else None
    context = {
        "row": row,
        "back": {"url": reverse("information-request", args=[pk]), "label": f"Request {row.number}"},
        "compared": compared,
        "columns": [{"label": each} for each in compared.header] if compared else [],
        "then": compared and rows_words(compared.then),
        "now": compared and rows_words(compared.now),
        "differences": differences(compared) if compared else [],
        "page_url": page_url(row),
        "on": formats.day(london_date(timezone.now())),
    }
    return render(request, "commissioning/requests/now.html", context)


def differences(compared: Any) -> list[Row]:
    """Lines that only one of the two has, under what that means."""
    told = (("Only in what was given", compared.gone), ("Only in what it gives now", compared.fresh))
    return [
        {"heading": heading, "rows": table_rows(lines), "more": max(0, len(lines) - SHOWN)}
        for heading, lines in told
        if lines
    ]


def table_rows(lines: list[Line]) -> list[Row]:
    return [{"cells": [{"text": cell, "nil": "empty"} for cell in line]} for line in lines[:SHOWN]]


def page_url(row: InformationRequest) -> str:
    """The page of the list, with the filters that it had."""
    try:
        address = reverse(row.page, kwargs={"quarter": row.quarter.slug, **row.parts})  # type: ignore[union-attr]
    except NoReverseMatch:
        return ""
    return f"{address}?{row.query}" if row.query else address
