"""Asking about a record, answering, closing."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from commissioning.choices import Asker, RecordKind
from commissioning.forms.questions import QuestionForm, ReplyForm
from commissioning.models import QuarterlyReturn, Question, ServiceMeasure
from commissioning.models.seeing import audiences
from commissioning.views.hubs import question_row
from commissioning.views.keeping import ASK, keeps_typed, kept_text, plain_token
from commissioning.views.owed import address, person, posted, record_of, scene_for, title_of
from commissioning.workflow import Refusal, ask, close, drop_draft, reply
from commissioning.workflow.life import MODELS, Record
from commissioning.workflow.questions import may_see
from commissioning.workflow.sections import pages_of
from tracker.models import User
from tracker.roles import Role, needs

FIGURE = "figures:"


def ask_page(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Ask about the whole, a page or a figure."""
    record = record_of(request, kind, pk)
    scene_for(request, record)
    kept = kept_text(person(request), record, ASK) if request.method != "POST" else {}
    begun = {"about": request.GET.get("about", "")} | kept
    form = QuestionForm(posted(request), places=places(record, person(request)), initial=begun)
    refused = ""
    if request.method == "POST" and form.is_valid():
        section, _, measure = form.cleaned_data["about"].partition(":")
        try:
            ask(
                record=record,
                by=person(request),
                at=timezone.now(),
                text=form.cleaned_data["text"],
                section=section,
                service_measure=ServiceMeasure.objects.filter(pk=measure).first() if measure else None,
                asker=Asker.COMMISSIONER if person(request).role == Role.VIEWER else Asker.OFFICER,
            )
        except Refusal as refusal:
            refused = refusal.sentence
        else:
            drop_draft(record=record, section=ASK, user=person(request))
            messages.success(request, "The question is asked.")
            return redirect(address(record))
    context = {
        "form": form,
        "refused": refused,
        "title": "Ask a question",
        "who": title_of(record),
        "back": {"url": address(record), "label": title_of(record)},
        "button": "Ask",
        "token": plain_token(person(request), record, ASK),
    }
    return render(request, "commissioning/returns/plain_form.html", context, status=422 if form.errors else 200)


def places(record: Record, user: User) -> list[tuple[str, str]]:
    """What a question can point at: the whole, each page, each figure that this person may see."""
    found = [("", "The whole"), *((page.slug, page.label) for page in pages_of(record))]
    if isinstance(record, QuarterlyReturn):
        measures = (
            ServiceMeasure.objects.filter(observations__quarterly_return=record, audience__in=audiences(user))
            .distinct()
            .order_by("place", "pk")
        )
        found += [(f"{FIGURE}{pk}", f"Figure: {label}") for pk, label in measures.values_list("pk", "label")]
    return found


def question_of(request: HttpRequest, pk: int) -> tuple[Question, Record]:
    """The question and its record, if this person may see both; else 404."""
    question = Question.objects.select_related("asked_by", "service_measure").filter(pk=pk).first()
    if question is None or question.record_kind not in MODELS or not may_see(question, person(request)):
        raise Http404
    return question, record_of(request, RecordKind(question.record_kind), question.record_id)


@keeps_typed
@needs("commissioning.answer_as_provider")
def question_reply(request: HttpRequest, pk: int) -> HttpResponse:
    """The thread with a box for the answer (GET), and the answer (POST)."""
    question, record = question_of(request, pk)
    section = f"reply-{question.pk}"
    kept = kept_text(person(request), record, section) if request.method != "POST" else {}
    form = ReplyForm(posted(request), initial=kept)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            reply(question=question, by=person(request), at=timezone.now(), text=form.cleaned_data["text"])
        except Refusal as refusal:
            refused = refusal.sentence
        else:
            drop_draft(record=record, section=section, user=person(request))
            messages.success(request, "The answer is sent.")
            return redirect(address(record))
    scene_for(request, record)
    context = {
        "form": form,
        "refused": refused,
        "title": "Answer a question",
        "who": title_of(record),
        "back": {"url": address(record), "label": title_of(record)},
        "thread": question_row(question, question.replies.select_related("by"), record)["items"],
        "button": "Send answer",
        "token": plain_token(person(request), record, section),
    }
    return render(request, "commissioning/returns/plain_form.html", context, status=422 if form.errors else 200)


@require_POST
@needs("commissioning.ask_questions")
def question_close(request: HttpRequest, pk: int) -> HttpResponse:
    question, record = question_of(request, pk)
    try:
        close(question=question, by=person(request), at=timezone.now())
    except Refusal as refusal:
        raise PermissionDenied from refusal
    messages.success(request, "The question is closed.")
    return redirect(address(record))
