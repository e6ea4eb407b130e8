"""One service by its tabs. Each tab is a function from the service's page to what its template prints."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from commissioning.choices import Rag, Status
from commissioning.models import QuarterlyReturn
from commissioning.tables import status_tag
from commissioning.views.quarters import Scene, with_quarter
from commissioning.views.service import documents, figures, money, overview, past, promises
from commissioning.views.service.page import ServicePage
from tracker.views import asked_format

Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    build: Callable[[ServicePage], Context]
    file: Callable[[ServicePage, str], HttpResponse] | None = None  # the same, taken away in a format


TABS = {
    "overview": Tab("Overview", overview.overview),
    "figures": Tab("Figures", figures.figures, figures.file),
    "money": Tab("Money", money.money),
    "returns": Tab("Returns", past.returns),
    "risks-and-promises": Tab("Risks and promises", promises.risks_and_promises),
    "documents": Tab("Documents", documents.documents),
    "history": Tab("History", past.history),
}


@with_quarter("commissioning.view_portfolio")
def service(request: HttpRequest, scene: Scene, pk: int, tab: str = "overview") -> HttpResponse:
    """One tab of one service; 404 for a service or a tab that there is not."""
    found = scene.portfolio.services.get(pk)
    if found is None or tab not in TABS:
        raise Http404
    scene.portfolio.need([pk], awards=True, people=True)
    current = QuarterlyReturn.objects.filter(service=pk).ending_in(scene.quarter).with_status(scene.on)
    rows = tuple(current.order_by("provider__name", "pk").select_related("provider"))
    page = ServicePage(scene, found, rows, is_long=request.GET.get("span") == figures.ALL)
    take, format_ = TABS[tab].file, asked_format(request)
    if take and format_:
        return take(page, format_)
    context = frame(page, tab) | TABS[tab].build(page)
    return render(request, f"commissioning/service/{tab}.html", context)


def frame(page: ServicePage, tab: str) -> Context:
    """What stands on every tab: heading, providers, how the quarter's return stands, the tabs themselves."""
    return {
        "service": page.service,
        "crumbs": crumbs(page),
        "providers": [page.provider_link(each) for each in page.providers],
        "areas": ", ".join(area.name for area in page.service.areas.all()),
        "status": standing(page),
        "rag": worst(page),
        "tabs": [{"label": each.label, "url": page.url(slug), "current": slug == tab} for slug, each in TABS.items()],
        "tab": "" if tab == "overview" else TABS[tab].label,
    }


def crumbs(page: ServicePage) -> list[dict[str, str]]:
    listing, service = reverse("services", args=[page.scene.quarter.slug]), page.service
    place = service.theme or service.objective
    key = "theme" if service.theme else "objective"
    return [{"label": "Services", "url": listing}, {"label": place.name, "url": f"{listing}?{key}={place.code}"}]


def standing(page: ServicePage) -> Any:
    """The tag of the quarter's most pressing return; None where none is owed."""
    order = list(Status)
    first = min(page.current, key=lambda row: order.index(row.status), default=None)
    return first and status_tag(Status(first.status), first.days_late(page.scene.on))


def worst(page: ServicePage) -> Rag | None:
    """The worst rating stored at approval over the quarter's returns; None: not held."""
    stored = [Rag(row.rag) for row in page.current if row.rag and row.state == Status.APPROVED]
    return min(stored, key=list(Rag).index, default=None)
