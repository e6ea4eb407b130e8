"""A service's past: its returns by period with what they said, and everything that was done to them."""

from typing import Any

from django.db.models import Q
from django.urls import reverse

from commissioning.choices import Prompt, Status
from commissioning.figures import LiveFacts
from commissioning.models import Narrative, NewsItem, OfficeItem, QuarterlyReturn, Service
from commissioning.models.seeing import audiences, told, why_rated
from commissioning.tables import status_tag
from commissioning.views.live import printed
from commissioning.views.records import DONE, history_url
from commissioning.views.service.page import ServicePage
from commissioning.views.words_in.behind import FILES
from commissioning.workflow.entry import WRITES
from tracker import formats
from tracker.audit import KEY
from tracker.models import AuditEvent
from tracker.roles import Role

Context = dict[str, Any]
NEWEST = 50
UNSAID = {KEY, "sha256"}
PERIODS = 24


def returns(page: ServicePage) -> Context:
    """The service's returns, newest period first, what is owed by the office, and what was said this quarter."""
    rows = QuarterlyReturn.objects.filter(service=page.service).with_status(page.scene.on)
    rows = rows.select_related("period", "provider", "submitted_by", "approved_by", "entered_by")
    items = (
        OfficeItem.objects.filter(service=page.service).with_status(page.scene.on).select_related("period", "writer")
    )
    return {
        "returns": [return_row(page, row) for row in rows.order_by("-period__end", "provider__name", "pk")[:PERIODS]],
        "items": [item_row(page, row) for row in items.order_by("-period__end", "title", "pk")[:PERIODS]],
        "words_in": words_in(page),
        "said": said(page),
        "news": news(page),
    }


def words_in(page: ServicePage) -> list[Context]:
    """Where words from an e-mail or a file are put into the quarter's returns that are still open."""
    if not page.user.has_perm(FILES):
        return []
    still_open = [each for each in page.current if each.is_open]
    return [
        {"label": each.provider.brief_name, "url": reverse("return-words-in", args=[each.pk])} for each in still_open
    ]


def return_row(page: ServicePage, row: Any) -> Context:
    return {
        "period": row.period.label,
        "provider": row.provider.brief_name if row.provider.stated else "Provider not stated",
        "url": reverse("return", args=[row.pk]),
        "status": status_tag(Status(row.status), row.days_late(page.scene.on)),
        "due": row.due and formats.short_day(row.due),
        "sent": who_and_when(row.submitted_by, row.submitted_at),
        "approved": who_and_when(row.approved_by, row.approved_at),
        "rag": row.rag,
        "why": why_rated(row, page.user),
        "note": row.not_required_reason or row.agreed_due_reason,
    }


def item_row(page: ServicePage, row: Any) -> Context:
    return {
        "period": row.period.label,
        "title": row.title,
        "url": reverse("item", args=[row.pk]),
        "status": status_tag(Status(row.status), row.days_late(page.scene.on)),
        "writer": row.writer and row.writer.name,
    }


def who_and_when(by: Any, at: Any) -> str:
    return f"{formats.short_day(at)}, {by.name}" if at else ""


def said(page: ServicePage) -> list[Context]:
    """The words of the quarter's returns, as far as this person may see them; the update's own stand in the update."""
    mine = [row.pk for row in page.current]
    rows = Narrative.objects.filter(told(page.user), quarterly_return__in=mine, audience__in=audiences(page.user))
    rows = rows.exclude(prompt=Prompt.UPDATE_WORDS)
    approved = {row.pk for row in page.current if row.state == Status.APPROVED}
    office = page.user.role != Role.VIEWER
    facts = LiveFacts(page.scene.quarter, reference=page.scene.reference, with_submitted=office)
    prints = printed([row.text for row in rows], facts, page.scene)
    return [
        {
            "heading": row.get_prompt_display(),
            "text": prints.get(row.text, row.text),
            "causes": ", ".join(row.cause_labels),
            "standing": "" if row.quarterly_return_id in approved else "Not yet approved",
        }
        for row in rows
        if row.text
    ]


def news(page: ServicePage) -> list[Context]:
    rows = NewsItem.objects.filter(
        Q(service=page.service) | Q(quarterly_return__service=page.service),
        Q(quarterly_return__in=[row.pk for row in page.current]) | Q(office_item__period=page.scene.quarter.pk),
        told(page.user),
        audience__in=audiences(page.user),
    )
    return [{"pk": row.pk, "label": row.text, "when": news_date(row)} for row in rows]


def news_date(row: NewsItem) -> str:
    if row.on is None:
        return "in the quarter"
    return formats.day(row.on) if row.precision == "day" else f"{row.on:%B %Y}"


def history(page: ServicePage) -> Context:
    """Events of the service, its returns and its items, newest first."""
    about = Q(model=label(Service), record_id=page.service.pk)
    for model in (QuarterlyReturn, OfficeItem):
        rows = model.objects.filter(service=page.service).values("pk")
        about |= Q(model=label(model), record_id__in=rows)
    events = AuditEvent.objects.filter(about).select_related("by").newest_first()[: NEWEST + 1]
    names = names_of(page)
    found = [event_row(each, names, whole=page.user.role != Role.VIEWER) for each in events]
    by_field = history_url(page.scene, "services", page.service.pk)
    return {"events": found[:NEWEST], "newest": NEWEST, "has_older": len(found) > NEWEST, "history_url": by_field}


def label(model: Any) -> str:
    return str(model._meta.label_lower)


def names_of(page: ServicePage) -> dict[tuple[str, int], str]:
    """What the events' records are called."""
    names = {(label(Service), page.service.pk): "Service"}
    returns = QuarterlyReturn.objects.filter(service=page.service).values_list("pk", "period__label")
    items = OfficeItem.objects.filter(service=page.service).values_list("pk", "title")
    names |= {(label(QuarterlyReturn), key): f"{period} return" for key, period in returns}
    return names | {(label(OfficeItem), key): title for key, title in items}


def event_row(event: AuditEvent, names: dict[tuple[str, int], str], *, whole: bool) -> Context:
    """Who did what and when; `whole`: with reasons and what was changed (risks by their titles), for the office."""
    what = names.get((event.model, event.record_id), "Record")
    reason = event.reason if event.act not in WRITES else ""
    return {
        "title": f"{what}: {DONE.get(event.act, event.act.replace('-', ' '))}",
        "by": event.by.name if event.by else "the system",
        "at": event.at,
        "text": "\n".join(filter(None, [reason, changed(event)])) if whole else "",
    }


def changed(event: AuditEvent) -> str:
    """Which fields an event changed; long text is known by its digest alone, so only its name is told."""
    names = [name.replace("_", " ") for name in event.changes if name not in UNSAID]
    return f"Changed: {', '.join(names)}." if names else ""
