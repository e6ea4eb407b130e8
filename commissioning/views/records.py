"""The history of any record by field: who changed what, when, from what to what, read from the audit trail."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from commissioning.models import (
    Allocation,
    AnnualReview,
    Award,
    Commitment,
    ContractReview,
    DecisionNotice,
    Document,
    FundedProject,
    Funder,
    FundingStream,
    InformationRequest,
    Measure,
    MeasureVersion,
    NewsItem,
    Observation,
    OfficeItem,
    Pack,
    Payment,
    QuarterlyReturn,
    Question,
    ReviewAction,
    Risk,
    Service,
    ServiceMeasure,
    StaffingLine,
    SubsidyAssessment,
    Variation,
    WaitingListLine,
)
from commissioning.models.seeing import READS_HISTORY, audiences
from commissioning.views.quarters import Scene, with_quarter
from commissioning.workflow.questions import seen_by
from providers.models import Membership, Provider, ProviderAlias
from tracker import formats
from tracker.audit import KEY, with_names
from tracker.exports import About, Cell
from tracker.models import AuditEvent, User
from tracker.set_up.forms import capital
from tracker.set_up.history import ACTS, field_words, value_words
from tracker.views import asked_format, downloads, list_file

NEWEST = 100
DONE = {
    "save": "written in",
    "carry-forward": "said again as one quarter earlier",
    "submit": "sent",
    "nothing-to-report": "sent: nothing to report",
    "approve": "approved",
    "send-back": "sent back for changes",
    "reopen": "reopened",
    "not-required": "marked as not required",
    "ask-after-all": "asked for after all",
    "later-date": "later date agreed",
    "ask": "question asked",
    "answer": "question answered",
    "close-question": "question closed",
    "acknowledge": "warning let through",
    "attach": "file added",
    "add": "added",
    "match-payment": "said what it was for",
    "settle-promise": "said what became of it",
    "check-case": "case checked",
    "correct": "figure corrected",
    "decline-correction": "correction declined",
}
Page = Callable[[str, Any], str]


def page(name: str, *, in_quarter: bool = True) -> Page:
    """The page of a record, in a quarter or by itself."""

    def url(quarter: str, record: Any) -> str:
        return reverse(name, args=[quarter, record.pk] if in_quarter else [record.pk])

    return url


def listed_in(name: str) -> Page:
    """The register in which a record stands that has no page of its own."""

    def url(quarter: str, record: Any) -> str:
        return reverse("register", args=[quarter, name])

    return url


def listed_among_payments(quarter: str, record: Any) -> str:
    return reverse("payments", args=[quarter])


@dataclass(frozen=True, slots=True)
class Past:
    """A kind of record whose history is read: its model, what belongs to it (by the field that says so), its page."""

    model: type[Model]
    page: Page
    parts: tuple[tuple[type[Model], str], ...] = ()

    def rows(self, user: User) -> QuerySet[Any]:
        """The records that this person may see."""
        rows: Any = self.model._default_manager.all()
        if self.model is Question:
            return seen_by(rows, user)
        if hasattr(rows, "visible_to"):
            return rows.visible_to(user)
        told = any(field.name == "audience" for field in self.model._meta.fields)
        return rows.filter(audience__in=audiences(user)) if told else rows


AWARD_PARTS = ((Variation, "award"), (FundedProject, "award"), (DecisionNotice, "award"), (SubsidyAssessment, "award"))
PASTS = {
    "awards": Past(Award, page("award"), AWARD_PARTS),
    "streams": Past(FundingStream, page("stream"), ((Allocation, "stream"),)),
    "funders": Past(Funder, page("funder")),
    "allocations": Past(Allocation, page("allocation")),
    "services": Past(Service, page("service"), ((ServiceMeasure, "service"),)),
    "providers": Past(Provider, page("provider"), ((ProviderAlias, "provider"), (Membership, "provider"))),
    "figures": Past(Observation, page("figure")),
    "returns": Past(QuarterlyReturn, page("return", in_quarter=False)),
    "packs": Past(Pack, page("pack", in_quarter=False)),
    "items": Past(OfficeItem, page("item", in_quarter=False)),
    "questions": Past(Question, page("question", in_quarter=False)),
    "measures": Past(Measure, page("measure"), ((MeasureVersion, "measure"),)),
    "payments": Past(Payment, listed_among_payments),
    "risks": Past(Risk, listed_in("risks")),
    "promises": Past(Commitment, listed_in("promises")),
    "news": Past(NewsItem, listed_in("news")),
    "staffing": Past(StaffingLine, listed_in("staffing")),
    "waiting-lists": Past(WaitingListLine, listed_in("waiting-lists")),
    "documents": Past(Document, listed_in("documents")),
    "reviews": Past(ContractReview, listed_in("reviews"), ((ReviewAction, "review"),)),
    "annual-reviews": Past(AnnualReview, listed_in("annual-reviews")),
    "requests": Past(InformationRequest, page("information-request", in_quarter=False)),
}


@with_quarter(READS_HISTORY)
def history(request: HttpRequest, scene: Scene, kind: str, pk: int) -> HttpResponse:
    """Everything that was done to a record and its parts, newest first; 404 where this person may not see it."""
    past = PASTS.get(kind)
    found = past.rows(scene.user).filter(pk=pk).first() if past else None
    if past is None or found is None:
        raise Http404
    return history_page(request, scene, past, found, kind)


def history_page(
    request: HttpRequest, scene: Scene, past: Past, found: Any, kind: str, done: Mapping[str, str] = DONE
) -> HttpResponse:
    """The page, or its file where one is asked for. `done`: see `event_row`."""
    rows = events_of(past, found).select_related("by").newest_first()
    if format_ := asked_format(request):
        about = About(f"History of {found}", [("Office", scene.office.name), ("As at", formats.day(scene.on))])
        name = f"history-{kind}-{found.pk}"
        lines = (line for event in with_names(rows) for line in event_lines(event))
        return list_file(format_, name, HISTORY, lines, about)
    events = with_names(rows[: NEWEST + 1])
    context = {
        "title": f"History of {found}",
        "back": {"url": past.page(scene.quarter.slug, found), "label": str(found)},
        "events": [event_row(each, done) for each in events[:NEWEST]],
        "newest": NEWEST,
        "has_older": len(events) > NEWEST,
        "downloads": list(downloads(request)) if events else [],
    }
    return render(request, "set_up/history.html", context)


def events_of(past: Past, found: Model) -> Any:
    """The events of the record and of what belongs to it. Nothing else is read of them."""
    about = Q(model=past.model._meta.label_lower, record_id=found.pk)
    for model, field in past.parts:
        keys = model._default_manager.filter(**{field: found}).order_by().values("pk")
        about |= Q(model=model._meta.label_lower, record_id__in=keys)
    return AuditEvent.objects.filter(about)


def event_row(event: AuditEvent, done: Mapping[str, str] = DONE) -> dict[str, Any]:
    """One act in words: what was done to what, by whom and when, why, and each field before and after.

    `done`: what the acts of these records are called, besides those of set-up.
    """
    model = model_of(event)
    new = event.act in ("add", "create")
    lines = [
        field_words(
            label_of(model, name), "" if new else value_words(model, name, before), value_words(model, name, after)
        )
        for name, (before, after) in event.changes.items()
        if name != KEY
    ]
    moved = f"From {event.from_state} to {event.to_state}" if event.from_state != event.to_state else ""
    act = done.get(event.act) or ACTS.get(event.act, event.act.replace("-", " "))
    return {
        "title": f"{capital(str(model._meta.verbose_name) if model else 'record')}: {act}",
        "by": event.by.name if event.by else "the system",
        "at": event.at,
        "text": "\n".join(filter(None, [event.reason, moved.replace("_", " "), *lines])),
    }


HISTORY = ("When", "By", "Record", "Key", "Act", "From", "To", "Why", "Field", "Before", "After")


def event_lines(event: AuditEvent) -> Iterator[Sequence[Cell]]:
    """A line for each field that an act changed; one without a field where it changed none."""
    model = model_of(event)
    first = [
        formats.moment(event.at),
        event.by.name if event.by else "the system",
        str(model._meta.verbose_name) if model else event.model,
        event.record_id,
        event.act,
        event.from_state,
        event.to_state,
        event.reason,
    ]
    fields = [(label_of(model, name), *pair) for name, pair in event.changes.items() if name != KEY]
    yield from ([*first, *each] for each in fields or [("", "", "")])


def model_of(event: AuditEvent) -> type[Model] | None:
    """The kind of record that an event is about; None for one that the site no longer has."""
    try:
        return apps.get_model(event.model)
    except (LookupError, ValueError):
        return None


def label_of(model: type[Model] | None, name: str) -> str:
    """What a field is called."""
    try:
        words = str(model._meta.get_field(name).verbose_name) if model else name  # type: ignore[union-attr]
    except (FieldDoesNotExist, AttributeError):
        words = name
    return capital(words.replace("_", " "))


def history_url(scene: Scene, kind: str, pk: int) -> str:
    """Where the history of a record is read, for those who may."""
    return reverse("history", args=[scene.quarter.slug, kind, pk]) if scene.user.has_perm(READS_HISTORY) else ""
