"""A figure is put right: a provider asks for it, the office takes it over or declines, a manager corrects at once."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from commissioning.choices import QuestionState, RecordKind
from commissioning.figures.sent import in_force
from commissioning.forms.corrections import CorrectionForm, DeclineForm, NewFigureForm
from commissioning.models import Observation, QuarterlyReturn, Question
from commissioning.models.seeing import audiences
from commissioning.views.hubs import question_row
from commissioning.views.owed import address, person, posted, record_of, scene_for, title_of
from commissioning.views.quarters import Scene, with_quarter
from commissioning.workflow.corrections import (
    ASKS_CORRECTION,
    RELATED,
    accept_correction,
    ask_correction,
    check_correction,
    correct_figure,
    decline_correction,
    figure_of,
    label_of,
)
from commissioning.workflow.earlier import TAKES_OVER
from tracker import formats
from tracker.forms import new_key
from tracker.models import User
from tracker.periods import london_date
from tracker.refusals import NotYours, Refusal
from tracker.roles import needs

DECIDES = "commissioning.approve_returns"


@needs(ASKS_CORRECTION)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """A provider asks the office for another value of a figure that it sent."""
    rows = Observation.objects.visible_to(person(request)).filter(pk=pk, quarterly_return__isnull=False)
    own = ("quarterly_return__service", "quarterly_return__provider", "quarterly_return__period")
    found = rows.select_related(*RELATED, *own).first()
    if found is None or found.quarterly_return is None:
        raise Http404
    record, form, refused = found.quarterly_return, NewFigureForm(posted(request), observation=found), ""
    scene = scene_for(request, record)
    was = in_force(found, scene.reference)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            ask_correction(
                observation=found, boxes=form.boxes, was=was, reason=reason, by=person(request), at=timezone.now()
            )
        except Refusal as refusal:
            refused = refusal.sentence
        else:
            messages.success(request, "The office is asked. The figure stays as it was until somebody agrees.")
            return redirect("sent", quarter=scene.quarter.slug)
    context = {
        "form": form,
        "refused": refused,
        "title": f"Correct {label_of(found)}",
        "who": f"{title_of(record)}; in force now: {was}",
        "back": {"url": reverse("sent", args=[scene.quarter.slug]), "label": "What we sent"},
        "button": "Ask the office",
    }
    return render(request, "commissioning/returns/plain_form.html", context, status=status_of(form, refused))


def status_of(form: Any, refused: str) -> int:
    return 422 if form.errors else 409 if refused else 200


@with_quarter(TAKES_OVER)
def figure_correct(request: HttpRequest, scene: Scene, pk: int) -> HttpResponse:
    """Another value for a figure that counts: why, and who told us when. In force at once, both values kept."""
    rows = Observation.objects.visible_to(scene.user).filter(service_measure__audience__in=audiences(scene.user))
    found = rows.select_related(*RELATED, "service_measure__service", "provider", "period").filter(pk=pk).first()
    if found is None:
        raise Http404
    home = reverse("figure", args=[scene.quarter.slug, found.pk])
    form, refused = CorrectionForm(posted(request), observation=found, today=scene.on), ""
    if request.method == "POST" and form.is_valid():
        try:
            correct_with(found, form, scene.user, request.POST.get("key", ""))
        except Refusal as refusal:
            refused = refusal.sentence
        else:
            messages.success(request, "The figure is corrected. The value before it stays on this page.")
            return redirect(home)
    context = {
        "form": form,
        "refused": refused,
        "cannot": why_not(found, scene.user),
        "title": f"Correct {label_of(found)}",
        "who": f"{found.service_measure.service.name}, {found.period.label}",
        "now": in_force(found, scene.reference),
        "rated": found.quarterly_return is not None and bool(found.quarterly_return.rag),
        "back": {"url": home, "label": label_of(found)},
        "key": new_key(),
    }
    return render(request, "commissioning/figure/correct.html", context, status=status_of(form, refused))


def correct_with(found: Observation, form: CorrectionForm, by: User, key: str) -> None:
    told = f"{form.cleaned_data['told_by']}, {formats.day(form.cleaned_data['told_on'])}"
    correct_figure(
        observation=found,
        value=form.new,  # type: ignore[arg-type]
        why=form.cleaned_data["reason"],
        evidence=told,
        by=by,
        at=timezone.now(),
        key=key,
    )


def why_not(found: Observation, user: User) -> str:
    """Why this person can't correct the figure now; empty where it can be done."""
    try:
        check_correction(found, found.quarterly_return, user)
    except Refusal as refusal:
        return refusal.sentence
    return ""


@needs(DECIDES)
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    """What a provider asks to have corrected (GET); take it over, or decline with a reason (POST)."""
    question = Question.objects.filter(pk=pk).select_related("asked_by", "service_measure").first()
    if question is None or not question.proposed:
        raise Http404
    record = record_of(request, RecordKind.RETURN, question.record_id)
    assert isinstance(record, QuarterlyReturn)
    declines = request.POST.get("decision") == "decline"
    form, refused = DeclineForm(request.POST if declines else None), ""
    if request.method == "POST" and (not declines or form.is_valid()):
        try:
            messages.success(request, decided(question, form, declines, person(request)))
        except NotYours as refusal:
            raise PermissionDenied from refusal
        except Refusal as refusal:
            refused = refusal.sentence
        else:
            return redirect(address(record))
    return render(
        request,
        "commissioning/figure/asked.html",
        asked_context(request, question, record) | {"form": form, "refused": refused},
        status=status_of(form, refused),
    )


def decided(question: Question, form: DeclineForm, declines: bool, by: User) -> str:
    """Carry out what was decided; answers what to say of it."""
    if declines:
        decline_correction(question=question, reason=form.cleaned_data["reason"], by=by, at=timezone.now())
        return "Declined. The provider sees why."
    accept_correction(question=question, by=by, at=timezone.now())
    return "The figure is corrected. The value before it stays beside it."


def asked_context(request: HttpRequest, question: Question, record: QuarterlyReturn) -> dict[str, Any]:
    scene, found = scene_for(request, record), figure_of(question)
    return {
        "title": "A correction is asked for",
        "who": title_of(record),
        "thread": question_row(question, question.replies.select_related("by"), record)["items"],
        "facts": [
            {"key": "Figure", "value": label_of(found), "url": reverse("figure", args=[scene.quarter.slug, found.pk])},
            {"key": "In force now", "value": in_force(found, scene.reference)},
            {"key": "Asked by", "value": f"{question.asked_by}, {formats.day(london_date(question.asked_at))}"},
        ],
        "over": question.state == QuestionState.CLOSED,
        "back": {"url": address(record), "label": title_of(record)},
    }
