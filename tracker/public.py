"""Pages for everybody: no log-in, no session, no cookie. All get the same bytes, and may keep them.

What a page is made of is read anew when the audit trail has grown or a new day has begun; until then a process hands
out what it made before, packed as it was. An office that has switched its public pages off has none of them.
"""

import gzip
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import caches
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import ResolverMatch, resolve
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from tracker.middleware import log_place
from tracker.models import Office
from tracker.periods import london_date

View = Callable[..., HttpResponseBase]
Handler = Callable[[HttpRequest], HttpResponseBase]
PLACES = ("/accessibility/", "/funding/", "/open-data/", "/register/", "/updates/")
SHORTLY = "public, max-age=300"  # what is taken back is gone from other people's copies after five minutes
LONGEST_ASKED = 80
FOR_EVER = "public, max-age=31536000, immutable"  # said by a view whose address is the digest of its answer
LARGEST_KEPT = 512 * 1024  # what is larger is read anew each time it is asked for
PACKED_HEADERS = ("Content-Type", "Content-Disposition", "Cache-Control")


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it is handed out: its bytes plain and packed, and what they are called by."""

    headers: Mapping[str, str]
    content: bytes
    packed: bytes
    tag: str


def served_apart(get_response: Handler) -> Handler:
    """A public page is answered here, before a session, a user or a token is looked for."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        match = _match(request)
        if match is None:
            return get_response(request)
        request.resolver_match = match
        try:
            response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
        except Exception as fault:
            log_place(request, fault)
            raise
        response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        return response

    return middleware


def _match(request: HttpRequest) -> ResolverMatch | None:
    if not request.path_info.startswith(PLACES):
        return None
    try:
        found = resolve(request.path_info)
    except Http404:
        return None
    return found if getattr(found.func, "public", False) else None


def public(*asks: str) -> Callable[[View], View]:
    """A page that anybody may read: `view(request, office, ...)`. `asks` are the parts of the query that it reads."""

    def guard(view: View) -> View:
        @require_safe
        @login_not_required
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            office = Office.objects.current()
            if office is None or not office.public_pages:
                return not_there(office)
            key = _key(request, office, asks)
            kept = caches["public"].get(key)
            if kept is None:
                try:
                    response = view(request, office, *args, **kwargs)
                except Http404:
                    return not_there(office)
                if response.status_code != 200 or response.streaming:
                    return response
                kept = _kept(response)
                if len(kept.content) <= LARGEST_KEPT:
                    caches["public"].set(key, kept)
            return _handed_out(request, kept)

        page.public = True  # type: ignore[attr-defined]
        return page

    return guard


def shown(template: str, office: Office, context: Mapping[str, Any]) -> HttpResponse:
    """A public page, drawn without its request: nothing in it can depend on who asks."""
    return HttpResponse(render_to_string(template, {"office": office, "demo": office.demo, **context}))


def file_for_all(request: HttpRequest, file: Any, *, sha256: str, name: str, media_type: str) -> HttpResponseBase:
    """A stored file, to be saved; whoever has these very bytes is not sent them again."""
    tag = f'W/"{sha256}"'  # weak: it may be packed on its way
    again = get_conditional_response(request, etag=tag)
    if again is not None:
        return again
    response = FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type=media_type)
    response.headers["ETag"], response.headers["Cache-Control"] = tag, SHORTLY
    return response


def not_there(office: Office | None) -> HttpResponse:
    """What is not there, and everything while the public pages are off: the same answer."""
    return HttpResponse(render_to_string("public/404.html", {"office": office}), status=404)


def _key(request: HttpRequest, office: Office, asks: Sequence[str]) -> str:
    """Which page, of which day, at which state of all records. What a page does not read makes it no other page."""
    asked = [request.GET.get(name, "")[:LONGEST_ASKED] for name in asks]
    facts = (london_date(timezone.now()), office.told, office.data_version, request.path, *asked)
    return "public:" + hashlib.sha256("\n".join(map(str, facts)).encode()).hexdigest()


def _kept(response: Any) -> Kept:
    content = response.content
    headers = {name: response.headers[name] for name in PACKED_HEADERS if name in response.headers}
    tag = f'W/"{hashlib.sha256(content).hexdigest()}"'  # weak: packed and plain are one page
    return Kept(headers, content, gzip.compress(content, mtime=0), tag)


def _handed_out(request: HttpRequest, kept: Kept) -> HttpResponseBase:
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(kept.packed if packed else kept.content, headers=dict(kept.headers))
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["ETag"] = kept.tag
    response.headers.setdefault("Cache-Control", SHORTLY)
    patch_vary_headers(response, ["Accept-Encoding"])
    return get_conditional_response(request, etag=kept.tag, response=response) or response
