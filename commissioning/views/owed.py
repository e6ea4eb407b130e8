"""What the pages of returns, packs and items share: finding the record, its frame, its names and addresses."""

from datetime import date

from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse

from commissioning.choices import RecordKind
from commissioning.figures import reference_for
from commissioning.models import OfficeItem, Pack, QuarterlyReturn
from commissioning.views.quarters import Scene, scene_of
from commissioning.workflow.life import MODELS, Record, kind_of
from tracker.context import office_of
from tracker.models import User

PEOPLE = ("entered_by", "submitted_by", "checked_by", "approved_by")
RELATED = {
    RecordKind.RETURN: ("service", "provider", "pack", "period__calendar", *PEOPLE),
    RecordKind.PACK: ("provider", "period__calendar", *PEOPLE),
    RecordKind.ITEM: ("service", "writer", "period__calendar", *PEOPLE),
}


BY_LINK = ("draft", "check", "act", "acknowledge")


def person(request: HttpRequest) -> User:
    """Who asks. Every page of these views is behind the log-in."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: nothing before it is sent, even where it is sent empty."""
    return request.POST if request.method == "POST" else None


def record_of(request: HttpRequest, kind: str, pk: int) -> Record:
    """The record, if this person may see it; a stranger's and a missing one answer alike."""
    link = getattr(request, "opened_by_link", None)
    rows = MODELS[kind].objects.visible_to(person(request))
    if link is not None:  # a personal link opens its one return, and no other record
        own = kind == RecordKind.RETURN and getattr(link, "quarterly_return_id", None) == pk
        rows = MODELS[kind].objects.all() if own else MODELS[kind].objects.none()
    record: Record | None = rows.select_related(*RELATED[RecordKind(kind)]).filter(pk=pk).first()
    if record is None:
        raise Http404
    record.opened_by = link.pk if link is not None else None  # type: ignore[union-attr]
    return record


def scene_for(request: HttpRequest, record: Record) -> Scene:
    """The frame of a record's pages: the financial quarter in which its period ends."""
    return scene_of(request, quarter_slug(request, record.period.end))


def need_around(scene: Scene, record: Record) -> None:
    """What belongs to the service of a return, in one query, for a page that looks at most of it."""
    if isinstance(record, QuarterlyReturn):
        scene.portfolio.need([record.service_id], awards=True)


def quarter_slug(request: HttpRequest, day: date) -> str:
    office = office_of(request)
    quarters = reference_for(office).quarters() if office else []
    return next((quarter.slug for quarter in quarters if quarter.start <= day <= quarter.end), "")


def address(record: Record, page: str = "", *parts: object) -> str:
    """Where a page of the record is: address(record, "section", "figures"); by a personal link it has its own."""
    link = getattr(record, "opened_by", None)
    if link is not None:
        own = f"answer-{page}" if page in BY_LINK else "answer"
        return reverse(own, args=[link, *(parts if page == "act" else ())])
    kind = kind_of(record).value
    return reverse(f"{kind}-{page}" if page else kind, args=[record.pk, *parts])


def title_of(record: Record) -> str:
    """The heading of the record's pages."""
    if isinstance(record, QuarterlyReturn):
        return f"{record.service.name}: {record.period.label}"
    if isinstance(record, Pack):
        return f"{record.provider.name}: {record.period.label}"
    return record.title


def who_of(record: Record) -> str:
    """Whose it is and who wrote it, in a line."""
    if isinstance(record, Pack):
        return "What one provider sends for the quarter"
    owner = record.writer if isinstance(record, OfficeItem) else record.provider
    parts = [f"to be written by {owner}" if isinstance(record, OfficeItem) and owner else str(owner or "")]
    if record.entered_by:
        parts.append(f"last written in by {record.entered_by}")
    if record.nothing_to_report:
        parts.append("nothing to report")
    return "; ".join(part for part in parts if part)


def back_to(record: Record, scene: Scene) -> dict[str, str]:
    """Where the record's pages belong."""
    return {"url": reverse("returns", args=[scene.quarter.slug]), "label": "Returns"}
