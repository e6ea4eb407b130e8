"""One funder in the quarter's financial year: its streams, what each holds, and the awards from them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from commissioning.exports.money import STREAMS, stream_line
from commissioning.figures.streams import StreamSums, sums_of, together
from commissioning.models import Funder
from commissioning.views.money.overview import AMOUNTS, amounts, columns, money_at, notes, stream_cell
from commissioning.views.money.wording import MEANINGS
from commissioning.views.quarters import Scene, with_quarter
from commissioning.views.records import history_url
from tracker.exports import About
from tracker.periods import financial_year_of
from tracker.views import asked_format, downloads, list_file

Row = dict[str, Any]


@with_quarter("commissioning.view_portfolio")
def funder(request: HttpRequest, scene: Scene, pk: int) -> HttpResponse:
    """The funder's streams at the quarter's end; `?format=` takes them away."""
    found = Funder.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    streams = [each for each in scene.portfolio.all_streams if each.funder_id == found.pk]
    year = financial_year_of(scene.quarter.end)
    lines = sums_of(money_at(scene).streams, year, streams)
    if format_ := asked_format(request):
        about = About(found.name, notes(scene))
        return list_file(format_, f"{found.code}-{scene.quarter.slug}", STREAMS, map(stream_line, lines), about)
    context = {
        "funder": found,
        "year": year,
        "streams": {
            "columns": columns("Stream", amounts=AMOUNTS),
            "rows": [{"cells": [stream_cell(scene, each, found.name), *amounts(each)]} for each in lines],
            "totals": {"cells": [{"text": "All its streams"}, *amounts(together(lines))]} if len(lines) > 1 else None,
        },
        "to_awards": f"{reverse('awards', args=[scene.quarter.slug])}?funder={found.code}",
        "ways": ways(scene, found, lines),
        "meanings": MEANINGS,
        "history_url": history_url(scene, "funders", pk),
        "downloads": list(downloads(request)) if lines else [],
        "crumbs": [{"label": "Money", "url": reverse("money", args=[scene.quarter.slug])}],
    }
    return render(request, "commissioning/money/funder.html", context)


def ways(scene: Scene, found: Funder, lines: list[StreamSums]) -> list[Row]:
    """The awards that take from it, broken down; nothing where there are none."""
    if not any(line.number for line in lines):
        return []
    labels = {"objective": "objective", "provider": "provider", "area": "area", "quarter": "quarter", "year": "year"}
    return [
        {"label": label, "url": f"{reverse('money-by', args=[scene.quarter.slug, by])}?funder={found.code}"}
        for by, label in labels.items()
    ]
