"""What is searched: each kind of record with its columns of text, and which of its rows a person may find."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from commissioning.choices import BETWEEN_US, Prompt, RecordKind, State
from commissioning.models import (
    Award,
    CaseStudy,
    Commitment,
    ContractReview,
    Document,
    FundingStream,
    InformationRequest,
    Narrative,
    NewsItem,
    OfficeItem,
    Pack,
    QuarterlyReturn,
    Question,
    QuestionReply,
    ReportingPeriod,
    ReviewAction,
    Risk,
    Service,
    ServiceMeasure,
    SpendLine,
    StaffingLine,
    WaitingListLine,
)
from commissioning.models.seeing import audiences, told
from providers.models import Provider, ProviderAlias
from tracker.models import User
from tracker.roles import Role

Rows = Callable[[User], QuerySet[Any]]
UNDER = ("quarterly_return", "office_item")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record: its number in the index (never changed), what it is called, and where its text stands.

    `periods`, `services` and `providers` are the paths from it to the quarter, service and provider that it is about;
    a kind without a path is not found where the search is narrowed by it.
    """

    number: int
    label: str
    group: str
    model: type[models.Model]
    rows: Rows
    title: tuple[str, ...]
    body: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    related: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a search is narrowed to; empty: everything."""

    groups: frozenset[str] = frozenset()
    quarter: ReportingPeriod | None = None
    service: int | None = None
    provider: int | None = None

    def rows(self, kind: Kind, user: User) -> QuerySet[Any]:
        """The rows of a kind that this person may find."""
        found = kind.rows(user)
        if self.groups and kind.group not in self.groups:
            return found.none()
        if self.quarter:
            ends = {"end__gte": self.quarter.start, "end__lte": self.quarter.end}
            found = _at(found, kind.periods, lambda path: Q(**{f"{path}__{name}": day for name, day in ends.items()}))
        if self.service:
            found = _at(found, kind.services, lambda path: Q(**{path: self.service}))
        if self.provider:
            found = _at(found, kind.providers, lambda path: Q(**{path: self.provider}))
        return found


def _at(rows: QuerySet[Any], paths: tuple[str, ...], condition: Callable[[str], Q]) -> QuerySet[Any]:
    """Rows for which the condition holds on one of the paths; none where there is no path."""
    if not paths:
        return rows.none()
    anywhere = Q()
    for path in paths:
        anywhere |= condition(path)
    return rows.filter(anywhere)


def _of_the_office(model: Any) -> Rows:
    """What is no provider's to search: set-up records, and what the office keeps of them."""
    return lambda user: model.objects.none() if user.is_provider else model.objects.all()


def _visible(model: Any) -> Rows:
    return lambda user: model.objects.visible_to(user)


def _measures(user: User) -> QuerySet[Any]:
    rows = ServiceMeasure.objects.filter(audience__in=audiences(user))
    return rows.none() if user.is_provider else rows


def _lines(model: Any) -> Rows:
    """Lines under a return or an item: a provider's own, a viewer's as far as they are approved and for the board."""

    def rows(user: User) -> QuerySet[Any]:
        if user.is_provider:
            return model.objects.filter(quarterly_return__provider__memberships__user=user)
        return model.objects.filter(told(user), audience__in=audiences(user))

    return rows


def _narratives(user: User) -> QuerySet[Any]:
    """The office's own note is nobody else's."""
    rows = _lines(Narrative)(user)
    return rows.exclude(prompt=Prompt.OUR_NOTE) if user.is_provider or user.role == Role.VIEWER else rows


def _pack_lines(model: Any, *others: str) -> Rows:
    """Lines of a pack (and, of staffing, of an item)."""

    def rows(user: User) -> QuerySet[Any]:
        if user.is_provider:
            return model.objects.filter(pack__provider__memberships__user=user)
        found = model.objects.filter(audience__in=audiences(user))
        if user.role != Role.VIEWER:
            return found
        approved = Q()
        for owner in ("pack", *others):
            approved |= Q(**{f"{owner}__state": State.APPROVED})
        return found.filter(approved)

    return rows


def _items(user: User) -> QuerySet[Any]:
    rows = OfficeItem.objects.visible_to(user)
    return rows.approved() if user.role == Role.VIEWER else rows


def _risks(user: User) -> QuerySet[Any]:
    rows = Risk.objects.filter(audience__in=audiences(user))
    return rows.none() if user.is_provider else rows


def _cases(user: User) -> QuerySet[Any]:
    """A retold case is for those who check it, and for the provider that told it."""
    if user.role == Role.VIEWER:
        return CaseStudy.objects.none()
    return _without_audience(CaseStudy)(user)


def _without_audience(model: Any) -> Rows:
    def rows(user: User) -> QuerySet[Any]:
        if user.is_provider:
            return model.objects.filter(quarterly_return__provider__memberships__user=user)
        return model.objects.all()

    return rows


def _questions(user: User) -> QuerySet[Any]:
    """As on the pages of the records: officers' questions are theirs and the provider's, a viewer sees the others."""
    if user.is_provider:
        own = Q(record_kind=RecordKind.RETURN, record_id__in=QuarterlyReturn.objects.visible_to(user).values("pk"))
        own |= Q(record_kind=RecordKind.PACK, record_id__in=Pack.objects.visible_to(user).values("pk"))
        return Question.objects.filter(own, asker__in=BETWEEN_US)
    rows = Question.objects.all()
    return rows.filter(~Q(asker__in=BETWEEN_US) | Q(asked_by=user)) if user.role == Role.VIEWER else rows


def _replies(user: User) -> QuerySet[Any]:
    return QuestionReply.objects.filter(question__in=_questions(user).values("pk"))


def _paths(end: str, *owners: str) -> tuple[str, ...]:
    return tuple(f"{owner}__{end}" for owner in owners)


def _under(number: int, label: str, group: str, model: Any, rows: Rows, **text: tuple[str, ...]) -> Kind:
    """A kind whose rows hang under a return or an item."""
    return Kind(
        number,
        label,
        group,
        model,
        rows,
        periods=_paths("period", *UNDER),
        services=_paths("service", *UNDER),
        providers=("quarterly_return__provider",),
        related=(*_paths("service", *UNDER), *_paths("period", *UNDER), "quarterly_return__provider"),
        **text,
    )


NAMES, WORDS, NEWS, RISKS, ASKED, KEPT = "names", "words", "news", "risks", "questions", "kept"
GROUPS = {
    NAMES: "Services, providers, money and measures",
    WORDS: "Text of returns and items",
    NEWS: "News",
    RISKS: "Risks and promises",
    ASKED: "Questions and answers",
    KEPT: "Documents and reviews",
}
KINDS = (
    Kind(1, "Service", NAMES, Service, _of_the_office(Service), ("name",), ("summary",), services=("pk",)),
    Kind(2, "Provider", NAMES, Provider, _of_the_office(Provider), ("name", "short_name"), providers=("pk",)),
    Kind(
        3,
        "Other name of a provider",
        NAMES,
        ProviderAlias,
        _of_the_office(ProviderAlias),
        ("name",),
        providers=("provider",),
        related=("provider",),
    ),
    Kind(
        4,
        "Award",
        NAMES,
        Award,
        _of_the_office(Award),
        ("title", "reference"),
        ("purpose", "reasons", "conditions"),
        services=("services",),
        providers=("provider",),
        related=("provider",),
    ),
    Kind(5, "Funding stream", NAMES, FundingStream, _of_the_office(FundingStream), ("name",), related=("funder",)),
    Kind(6, "Figure", NAMES, ServiceMeasure, _measures, ("label",), services=("service",), related=("service",)),
    _under(7, "Return", WORDS, Narrative, _narratives, title=(), body=("text",)),
    Kind(
        8,
        "Item of the office",
        WORDS,
        OfficeItem,
        _items,
        ("title",),
        periods=("period",),
        services=("service",),
        related=("period",),
    ),
    _under(9, "Waiting list", WORDS, WaitingListLine, _lines(WaitingListLine), title=("name",), body=("note",)),
    Kind(
        10,
        "Staffing",
        WORDS,
        StaffingLine,
        _pack_lines(StaffingLine, "office_item"),
        ("role",),
        ("note", "expected"),
        periods=("pack__period", "office_item__period"),
        services=("services",),
        providers=("pack__provider",),
        related=("pack__period", "pack__provider", "office_item__period"),
    ),
    Kind(
        11,
        "Spend",
        WORDS,
        SpendLine,
        _pack_lines(SpendLine),
        (),
        ("note",),
        periods=("pack__period",),
        services=("award__services",),
        providers=("pack__provider",),
        related=("pack__period", "pack__provider", "award"),
    ),
    _under(12, "Case study", WORDS, CaseStudy, _cases, title=("title",), body=("text",)),
    _under(13, "News", NEWS, NewsItem, _lines(NewsItem), title=(), body=("text", "partners", "attended")),
    Kind(
        14,
        "Risk",
        RISKS,
        Risk,
        _risks,
        ("title",),
        ("mitigation", "owner"),
        services=("service",),
        related=("service",),
    ),
    _under(15, "Promise", RISKS, Commitment, _lines(Commitment), title=(), body=("text", "due_words", "state_note")),
    Kind(16, "Question", ASKED, Question, _questions, (), ("text",), services=("service",), related=("service",)),
    Kind(
        17,
        "Answer",
        ASKED,
        QuestionReply,
        _replies,
        (),
        ("text",),
        services=("question__service",),
        related=("question__service",),
    ),
    Kind(
        18,
        "Document",
        KEPT,
        Document,
        _visible(Document),
        ("title",),
        ("name",),
        services=("service", "award__services"),
        providers=("provider", "award__provider"),
        related=("kind", "provider", "award__provider", "service"),
    ),
    Kind(
        19,
        "Contract review",
        KEPT,
        ContractReview,
        _visible(ContractReview),
        (),
        ("notes", "attended"),
        services=("service", "award__services"),
        providers=("award__provider",),
        related=("service", "award"),
    ),
    Kind(
        20,
        "Action",
        KEPT,
        ReviewAction,
        _visible(ReviewAction),
        ("text",),
        ("owner", "note"),
        services=("review__service", "review__award__services"),
        providers=("review__award__provider",),
        related=("review__service", "review__award"),
    ),
    Kind(
        21,
        "Information request",
        ASKED,
        InformationRequest,
        _visible(InformationRequest),
        ("number",),
        ("text", "answer"),
        periods=("quarter",),
        related=("quarter",),
    ),
)
