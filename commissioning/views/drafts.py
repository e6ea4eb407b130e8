"""The gate of autosave: a script gets 401 with a word, never a log-in page that it would take for a success."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_POST

View = Callable[..., HttpResponseBase]


def answers_scripts(view: View) -> View:
    """Without a session 401; else POST alone."""

    @login_not_required
    @wraps(view)
    def gate(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return JsonResponse({"error": "log-in"}, status=401)
        return require_POST(view)(request, *args, **kwargs)

    return gate
