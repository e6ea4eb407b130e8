"""The lists of the tracker as data for programs, with the rows of the pages; and the page that explains them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from commissioning.exports.money import BREAKDOWN, STREAMS, stream_line
from commissioning.figures import reference_for
from commissioning.filters.awards import AwardFilter
from commissioning.forms.tokens import TokenForm
from commissioning.views.across import Measures
from commissioning.views.awards import AwardList
from commissioning.views.measures import Figures
from commissioning.views.money import MoneyChanges, PaymentList
from commissioning.views.money.breakdown import WAYS, broken_down
from commissioning.views.money.overview import about_streams, money_at, streams_at
from commissioning.views.owed import person, posted
from commissioning.views.owed_lists import OwedList
from commissioning.views.quarters import Scene, with_quarter
from commissioning.views.registers import REGISTERS, RegisterList
from commissioning.views.services import Services
from tracker.api import PER_PAGE, as_json, end_token, for_programs, key_of, make_token
from tracker.context import office_of
from tracker.exports import About, Cell
from tracker.models import ApiToken
from tracker.refusals import Faults
from tracker.roles import needs
from tracker.views import FilteredTableView

PORTFOLIO = "commissioning.view_portfolio"
VERSION = "1"
LISTS: dict[str, tuple[str, type[FilteredTableView], dict[str, Any]]] = {
    "services": ("Services, each with its first headline figure, rating and return", Services, {}),
    "figures": ("Every figure at the quarter, with all that it is compared with", Figures, {"is_long": False}),
    "values": ("A line for each figure and period, also where no value is held", Figures, {"is_long": True}),
    "measures": ("What is counted: every measure with its definition", Measures, {"is_long": False}),
    "categories": ("Measures by category: what the services come to in each", Measures, {"is_long": True}),
    "returns": ("What is owed: returns", OwedList, {"part": "returns"}),
    "packs": ("What is owed: money and people of each provider", OwedList, {"part": "packs"}),
    "items": ("What is owed: items of the office", OwedList, {"part": "items"}),
    "awards": ("Awards that run in the quarter or have money in its year", AwardList, {"is_long": False}),
    "money": ("A line for each amount of each award, by year, stream and quarter", AwardList, {"is_long": True}),
    "changes": ("Changes to awards: uplifts, cuts, extensions, money moved or given back", MoneyChanges, {}),
    "payments": ("What the office paid, as its ledger has it", PaymentList, {}),
    **{name: (each.words, RegisterList, {"name": name}) for name, each in REGISTERS.items()},
}


@dataclass(frozen=True, slots=True)
class Lines:
    """A table of money that no list of records is behind: what it is, its columns, its rows as its page has them."""

    words: str
    header: Sequence[str]
    rows: Callable[[HttpRequest, Scene], tuple[About, list[Sequence[Cell]]]]
    filters: Mapping[str, Any] = field(default_factory=dict)


def streams_as_data(request: HttpRequest, scene: Scene) -> tuple[About, list[Sequence[Cell]]]:
    return about_streams(scene), [stream_line(each) for each in streams_at(scene, money_at(scene))]


def broken_down_as_data(by: str) -> Callable[[HttpRequest, Scene], tuple[About, list[Sequence[Cell]]]]:
    def rows(request: HttpRequest, scene: Scene) -> tuple[About, list[Sequence[Cell]]]:
        found = broken_down(request, scene, by)
        return found.about(scene), found.rows()

    return rows


LINES = {
    "streams": Lines("Money of the year by stream: allocated, awarded, paid, spent", STREAMS, streams_as_data),
    **{
        f"money-by-{by}": Lines(
            f"Money of the year by {way.label.lower()}", BREAKDOWN, broken_down_as_data(by), AwardFilter.base_filters
        )
        for by, way in WAYS.items()
    },
}
EVERY = {**{name: words for name, (words, _, _) in LISTS.items()}, **{name: each.words for name, each in LINES.items()}}


@for_programs
@needs(PORTFOLIO)
def api_index(request: HttpRequest) -> HttpResponse:
    """What there is: the office, its quarters, and the address of each list in each of them."""
    office = office_of(request)
    if office is None:
        raise Http404
    quarters = reference_for(office).quarters()
    return JsonResponse(
        {
            "office": office.name,
            "version": VERSION,
            "documentation": request.build_absolute_uri(reverse("api-openapi")),
            "quarters": [
                {
                    "quarter": each.slug,
                    "label": each.label,
                    "starts": each.start.isoformat(),
                    "ends": each.end.isoformat(),
                    "lists": {
                        name: request.build_absolute_uri(reverse("api-list", args=[each.slug, name])) for name in EVERY
                    },
                }
                for each in quarters
            ],
        }
    )


@for_programs
@with_quarter(PORTFOLIO)
def api_list(request: HttpRequest, scene: Scene, name: str) -> HttpResponse:
    """One page of a list, as its page on screen filters and sorts it."""
    if name in LINES:
        about, rows = LINES[name].rows(request, scene)
        return as_json(request, about, LINES[name].header, rows, page=1, count=len(rows))
    if name not in LISTS:
        raise Http404
    _, view, fixed = LISTS[name]
    return view.as_view(for_programs=True, **fixed)(request, scene)


@for_programs
@needs(PORTFOLIO)
def api_openapi(request: HttpRequest) -> HttpResponse:
    """The description of all of this for programs (OpenAPI 3.1), made from the lists themselves."""
    return JsonResponse(
        {
            "openapi": "3.1.0",
            "info": {
                "title": "Commissioning tracker",
                "version": VERSION,
                "description": "Read-only. The rows are those of the pages; a gap is null, never nought.",
            },
            "servers": [{"url": request.build_absolute_uri(reverse("api"))}],
            "security": [{"token": []}],
            "paths": {f"/quarters/{{quarter}}/{name}/": {"get": described(name)} for name in EVERY},
            "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        }
    )


def described(name: str) -> dict[str, Any]:
    """One list for OpenAPI: its filters as parameters, its columns as properties of a row."""
    summary, header, filters = EVERY[name], *_shape(name)
    cell = {"type": ["string", "number", "null"]}
    columns = {key_of(heading): {**cell, "title": heading} for heading in header}
    rows = {"type": "array", "items": {"type": "object", "properties": columns}}
    answer = {
        "count": {"type": "integer", "description": "Entries in all; one of `values` or `categories` has several rows"},
        "page": {"type": "integer"},
        "next": {"type": ["string", "null"], "format": "uri"},
        "rows": rows,
    }
    return {
        "summary": summary,
        "operationId": name,
        "parameters": [
            {"name": "quarter", "in": "path", "required": True, "schema": {"type": "string"}, "example": "2022-23-q2"},
            *(_asked(each, str(filter_.label or each)) for each, filter_ in filters.items()),
            _asked("sort", "Column to sort by; a minus before it turns the order round"),
            _asked("page", f"Page of {PER_PAGE} rows, from 1"),
        ],
        "responses": {
            "200": {
                "description": summary,
                "content": {"application/json": {"schema": {"type": "object", "properties": answer}}},
            },
            **{status: {"description": words} for status, words in REFUSALS.items()},
        },
    }


REFUSALS = {"401": "No token that works", "403": "The owner’s role doesn’t allow it", "404": "No such quarter or list"}


def _shape(name: str) -> tuple[Sequence[str], Mapping[str, Any]]:
    """The columns of a list, and its filters."""
    if name in LINES:
        return LINES[name].header, LINES[name].filters
    _, view, fixed = LISTS[name]
    made: Any = view(**fixed)
    made.kwargs, made.args = {}, ()
    return made.export_header, made.get_filterset_class().base_filters


def _asked(name: str, words: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": words, "schema": {"type": "string"}}


@needs(PORTFOLIO)
def tokens(request: HttpRequest) -> HttpResponse:
    """How programs read the data, one's own tokens, and making one; its text is shown this once."""
    form, told = TokenForm(posted(request)), ""
    if request.method == "POST" and form.is_valid():
        try:
            _, told = make_token(by=person(request), at=timezone.now(), name=form.cleaned_data["name"])
            form = TokenForm()
        except Faults as faults:
            for name, sentence in faults.by_box.items():
                form.add_error(name, sentence)
    rows = ApiToken.objects.visible_to(person(request))
    lists = [{"name": name, "words": words} for name, words in EVERY.items()]
    address = request.build_absolute_uri(reverse("api"))
    context = {"form": form, "told": told, "tokens": rows, "lists": lists, "address": address}
    return render(request, "commissioning/api/page.html", context)


@require_POST
@needs(PORTFOLIO)
def token_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End one's own token."""
    token = ApiToken.objects.visible_to(person(request)).filter(pk=pk).first()
    if token is None:
        raise Http404
    end_token(token=token, by=person(request), at=timezone.now())
    messages.success(request, f"“{token.name}” is ended: nothing is read with it any more.")
    return redirect("tokens")
