"""Answering one return by a personal link, without an account. The link and a code open it, and nothing else."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from commissioning.choices import RecordKind
from commissioning.models import ReturnLink
from commissioning.views import checking, sections
from commissioning.views.owed import person, record_of, title_of
from commissioning.views.parts import LIGHT
from commissioning.workflow import Refusal
from commissioning.workflow.life import OPEN
from commissioning.workflow.links import PAGE, end_link, make_link, send_code, try_code
from providers.models import Contact
from tracker.context import office_of
from tracker.entrance import leak_nothing
from tracker.formats import clock
from tracker.kept.pages import kept_answer, take_up
from tracker.links import value_of
from tracker.models import KeptForm
from tracker.roles import needs

HELD, OPENED = "links", "links-opened"  # keys in the session: values seen, and until when a code holds
STAYS_OPEN = timedelta(hours=2)
RELATED = ("contact", "user", "quarterly_return__service", "quarterly_return__period")

View = Callable[..., HttpResponseBase]


def over(request: HttpRequest) -> HttpResponse:
    """Run out, taken back and never made answer alike."""
    return leak_nothing(render(request, "commissioning/answering/over.html", status=404))


def link_of(request: HttpRequest, pk: int, at: datetime) -> ReturnLink | None:
    """The link, if this browser came by it and it still opens its return."""
    value = request.session.get(HELD, {}).get(str(pk), "")
    return ReturnLink.objects.open(at).filter(pk=pk, value=value).select_related(*RELATED).first()


def asks_again(request: HttpRequest, kept: KeptForm) -> HttpResponse:
    """Whoever came by a link comes again by it, and finds what was typed."""
    return render(request, "commissioning/answering/kept.html", {"at": clock(kept.kept_at)})


def is_opened(request: HttpRequest, link: ReturnLink, at: datetime) -> bool:
    until = request.session.get(OPENED, {}).get(str(link.pk), 0)
    return bool(until > at.timestamp())


@login_not_required
@require_safe
def answer_open(request: HttpRequest, token: str) -> HttpResponse:
    """Take the secret out of the address, and go on."""
    link = ReturnLink.objects.open(timezone.now()).filter(value=value_of(PAGE, token) or "").first()
    if link is None:
        return over(request)
    request.session[HELD] = request.session.get(HELD, {}) | {str(link.pk): link.value}
    return leak_nothing(redirect("answer", pk=link.pk))


@login_not_required
def answer_code(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a code (POST do=send), and type it (POST)."""
    at = timezone.now()
    link = link_of(request, pk, at)
    if link is None:
        return over(request)
    context: dict[str, Any] = {"link": link, "masked": masked(link.contact.email), "asked": False, "wrong": ""}
    if request.method == "POST":
        action = "link_code" if request.POST.get("do") == "send" else "link_try"
        limited = ratelimit.consume_or_429(request, action=action, key=f"link-{link.pk}")
        if limited:
            return limited
        context["asked"] = True
        if action == "link_code":
            send_code(link=link, at=at)
        elif try_code(link=link, code=request.POST.get("code", ""), at=at):
            request.session.cycle_key()
            until = {str(link.pk): (at + STAYS_OPEN).timestamp()}
            request.session[OPENED] = request.session.get(OPENED, {}) | until
            take_up(request, link.user)
            return redirect("answer", pk=link.pk)
        else:
            context["wrong"] = "This is not the code, or it has run out. After five tries ask for another."
    status = 422 if context["wrong"] else 200
    return render(request, "commissioning/answering/code.html", context, status=status)


def masked(email: str) -> str:
    """Enough of an address to know it by: "h…@swa.example"."""
    name, _, host = email.partition("@")
    return f"{name[:1]}…@{host}"


def opened(view: View) -> View:
    """The gate: the link in this browser, a code that was right, and then this one return in the contact's name."""

    @login_not_required
    @wraps(view)
    def gate(request: HttpRequest, pk: int, **rest: Any) -> HttpResponseBase:
        at = timezone.now()
        link = link_of(request, pk, at)
        if link is None or not is_opened(request, link, at):
            if "application/json" in request.headers.get("Accept", ""):
                return JsonResponse({"error": "log-in"}, status=401)
            if link is None:
                return over(request)
            return kept_answer(request) or redirect("answer-code", pk=link.pk)
        request.user = link.user
        request.opened_by_link = link  # type: ignore[attr-defined]
        return view(request, link, **rest)

    gate.asks_again = asks_again  # type: ignore[attr-defined]
    return gate


@opened
def answer(request: HttpRequest, link: ReturnLink) -> HttpResponse:
    """The return on its one page; what it says, once it is sent."""
    record = record_of(request, RecordKind.RETURN, link.quarterly_return_id)
    if record.state not in OPEN or record.is_shut:
        return render(request, "commissioning/answering/sent.html", {"record": record, "title": title_of(record)})
    return sections.form_page(request, record, LIGHT)


@opened
def answer_draft(request: HttpRequest, link: ReturnLink) -> HttpResponseBase:
    return require_POST(sections.draft_page)(request, RecordKind.RETURN, link.quarterly_return_id, LIGHT)


@opened
def answer_check(request: HttpRequest, link: ReturnLink) -> HttpResponse:
    return checking.check_page(request, record_of(request, RecordKind.RETURN, link.quarterly_return_id))


@opened
def answer_acknowledge(request: HttpRequest, link: ReturnLink) -> HttpResponseBase:
    return require_POST(checking.acknowledge_page)(request, RecordKind.RETURN, link.quarterly_return_id)


@opened
def answer_act(request: HttpRequest, link: ReturnLink, act: str) -> HttpResponseBase:
    return require_POST(checking.act_page)(request, RecordKind.RETURN, link.quarterly_return_id, act)


@needs("commissioning.chase_returns")
def return_links(request: HttpRequest, pk: int) -> HttpResponse:
    """The office: whom a link to this return was sent, sending one, taking one back."""
    record, at = record_of(request, RecordKind.RETURN, pk), timezone.now()
    refused = ""
    if request.method == "POST":
        key = request.POST.get("end") or request.POST.get("contact") or ""
        pk_given = int(key) if key.isascii() and key.isdigit() and len(key) < 10 else 0
        try:
            if request.POST.get("end"):
                link = ReturnLink.objects.filter(quarterly_return=record.pk, pk=pk_given).first()
                if link:
                    end_link(link=link, by=person(request), at=at)
                    messages.success(request, "The link opens nothing any more.")
            else:
                contact = Contact.objects.filter(provider=record.provider_id, pk=pk_given).first()  # type: ignore[union-attr]
                if contact is None:
                    raise Refusal("Choose whom the link is for.")
                make_link(quarterly_return=record, contact=contact, by=person(request), at=at)  # type: ignore[arg-type]
                messages.success(request, f"A link is on its way to {contact}.")
            return redirect("return-links", pk=record.pk)
        except Refusal as refusal:
            refused = refusal.sentence
    contacts = Contact.objects.current().filter(provider=record.provider_id).exclude(email="")  # type: ignore[union-attr]
    context = {
        "record": record,
        "title": "Answer by a personal link",
        "sub": title_of(record),
        "refused": refused,
        "contacts": contacts,
        "links": ReturnLink.objects.filter(quarterly_return=record.pk).select_related("contact", "by"),
        "open": set(ReturnLink.objects.filter(quarterly_return=record.pk).open(at).values_list("pk", flat=True)),
        "light": record.service.template == "light",  # type: ignore[union-attr]
    }
    office_of(request)
    return render(request, "commissioning/answering/links.html", context, status=409 if refused else 200)
