"""The register that the Specified Information Order asks for: grants, contracts with a copy, the other contracts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from commissioning.figures.funding import (
    CONTRACTS,
    GRANTS,
    Funded,
    awards_by,
    funded_by,
    funding_of,
    public_documents,
    told,
    with_papers,
)
from reports.views.public.funding import NOT_STATED, PER_PAGE, about, by_title, held, receiver, runs, today
from tracker import formats
from tracker.exports import Cell
from tracker.models import Office
from tracker.public import file_for_all, public, shown
from tracker.views import list_file

Row = dict[str, Any]
Columns = Sequence[tuple[str, Callable[[Funded], Row], Callable[[Funded], Cell]]]


@dataclass(frozen=True, slots=True)
class Part:
    """One list of the register: what is in it and what it says of each."""

    slug: str
    label: str
    says: str
    holds: Callable[[Funded], bool]
    columns: Columns


def _title(each: Funded) -> Row:
    url = reverse("funding-award", args=[each.award.code])
    return {"text": each.title, "url": url, "sub": receiver(each)}


def _text(words: Callable[[Funded], str], nil: str = NOT_STATED) -> Callable[[Funded], Row]:
    return lambda each: {"text": words(each), "nil": nil}


def _decided(each: Funded) -> str:
    return formats.day(each.award.decided_on) if each.award.decided_on else ""


def _papers(each: Funded) -> Row:
    return {"text": formats.listing(told(row.title) or "document" for row in each.documents), "nil": "none published"}


def _number(each: Funded) -> Cell:
    return each.amount if each.amount is not None else NOT_STATED


AMOUNT = ("Amount", _text(lambda each: each.amount_words), _number)
PURPOSE = ("Purpose", _text(lambda each: each.purpose), lambda each: each.purpose or NOT_STATED)
WHEN = ("Runs", _text(lambda each: runs(each.starts_on, each.ends_on)), lambda each: runs(each.starts_on, each.ends_on))
GRANT_COLUMNS: Columns = (
    ("Grant", _title, lambda each: each.title),
    AMOUNT,
    PURPOSE,
    ("Conditions", _text(lambda each: each.conditions, "none stated"), lambda each: each.conditions or "none stated"),
    ("Reasons", _text(lambda each: each.reasons), lambda each: each.reasons or NOT_STATED),
    ("Decided", _text(_decided), lambda each: each.award.decided_on),
)
CONTRACT_COLUMNS: Columns = (
    ("Contract", _title, lambda each: each.title),
    AMOUNT,
    PURPOSE,
    WHEN,
    ("Documents", _papers, lambda each: str(_papers(each)["text"]) or "none published"),
)
PARTS = {
    part.slug: part
    for part in (
        Part(
            "grants",
            "Grants",
            "Each grant with its recipient, amount, purpose and conditions, and why the office judged it would help.",
            lambda each: each.award.kind in GRANTS,
            GRANT_COLUMNS,
        ),
        Part(
            "contracts",
            "Contracts over £10,000",
            "Contracts worth more than £10,000, or of a value not stated, with the documents that are published.",
            lambda each: each.copied,
            CONTRACT_COLUMNS,
        ),
        Part(
            "other-contracts",
            "Other contracts",
            "Contracts worth £10,000 or less.",
            lambda each: each.award.kind in CONTRACTS and not each.copied,
            CONTRACT_COLUMNS[:-1],
        ),
    )
}


@public("page")
def register(request: HttpRequest, office: Office, part: str = "grants") -> HttpResponse:
    """One list of the register."""
    found = _part(part)
    listed = _listed(office, found)
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    here = reverse("public-register-part", args=[found.slug])
    context = {
        "here": "public-register",
        "part": found,
        "tabs": [
            {"label": each.label, "url": reverse("public-register-part", args=[slug]), "current": each is found}
            for slug, each in PARTS.items()
        ],
        "columns": [{"label": label, "numeric": label == "Amount"} for label, _, _ in found.columns],
        "rows": [{"cells": [cell(each) for _, cell, _ in found.columns]} for each in page],
        "page": page,
        "before": f"{here}?page={page.previous_page_number()}" if page.has_previous() else "",
        "after": f"{here}?page={page.next_page_number()}" if page.has_next() else "",
        "count": len(listed),
        "withheld": awards_by(today()).filter(kind__in=(*GRANTS, *CONTRACTS)).exclude(withheld="").count(),
        "downloads": [
            {"label": label, "url": reverse("public-register-file", args=[found.slug, kind])}
            for kind, label in (("csv", "CSV"), ("xlsx", "Excel"))
        ],
    }
    return shown("public/register.html", office, context)


@public()
def register_file(request: HttpRequest, office: Office, part: str, kind: str) -> HttpResponse:
    found = _part(part)
    (first, _, title), *others = found.columns
    header = (first, "Code", "Recipient", *(label for label, _, _ in others))
    rows = (_line(each, title, others) for each in _listed(office, found))
    return list_file(kind, found.slug, header, rows, about(office, found.label))


def _line(each: Funded, title: Callable[[Funded], Cell], others: Columns) -> list[Cell]:
    return [title(each), each.award.code, receiver(each), *(value(each) for _, _, value in others)]


@public()
def register_document(request: HttpRequest, office: Office, sha256: str) -> HttpResponseBase:
    """A document of an award that anybody may read, by its digest; none of what has a confidential address."""
    on = today()
    awards = with_papers(funded_by(on).filter(documents__in=public_documents().filter(sha256=sha256)).distinct())
    papers = [paper for each in funding_of(awards, on=on) for paper in each.documents if paper.sha256 == sha256]
    if not papers:
        raise Http404
    paper = papers[0]
    ending = str(paper.file.name).rpartition(".")[2]
    name = f"{told(paper.title) or 'document'}.{ending}"
    return file_for_all(request, paper.file, sha256=sha256, name=name, media_type=paper.media_type)


def _part(slug: str) -> Part:
    if slug not in PARTS:
        raise Http404
    return PARTS[slug]


def _listed(office: Office, part: Part) -> list[Funded]:
    on = today()

    def listed() -> list[Funded]:
        kinds = Q(kind__in=GRANTS) if part.slug == "grants" else Q(kind__in=CONTRACTS)
        return by_title(filter(part.holds, funding_of(with_papers(funded_by(on).filter(kinds)), on=on)))

    return held(office, (part.slug, on), listed)
