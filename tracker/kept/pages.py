"""What is answered to a form that comes without a log-in, and how it comes back to its writer afterwards."""

from collections.abc import Callable, Sequence
from typing import Any

from allauth.account import app_settings as account
from allauth.account.forms import LoginForm
from allauth.utils import get_form_class
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from tracker import views
from tracker.formats import clock
from tracker.kept import store, token
from tracker.kept.filling import Filled, Typed, fill
from tracker.models import KeptForm, User

WAITING = "kept"  # key in the session: pages, with the kept forms that wait for them
SAID = (
    "You were logged out while you were writing. What you typed is kept (at {}) and nothing is saved: log in as the "
    "same person, and it stands in its form again."
)

Handler = Callable[[HttpRequest], HttpResponse]


class LogInFirst(LoginRequiredMiddleware):
    """Closed unless opened, as Django's own; a form that stood here before the log-in ran out is kept first."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponseBase:
        return kept_answer(request) or super().handle_no_permission(request, view_func)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form older than the log-in: it comes back filled in, if it can prove whose it is; else the site's own answer.

    A script gets 401: it keeps its page open, and the person sends the form itself.
    """
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"error": "log-in"}, status=401)
    return kept_answer(request) or views.csrf_failure(request, reason)


def kept_answer(request: HttpRequest) -> HttpResponse | None:
    """Keep what was posted for its writer: back to the form if that is who is logged in, else to where one logs in.

    A view for people who come in another way names the page that asks them to: `asks_again(request, kept)`.
    """
    kept = keep_posted(request)
    if kept is None:
        return None
    if request.user.pk == kept.user_id:
        wait(request, [kept])
        return redirect(kept.page)
    match = request.resolver_match
    ask = getattr(match.func, "asks_again", log_in_page) if match else log_in_page
    answer: HttpResponse = ask(request, kept)
    return answer


def keep_posted(request: HttpRequest) -> KeptForm | None:
    """What was posted, kept; None without a token of ours."""
    whose = token.read(request.POST.get(token.NAME, "")) if request.method == "POST" else None
    if whose is None:
        return None
    return store.keep(whose=whose, address=request.path, fields=store.fields_of(request.POST), at=timezone.now())


def log_in_page(request: HttpRequest, kept: KeptForm) -> HttpResponse:
    context = {
        "form": get_form_class(account.FORMS, "login", LoginForm)(request=request),
        "kept": SAID.format(clock(kept.kept_at)),
        "redirect_field": format_html('<input type="hidden" name="next" value="{}">', kept.page),
    }
    return render(request, "account/login.html", context)


def take_up(request: HttpRequest, user: User) -> None:
    """Somebody has just proved who he or she is: what was kept waits on its pages. One query."""
    wait(request, store.waiting_for(user, timezone.now()))


def wait(request: HttpRequest, kept: Sequence[KeptForm]) -> None:
    if kept:
        waiting = dict(request.session.get(WAITING, {}))
        for each in kept:
            waiting[each.page] = sorted({*waiting.get(each.page, []), each.pk})
        request.session[WAITING] = waiting


def comes_back(get_response: Handler) -> Handler:
    """A page for which something waits is shown with it; a form that was sent again and went through is forgotten."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not request.session.accessed:
            return response
        if request.method == "POST":
            _over(request, response)
        elif request.method == "GET":
            return _with_kept(request, response)
        return response

    return middleware


def _over(request: HttpRequest, response: HttpResponse) -> None:
    keys = {int(key) for key in request.POST.getlist(token.KEPT) if key.isascii() and key.isdigit() and len(key) < 19}
    if keys and response.status_code in (302, 303) and request.user.is_authenticated:
        store.forget(keys, request.user)
        left = {page: [key for key in held if key not in keys] for page, held in _waiting(request).items()}
        request.session[WAITING] = {page: held for page, held in left.items() if held}


def _waiting(request: HttpRequest) -> dict[str, list[int]]:
    waiting: dict[str, list[int]] = request.session.get(WAITING, {})
    return waiting


def _with_kept(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    keys = _waiting(request).get(request.get_full_path())
    user: Any = request.user
    kept = store.found(keys, user, timezone.now()) if keys and user.is_authenticated else []
    if not kept:
        return response
    typed = [Typed(each.pk, each.address, each.fields) for each in kept]
    drops = request.session.get("_auth_user_id") == str(user.pk)  # not who came by a personal link

    def banner(left: Sequence[tuple[str, str]]) -> str:
        context = {"kept": kept, "left": left, "drops": drops}
        return render_to_string("components/kept.html", context, request)

    if _is_page(response):
        response.content = fill(response.content.decode(), request.path, typed, banner).html.encode()
        return response
    gone: Filled = fill("", request.path, typed, banner)
    onward = response.headers.get("Location", "")
    context = {"banner": banner(gone.left), "onward": onward}
    return render(request, "errors/kept.html", context)


def _is_page(response: HttpResponse) -> bool:
    return (
        response.status_code == 200
        and not response.streaming
        and response.headers.get("Content-Type", "").startswith("text/html")
    )


@require_POST
def kept_drop(request: HttpRequest) -> HttpResponse:
    """Throw away what was kept, and show the form as it is without it."""
    user: Any = request.user
    keys = [int(key) for key in request.POST.getlist("drop") if key.isascii() and key.isdigit() and len(key) < 19]
    kept = store.found(keys, user, timezone.now())
    store.forget(keys, user)
    return redirect(kept[0].page if kept else "home")
