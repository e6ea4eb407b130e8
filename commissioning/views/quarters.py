"""The quarter that a page is about: it stands in the address, and the frame shows it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import wraps
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from commissioning.figures import Reference, reference_for
from commissioning.figures.portfolio import Portfolio, portfolio_for
from commissioning.models import ReportingPeriod
from tracker import formats
from tracker.context import office_of
from tracker.models import Office, User
from tracker.periods import london_date
from tracker.roles import needs

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Scene:
    """What every page of a quarter begins with: who looks at which quarter, and `on`, today in London, read once."""

    office: Office
    reference: Reference
    portfolio: Portfolio
    quarter: ReportingPeriod
    user: User
    on: date

    @property
    def ahead_from(self) -> date:
        """The day from which the quarter's pages look ahead: the one after its end, or today where that is earlier."""
        return min(self.on, self.quarter.end + timedelta(days=1))


def scene_of(request: HttpRequest, slug: str) -> Scene:
    """The quarter with this slug, put on the request for the frame; 404 without office or quarter."""
    scene = scene_at(office_of(request), slug, cast(User, request.user))
    if scene is None:
        raise Http404
    frame = {
        "quarter": scene.quarter,
        "quarters": scene.reference.quarters(),
        "quarter_dates": list(dates(scene.quarter, scene.portfolio, scene.user)),
    }
    request.__dict__.update(frame, reference=scene.reference)
    return scene


def scene_at(office: Office | None, slug: str, user: User) -> Scene | None:
    """The same without a request; None without office or quarter."""
    reference = reference_for(office) if office else None
    quarter = reference.quarter(slug) if reference else None
    if office is None or reference is None or quarter is None:
        return None
    return Scene(office, reference, portfolio_for(reference), quarter, user, london_date(timezone.now()))


def dates(quarter: ReportingPeriod, portfolio: Portfolio, user: User) -> Iterator[str]:
    """The quarter's next dates, for the bar under the menu: when returns are due, and the first key date after.

    Key dates are the office's own, and no provider's business.
    """
    if quarter.due_on:
        yield f"Returns due {formats.day(quarter.due_on)}"
    for key_date in () if user.is_provider else portfolio.key_dates.get(quarter.pk, ())[:1]:
        yield f"{key_date.name} {formats.day(key_date.on)}"


def with_quarter(permission: str) -> Callable[[View], View]:
    """Guard a page of a quarter: the permission first (403), then the quarter (404), then `view(request, scene, …)`."""

    def decorate(view: View) -> View:
        @needs(permission)
        @wraps(view)
        def page(request: HttpRequest, quarter: str, **rest: Any) -> HttpResponseBase:
            return view(request, scene_of(request, quarter), **rest)

        return page

    return decorate


@needs("commissioning.view_returns")
def choose_quarter(request: HttpRequest) -> HttpResponse:
    """The same page in the chosen quarter where the page has one, else that quarter's home."""
    scene = scene_of(request, request.GET.get("quarter", ""))
    path, _, query = request.GET.get("next", "").partition("?")
    match = page_at(request, path)
    if match is None or "quarter" not in match.kwargs or match.url_name is None:
        return redirect("quarter-home", quarter=scene.quarter.slug)
    address = reverse(match.url_name, kwargs={**match.kwargs, "quarter": scene.quarter.slug})
    return redirect(f"{address}?{query}" if query else address)


def page_at(request: HttpRequest, path: str) -> ResolverMatch | None:
    """The page of this site that a path leads to; None for another site's, or for none."""
    if not path.startswith("/") or not url_has_allowed_host_and_scheme(path, allowed_hosts={request.get_host()}):
        return None
    try:
        return resolve(path)
    except Resolver404:
        return None
