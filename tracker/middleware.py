"""What surrounds every request: a line in the log, and no copies of private pages."""

import logging
import secrets
import time
from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError

REFERENCE = "tracker.reference"  # key in request.META; error pages print it

ANSWERED = (Http404, PermissionDenied, SuspiciousOperation, BadRequest, MultiPartParserError)  # each has its page

log = logging.getLogger("tracker.requests")

Handler = Callable[[HttpRequest], HttpResponse]


class QueryCount:
    """Counts the statements that one request sends to the database."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Callable, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        self.count += 1
        return execute(sql, params, many, context)


class RequestLog:
    """One line per request: reference, user's key, method, route, status, ms, queries. Nothing that anyone typed."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.META[REFERENCE] = secrets.token_hex(4)
        started = time.perf_counter()
        queries = QueryCount()
        with connection.execute_wrapper(queries):
            response = self.get_response(request)
        log.log(
            logging.ERROR if response.status_code >= 500 else logging.INFO,
            "%s user=%s %s %s %s %.0fms %dq",
            request.META[REFERENCE],
            user_key(request),
            request.method,
            route(request),
            response.status_code,
            (time.perf_counter() - started) * 1000,
            queries.count,
        )
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Where it broke, without the message: that may quote what was typed. Refusals are no faults."""
        if not isinstance(exception, ANSWERED):
            log_place(request, exception)


def log_place(request: HttpRequest, exception: Exception) -> None:
    """Where it broke, as a line of the log."""
    trace = exception.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "-"
    log.error("%s %s at %s", request.META[REFERENCE], type(exception).__name__, place)


def user_key(request: HttpRequest) -> str:
    """The key of the user, if this request ever asked who it is: logging is no reason for a query."""
    user = getattr(request, "_cached_user", None)
    return str(user.pk) if user is not None and user.pk else "-"


def route(request: HttpRequest) -> str:
    """The pattern of the address, never the address itself."""
    match = request.resolver_match
    return f"/{match.route}" if match else "-"


def no_store(get_response: Handler) -> Handler:
    """Nothing that the site answers is kept by browsers or proxies, unless the view says otherwise."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware
