"""A service's Risks and promises: what may go wrong, and who owes what by when."""

from typing import Any

from django.urls import reverse

from commissioning.choices import CommitmentState
from commissioning.models import Commitment, Risk, RiskReview
from commissioning.models.seeing import audiences, told
from commissioning.views.reviews import meetings, reviews_of
from commissioning.views.service.page import ServicePage
from commissioning.workflow.promises import SETTLES
from tracker import formats
from tracker.together import together

Context = dict[str, Any]


def risks_and_promises(page: ServicePage) -> Context:
    seen = audiences(page.user)
    promises = Commitment.objects.filter(told(page.user), service=page.service, audience__in=seen)
    risks = Risk.objects.filter(service=page.service, audience__in=seen).prefetch_related("reviews")
    about: Context = {"service": page.service, "awards": page.scene.portfolio.awards_of.get(page.service.pk, [])}
    asks = page.user.has_perm(SETTLES)
    return {
        "settle_url": f"{reverse('promises', args=[page.scene.quarter.slug])}?service={page.service.pk}"
        if asks
        else "",
        "held": reviews_of(page.scene, together(*meetings(page.scene, **about)), **about),
        "promises": [promise_row(page, row) for row in promises.order_by("state", "due_on", "pk")],
        "risks": [risk_row(row) for row in risks.order_by("closed_on", "title", "pk")],
    }


def promise_row(page: ServicePage, row: Commitment) -> Context:
    late = row.due_on is not None and row.due_on < page.scene.on and row.state == CommitmentState.OPEN
    return {
        "pk": row.pk,
        "text": row.text,
        "by": row.get_by_whom_display(),
        "due": row.due_words or (row.due_on and formats.day(row.due_on)),
        "first": row.first_due_on and formats.day(row.first_due_on),
        "state": CommitmentState(row.state),
        "late": late,
        "note": row.state_note,
    }


def risk_row(row: Risk) -> Context:
    reviews: list[RiskReview] = list(row.reviews.all())
    last = reviews[-1] if reviews else None
    return {
        "pk": row.pk,
        "title": row.title,
        "mitigation": row.mitigation,
        "owner": row.owner,
        "closed": row.closed_on and formats.day(row.closed_on),
        "before": level(last.likelihood, last.impact) if last else "",
        "after": level(last.likelihood_after, last.impact_after) if last else "",
        "note": last.note if last else "",
        "audience": row.get_audience_display(),
    }


def level(likelihood: int | None, impact: int | None) -> str:
    """Likelihood and impact, each from 1 to 5; empty where neither was stated."""
    parts = [f"{name} {number} of 5" for name, number in (("likelihood", likelihood), ("impact", impact)) if number]
    return ", ".join(parts)
