"""The tracker: services and quarters as a matrix, with how each return stands; also what nobody has begun or listed."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from commissioning.choices import Gap, Status
from commissioning.exports.lists import MATRIX, matrix_line
from commissioning.figures.matrix import MatrixRow, Square, matrix
from commissioning.figures.measures import QUARTERS
from commissioning.filters import MatrixFilter
from commissioning.models import ReportingPeriod, Service
from commissioning.views.addresses import address
from commissioning.views.quarters import Scene, with_quarter
from commissioning.views.returns_tabs import returns_tabs
from tracker import formats
from tracker.exports import About, Cell
from tracker.remembered import remembered
from tracker.views import PER_PAGE, asked_format, downloads, export_notes, list_file

Row = dict[str, Any]
LETTERS: dict[Status | Gap, str] = {
    Status.LATE: "L",
    Status.QUERIED: "Q",
    Status.IN_PROGRESS: "P",
    Status.NOT_STARTED: "N",
    Status.SUBMITTED: "C",
    Status.APPROVED: "A",
    Status.NOT_REQUIRED: "X",
    Gap.NOT_OPENED: "·",
    Gap.NOTHING_DUE: "–",
    Gap.NOT_LISTED: "!",
    Gap.NO_ROUTE: "?",
}
MARK = '<span class="ct-square ct-square--{}"><span aria-hidden="true">{}</span>{}{}</span>'
WORDS = '<span class="govuk-visually-hidden">{}</span>'
DAYS = '<span class="ct-square__days" aria-hidden="true">{}</span>'
CELL, NOW = "<td>{}</td>", '<td class="ct-heat__now">{}</td>'
LINK = '<a class="ct-square__link" href="{}">{}</a>'


@with_quarter("commissioning.view_portfolio")
@remembered
def tracker(request: HttpRequest, scene: Scene) -> HttpResponse:
    """The services that the filter leaves, over the last eight quarters; a page of them, or all as a file."""
    chosen = MatrixFilter(request.GET or None, queryset=Service.objects.none(), scene=scene)
    quarters = scene.reference.last(scene.quarter, QUARTERS)
    services, wanted = matching(scene, chosen)
    if format_ := asked_format(request):
        rows = rows_of(scene, services, quarters, wanted)
        about = About("Tracker", export_notes(scene, chosen))
        header = [*MATRIX, *(each.label for each in quarters)]
        return list_file(format_, f"tracker-{scene.quarter.slug}", header, lines(scene, rows), about)
    shown = Paginator(services, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": chosen,
        "chosen": bool(chosen.chosen or chosen.standings),
        "page": shown,
        "columns": columns(scene, quarters),
        "groups": groups(scene, rows_of(scene, shown.object_list, quarters, wanted)),
        "key": key(),
        "tabs": returns_tabs(scene, "tracker"),
        "downloads": list(downloads(request)),
    }
    return render(request, "commissioning/owed/tracker.html", context)


def matching(scene: Scene, chosen: MatrixFilter) -> tuple[list[Service], frozenset[str]]:
    """The services with a row that stands this quarter as was chosen, and the ways that were chosen."""
    services, wanted = chosen.selection, chosen.standings
    if not wanted:
        return services, wanted
    now = {row.service for row in rows_of(scene, services, [scene.quarter], wanted)}
    return [each for each in services if each.pk in now], wanted


def rows_of(
    scene: Scene, services: Iterable[Service], quarters: Sequence[ReportingPeriod], wanted: frozenset[str]
) -> list[MatrixRow]:
    rows = matrix(services, quarters, portfolio=scene.portfolio, reference=scene.reference, on=scene.on)
    return [row for row in rows if not wanted or row.now.state in wanted]


def columns(scene: Scene, quarters: Sequence[ReportingPeriod]) -> list[Row]:
    """The quarters' heads: number and year, the year once where there is little room."""
    return [
        {
            "label": each.label.split(" ")[0],
            "year": each.year_label.removeprefix("20"),
            "again": place > 0 and quarters[place - 1].year_label == each.year_label,
            "current": each.pk == scene.quarter.pk,
            "closed": each.is_closed,
        }
        for place, each in enumerate(quarters)
    ]


def groups(scene: Scene, rows: list[MatrixRow]) -> list[Row]:
    """The rows by objective, in the plan's order."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        service = scene.portfolio.services[row.service]
        found.setdefault(service.objective.name, []).append(
            {
                "name": service.name,
                "url": address("service-tab", scene.quarter.slug, service.pk, "returns"),
                "by": reporter(scene, row),
                "cells": cells(scene, row),
                "now": words_of(row.now),
            }
        )
    return [{"name": name, "rows": rows} for name, rows in found.items()]


def reporter(scene: Scene, row: MatrixRow) -> str:
    if row.provider is None:
        return "" if row.now.state == Gap.NO_ROUTE else "Written by the office"
    provider = scene.portfolio.providers[row.provider]
    return provider.brief_name if provider.stated else "Provider not stated"


def cells(scene: Scene, row: MatrixRow) -> SafeString:
    """The squares of one row, oldest first; the last is this quarter's."""
    *earlier, now = (square_mark(scene, each) for each in row.squares)
    return format_html_join("", CELL, ((each,) for each in earlier)) + format_html(NOW, now)


def square_mark(scene: Scene, square: Square) -> SafeString:
    """A letter with its words for whoever hears them, and the days where it is late; a link to what it is about."""
    words = format_html(WORDS, words_of(square))
    days = format_html(DAYS, "1y+" if square.late > formats.YEAR else square.late) if square.late else ""
    mark = format_html(MARK, square.state.tone, LETTERS[square.state], words, days)
    url = square_url(scene, square)
    return format_html(LINK, url, mark) if url else mark


def square_url(scene: Scene, square: Square) -> str:
    """The record; for what is due this quarter and not listed, the page that lists it."""
    if square.kind is not None and square.key is not None:
        return address(square.kind, square.key)
    lists = square.state == Gap.NOT_LISTED and scene.user.has_perm("commissioning.open_period")
    return address("open-quarter", scene.quarter.slug) if lists else ""


def words_of(square: Square) -> str:
    return formats.late(square.late) if square.late else str(square.state.label)


def key() -> list[Row]:
    """What the letters mean."""
    return [{"mark": format_html(MARK, each.tone, LETTERS[each], "", ""), "label": each.label} for each in LETTERS]


def lines(scene: Scene, rows: Iterable[MatrixRow]) -> Iterator[Sequence[Cell]]:
    for row in rows:
        yield matrix_line(row, scene.portfolio, [words_of(each) for each in row.squares])
