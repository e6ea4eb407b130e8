"""Answering one return by a personal link, without an account. The link and a code open it, and nothing else."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from commissioning.choices import RecordKind
from commissioning.models import ReturnLink
from commissioning.views import checking, sections
from commissioning.views.by_link import Entrance
from commissioning.views.owed import person, record_of, title_of
from commissioning.views.parts import LIGHT
from commissioning.workflow import Refusal
from commissioning.workflow.life import OPEN
from commissioning.workflow.links import RETURNS, end_link, make_link
from providers.models import Contact
from tracker.context import office_of
from tracker.roles import needs

ENTRANCE = Entrance(
    kind=RETURNS,
    page="answer",
    code_page="answer-code",
    button="Open the return",
    title=lambda link: f"{link.quarterly_return.service.name}: {link.quarterly_return.period.words}",
    related=("quarterly_return__service", "quarterly_return__period"),
)
opened = ENTRANCE.opened


@login_not_required
@require_safe
def answer_open(request: HttpRequest, token: str) -> HttpResponse:
    return ENTRANCE.come_in(request, token)


@login_not_required
def answer_code(request: HttpRequest, pk: int) -> HttpResponse:
    return ENTRANCE.ask_for_code(request, pk)


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
