"""Home: what needs this person. Each role has its own; what fits none says what to do first."""

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from commissioning.figures import reference_for
from commissioning.figures.portfolio import portfolio_for
from commissioning.views.first_day import first_day
from commissioning.views.needs import finance, office, provider
from commissioning.views.needs.more import panels
from commissioning.views.quarters import Scene, scene_of, with_quarter
from commissioning.views.saved import starting_page
from tracker.context import office_of
from tracker.models import User
from tracker.periods import london_date
from tracker.roles import Role

LANDS_ON = {Role.MANAGER: "review", Role.VIEWER: "dashboard"}  # others begin with what needs them
BUILD: dict[str, Callable[[Scene], dict[str, Any]]] = {
    Role.PROVIDER: provider.needs,
    Role.FINANCE: finance.needs,
    Role.OFFICER: office.needs,
}


def home(request: HttpRequest) -> HttpResponse:
    """The way in: to the quarter in hand, or to what must be set up before anything can be asked for in one."""
    user, office_row = request.user, office_of(request)
    if not isinstance(user, User) or user.role == Role.ADMINISTRATOR:
        return first_day(request, cast(User, user), office_row)
    reference = reference_for(office_row) if office_row else None
    quarter = reference.quarter_at(london_date(timezone.now())) if reference else None
    if reference is None or quarter is None or not portfolio_for(reference).services:
        return first_day(request, user, office_row)
    start = starting_page(scene_of(request, quarter.slug))
    return redirect(start or reverse(LANDS_ON.get(Role(user.role), "quarter-home"), args=[quarter.slug]))


@with_quarter("commissioning.view_returns")
def quarter_home(request: HttpRequest, scene: Scene) -> HttpResponse:
    """What needs this person in the quarter; a manager reviews it instead, a viewer reads the dashboard."""
    if scene.user.role in LANDS_ON:
        return redirect(LANDS_ON[Role(scene.user.role)], quarter=scene.quarter.slug)
    context = BUILD[scene.user.role](scene) | {"panels": panels(scene)}
    kind = "provider" if scene.user.is_provider else "office"
    return render(request, f"commissioning/home/{kind}.html", context)
