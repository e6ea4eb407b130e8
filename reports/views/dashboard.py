"""The dashboard on paper: the same answers as on screen, with the filters that were on, the day and page numbers."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from commissioning.choices import Rag
from commissioning.filters import PortfolioFilter
from commissioning.views.dashboard import changes, exceptions, findings, headline, money, ratings, recurring, tally
from commissioning.views.dashboard.found import Found
from commissioning.views.dashboard.page import chosen_in, look
from commissioning.views.quarters import Scene, with_quarter
from reports import exports
from reports.document import Column, Row, Table
from reports.tasks.dashboard import KIND, Order
from reports.views.jobs import download, progress_page
from reports.workflow.files import ask_for_dashboard
from tracker import formats
from tracker.filters import chosen as chosen_filters
from tracker.models import Job

ROWS = 60
NOT_HELD = "–"


@require_http_methods(["GET", "POST"])
@with_quarter("commissioning.view_portfolio")
def dashboard_pdf(request: HttpRequest, scene: Scene) -> HttpResponseBase:
    """What the PDF would say it is of, narrowed as the address says; posted, it is asked for as it stands now."""
    if request.method == "POST":
        html = render_to_string("reports/dashboard/paper.html", paper(*look(request, scene)))
        job = ask_for_dashboard(html, quarter=scene.quarter, by=scene.user, on=scene.on, at=timezone.now())
        return redirect(address(request, "dashboard-job", scene, job.pk))
    said = {
        "filters": filter_words(chosen_in(request, scene)),
        "on": formats.day(scene.on),
        "back": back(request, scene),
    }
    return render(request, "reports/dashboard/ask.html", said)


@require_GET
@with_quarter("commissioning.view_portfolio")
def dashboard_job(request: HttpRequest, scene: Scene, pk: int) -> HttpResponse:
    """How far the file is; the address carries the filters on, for the way back and for another try."""
    found = job_of(scene, pk)
    context = {
        "thing": "dashboard",
        "back": back(request, scene),
        "file": reverse("dashboard-file", args=[scene.quarter.slug, pk]),
        "here": request.get_full_path(),
        "again": {"url": address(request, "dashboard-pdf", scene)},
    }
    return progress_page(request, found, context)


@require_GET
@with_quarter("commissioning.view_portfolio")
def dashboard_file(request: HttpRequest, scene: Scene, pk: int) -> FileResponse:
    """The finished PDF, as a download."""
    return download(job_of(scene, pk), f"dashboard-{scene.quarter.slug}")


def job_of(scene: Scene, pk: int) -> Job:
    """A job of this quarter that was made for people of this role; another's and a missing one answer alike."""
    found = Job.objects.filter(pk=pk, kind=KIND).first()
    order = Order.of(found.key) if found else None
    if found is None or order is None or (order.quarter, order.role) != (scene.quarter.slug, scene.user.role):
        raise Http404
    return found


def back(request: HttpRequest, scene: Scene) -> dict[str, str]:
    return {"url": address(request, "dashboard", scene), "label": "Dashboard"}


def address(request: HttpRequest, name: str, scene: Scene, *more: int) -> str:
    """A page of the quarter with the filters that are on."""
    page, query = reverse(name, args=[scene.quarter.slug, *more]), request.GET.urlencode()
    return f"{page}?{query}" if query else page


def paper(chosen: PortfolioFilter, found: Found) -> dict[str, Any]:
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


def tables(found: Found) -> Iterable[Table]:
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


def needs(found: Found) -> Table:
    listed = exceptions.rows(found)
    columns = [Column(label) for label in ("What needs somebody", "Whose", "Why", "State")]
    cells = ((each["name"], each["by"], each["fact"], state_of(each)) for each in listed)
    return table("needs", "What needs somebody, most serious first", columns, cells, len(listed))


def state_of(row: dict[str, Any]) -> str:
    return str(Rag(row["rating"]).label) if "rating" in row else str(row["state_label"])


def headlines(found: Found) -> Table:
    columns = [Column("Service and figure"), Column("This quarter", True), Column("Compared with"), Column("Rating")]
    cells = (
        (
            f"{found.services[each.service].name}: {each.label}",
            each.words,
            each.compared,
            str(Rag(each.rag).label),
        )
        for each in chain.from_iterable(found.gists.values())
    )
    return table("headlines", "Headline figures", columns, cells, headline.number(found))


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


def heat(found: Found) -> Table:
    """Ratings by their letters: R, A, G, N for not rated, a dash where none is held."""
    columns = [Column("Service"), *(Column(f"{each['label']} {each['year']}") for each in ratings.columns(found))]
    cells = (
        (service.name, *(Rag(cell.rag).letter if cell.rag else NOT_HELD for cell in found.heat[key].cells))
        for key, service in found.services.items()
    )
    caption = "Ratings: R red, A amber, G green, N not rated, – not held"
    return table("ratings", caption, columns, cells, len(found.services))
