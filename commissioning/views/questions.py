"""Asking about a record, answering, closing."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from commissioning.choices import Asker, QuestionState
from commissioning.forms.questions import QuestionForm, ReplyForm
from commissioning.models import QuarterlyReturn, Question, ServiceMeasure
from commissioning.models.seeing import audiences
from commissioning.views.hubs import asking, question_row
from commissioning.views.owed import person, posted
from commissioning.views.subjects import Place, place_of
from commissioning.workflow import Refusal, ask, close, reply
from commissioning.workflow.questions import about, may_see
from commissioning.workflow.sections import pages_of
from commissioning.workflow.subjects import OTHERS, Subject, is_owed
from tracker.models import User
from tracker.roles import Role, needs
from tracker.together import together

FIGURE = "figures:"


def ask_page(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Ask about the whole; of what is owed also about a page or a figure."""
    place = place_of(request, kind, pk)
    record = place.record
    begun = {"about": request.GET.get("about", "")}
    form = QuestionForm(posted(request), places=places(record, person(request)), initial=begun)
    asks_for = person(request).role != Role.VIEWER
    if not asks_for:
        del form.fields["asker"]
    refused = ""
    if request.method == "POST" and form.is_valid():
        section, _, measure = form.cleaned_data.get("about", "").partition(":")
        try:
            ask(
                record=record,
                by=person(request),
                at=timezone.now(),
                text=form.cleaned_data["text"],
                section=section,
                service_measure=ServiceMeasure.objects.filter(pk=measure).first() if measure else None,
                asker=form.cleaned_data["asker"] if asks_for else Asker.COMMISSIONER,
            )
        except Refusal as refusal:
            refused = refusal.sentence
        else:
            messages.success(request, "The question is asked.")
            return redirect(place.url)
    context = {
        "form": form,
        "refused": refused,
        "title": "Ask a question",
        "who": place.label,
        "back": {"url": place.url, "label": place.label},
        "button": "Ask",
    }
    return render(request, "commissioning/returns/plain_form.html", context, status=422 if form.errors else 200)


def places(record: Subject, user: User) -> list[tuple[str, str]]:
    """What a question can point at: the whole; of what is owed each page, and each figure that this person may see."""
    if not is_owed(record):
        return [("", "The whole")]
    found = [("", "The whole"), *((page.slug, page.label) for page in pages_of(record))]
    if isinstance(record, QuarterlyReturn):
        measures = (
            ServiceMeasure.objects.filter(observations__quarterly_return=record, audience__in=audiences(user))
            .distinct()
            .order_by("place", "pk")
        )
        found += [(f"{FIGURE}{pk}", f"Figure: {label}") for pk, label in measures.values_list("pk", "label")]
    return found


def question_of(request: HttpRequest, pk: int) -> tuple[Question, Place]:
    """The question and what it is about, if this person may see both; else 404."""
    question = Question.objects.select_related("asked_by", "service_measure").filter(pk=pk).first()
    if question is None or not may_see(question, person(request)):
        raise Http404
    return question, place_of(request, question.record_kind, question.record_id)


@needs("commissioning.view_returns")
def question_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One question with its answers; what is owed shows its questions on its own page."""
    question, place = question_of(request, pk)
    if is_owed(place.record):
        return redirect(f"{place.url}#questions")
    rows = together(*about(place.record, person(request)))
    context = {
        "title": "Question" if question.state != QuestionState.CLOSED else "Closed question",
        "place": place,
        "back": {"url": place.url, "label": place.label},
        **asking(request, place.record, rows),
    }
    return render(request, "commissioning/returns/question.html", context)


@needs("commissioning.ask_questions")
def question_ask(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Ask about a record that is not owed; what is owed has its own page for it."""
    if kind not in OTHERS:
        raise Http404
    return ask_page(request, kind, pk)


@needs("commissioning.answer_as_provider")
def question_reply(request: HttpRequest, pk: int) -> HttpResponse:
    """The thread with a box for the answer (GET), and the answer (POST)."""
    question, place = question_of(request, pk)
    form = ReplyForm(posted(request))
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            reply(question=question, by=person(request), at=timezone.now(), text=form.cleaned_data["text"])
        except Refusal as refusal:
            refused = refusal.sentence
        else:
            messages.success(request, "The answer is sent.")
            return redirect(place.url)
    context = {
        "form": form,
        "refused": refused,
        "title": "Answer a question",
        "who": place.label,
        "back": {"url": place.url, "label": place.label},
        "thread": question_row(question, question.replies.select_related("by"), place.record)["items"],
        "button": "Send answer",
    }
    return render(request, "commissioning/returns/plain_form.html", context, status=422 if form.errors else 200)


@require_POST
@needs("commissioning.ask_questions")
def question_close(request: HttpRequest, pk: int) -> HttpResponse:
    question, place = question_of(request, pk)
    try:
        close(question=question, by=person(request), at=timezone.now())
    except Refusal as refusal:
        raise PermissionDenied from refusal
    messages.success(request, "The question is closed.")
    return redirect(place.url)
