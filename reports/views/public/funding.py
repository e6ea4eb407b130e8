"""What is funded, current and past: the list with its filters, the same list as a file, and each award by itself."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from commissioning.figures.funding import (
    NOT_SHOWN,
    Funded,
    funded_by,
    funding_of,
    named,
    told,
    with_papers,
    with_projects,
)
from commissioning.figures.kept import EVERY, Recent
from commissioning.ratings.splits import Part, sum_words, together
from commissioning.ratings.totals import Total, total
from reports.filters import ASKED, Choice, FundingFilter, choices_of
from tracker import formats
from tracker.exports import About, Cell
from tracker.models import Licence, Office
from tracker.periods import london_date
from tracker.public import public, shown
from tracker.set_up.forms import capital
from tracker.views import list_file

Row = dict[str, Any]
PER_PAGE = 50
LISTS = 4  # what is funded, and the three of the register
NOT_STATED = "not stated"
IN_HOUSE = "The office itself (in-house)"
HEADER = (
    *("Award", "Code", "Kind", "Recipient", "Charity number", "Company number", "Purpose", "Objectives", "Areas"),
    *("Funded by", "First day", "Last day", "State", "Amount", "Exact"),
)
Made = TypeVar("Made")
_recent: Recent[tuple[tuple[int, int], Any]] = Recent(LISTS)


@public(*ASKED, "page")
def funding(request: HttpRequest, office: Office) -> HttpResponse:
    """The awards, by title."""
    every = all_funded(office)
    form = FundingFilter(request.GET.dict(), every.choices)
    kept = form.kept(every.listed)
    page = Paginator(kept, PER_PAGE).get_page(request.GET.get("page"))
    year = form.asked.get("year", "")
    context = {
        "here": "funding",
        "form": form,
        "columns": columns(year),
        "rows": [{"cells": cells(each, year)} for each in page],
        "page": page,
        "before": address(form, page.previous_page_number()) if page.has_previous() else "",
        "after": address(form, page.next_page_number()) if page.has_next() else "",
        "count": len(kept),
        "together": together_words(kept, year) if form.asked else every.together,
        "chosen": form.notes,
        "downloads": [
            {"label": label, "url": f"{reverse('funding-file', args=[kind])}{query(form)}"}
            for kind, label in (("csv", "CSV"), ("xlsx", "Excel"))
        ],
        "any": bool(every.listed),
    }
    return shown("public/funding.html", office, context)


@public(*ASKED)
def funding_file(request: HttpRequest, office: Office, kind: str) -> HttpResponse:
    """The list as it is filtered, with all that is told of each award."""
    every = all_funded(office)
    form = FundingFilter(request.GET.dict(), every.choices)
    kept = form.kept(every.listed)
    years = sorted({year for each in kept for year in each.years})
    header = (*HEADER, *(f"Amount in {year}" for year in years))
    rows = (line(each, years) for each in kept)
    return list_file(kind, "what-is-funded", header, rows, about(office, "What is funded", form.notes))


@public()
def funding_award(request: HttpRequest, office: Office, code: str) -> HttpResponse:
    """One award with everything that is told of it."""
    on = today()
    found = funding_of(with_projects(with_papers(funded_by(on).filter(code=code))), on=on)
    if not found:
        raise Http404
    (award,) = found
    context = {
        "here": "funding",
        "award": award,
        "facts": facts(award),
        "years": [{"cells": [{"text": year}, *year_cells(award, year)]} for year in award.years],
        "year_columns": [{"label": "Financial year"}, {"label": "Amount", "numeric": True}, {"label": "Funded by"}],
        "documents": [document_link(each.sha256, each.title, each.dated_on) for each in award.documents],
        "projects": [{"cells": project_cells(each)} for each in award.projects],
        "project_columns": [{"label": "Project"}, {"label": "Amount", "numeric": True}, {"label": "Area"}],
    }
    return shown("public/award.html", office, context)


@dataclass(frozen=True)
class AllFunded:
    """Every award, by title; not to be changed."""

    listed: list[Funded]

    @cached_property
    def choices(self) -> dict[str, list[Choice]]:
        return choices_of(self.listed)

    @cached_property
    def together(self) -> str:
        """What they come to, whatever the year."""
        return together_words(self.listed, "")


def all_funded(office: Office) -> AllFunded:
    on = today()
    return held(office, ("funded", on), lambda: AllFunded(by_title(funding_of(funded_by(on), on=on))))


def held(office: Office, name: tuple[str, date], make: Callable[[], Made]) -> Made:
    """Read once for each state of what is set up, which all that is told of an award is part of: every page and filter
    of a long list needs all of it.
    """
    state = (office.pk, office.data_version)
    known = _recent.find(EVERY, name)
    if known is not None and known[0] == state:
        of_then: Made = known[1]
        return of_then
    found = make()
    _recent.put(EVERY, name, (state, found))
    return found


def by_title(found: Iterable[Funded]) -> list[Funded]:
    return sorted(found, key=lambda each: (each.title.casefold(), each.award.pk))


def today() -> date:
    return london_date(timezone.now())


def about(office: Office, title: str, notes: Sequence[tuple[str, str]] = ()) -> About:
    """What a public file says of itself."""
    licence = Licence(office.licence)
    lines = [("Publisher", office.name), *(notes or [("Filters", "none")]), ("As at", formats.day(today()))]
    return About(title, [*lines, ("Licence", f"{licence.label}, {licence.address}")])


def query(form: FundingFilter, **more: Any) -> str:
    asked = urlencode({**form.asked, **more})
    return f"?{asked}" if asked else ""


def address(form: FundingFilter, page: int) -> str:
    return f"{reverse('funding')}{query(form, page=page)}"


def receiver(each: Funded) -> str:
    """Who receives it, in words also where nobody outside the office does, or nobody has said who."""
    return IN_HOUSE if each.in_house else each.recipient or "Recipient not stated"


def columns(year: str) -> list[Row]:
    amount = {"label": f"Amount in {year}" if year else "Amount", "numeric": True}
    return [{"label": "Award"}, {"label": "Kind"}, amount, {"label": "Runs"}, {"label": "Objective"}]


def cells(each: Funded, year: str) -> list[Row]:
    parts = each.years.get(year, []) if year else each.standing.in_force
    return [
        {"text": each.title, "url": reverse("funding-award", args=[each.award.code]), "sub": receiver(each)},
        {"text": each.award.get_kind_display()},
        amount_cell(parts),
        {"text": runs(each.starts_on, each.ends_on), "nil": NOT_STATED},
        {"text": formats.listing(named(row) for row in each.objectives), "nil": NOT_STATED},
    ]


def amount_cell(parts: Sequence[Part]) -> Row:
    return {"text": "" if together(parts).amount is None else sum_words(parts), "nil": NOT_STATED}


def runs(first: date | None, last: date | None) -> str:
    if first and last:
        return formats.date_range(first, last)
    return f"from {formats.day(first)}" if first else f"until {formats.day(last)}" if last else ""


def together_words(kept: Sequence[Funded], year: str) -> str:
    """What these awards come to, each counted once; with how many have no stated amount."""
    amounts = [(each.award.code, _amount(each, year)) for each in kept]
    found = total(amounts)
    exact = all(each.exact for each in kept)
    said = formats.money(found.known, "exact" if exact else "about")
    return f"{said}{_without(found)}" if len(found.missing) < len(amounts) else ""


def _amount(each: Funded, year: str) -> Decimal | None:
    if not year:
        return each.amount
    return together(each.years.get(year, [])).amount


def _without(found: Total) -> str:
    many = len(found.missing)
    if not many:
        return ""
    return f", without {formats.in_words(many)} whose amount is not stated"


def line(each: Funded, years: Sequence[str]) -> Sequence[Cell]:
    provider = each.award.provider
    known = provider.stated and not each.in_house
    return (
        *(each.title, each.award.code, each.award.get_kind_display(), receiver(each)),
        *((provider.charity_number, provider.company_number) if known else ("", "")),
        each.purpose or NOT_STATED,
        "; ".join(named(row) for row in each.objectives),
        "; ".join(named(row) for row in each.areas),
        "; ".join(named(row) for row in each.streams),
        each.starts_on,
        each.ends_on,
        "ended" if each.has_ended else "running",
        each.amount,
        ("yes" if each.exact else "about") if each.amount is not None else NOT_STATED,
        *(_amount(each, year) if year in each.years else None for year in years),
    )


def facts(each: Funded) -> list[Row]:
    award, provider = each.award, each.award.provider
    numbers = [
        f"charity {provider.charity_number}" if provider.charity_number else "",
        f"company {provider.company_number}" if provider.company_number else "",
    ]
    areas = formats.listing(named(area) for area in each.areas)
    rows: list[tuple[str, Any, str]] = [
        ("Recipient", receiver(each), ""),
        ("Registered as", "" if each.in_house else formats.listing(filter(None, numbers)), ""),
        ("Kind", capital(award.get_kind_display()), ""),
        ("Amount", each.amount_words, NOT_STATED),
        ("Purpose", each.purpose, NOT_STATED),
        ("Conditions", each.conditions, "none stated"),
        ("Reasons", each.reasons, NOT_STATED),
        ("Decided on", award.decided_on and formats.day(award.decided_on), NOT_STATED),
        ("Runs", runs(each.starts_on, each.ends_on), NOT_STATED),
        ("For", formats.listing(named(row) for row in each.services), NOT_STATED),
        ("Objective of the plan", formats.listing(named(row) for row in each.objectives), NOT_STATED),
        ("Area", "not told: an address is confidential" if each.confidential else areas, NOT_STATED),
    ]
    return [{"key": key, "value": value, "nil": nil} for key, value, nil in rows if value or nil]


def year_cells(each: Funded, year: str) -> list[Row]:
    parts = each.years[year]
    names = formats.listing(dict.fromkeys(told(part.stream, name=True) or NOT_SHOWN for part in parts))
    return [amount_cell(parts), {"text": names, "nil": NOT_STATED}]


def project_cells(each: Any) -> list[Row]:
    amount = "" if each.amount is None else formats.money(each.amount, each.precision)
    return [
        {"text": named(each), "sub": told(each.purpose)},
        {"text": amount, "nil": NOT_STATED},
        {"text": named(each.area) if each.area else "", "nil": NOT_STATED},
    ]


def document_link(sha256: str, title: str, dated_on: date | None) -> Row:
    return {
        "label": told(title) or "Document",
        "url": reverse("register-document", args=[sha256]),
        "dated": formats.day(dated_on) if dated_on else "",
    }
