"""Addresses of the set-up pages. Each page of a kind has the kind's own permission as its door."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, path

from tracker.roles import needs
from tracker.set_up import ending, overview, record
from tracker.set_up.kinds import Kind, Kinds
from tracker.set_up.lists import set_up_list

Page = Callable[..., HttpResponseBase]


def set_up_urls(kinds: Kinds, *, begin: Callable[[HttpRequest], None] = lambda request: None) -> list[URLPattern]:
    """The pages over all kinds, and the pages of each. `begin` puts on the request what the frame shows."""

    def over_all(view: Page) -> Page:
        @needs("tracker.set_up")
        @wraps(view)
        def page(request: HttpRequest) -> HttpResponseBase:
            begin(request)
            return view(request, kinds)

        return page

    def of_kind(view: Page) -> Page:
        @wraps(view)
        def page(request: HttpRequest, kind: str, **rest: Any) -> HttpResponseBase:
            opened = _opened(kinds, kind, request)
            begin(request)
            return view(request, kinds, opened, **rest)

        return page

    def listed(request: HttpRequest, kinds: Kinds, kind: Kind) -> HttpResponseBase:
        return set_up_list(request, kind)

    one = "set-up/<slug:kind>/<int:pk>"
    return [
        path("set-up/", over_all(overview.set_up), name="set-up"),
        path("set-up/not-known-yet/", over_all(overview.unknown), name="set-up-unknown"),
        path("set-up/<slug:kind>/", of_kind(listed), name="set-up-list"),
        path("set-up/<slug:kind>/add/", of_kind(record.add), name="set-up-add"),
        path(f"{one}/", of_kind(record.record), name="set-up-record"),
        path(f"{one}/end/", of_kind(ending.end), name="set-up-end"),
        path(f"{one}/delete/", of_kind(ending.delete), name="set-up-delete"),
        path(f"{one}/history/", of_kind(ending.history), name="set-up-history"),
    ]


def _opened(kinds: Kinds, slug: str, request: HttpRequest) -> Kind:
    """The kind of the address: none is 404, one that this person may not set up is 403."""
    kind = kinds.by_slug.get(slug)
    if kind is None:
        raise Http404
    if not request.user.has_perm(kind.permission):
        raise PermissionDenied
    return kind
