"""Contract reviews, with what was agreed there, and annual reviews, on the pages of services and awards."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from commissioning.models import AnnualReview, Award, ContractReview, ReviewAction, Service
from commissioning.tables.reviews import action_state, due_words
from commissioning.views.quarters import Scene
from commissioning.workflow.set_up.funders import MONEY
from commissioning.workflow.set_up.services import SET_UP
from tracker import formats
from tracker.together import Rows

Row = dict[str, Any]
COLUMNS = ({"label": "Action"}, {"label": "Owner"}, {"label": "Due"}, {"label": "Now"})
SHOWN = 3  # reviews told in full; older ones stand in the register


def meetings(scene: Scene, *, service: Service | None = None, awards: Sequence[Award] = ()) -> Sequence[QuerySet[Any]]:
    """What `reviews_of` is told, to be read together with what else the page shows."""
    about = Q(award__in=[each.pk for each in awards])
    about |= Q(service=service) if service else Q(pk__in=())
    seen = ContractReview.objects.visible_to(scene.user).filter(about).select_related("service", "award")
    annual = AnnualReview.objects.visible_to(scene.user).filter(award__in=[each.pk for each in awards])
    return (
        seen,
        ReviewAction.objects.filter(review__in=seen.order_by().values("pk")),
        annual.select_related("award", "decided_by"),
    )


def reviews_of(scene: Scene, rows: Rows, *, service: Service | None = None, awards: Sequence[Award] = ()) -> Row:
    """The reviews of a service and of its awards, newest first, with their actions; and annual reviews."""
    actions: dict[int, list[ReviewAction]] = {}
    for each in rows[ReviewAction]:
        actions.setdefault(each.review_id, []).append(each)
    keeps = scene.user.has_perm(SET_UP)
    of = f"service={service.pk}" if service else f"award={awards[0].pk}"
    return {
        "columns": COLUMNS,
        "reviews": [review_row(scene, each, actions.get(each.pk, [])) for each in rows[ContractReview][:SHOWN]],
        "older": len(rows[ContractReview][SHOWN:]),
        "register": reverse("register", args=[scene.quarter.slug, "reviews"]),
        "annual": [annual_row(each) for each in rows[AnnualReview]],
        "add": f"{reverse('set-up-add', args=['contract-reviews'])}?{of}" if keeps else "",
        "add_annual": [
            {"url": f"{reverse('set-up-add', args=['annual-reviews'])}?award={each.pk}", "label": each.title}
            for each in awards
            if scene.user.has_perm(MONEY)
        ],
    }


def review_row(scene: Scene, review: ContractReview, actions: Iterable[ReviewAction]) -> Row:
    keeps = scene.user.has_perm(SET_UP)
    return {
        "pk": review.pk,
        "held": formats.day(review.held_on),
        "of": str(review.subject),
        "attended": review.attended,
        "notes": review.notes,
        "next": review.next_on and formats.day(review.next_on),
        "actions": [action_cells(scene, each, keeps) for each in actions],
        "url": reverse("set-up-record", args=["contract-reviews", review.pk]) if keeps else "",
    }


def action_cells(scene: Scene, action: ReviewAction, keeps: bool) -> Row:
    url = reverse("set-up-record", args=["review-actions", action.pk]) if keeps else ""
    return {
        "cells": [
            {"text": action.text, "sub": action.note, "url": url},
            {"text": action.owner},
            {"text": due_words(action)},
            {"text": action_state(action, on=scene.on)},
        ]
    }


def annual_row(row: AnnualReview) -> Row:
    return {
        "year": row.year_label,
        "award": row.award.title,
        "outcome": row.get_outcome_display(),
        "reason": row.reason,
        "by": f"{row.decided_by}, {formats.day(row.decided_on)}",
    }
