"""Search: one box, all quarters, only what this person may see."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commissioning.choices import RecordKind
from commissioning.forms.search import SearchForm
from commissioning.models import (
    Award,
    ContractReview,
    Document,
    FundingStream,
    InformationRequest,
    OfficeItem,
    Question,
    QuestionReply,
    ReviewAction,
    Risk,
    Service,
    ServiceMeasure,
    SpendLine,
    StaffingLine,
)
from commissioning.search import Found, find
from commissioning.tables.reviews import page_of
from commissioning.views.addresses import address
from commissioning.views.quarters import Scene, with_quarter
from providers.models import Provider, ProviderAlias

Row = dict[str, Any]
REFERENCE = re.compile(r"\[\[.*?\]\]|^[^\[\]]*\]\]|\[\[[^\]]*$", re.DOTALL)  # whole, or cut off by the excerpt's ends
OWED = {RecordKind.RETURN: "return", RecordKind.PACK: "pack", RecordKind.ITEM: "item"}


@with_quarter("commissioning.view_returns")
def search(request: HttpRequest, scene: Scene) -> HttpResponse:
    """What was found, best first, with the way to where it stands."""
    form = SearchForm(request.GET or None, scene=scene)
    if form.is_bound:
        form.is_valid()  # what can't be read is left out, and the page says so
    number = request.GET.get("page", "1")
    page = (
        find(form.asked, scene.user, form.narrowing, page=int(number) if number.isdecimal() else 1)
        if form.asked
        else None
    )
    return render(
        request,
        "commissioning/search/page.html",
        {
            "form": form,
            "asked": form.asked,
            "page": page,
            "rows": [row_of(scene, each) for each in page.found] if page else [],
            "earlier": turned(request, page.number - 1) if page and page.number > 1 else "",
            "later": turned(request, page.number + 1) if page and page.number < page.pages else "",
        },
    )


def turned(request: HttpRequest, number: int) -> str:
    """The address of another page of the same search."""
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"


def row_of(scene: Scene, found: Found) -> Row:
    name = name_of(scene, found)
    says_more = "".join(text for text, _ in found.parts) != name
    return {
        "kind": found.kind.label,
        "name": name,
        "url": url_of(scene, found.record),
        "about": " · ".join(about(found.record)),
        "parts": without_references(found.parts) if says_more else [],
    }


def without_references(parts: Sequence[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """The excerpt with "…" for each live reference, also where what was found lies in it or the excerpt ends in it."""
    whole = "".join(text for text, _ in parts)
    told, start, kept = list(whole), 0, list[tuple[str, bool]]()
    for found in REFERENCE.finditer(whole):
        told[found.start() : found.end()] = ["…", *[""] * (len(found.group()) - 1)]
    for text, hit in parts:
        kept.append(("".join(told[start : start + len(text)]), hit))
        start += len(text)
    return [(text, hit) for text, hit in kept if text]


def name_of(scene: Scene, found: Found) -> str:
    """The heading of a hit: the record's own name, else that of what it hangs under."""
    record = found.record
    if isinstance(record, ProviderAlias):
        return record.provider.name
    if isinstance(record, Question):
        return record.service.name if record.service else "Question"
    if isinstance(record, QuestionReply):
        return record.question.service.name if record.question.service else "Answer"
    if isinstance(record, ServiceMeasure):
        return f"{record.service}: {record.label}"
    if isinstance(record, SpendLine):
        return record.award.title
    if getattr(record, "quarterly_return", None):
        return str(record.quarterly_return.service)
    if getattr(record, "office_item", None):
        return str(record.office_item.title)
    return str(record)


def nothing(record: Any) -> Sequence[str]:
    return ()


ABOUT: dict[type, Callable[[Any], Sequence[str]]] = {
    Risk: lambda row: [str(row.service)],
    Award: lambda row: [str(row.provider)],
    FundingStream: lambda row: [str(row.funder)],
    Document: lambda row: [str(row.kind), str(row.holder)],
    ReviewAction: lambda row: [str(row.review)],
    InformationRequest: lambda row: [f"asked by {row.asker}"],
}
URLS: dict[type, Callable[[Scene, Any], str]] = {
    OfficeItem: lambda _, row: address("item", row.pk),
    Document: lambda _, row: address("document-file", row.pk) if row.file else "",
    ContractReview: lambda scene, row: page_of(scene.quarter.slug, row),
    ReviewAction: lambda scene, row: page_of(scene.quarter.slug, row.review),
    InformationRequest: lambda _, row: address("information-request", row.pk),
}


def about(record: Any) -> Iterator[str]:
    """Of which service or provider and from which quarter it is, where its heading doesn't say so."""
    parent = (
        getattr(record, "quarterly_return", None)
        or getattr(record, "office_item", None)
        or getattr(record, "pack", None)
    )
    yield from ABOUT.get(type(record), nothing)(record)
    provider = getattr(parent, "provider", None)
    if provider is not None and provider.stated:
        yield provider.name
    period = getattr(parent, "period", None) or getattr(record, "period", None)
    if period is not None:
        yield str(period)


def url_of(scene: Scene, record: Any) -> str:
    """Where it stands; empty where it has no page of its own."""
    if type(record) in URLS:
        return URLS[type(record)](scene, record)
    if getattr(record, "quarterly_return_id", None):
        return address("return", record.quarterly_return_id)
    if getattr(record, "office_item_id", None):
        return address("item", record.office_item_id)
    if isinstance(record, StaffingLine | SpendLine):
        return address("pack", record.pack_id)
    if isinstance(record, Question | QuestionReply):
        return _question_url(scene, record if isinstance(record, Question) else record.question)
    return _name_url(scene, record)


def _question_url(scene: Scene, question: Question) -> str:
    page = OWED.get(RecordKind(question.record_kind))
    return address(page, question.record_id) if page else address("question", question.pk)


def _name_url(scene: Scene, record: Any) -> str:
    """The page of something that is set up."""
    quarter = scene.quarter.slug
    if isinstance(record, Service):
        return address("service", quarter, record.pk)
    if isinstance(record, Provider):
        return address("provider", quarter, record.pk)
    if isinstance(record, ProviderAlias):
        return address("provider", quarter, record.provider_id)
    if isinstance(record, ServiceMeasure):
        return address("service-tab", quarter, record.service_id, "figures")
    if isinstance(record, Risk):
        return address("service-tab", quarter, record.service_id, "risks-and-promises")
    if isinstance(record, Award):
        return address("award", quarter, record.pk)
    return ""
