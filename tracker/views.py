"""Pages that belong to no app: the answers when something is wrong."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from tracker.middleware import REFERENCE


def error_page(request: HttpRequest, status: int) -> HttpResponse:
    """The page of `templates/errors/` for this status. Its reference is in the log."""
    return render(request, f"errors/{status}.html", {"reference": request.META.get(REFERENCE, "")}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long or came from elsewhere."""
    return render(request, "errors/403_csrf.html", {"reference": request.META.get(REFERENCE, "")}, status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same bytes for what never was and for what is somebody else's: nothing of the request is printed."""
    return render(request, "errors/404.html", status=404)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    return error_page(request, 429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without database, session or context processors: any of them may be what broke."""
    context = {"reference": request.META.get(REFERENCE, "")}
    return HttpResponse(render_to_string("errors/500.html", context), status=500)
