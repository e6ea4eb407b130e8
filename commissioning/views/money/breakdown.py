"""The year's money broken down by whatever it can be read by: every breakdown adds up to the same total."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from commissioning.choices import AwardKind
from commissioning.exports.money import BREAKDOWN, breakdown_line
from commissioning.figures.breakdowns import (
    Line,
    by_area,
    by_funder,
    by_kind,
    by_plan,
    by_provider,
    by_quarter,
)
from commissioning.figures.pieces import AMOUNTS, Piece, from_streams
from commissioning.figures.portfolio import Portfolio
from commissioning.figures.years import Told
from commissioning.filters.awards import AwardFilter
from commissioning.models import Area, Award, Funder, FundingStream, Objective, ReportingPeriod, Service, Theme
from commissioning.models.seeing import audiences
from commissioning.views.money.overview import told_on
from commissioning.views.money.wording import MEANINGS, money_tabs, paid_cell, total_cell
from commissioning.views.quarters import Scene, with_quarter
from providers.models import Provider
from tracker import formats
from tracker.exports import About, Cell
from tracker.periods import financial_year_of
from tracker.views import asked_format, downloads, export_notes, list_file

Row = dict[str, Any]
LABELS = {"awarded": "Awarded", "committed": "Committed", "paid": "Paid", "spent": "Spent", "forecast": "Forecast"}
NOT_STATED = {"awarded", "committed"}
QUARTERLY = ("paid", "spent")
Codes = frozenset[str] | None  # of the streams that are asked for; None: of all
Lines = Callable[[Scene, Told, list[Piece], Codes], list[Line]]


@dataclass(frozen=True, slots=True)
class Way:
    """One way of breaking the money down: what it is called, what its last line is called, and which amounts it has."""

    label: str
    shared: str
    lines: Lines
    amounts: tuple[str, ...] = AMOUNTS


def of_year(scene: Scene, told: Told, pieces: list[Piece], codes: Codes) -> list[Line]:
    """The same awards in every financial year of which anything is known."""
    years: dict[str, list[Piece]] = {}
    for piece in pieces:
        own = seen(told.pieces(piece.position.award), scene)
        for each in from_streams(own, codes):
            years.setdefault(each.position.year_label, []).append(each)
    return [Line(year, tuple(years[year])) for year in sorted(years)]


def seen(pieces: Iterable[Piece], scene: Scene) -> list[Piece]:
    """Those whose spend this person may see."""
    return [each for each in pieces if each.position.audience in audiences(scene.user)]


def of_quarter(scene: Scene, told: Told, pieces: list[Piece], codes: Codes) -> list[Line]:
    lines = by_quarter(pieces, told.quarters_over(financial_year_of(scene.quarter.end)), told)
    return [Line(line.of, tuple(from_streams(line.pieces, codes))) for line in lines]


def of_funder(scene: Scene, told: Told, pieces: list[Piece], codes: Codes) -> list[Line]:
    streams = FundingStream.objects.with_names()
    lines = by_funder(pieces, streams)
    if codes is None:
        return lines
    return [Line(each.of, each.pieces) for line in lines for each in line.inside if each.of and each.of.code in codes]


def placed(place: Callable[[Iterable[Piece], Portfolio], list[Line]]) -> Lines:
    """A breakdown by something of the portfolio, of what comes from the streams that are asked for."""

    def lines(scene: Scene, told: Told, pieces: list[Piece], codes: Codes) -> list[Line]:
        return place(from_streams(pieces, codes), scene.portfolio)

    return lines


WAYS = {
    "objective": Way("Objective", "Shared by several objectives, or by none", placed(by_plan)),
    "funder": Way("Funder and stream", "In no stream that is known", of_funder),
    "provider": Way("Provider", "Provider not stated", placed(by_provider)),
    "area": Way("Area", "No area stated, or none that holds all", placed(by_area)),
    "kind": Way("Kind of award", "", placed(by_kind)),
    "quarter": Way("Quarter", "Told for the year, not by quarter", of_quarter, QUARTERLY),
    "year": Way("Financial year", "", of_year),
}


@dataclass(frozen=True, slots=True)
class BrokenDown:
    """The awards that a filter keeps, in the quarter's financial year, broken down one way."""

    way: Way
    filter: AwardFilter
    lines: list[Line]
    count: int

    def about(self, scene: Scene) -> About:
        year = financial_year_of(scene.quarter.end)
        return About(f"Money by {self.way.label.lower()}, {year}", [*export_notes(scene, self.filter), *MEANINGS])

    def rows(self) -> list[Sequence[Cell]]:
        """Every line that holds no others."""
        way = self.way
        return [breakdown_line(way.label, name_of(way, each.of), group, each) for group, each in flat(way, self.lines)]


def broken_down(request: HttpRequest, scene: Scene, by: str) -> BrokenDown:
    way, running = WAYS[by], scene.portfolio.awards_at(scene.quarter)
    filter_ = AwardFilter(request.GET, Award.objects.filter(pk__in=[each.pk for each in running]), scene=scene)
    kept = set(filter_.qs.values_list("pk", flat=True)) if request.GET else {each.pk for each in running}
    told, year = told_on(scene, [each for each in running if each.pk in kept], scene.quarter.end), scene_year(scene)
    pieces = seen([told.piece(award, year) for award in running if award.pk in kept], scene)
    return BrokenDown(way, filter_, way.lines(scene, told, pieces, streams_asked(running, filter_)), len(pieces))


def scene_year(scene: Scene) -> str:
    return financial_year_of(scene.quarter.end)


@with_quarter("commissioning.view_portfolio")
def breakdown(request: HttpRequest, scene: Scene, by: str) -> HttpResponse:
    """The year's money one way; `?format=` takes every line away."""
    if by not in WAYS:
        raise Http404
    found = broken_down(request, scene, by)
    if format_ := asked_format(request):
        return list_file(format_, f"money-by-{by}-{scene.quarter.slug}", BREAKDOWN, found.rows(), found.about(scene))
    context = {
        "year": scene_year(scene),
        "way": found.way,
        "tabs": money_tabs(scene, "money-by"),
        "ways": ways(request, scene, by),
        "filter": found.filter,
        "clear": reverse("money-by", args=[scene.quarter.slug, by]),
        "table": table(scene, found.way, found.lines),
        "count": found.count,
        "meanings": MEANINGS,
        "downloads": list(downloads(request)),
    }
    return render(request, "commissioning/money/breakdown.html", context)


def streams_asked(awards: Iterable[Award], filter_: AwardFilter) -> Codes:
    """The streams to which the filter narrows: of an award that takes from others too, only what comes from these."""
    asked = filter_.form.cleaned_data if filter_.is_bound and filter_.form.is_valid() else {}
    funder, stream = asked.get("funder"), asked.get("stream")
    if not funder and not stream:
        return None
    streams = {row.stream for award in awards for row in award.splits.all()}
    return frozenset(
        each.code for each in streams if funder in ("", None, each.funder.code) and stream in ("", None, each.code)
    )


def ways(request: HttpRequest, scene: Scene, by: str) -> list[Row]:
    """The other breakdowns of the same awards."""
    kept = request.GET.urlencode()
    return [
        {
            "label": way.label,
            "url": reverse("money-by", args=[scene.quarter.slug, key]) + (f"?{kept}" if kept else ""),
            "current": key == by,
        }
        for key, way in WAYS.items()
    ]


def table(scene: Scene, way: Way, lines: Sequence[Line]) -> Row:
    heads = [{"label": way.label}, *({"label": LABELS[name], "numeric": True} for name in way.amounts)]
    every = [piece for line in lines for piece in line.pieces]
    return {
        "columns": heads,
        "rows": list(rows(scene, way, lines)),
        "totals": {"cells": [{"text": "In all"}, *cells(way, Line(None, tuple(every)))]},
    }


def rows(scene: Scene, way: Way, lines: Sequence[Line]) -> Iterator[Row]:
    """Each line, and inside one of several points those below it, named as parts of it."""
    for line in lines:
        yield {"cells": [head(scene, way, line), *cells(way, line)]}
        if len(line.inside) > 1 or (line.inside and line.inside[0].of != line.of):
            yield from (
                {"cells": [head(scene, way, each, part=True), *cells(way, each)], "part": True} for each in line.inside
            )


def head(scene: Scene, way: Way, line: Line, *, part: bool = False) -> Row:
    count = len({piece.position.award.pk for piece in line.pieces})
    awards = f"{formats.in_words(count)} award{'' if count == 1 else 's'}" if count else "no award"
    name = name_of(way, line.of)
    shared = part and isinstance(line.of, Objective | Theme)
    return {"text": f"{name}, shared" if shared else name, "sub": awards, "url": url_of(scene, line.of)}


def name_of(way: Way, of: Any) -> str:
    if of is None or (isinstance(of, Provider) and not of.stated):
        return way.shared
    if isinstance(of, ReportingPeriod):
        return str(of.label)
    return str(AwardKind(of).label).capitalize() if of in AwardKind.values else str(of)


FILTERED = {Objective: "objective", Provider: "provider", Area: "area"}
OWN_PAGES = {FundingStream: "stream", Funder: "funder"}


def url_of(scene: Scene, of: Any) -> str:
    """Where a line leads: to a page of what it is of, or to the awards behind it, from which each amount leads on."""
    slug, kind = scene.quarter.slug, type(of)
    if kind in OWN_PAGES:
        return reverse(OWN_PAGES[kind], args=[slug, of.pk])
    if kind is Service:
        return reverse("service-tab", args=[slug, of.pk, "money"])
    if kind in FILTERED and getattr(of, "stated", True):
        return f"{reverse('awards', args=[slug])}?{FILTERED[kind]}={of.code}"
    return f"{reverse('awards', args=[slug])}?kind={of}" if of in AwardKind.values else ""


def cells(way: Way, line: Line) -> list[Row]:
    found = line.sums
    shown = {
        name: total_cell(getattr(found, name), nil="not stated" if name in NOT_STATED else "not held")
        for name in way.amounts
    }
    shown["paid"] = paid_cell(found.paid, found.spent)
    told = set().union(*(piece.told for piece in line.pieces)) if line.pieces else set()
    return [shown[name] if name in told else {"text": "", "nil": "–"} for name in way.amounts]


def flat(way: Way, lines: Sequence[Line]) -> Iterator[tuple[str, Line]]:
    """Every line that holds no others, with the name of the one that it is inside."""
    for line in lines:
        if line.inside:
            yield from ((name_of(way, line.of), each) for each in line.inside)
        else:
            yield "", line
