"""The registers: what runs through all quarters and services, each a list that can be filtered and taken away."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from commissioning.choices import State
from commissioning.exports import documents as lines_of_documents
from commissioning.exports import registers as lines
from commissioning.exports import requests as lines_of_requests
from commissioning.exports import reviews as lines_of_reviews
from commissioning.figures.risks import Eyes, highest_first, standings
from commissioning.filters.documents import DocumentFilter
from commissioning.filters.registers import (
    ContractFilter,
    NewsFilter,
    PromiseFilter,
    StaffingFilter,
    WaitingFilter,
)
from commissioning.filters.requests import RequestFilter
from commissioning.filters.reviews import ActionFilter, AnnualReviewFilter, ReviewFilter
from commissioning.filters.risks import RiskFilter
from commissioning.models import (
    AnnualReview,
    Award,
    Commitment,
    ContractReview,
    DecisionNotice,
    Document,
    InformationRequest,
    NewsItem,
    ReviewAction,
    Risk,
    StaffingLine,
    SubsidyAssessment,
    WaitingListLine,
)
from commissioning.models.seeing import audiences, told
from commissioning.tables.documents import DocumentTable
from commissioning.tables.registers import (
    ContractTable,
    NewsTable,
    PromiseTable,
    RegisterTable,
    RiskTable,
    StaffingTable,
    WaitingTable,
)
from commissioning.tables.requests import RequestTable
from commissioning.tables.reviews import ActionTable, AnnualReviewTable, ReviewTable
from commissioning.views.quarters import Scene, with_quarter
from commissioning.views.risks import moved_in
from commissioning.workflow.promises import SETTLES
from commissioning.workflow.set_up.services import SET_UP
from tracker.exports import Cell
from tracker.filters import ListFilter
from tracker.roles import Role
from tracker.views import FilteredTableView

PARENTS = ("quarterly_return__service", "quarterly_return__period", "office_item__service", "office_item__period")


Rows = Callable[[Scene], QuerySet]


@dataclass(frozen=True, slots=True)
class Register:
    """One register: what it is called and tells, which rows a person sees in a quarter, how they are shown."""

    label: str
    words: str
    rows: Rows
    filterset: type[ListFilter]
    table: type[RegisterTable]
    header: Sequence[str]
    line: Callable[[Any], Sequence[Cell]]
    empty: str
    over: tuple[str, str] = ("", "")  # what to say where all there is is over, and the query that shows it


def _lines(model: Any, *related: str) -> Rows:
    """Lines under returns and items, as far as this person may read them."""

    def rows(scene: Scene) -> QuerySet:
        seen = model.objects.filter(told(scene.user), audience__in=audiences(scene.user))
        return seen.select_related(*PARENTS, *related)

    return rows


def _risks(scene: Scene) -> QuerySet:
    eyes = Eyes(tuple(audiences(scene.user)), told(scene.user))
    found = standings(scene.quarter, eyes=eyes, head=scene.office.told or "", reference=scene.reference)
    return Risk.objects.standing(found)


def _staffing(scene: Scene) -> QuerySet:
    rows = StaffingLine.objects.filter(audience__in=audiences(scene.user))
    if scene.user.role == Role.VIEWER:
        rows = rows.filter(Q(pack__state=State.APPROVED) | Q(office_item__state=State.APPROVED))
    related = rows.select_related("pack__provider", "pack__period", "office_item__period")
    return related.prefetch_related("services")


def _contracts(scene: Scene) -> QuerySet:
    user = scene.user
    assessments = SubsidyAssessment.objects.visible_to(user).select_related("assessed_by")
    rests_on = (
        Prefetch("decision_notices", DecisionNotice.objects.visible_to(user)),
        Prefetch("subsidy_assessment", assessments),
    )
    rows = Award.objects.visible_to(user).select_related("provider").prefetch_related(*rests_on)
    return rows.order_by(F("ends_on").asc(nulls_last=True), "title", "pk")


def _reviews(scene: Scene) -> QuerySet:
    return ContractReview.objects.visible_to(scene.user).with_open_actions().select_related("service", "award")


def _actions(scene: Scene) -> QuerySet:
    rows = ReviewAction.objects.visible_to(scene.user).select_related("review__service", "review__award")
    return rows.order_by(F("due_on").asc(nulls_last=True), "pk")


REGISTERS = {
    "contracts": Register(
        "Awards and contracts",
        "When each ends, what must be decided before that, and what it rests on.",
        _contracts,
        ContractFilter,
        ContractTable,
        lines.CONTRACTS,
        lines.contract_line,
        "No award is kept yet. Add the first under Set up, Awards.",
        ("No award is in force: all have ended.", "?ends=all"),
    ),
    "reviews": Register(
        "Contract reviews",
        "Meetings at which a service or an award was reviewed, newest first.",
        lambda scene: (
            ContractReview.objects.visible_to(scene.user).with_open_actions().select_related("service", "award")
        ),
        ReviewFilter,
        ReviewTable,
        lines_of_reviews.REVIEWS,
        lines_of_reviews.review_line,
        "No review is recorded yet. Reviews are recorded on the page of a service or an award.",
    ),
    "actions": Register(
        "Actions",
        "What was agreed at reviews: who is to do what by when.",
        _actions,
        ActionFilter,
        ActionTable,
        lines_of_reviews.ACTIONS,
        lines_of_reviews.action_line,
        "No action is open. Actions are added to a contract review.",
        ("No action is open: all are done.", "?state=all"),
    ),
    "annual-reviews": Register(
        "Annual reviews",
        "What each year’s review of an award came to: continue, discontinue or amend.",
        lambda scene: AnnualReview.objects.visible_to(scene.user).select_related("award__provider", "decided_by"),
        AnnualReviewFilter,
        AnnualReviewTable,
        lines_of_reviews.ANNUAL,
        lines_of_reviews.annual_line,
        "No annual review is recorded yet. It is recorded on the page of an award.",
    ),
    "documents": Register(
        "Documents",
        "What is kept of providers, awards and services, and until when it holds.",
        lambda scene: Document.objects.visible_to(scene.user).with_holders().select_related("by"),
        DocumentFilter,
        DocumentTable,
        lines_of_documents.DOCUMENTS,
        lines_of_documents.document_line,
        "No document is kept yet. Documents are added on the page of a provider, an award or a service.",
        ("No document is in use.", "?state=all"),
    ),
    "requests": Register(
        "Information requests",
        "What is asked under the Freedom of Information Act, by when it is due, and what was answered.",
        lambda scene: InformationRequest.objects.visible_to(scene.user).select_related("answered_by", "quarter"),
        RequestFilter,
        RequestTable,
        lines_of_requests.REQUESTS,
        lines_of_requests.request_line,
        "No request is kept yet. The first is added under Set up, Information requests.",
    ),
    "risks": Register(
        "Risks",
        "What may go wrong, how likely and how bad, at the end of the quarter and of the one before.",
        _risks,
        RiskFilter,
        RiskTable,
        lines.RISKS,
        lines.risk_line,
        "No risk is recorded yet. Risks are entered in a return, under Risks and promises.",
        ("No risk is open: all are closed.", "?state=all"),
    ),
    "promises": Register(
        "Promises",
        "What providers, the office, the police and partners owe, and what became of it.",
        _lines(Commitment, "service"),
        PromiseFilter,
        PromiseTable,
        lines.PROMISES,
        lines.promise_line,
        "No promise is recorded yet. Promises are entered in a return or an item, under Risks and promises.",
        ("No promise is due or slipped: all are over.", "?state=all"),
    ),
    "staffing": Register(
        "Staffing and vacancies",
        "Posts funded, filled and vacant, as each provider said.",
        _staffing,
        StaffingFilter,
        StaffingTable,
        lines.STAFFING,
        lines.staffing_line,
        "Nobody has told of staffing for this quarter. It is entered in a provider’s money and people.",
    ),
    "waiting-lists": Register(
        "Waiting lists",
        "Who waits at the end of the quarter, and what is done about it.",
        _lines(WaitingListLine),
        WaitingFilter,
        WaitingTable,
        lines.WAITING,
        lines.waiting_line,
        "Nobody has told of a waiting list for this quarter. It is entered in a return.",
    ),
    "news": Register(
        "News",
        "What happened: milestones, events, visits, launches, decisions.",
        _lines(NewsItem, "service"),
        NewsFilter,
        NewsTable,
        lines.NEWS,
        lines.news_line,
        "No news is recorded for this quarter. It is entered in a return or an item.",
    ),
}


@with_quarter("commissioning.view_portfolio")
def registers(request: HttpRequest, scene: Scene) -> HttpResponseBase:
    """What registers there are."""
    listed = [
        {"label": each.label, "words": each.words, "url": reverse("register", args=[scene.quarter.slug, name])}
        for name, each in REGISTERS.items()
    ]
    asked = {"label": "Questions", "words": "What was asked of any record, by whom, and the answers."}
    listed.append(asked | {"url": reverse("questions", args=[scene.quarter.slug])})
    days = {
        "label": "Dates",
        "words": "Returns due, ends of awards, notice and promises: as a list and for your calendar.",
    }
    listed.append(days | {"url": reverse("dates", args=[scene.quarter.slug])})
    return render(request, "commissioning/registers/index.html", {"registers": listed})


class RegisterList(FilteredTableView):
    """One register; `name` says which."""

    template_name = "commissioning/registers/list.html"
    name = ""

    @property
    def register(self) -> Register:
        return REGISTERS[self.name]

    @property
    def more(self) -> dict[str, str] | None:
        """Where more is done with what the register lists."""
        quarter = self.scene.quarter.slug
        if self.name == "promises" and self.scene.user.has_perm(SETTLES):
            return {"label": "Ask about what is due", "url": reverse("promises", args=[quarter])}
        if self.name == "documents" and self.scene.user.has_perm("commissioning.keep_documents"):
            return {"label": "Missing and expired", "url": reverse("documents-wanted", args=[quarter])}
        if self.name == "requests" and self.scene.user.has_perm(SET_UP):
            return {"label": "Add a request", "url": reverse("set-up-add", args=["information-requests"])}
        return None

    @property
    def export_header(self) -> Sequence[str]:  # type: ignore[override]
        return self.register.header

    def get_filterset_class(self) -> type[ListFilter]:
        return self.register.filterset

    def get_table_class(self) -> type[RegisterTable]:
        return self.register.table

    def get_queryset(self) -> QuerySet:
        return self.register.rows(self.scene)

    def get_table(self, **kwargs: Any) -> RegisterTable:
        table: RegisterTable = super().get_table(**kwargs)
        table.scene = self.scene
        return table

    def in_order(self) -> Sequence[int] | None:
        """Risks by where they stand, the highest first."""
        return highest_first(self.object_list.standings) if self.name == "risks" else None

    def over(self, table: RegisterTable) -> dict[str, str] | None:
        """Where nothing is shown because all there is is over: that, and the way to it."""
        words, query = self.register.over
        if self.exports or self.request.GET or not words or len(table.data) or not self.get_queryset().exists():
            return None
        return {"words": words, "url": query}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {
            "register": self.register,
            "back": {"url": reverse("registers", args=[self.scene.quarter.slug]), "label": "Registers"},
            "more": self.more,
            "over": self.over(context["table"]),
            "clear": reverse("register", args=[self.scene.quarter.slug, self.name]),
            "moved": moved_in(self.request, self.object_list, self.scene.quarter)
            if self.name == "risks" and not self.exports
            else None,
        }

    def export_name(self) -> str:
        return f"{self.name}-{self.scene.quarter.slug}"

    def export_title(self) -> str:
        return self.register.label

    def export_rows(self, rows: Iterable[Any]) -> Iterator[Sequence[Cell]]:
        return (self.register.line(row) for row in rows)


@with_quarter("commissioning.view_portfolio")
def register(request: HttpRequest, scene: Scene, name: str) -> HttpResponseBase:
    """The register that the address names."""
    if name not in REGISTERS:
        raise Http404
    return RegisterList.as_view(name=name)(request, scene)
