"""Two sheets about a service to print: what whoever takes it over must know, and what is talked about at a review."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from commissioning.choices import CommitmentState, Prompt, Status
from commissioning.figures import LiveFacts, MeasureFigure, total_of
from commissioning.models import (
    Award,
    Commitment,
    ContractReview,
    Narrative,
    QuarterlyReturn,
    Question,
    ReportingPeriod,
    ReviewAction,
    Risk,
    RiskReview,
)
from commissioning.models.seeing import audiences, told, why_rated
from commissioning.ratings.comparators import written
from commissioning.tables import status_tag
from commissioning.views.live import printed
from commissioning.views.quarters import Scene, with_quarter
from commissioning.views.service.money import amount, extension, runs
from commissioning.views.service.overview import post, staffing
from commissioning.views.service.page import ServicePage
from commissioning.views.service.promises import level
from commissioning.workflow.questions import seen_by
from providers.models import Contact
from tracker import formats
from tracker.periods import financial_year_of
from tracker.together import Rows, together

Context = dict[str, Any]
QUARTERS = 4
TOLD = (Prompt.WENT_WELL, Prompt.CHALLENGES, Prompt.NEXT_QUARTER)
BRIEF = 400  # characters of a text; the whole of it stands in the return
READS = "commissioning.approve_returns"


@with_quarter(READS)
def handover(request: HttpRequest, scene: Scene, pk: int) -> HttpResponse:
    """Four quarters, what is open, whom to ring, and who knows what."""
    page, returns = page_of(scene, pk)
    rows = matters(page, returns)
    context = shared(page, returns, rows) | {
        "quarters": [quarter_block(page, each, returns, rows) for each in reversed(last(scene))],
        "awards": [award_row(scene, each) for each in scene.portfolio.awards_of.get(pk, ())],
        "contacts": contacts(page, rows),
        "people": people(page, returns),
    }
    return render(request, "commissioning/paper/handover.html", context)


@with_quarter(READS)
def meeting(request: HttpRequest, scene: Scene, pk: int) -> HttpResponse:
    """The sheet for a contract review: figures with what they are compared with, what was promised, what is asked."""
    page, returns = page_of(scene, pk)
    rows = matters(page, returns)
    context = shared(page, returns, rows) | {
        "said": said(page, scene.quarter, rows, [row.pk for row in returns if ends_in(row, scene.quarter)]),
        "awards": [award_row(scene, each) for each in scene.portfolio.awards_of.get(pk, ())],
    }
    return render(request, "commissioning/paper/meeting.html", context)


def page_of(scene: Scene, pk: int) -> tuple[ServicePage, list[Any]]:
    """The service, and its returns of the last quarters, newest first; 404 for a service that there is not."""
    found = scene.portfolio.services.get(pk)
    if found is None:
        raise Http404
    scene.portfolio.need([pk], awards=True, people=True)
    rows = QuarterlyReturn.objects.filter(
        service=pk, period__end__gte=last(scene)[0].start, period__end__lte=scene.quarter.end
    )
    returns = list(
        rows.with_status(scene.on)
        .select_related("period", "provider", "entered_by", "submitted_by", "approved_by")
        .order_by("-period__end", "provider__name", "pk")
    )
    current = tuple(row for row in returns if ends_in(row, scene.quarter))
    return ServicePage(scene, found, current), returns


def last(scene: Scene) -> list[ReportingPeriod]:
    return scene.reference.last(scene.quarter, QUARTERS)


def ends_in(row: Any, quarter: ReportingPeriod) -> bool:
    return bool(quarter.start <= row.period.end <= quarter.end)


def matters(page: ServicePage, returns: Sequence[Any]) -> Rows:
    """Words, questions, risks, promises and contacts, in one query."""
    seen, service = audiences(page.user), page.service
    keys = [row.pk for row in returns]
    risks = Risk.objects.open().filter(service=service, audience__in=seen)
    return together(
        Narrative.objects.filter(quarterly_return__in=keys, prompt__in=TOLD, audience__in=seen),
        seen_by(Question.objects.open().filter(service=service), page.user).select_related("asked_by"),
        risks,
        RiskReview.objects.filter(risk__in=risks.order_by().values("pk")),
        Commitment.objects.open().filter(told(page.user), service=service, audience__in=seen),
        ReviewAction.objects.open().filter(review__in=reviews_about(page)).select_related("review"),
        Contact.objects.current().filter(provider__in=[each.pk for each in page.providers]),
    )


def reviews_about(page: ServicePage) -> QuerySet[Any, Any]:
    """Keys of the reviews of the service and of its awards that this person may see."""
    awards = [each.pk for each in page.scene.portfolio.awards_of.get(page.service.pk, ())]
    rows = ContractReview.objects.visible_to(page.user).filter(Q(service=page.service) | Q(award__in=awards))
    return rows.order_by().values("pk")


def shared(page: ServicePage, returns: Sequence[Any], rows: Rows) -> Context:
    """What both sheets say."""
    return {
        "service": page.service,
        "providers": [link["label"] for link in map(page.provider_link, page.providers)],
        "back": page.url(),
        "figures": [figure_row(page, each) for each in page.figures()],
        "columns": [each.label for each in last(page.scene)],
        "questions": [question_row(each) for each in rows[Question]],
        "risks": [risk_row(each, rows[RiskReview]) for each in rows[Risk]],
        "actions": [action_row(page, each) for each in rows[ReviewAction]],
        "promises": [promise_row(page, each) for each in rows[Commitment]],
        "staffing": [post(row) for row in staffing(page)],
    }


def figure_row(page: ServicePage, figure: MeasureFigure) -> Context:
    """A measure over the last quarters, with what it is compared with and its target."""
    points = {point.label: point for point in figure.points}
    labels = [each.label for each in last(page.scene)]
    return {
        "label": figure.measure.label,
        "cells": [
            written(figure.definition, points[label].value) if label in points and points[label].value.is_number else ""
            for label in labels
        ],
        "compared": figure.comparator_words if figure.comparator.shown else "",
        "target": formats.value(figure.definition.kind, figure.target_due) if figure.target_due is not None else "",
        "rag": figure.rating.rag,
    }


def quarter_block(page: ServicePage, quarter: ReportingPeriod, returns: Sequence[Any], rows: Rows) -> Context:
    """One quarter: how each return stood, its rating, and its words in brief."""
    mine = [row for row in returns if ends_in(row, quarter)]
    return {
        "label": quarter.label,
        "returns": [
            {
                "by": row.provider.brief_name if row.provider.stated else "Provider not stated",
                "status": status_tag(Status(row.status), row.days_late(page.scene.on)),
                "rag": row.rag,
                "why": why_rated(row, page.user),
            }
            for row in mine
        ],
        "said": said(page, quarter, rows, [row.pk for row in mine]),
    }


def said(page: ServicePage, quarter: ReportingPeriod, rows: Rows, returns: Sequence[int]) -> list[Context]:
    """Words in brief, with the facts that they point at as they read now."""
    found = [row for row in rows[Narrative] if row.quarterly_return_id in returns and row.text]
    facts = LiveFacts(quarter, reference=page.scene.reference, with_submitted=True)
    prints = printed([row.text for row in found], facts, page.scene)
    return [{"label": row.get_prompt_display(), "text": brief(prints.get(row.text, row.text))} for row in found]


def brief(text: str) -> str:
    """The beginning of a text, cut between words."""
    return text if len(text) <= BRIEF else f"{text[:BRIEF].rsplit(None, 1)[0]} …"


def question_row(question: Question) -> Context:
    return {
        "text": question.text,
        "by": f"{question.asked_by}, {formats.day(question.asked_at)}",
        "state": question.get_state_display(),
    }


def risk_row(risk: Risk, reviews: Sequence[RiskReview]) -> Context:
    """A risk as it was last reviewed."""
    own = [row for row in reviews if row.risk_id == risk.pk]
    now = own[-1] if own else None
    return {
        "title": risk.title,
        "mitigation": risk.mitigation,
        "owner": risk.owner,
        "level": level(now.likelihood_after, now.impact_after) or level(now.likelihood, now.impact) if now else "",
        "note": now.note if now else "",
    }


def promise_row(page: ServicePage, promise: Commitment) -> Context:
    late = promise.due_on is not None and promise.due_on < page.scene.on
    return {
        "text": promise.text,
        "by": promise.get_by_whom_display(),
        "due": promise.due_words or (promise.due_on and formats.day(promise.due_on)),
        "state": "Overdue" if late else CommitmentState(promise.state).label,
        "note": promise.state_note,
    }


def action_row(page: ServicePage, action: ReviewAction) -> Context:
    """What was agreed at a review and is not done."""
    late = action.due_on is not None and action.due_on < page.scene.on
    first = f" (first {formats.day(action.first_due_on)})" if action.first_due_on else ""
    return {
        "text": action.text,
        "owner": action.owner,
        "due": f"{formats.day(action.due_on)}{first}" if action.due_on else "",
        "agreed": formats.day(action.review.held_on),
        "late": late,
        "note": action.note,
    }


def award_row(scene: Scene, award: Award) -> Context:
    """An award with the dates that lie ahead."""
    year = financial_year_of(scene.quarter.end)
    return {
        "title": award.title,
        "provider": award.provider.name,
        "runs": runs(award),
        "amount": amount(total_of(award, year, scene.quarter.end)),
        "year": year,
        "ahead": extension(award),
    }


def contacts(page: ServicePage, rows: Rows) -> list[Context]:
    """Whom to ring; of a confidential address nobody, for the sheet may leave the office."""
    hidden = {each.pk for each in page.providers if each.address_confidential or page.service.address_confidential}
    return [
        {
            "name": row.name,
            "job": row.job,
            "provider": page.scene.portfolio.providers[row.provider_id].brief_name,
            "reach": ", ".join(filter(None, [row.telephone, row.email])),
        }
        for row in rows[Contact]
        if row.provider_id not in hidden
    ]


def people(page: ServicePage, returns: Sequence[Any]) -> list[Context]:
    """Who knows what: the officer, and who wrote and approved its returns of these quarters, most often first."""
    officer = page.service.lead_officer
    found = [{"name": officer.name, "what": "looks after the service"}] if officer else []
    of = f"of {len(returns)} return{'' if len(returns) == 1 else 's'}"
    for field, what in (("entered_by", "wrote in"), ("approved_by", "approved")):
        done = Counter(person.name for row in returns if (person := getattr(row, field)))
        found += [{"name": name, "what": f"{what} {number} {of}"} for name, number in done.most_common()]
    return found
