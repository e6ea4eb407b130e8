"""Where a second factor is asked for, a person without one is led to set it up and can do nothing else."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect

from tracker.identity import came_by_it
from tracker.kept.pages import keep_posted, wait
from tracker.second_factor.policy import asks_first

AFTERWARDS = "second-factor-next"  # key in the session: where the person was going
OPEN = {
    *("second-factor", "second-factor-app", "second-factor-passkey", "second-factor-codes"),
    *("account_logout", "account_reauthenticate", "health"),
}


class SecondFactorFirst:
    """After the log-in, before any page but those in OPEN: also before those that ask for no log-in or for their own.

    One query, and only where the setting asks this person for a second factor. Programs with a token have no
    log-in; who comes through the office's directory took the second step there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        match = request.resolver_match
        if match and match.url_name in OPEN:
            return None
        return led_to_it(request) if asks_first(request.user) and not came_by_it(request) else None


def led_to_it(request: HttpRequest) -> HttpResponse:
    """To the page that sets it up. A form that was sent is kept, as when a log-in runs out; a script gets 401."""
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"error": "log-in"}, status=401)
    kept = keep_posted(request)
    if kept is not None and kept.user_id == request.user.pk:
        wait(request, [kept])
    page = kept.page if kept else request.get_full_path()
    request.session[AFTERWARDS] = page if kept or request.method == "GET" else "/"
    return redirect("second-factor")
