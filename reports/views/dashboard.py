"""The dashboard on paper: the same answers as on screen, with the filters that were on, the day and page numbers."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET

from commissioning.choices import Rag
from commissioning.filters import PortfolioFilter
from commissioning.views.dashboard import changes, exceptions, findings, money, ratings, recurring, tally
from commissioning.views.dashboard.found import Dashboard
from commissioning.views.dashboard.page import look
from commissioning.views.quarters import Scene, with_quarter
from reports import exports
from reports.document import Column, Row, Table
from reports.pdf import PdfFailed, render_pdf
from tracker import formats
from tracker.filters import chosen as chosen_filters

ROWS = 60
NOT_HELD = "–"


@require_GET
@with_quarter("commissioning.view_portfolio")
def dashboard_pdf(request: HttpRequest, scene: Scene) -> HttpResponseBase:
    """The dashboard as a PDF, narrowed as the address says; where none can be made, the page says why."""
    chosen, found = look(request, scene)
    html = render_to_string("reports/dashboard/paper.html", paper(chosen, found))
    try:
        content = render_pdf(html, files=exports.paper_files(), titles={})
    except PdfFailed as failed:
        messages.error(request, f"No PDF was made. {failed}")
        query = request.GET.urlencode()
        page = reverse("dashboard", args=[scene.quarter.slug])
        return redirect(f"{page}?{query}" if query else page)
    name = f"dashboard-{scene.quarter.slug}.pdf"
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def paper(chosen: PortfolioFilter, found: Dashboard) -> dict[str, Any]:
    """What the page says, part by part."""
    scene = found.scene
    return {
        "office": scene.office,
        "quarter": scene.quarter,
        "filters": filter_words(chosen),
        "on": formats.day(scene.on),
        "stylesheet": exports.HOUSE_STYLESHEET,
        "tally": tally.items(found),
        "findings": findings.section(found),
        "changes": changes.section(found),
        "recurring": recurring.rows(found),
        "tables": [each for each in tables(found) if each.rows],
    }


def filter_words(chosen: PortfolioFilter) -> str:
    """ "Objective: Putting victims and survivors first; Stage: Live"."""
    kept = [group for group in chosen_filters(chosen) if group.key in chosen.chosen]
    told = [f"{group.label}: {', '.join(text for _, text in group.items)}" for group in kept]
    return "; ".join(told) or "none, the whole portfolio"


def tables(found: Dashboard) -> Iterable[Table]:
    yield needs(found)
    yield headlines(found)
    section = money.section(found)
    yield paces("by-objective", "Money used against the year gone, by objective", section["lines"])
    yield paces("by-funder", "The same by funder", section["funders"])
    yield heat(found)


def table(code: str, caption: str, columns: Sequence[Column], rows: Iterable[tuple[str, ...]], total: int) -> Table:
    """The first rows of a table; how many are left out stands under it."""
    listed = tuple(Row(cells) for cells in rows)[:ROWS]
    left = total - len(listed)
    notes = (f"{formats.number(left)} more are on the page.",) if left > 0 else ()
    return Table(code, caption, tuple(columns), listed, notes=notes)


def needs(found: Dashboard) -> Table:
    listed = exceptions.rows(found)
    columns = [Column(label) for label in ("What needs somebody", "Whose", "Why", "State")]
    cells = ((each["name"], each["by"], each["fact"], state_of(each)) for each in listed)
    return table("needs", "What needs somebody, most serious first", columns, cells, len(listed))


def state_of(row: dict[str, Any]) -> str:
    return str(Rag(row["rating"]).label) if "rating" in row else str(row["state_label"])


def headlines(found: Dashboard) -> Table:
    columns = [Column("Service and figure"), Column("This quarter", True), Column("Compared with"), Column("Rating")]
    cells = (
        (
            f"{each.measure.service.name}: {each.measure.label}",
            each.words,
            each.comparator_words,
            str(Rag(each.rating.rag).label),
        )
        for each in found.figures
    )
    return table("headlines", "Headline figures", columns, cells, len(found.figures))


def paces(code: str, caption: str, lines: Sequence[dict[str, Any]]) -> Table:
    columns = [Column("Of"), Column("Spent of what was awarded"), Column("Used", True), Column("Year gone", True)]
    cells = (
        (
            f"– {line['name']}" if line.get("part") else line["name"],
            line["sum"] or line["words"],
            line["used"] or "not held",
            line["gone"] or NOT_HELD,
        )
        for line in lines
    )
    return table(code, caption, columns, cells, len(lines))


def heat(found: Dashboard) -> Table:
    """Ratings by their letters: R, A, G, N for not rated, a dash where none is held."""
    columns = [Column("Service"), *(Column(f"{each['label']} {each['year']}") for each in ratings.columns(found))]
    cells = (
        (service.name, *(Rag(cell.rag).letter if cell.rag else NOT_HELD for cell in found.heat[key].cells))
        for key, service in found.services.items()
    )
    caption = "Ratings: R red, A amber, G green, N not rated, – not held"
    return table("ratings", caption, columns, cells, len(found.services))
