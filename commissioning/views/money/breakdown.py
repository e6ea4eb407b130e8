"""The year's money broken down by whatever it can be read by: every breakdown adds up to the same total."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from commissioning.choices import AwardKind
from commissioning.exports.money import BREAKDOWN, breakdown_line
from commissioning.figures.breakdowns import AnyLine
from commissioning.figures.broken_down import Codes, broken_down_of, broken_down_of_all
from commissioning.figures.pieces import AMOUNTS, Sums, sums_together
from commissioning.filters.awards import AwardFilter
from commissioning.models import Area, Award, Funder, FundingStream, Objective, ReportingPeriod, Service, Theme
from commissioning.views.money.overview import year_asked
from commissioning.views.money.wording import MEANINGS, money_tabs, paid_cell, total_cell
from commissioning.views.quarters import Scene, with_quarter
from providers.models import Provider
from tracker import formats
from tracker.exports import About, Cell
from tracker.periods import financial_year_of
from tracker.remembered import remembered
from tracker.views import asked_format, downloads, export_notes, list_file

Listed = tuple[AnyLine, AnyLine | None]
Row = dict[str, Any]
LABELS = {"awarded": "Awarded", "committed": "Committed", "paid": "Paid", "spent": "Spent", "forecast": "Forecast"}
NOT_STATED = {"awarded", "committed"}
QUARTERLY = ("paid", "spent")
ROWS = 100  # on a page


@dataclass(frozen=True, slots=True)
class Way:
    """One way of breaking the money down: what it is called, what its last line is called, and which amounts it has."""

    label: str
    shared: str
    amounts: tuple[str, ...] = AMOUNTS


WAYS = {
    "objective": Way("Objective", "Shared by several objectives, or by none"),
    "funder": Way("Funder and stream", "In no stream that is known"),
    "provider": Way("Provider", "Provider not stated"),
    "area": Way("Area", "No area stated, or none that holds all"),
    "kind": Way("Kind of award", ""),
    "quarter": Way("Quarter", "Told for the year, not by quarter", QUARTERLY),
    "year": Way("Financial year", ""),
}


@dataclass(frozen=True, slots=True)
class BrokenDown:
    """The awards that a filter keeps, in the quarter's financial year, broken down one way; `every` says what all lines
    come to together.
    """

    way: Way
    filter: AwardFilter
    lines: Sequence[AnyLine]
    count: int
    every: Callable[[], Sums]

    @property
    def told(self) -> frozenset[str]:
        """The amounts that any line tells."""
        return frozenset().union(*(line.told for line in self.lines))

    def about(self, scene: Scene) -> About:
        year = financial_year_of(scene.quarter.end)
        return About(f"Money by {self.way.label.lower()}, {year}", [*export_notes(scene, self.filter), *MEANINGS])

    def rows(self) -> list[Sequence[Cell]]:
        """Every line that holds no others."""
        way = self.way
        return [breakdown_line(way.label, name_of(way, each.of), group, each) for group, each in flat(way, self.lines)]


def broken_down(request: HttpRequest, scene: Scene, by: str) -> BrokenDown:
    """Of all awards what is kept of them, of those that a filter leaves as they are read."""
    filter_ = AwardFilter(request.GET, Award.objects.all(), scene=scene)
    asked, reference = year_asked(scene), scene.reference
    if filter_.form.is_valid() and not any(filter_.form.cleaned_data.values()):
        every = broken_down_of_all(asked, by, scene.office.told or "", reference)
        return BrokenDown(WAYS[by], filter_, every.lines, every.number, lambda: every.sums)
    running = scene.portfolio.awards_at(scene.quarter)
    kept = set(filter_.qs.values_list("pk", flat=True))
    awards, codes = [each for each in running if each.pk in kept], streams_asked(running, filter_)
    count, lines = broken_down_of(asked, by, awards, reference, codes=codes)
    return BrokenDown(WAYS[by], filter_, lines, count, lambda: sums_together([line.sums for line in lines]))


def scene_year(scene: Scene) -> str:
    return financial_year_of(scene.quarter.end)


@with_quarter("commissioning.view_portfolio")
@remembered
def breakdown(request: HttpRequest, scene: Scene, by: str) -> HttpResponse:
    """The year's money one way; `?format=` takes every line away."""
    if by not in WAYS:
        raise Http404
    found = broken_down(request, scene, by)
    if format_ := asked_format(request):
        return list_file(format_, f"money-by-{by}-{scene.quarter.slug}", BREAKDOWN, found.rows(), found.about(scene))
    shown = Paginator(listed(found.lines), ROWS).get_page(request.GET.get("page"))
    context = {
        "year": scene_year(scene),
        "way": found.way,
        "page": shown,
        "tabs": money_tabs(scene, "money-by"),
        "ways": ways(request, scene, by),
        "filter": found.filter,
        "clear": reverse("money-by", args=[scene.quarter.slug, by]),
        "table": table(scene, found, list(shown.object_list)),
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
    asked = request.GET.copy()
    asked.pop("page", None)
    kept = asked.urlencode()
    return [
        {
            "label": way.label,
            "url": reverse("money-by", args=[scene.quarter.slug, key]) + (f"?{kept}" if kept else ""),
            "current": key == by,
        }
        for key, way in WAYS.items()
    ]


def listed(lines: Sequence[AnyLine]) -> list[Listed]:
    """Each line, and after one of several points those below it, each with the one that it is inside."""
    found: list[Listed] = []
    for line in lines:
        found.append((line, None))
        if len(line.inside) > 1 or (line.inside and line.inside[0].of != line.of):
            found += [(each, line) for each in line.inside]
    return found


def table(scene: Scene, found: BrokenDown, shown: Sequence[Listed]) -> Row:
    """These rows, below the line that the first of them is inside; in the last row all that there are come to."""
    way, above = found.way, shown[0][1] if shown else None
    heads = [{"label": way.label}, *({"label": LABELS[name], "numeric": True} for name in way.amounts)]
    rows = [row(scene, way, *each) for each in shown]
    return {
        "columns": heads,
        "rows": [row(scene, way, above, None), *rows] if above else rows,
        "totals": {"cells": [{"text": "In all"}, *cells(way, found.every(), found.told)]},
    }


def row(scene: Scene, way: Way, line: AnyLine, above: AnyLine | None) -> Row:
    """A line; named as a part of the one above where it is inside one."""
    part = above is not None
    return {"cells": [head(scene, way, line, part=part), *cells(way, line.sums, line.told)], "part": part}


def head(scene: Scene, way: Way, line: AnyLine, *, part: bool) -> Row:
    awards = f"{formats.in_words(line.number)} award{'' if line.number == 1 else 's'}" if line.number else "no award"
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


def cells(way: Way, found: Sums, told: Collection[str]) -> list[Row]:
    """What one line comes to, or several do together."""
    shown = {
        name: total_cell(getattr(found, name), nil="not stated" if name in NOT_STATED else "not held")
        for name in way.amounts
    }
    shown["paid"] = paid_cell(found.paid, found.spent)
    return [shown[name] if name in told else {"text": "", "nil": "–"} for name in way.amounts]


def flat(way: Way, lines: Sequence[AnyLine]) -> Iterator[tuple[str, AnyLine]]:
    """Every line that holds no others, with the name of the one that it is inside."""
    for line in lines:
        if line.inside:
            yield from ((name_of(way, line.of), each) for each in line.inside)
        else:
            yield "", line
