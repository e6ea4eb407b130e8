"""The mails that this site wrote about what is owed, or to one contact: who, when, what, and how each went."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commissioning.choices import RecordKind
from commissioning.models import QuarterlyReturn, ReturnLink
from commissioning.views.owed import address, record_of, scene_for, title_of
from commissioning.views.reminded import OUTCOMES
from commissioning.views.set_up.providers import contact_of, to_record
from commissioning.workflow.life import Record, kind_of
from commissioning.workflow.reminders import CHASES
from providers.workflow import SET_UP
from tracker import formats
from tracker.models import Outbox
from tracker.roles import needs

MOST = 100
Row = dict[str, Any]


@needs(CHASES)
def return_mails(request: HttpRequest, pk: int) -> HttpResponse:
    return mails_about(request, record_of(request, RecordKind.RETURN, pk))


@needs(CHASES)
def pack_mails(request: HttpRequest, pk: int) -> HttpResponse:
    return mails_about(request, record_of(request, RecordKind.PACK, pk))


@needs(CHASES)
def item_mails(request: HttpRequest, pk: int) -> HttpResponse:
    return mails_about(request, record_of(request, RecordKind.ITEM, pk))


@needs(SET_UP)
def contact_mails(request: HttpRequest, pk: int) -> HttpResponse:
    """Those to the address of one contact."""
    contact = contact_of(request, pk)
    rows = Outbox.objects.filter(to__iexact=contact.email) if contact.email else Outbox.objects.none()
    title = f"Mails to {contact.name}"
    return page(request, rows, title, {"url": to_record("contacts", contact.pk), "label": contact.name})


def mails_about(request: HttpRequest, record: Record) -> HttpResponse:
    """Reminders and escalations that name the record, and the personal links to it."""
    scene_for(request, record)
    named = Q(reminders__record_kind=kind_of(record), reminders__record_id=record.pk)
    if isinstance(record, QuarterlyReturn):
        links = ReturnLink.objects.filter(quarterly_return=record).values_list("pk", flat=True)
        named |= Q(key__in=[f"return-link:{key}" for key in links])
    rows = Outbox.objects.filter(named).distinct()
    title = f"Mails about {title_of(record)}"
    return page(request, rows, title, {"url": address(record), "label": title_of(record)})


def page(request: HttpRequest, rows: QuerySet[Outbox], title: str, back: Row) -> HttpResponse:
    """The newest first, a hundred at most."""
    found = list(rows.select_related("by")[: MOST + 1])
    context = {"title": title, "back": back, "rows": rows_of(found[:MOST]), "more": len(found) > MOST}
    return render(request, "commissioning/chasing/mails.html", context)


def rows_of(mails: Iterable[Outbox]) -> list[Row]:
    """No text of a mail is shown: it may hold a personal link."""
    found = []
    for mail in mails:
        tone, word = OUTCOMES[Outbox.State(mail.state)]
        found.append(
            {
                "to": mail.to,
                "subject": mail.subject,
                "when": formats.moment(mail.written_at),
                "over": f"{word} on {formats.moment(mail.over_at)}" if mail.over_at else "",
                "by": str(mail.by) if mail.by else "by rule",
                "tone": tone,
                "word": word,
                "error": mail.error if mail.state != Outbox.State.SENT else "",
            }
        )
    return found
