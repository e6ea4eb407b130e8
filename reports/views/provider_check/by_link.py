"""Answering by a personal link: without an account, one check of one provider."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from commissioning.views.by_link import Entrance, over
from reports.models import CheckLink
from reports.views.provider_check.form import form_page
from reports.workflow.provider_check import CHECKS

ENTRANCE = Entrance(
    kind=CHECKS,
    page="check",
    code_page="check-code",
    button="Read and answer",
    title=lambda link: f"Please check: your part of the update for {link.check_of.update.period.words}",
    related=("check_of__provider", "check_of__update__period__calendar", "check_of__asked_by"),
)


@login_not_required
@require_safe
def check_open(request: HttpRequest, token: str) -> HttpResponse:
    return ENTRANCE.come_in(request, token)


@login_not_required
def check_code(request: HttpRequest, pk: int) -> HttpResponse:
    return ENTRANCE.ask_for_code(request, pk)


@ENTRANCE.opened
def check(request: HttpRequest, link: CheckLink) -> HttpResponse:
    """What would be published of the provider, and what it says of it."""
    if link.check_of.ended_at is not None:
        return over(request)
    return form_page(request, link.check_of, frame={}, done=lambda: redirect("check", pk=link.pk))
