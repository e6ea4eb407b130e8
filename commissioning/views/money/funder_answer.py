"""A funder's question in words: what is answered, beside what returns and the office's items said to it."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from commissioning.figures.funder_returns import (
    Due,
    Passage,
    answers_of,
    in_force,
    in_full,
    passages_for,
    services_paid,
)
from commissioning.forms.funder_returns import FunderAnswerForm
from commissioning.models import FunderAnswer, FunderQuestion, ReportingPeriod
from commissioning.views.money.funder_returns import crumbs, due_of, exposed, stream_of, written_words
from commissioning.views.quarters import Scene, with_quarter
from commissioning.workflow.funder_answers import BOX, write_answer
from commissioning.workflow.funder_returns import MAKES
from tracker import formats
from tracker.merging import mark
from tracker.periods import financial_year_of
from tracker.refusals import Collision, Faults

MEANWHILE = "Somebody else saved this answer while you wrote. Take over what is missing, then save."
MOST = 100  # passages on a page, the newest
TICKED = "passages"
PUT_IN = "put-in"  # the button that puts what is ticked into the box, and saves nothing


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a return that is owed: its answers, the newest first, and what was said to it."""

    scene: Scene
    due: Due
    question: FunderQuestion
    answers: list[FunderAnswer]
    passages: list[Passage]

    @property
    def text(self) -> str:
        return self.answers[0].text if self.answers else ""


@with_quarter(MAKES)
def funder_answer(request: HttpRequest, scene: Scene, pk: int, question: int) -> HttpResponse:
    """The answer as it stands, to be written (GET); with what is ticked put in, or saved (POST)."""
    asked = _asked(scene, pk, question)
    if request.method != "POST":
        return _drawn(request, asked, FunderAnswerForm(initial={BOX: asked.text, "began": mark(asked.text)}))
    return _put_in(request, asked) if PUT_IN in request.POST else _save(request, asked)


def _asked(scene: Scene, stream: int, question: int) -> Asked:
    """404 where no return of the stream ends with the quarter, or its template doesn't ask this."""
    held = stream_of(scene, stream)
    due = due_of(scene, held)
    sections = in_full(due.template, scene.portfolio).sections.all() if due else ()
    row = next((each for section in sections for each in section.questions.all() if each.pk == question), None)
    if due is None or row is None:
        raise Http404
    services = services_paid(held, due.quarter, scene.portfolio)
    passages = passages_for(row, services, _quarters(scene, due), scene.reference)
    answers = answers_of([row], held, scene.quarter, scene.portfolio)
    return Asked(scene, due, row, answers.get(row.pk, []), passages)


def _quarters(scene: Scene, due: Due) -> list[ReportingPeriod]:
    """Those of the half-year or the year."""
    year, end = financial_year_of(due.quarter.end), due.quarter.end
    return [each for each in scene.reference.quarters() if financial_year_of(each.end) == year and each.end <= end]


def _put_in(request: HttpRequest, asked: Asked) -> HttpResponse:
    """What was typed, and below it what is ticked and not in it yet. The box is as it would be; nothing is saved."""
    typed, ticked = request.POST.get(BOX, ""), set(request.POST.getlist(TICKED))
    chosen = [each.quoted for each in asked.passages if str(each.key) in ticked and each.quoted not in typed]
    text = "\n\n".join(filter(None, [typed.strip(), *chosen]))
    form = FunderAnswerForm(initial={BOX: text, "began": request.POST.get("began", "")})
    said = "The passages are in the box. Nothing is saved yet." if chosen else "Tick what is to be put into the box."
    return _drawn(request, asked, form, said=said)


def _save(request: HttpRequest, asked: Asked) -> HttpResponse:
    form, theirs = FunderAnswerForm(request.POST), ""
    if form.is_valid():
        typed = form.cleaned_data
        said = {"text": typed[BOX], "began": typed["began"], "by": asked.scene.user, "at": timezone.now()}
        try:
            kept = write_answer(question=asked.question, stream=asked.due.stream, quarter=asked.due.quarter, **said)
        except Faults as faults:
            form.add_error(BOX, faults.by_box.get(BOX) or faults.sentence)
        except Collision as collision:
            theirs = collision.current[BOX]
            form = _begun_anew(request, theirs)
            form.add_error(BOX, MEANWHILE)
        else:
            messages.success(request, "The answer is saved." if kept.changed else "The answer is as it was.")
            return redirect("funder-return", quarter=asked.scene.quarter.slug, pk=asked.due.stream.pk)
    return _drawn(request, asked, form, theirs=theirs, status=409 if theirs else 422)


def _begun_anew(request: HttpRequest, theirs: str) -> FunderAnswerForm:
    """What was typed, as begun from what somebody else saved: sent again, it is meant to stand."""
    typed = request.POST.copy()
    typed["began"] = mark(theirs)
    form = FunderAnswerForm(typed)
    form.full_clean()
    return form


def _drawn(
    request: HttpRequest, asked: Asked, form: FunderAnswerForm, *, theirs: str = "", said: str = "", status: int = 200
) -> HttpResponse:
    scene, due, most = asked.scene, asked.due, asked.question.most_words
    own = {"label": f"Return, {due.part}", "url": reverse("funder-return", args=[scene.quarter.slug, due.stream.pk])}
    context = {
        "asked": asked.question,
        "about": f"{due.stream.name}, {due.part}",
        "most": f"The funder takes {formats.count(most)} words at most." if most else "",
        "written": written_words(in_force(asked.answers)),
        "earlier": [{"by": written_words(each), "text": each.text} for each in asked.answers[1:] if each.text],
        "form": form,
        "theirs": theirs,
        "exposed": exposed(scene, form[BOX].value() or ""),
        "said": said,
        "passages": asked.passages[:MOST],
        "more": max(0, len(asked.passages) - MOST),
        "ticked": [each.key for each in asked.passages if str(each.key) in request.POST.getlist(TICKED)],
        "crumbs": [*crumbs(scene, due.stream), own],
        "back": own["url"],
    }
    return render(request, "commissioning/money/funder_answer.html", context, status=status)
