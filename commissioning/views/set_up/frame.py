"""The frame of the set-up pages: set-up belongs to no quarter, and the menu leads to the quarter in hand."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from commissioning.figures import reference_for
from commissioning.forms.set_up.providers import ReasonForm
from tracker.context import office_of
from tracker.models import Office
from tracker.periods import london_date
from tracker.refusals import Refusal
from tracker.roles import needs

View = Callable[..., HttpResponseBase]


def begin(request: HttpRequest) -> None:
    """Put the quarter in hand on the request, for the menu and for links to pages of a quarter."""
    office = office_of(request)
    quarter = reference_for(office).quarter_at(london_date(timezone.now())) if office else None
    request.quarter_in_hand = quarter  # type: ignore[attr-defined]


def the_office(request: HttpRequest) -> Office:
    """The office of a page that belongs to no quarter, with the frame begun; 404 where there is none yet."""
    begin(request)
    office = office_of(request)
    if office is None:
        raise Http404
    return office


def set_up_page(permission: str) -> Callable[[View], View]:
    """Guard a set-up page of its own: the permission first (403), then the frame."""

    def decorate(view: View) -> View:
        @needs(permission)
        @wraps(view)
        def page(request: HttpRequest, **rest: Any) -> HttpResponseBase:
            begin(request)
            return view(request, **rest)

        return page

    return decorate


def with_reason(request: HttpRequest, act: Callable[[str], HttpResponse], context: dict[str, Any]) -> HttpResponse:
    """Something that can't be undone: asked (GET), done with a reason (POST).

    `act` does it, given the reason, and answers where to go on; what it refuses is shown on the page.
    """
    form, refused = ReasonForm(request.POST if request.method == "POST" else None), ""
    if form.is_valid():
        try:
            return act(form.cleaned_data["reason"])
        except Refusal as refusal:
            refused = refusal.sentence
    status = 409 if refused else 422 if form.errors else 200
    return render(request, "set_up/confirm.html", {**context, "form": form, "refused": refused}, status=status)
