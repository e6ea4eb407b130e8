"""The way in by a personal link, without an account: the link, a code to the contact's address, and then one record.

Every kind of link (`workflow.links.LinkKind`) comes in by the same way, and none opens what another one is for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from commissioning.models.links import PersonalLink
from commissioning.workflow.links import LinkKind, send_code, try_code
from tracker.entrance import leak_nothing
from tracker.formats import clock
from tracker.kept.pages import kept_answer, take_up
from tracker.links import value_of
from tracker.models import KeptForm

HELD, OPENED = "links", "links-opened"  # keys in the session: values seen, and until when a code holds
STAYS_OPEN = timedelta(hours=2)

View = Callable[..., HttpResponseBase]


def over(request: HttpRequest) -> HttpResponse:
    """Run out, taken back and never made answer alike."""
    return leak_nothing(render(request, "commissioning/answering/over.html", status=404))


def asks_again(request: HttpRequest, kept: KeptForm) -> HttpResponse:
    """Whoever came by a link comes again by it, and finds what was typed."""
    return render(request, "commissioning/answering/kept.html", {"at": clock(kept.kept_at)})


def masked(email: str) -> str:
    """Enough of an address to know it by: "h…@swa.example"."""
    name, _, host = email.partition("@")
    return f"{name[:1]}…@{host}"


@dataclass(frozen=True, slots=True)
class Entrance:
    """The pages of one kind of link: `page` is what it opens, `code_page` asks for the code.

    `title` says what the link opens, `button` what comes after the code.
    """

    kind: LinkKind
    page: str
    code_page: str
    button: str
    title: Callable[[Any], str]
    related: tuple[str, ...]

    def key(self, pk: int) -> str:
        """What the session calls the link: two kinds may have the same number."""
        return f"{self.page}:{pk}"

    def link_of(self, request: HttpRequest, pk: int, at: datetime) -> Any:
        """The link, if this browser came by it and it still opens its record."""
        value = request.session.get(HELD, {}).get(self.key(pk), "")
        rows = self.kind.model._default_manager.open(at)
        return rows.filter(pk=pk, value=value).select_related("contact", "user", *self.related).first()

    def is_opened(self, request: HttpRequest, link: PersonalLink, at: datetime) -> bool:
        until = request.session.get(OPENED, {}).get(self.key(link.pk), 0)
        return bool(until > at.timestamp())

    def come_in(self, request: HttpRequest, token: str) -> HttpResponse:
        """Take the secret out of the address, and go on."""
        rows = self.kind.model._default_manager.open(timezone.now())
        link = rows.filter(value=value_of(self.kind.page, token) or "").first()
        if link is None:
            return over(request)
        request.session[HELD] = request.session.get(HELD, {}) | {self.key(link.pk): link.value}
        return leak_nothing(redirect(self.page, pk=link.pk))

    def ask_for_code(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for a code (POST do=send), and type it (POST)."""
        at = timezone.now()
        link = self.link_of(request, pk, at)
        if link is None:
            return over(request)
        context = {"link": link, "title": self.title(link), "button": self.button, "asked": False, "wrong": ""}
        context["masked"] = masked(link.contact.email)
        if request.method == "POST":
            action = "link_code" if request.POST.get("do") == "send" else "link_try"
            limited = ratelimit.consume_or_429(request, action=action, key=f"link-{self.key(link.pk)}")
            if limited:
                return limited
            context["asked"] = True
            if action == "link_code":
                send_code(link=link, at=at, kind=self.kind)
            elif try_code(link=link, code=request.POST.get("code", ""), at=at):
                self.open_for(request, link, at)
                return redirect(self.page, pk=link.pk)
            else:
                context["wrong"] = "This is not the code, or it has run out. After five tries ask for another."
        status = 422 if context["wrong"] else 200
        return render(request, "commissioning/answering/code.html", context, status=status)

    def open_for(self, request: HttpRequest, link: PersonalLink, at: datetime) -> None:
        request.session.cycle_key()
        until = {self.key(link.pk): (at + STAYS_OPEN).timestamp()}
        request.session[OPENED] = request.session.get(OPENED, {}) | until
        take_up(request, link.user)

    def opened(self, view: View) -> View:
        """The gate: the link in this browser, a code that was right, and then this one record in the contact's name."""

        @login_not_required
        @wraps(view)
        def gate(request: HttpRequest, pk: int, **rest: Any) -> HttpResponseBase:
            at = timezone.now()
            link = self.link_of(request, pk, at)
            if link is None or not self.is_opened(request, link, at):
                if "application/json" in request.headers.get("Accept", ""):
                    return JsonResponse({"error": "log-in"}, status=401)
                if link is None:
                    return over(request)
                return kept_answer(request) or redirect(self.code_page, pk=link.pk)
            request.user = link.user
            request.opened_by_link = link  # type: ignore[attr-defined]
            return view(request, link, **rest)

        gate.asks_again = asks_again  # type: ignore[attr-defined]
        return gate
