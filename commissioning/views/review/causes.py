"""Causes that recur: what each service told of its challenges, cause by cause."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commissioning.choices import Cause, Standing, State
from commissioning.filters import PortfolioFilter
from commissioning.models import Narrative, QuarterlyReturn, Service
from commissioning.views.addresses import address
from commissioning.views.quarters import Scene, with_quarter
from commissioning.views.returns_tabs import returns_tabs
from commissioning.views.review.found import challenges
from commissioning.views.review.page import APPROVES

Row = dict[str, Any]


@with_quarter("commissioning.view_portfolio")
def causes(request: HttpRequest, scene: Scene) -> HttpResponse:
    """The passages behind each cause, of the services that the filter leaves, as far as this person may read them."""
    chosen = PortfolioFilter(request.GET or None, queryset=Service.objects.none(), scene=scene)
    rows = challenges(scene, [each.pk for each in chosen.selection]).select_related("quarterly_return")
    reviews = scene.user.has_perm(APPROVES)
    told = [(row, passage(scene, row, row.quarterly_return)) for row in rows if row.quarterly_return]
    told.sort(key=lambda pair: (pair[1]["service"], pair[1]["by"]))
    found = [(cause, [said for row, said in told if cause in row.causes]) for cause in Cause]
    context = {
        "filter": chosen,
        "chosen": bool(chosen.chosen),
        "causes": [
            {"slug": cause.value, "label": cause.label.capitalize(), "passages": passages}
            for cause, passages in sorted(found, key=lambda pair: -len(pair[1]))
            if passages
        ],
        "without": [said for row, said in told if not row.causes],
        "tabs": returns_tabs(scene, "review") if reviews else [],
        "back": {
            "url": address("review" if reviews else "dashboard", scene.quarter.slug),
            "label": "Review" if reviews else "Dashboard",
        },
    }
    return render(request, "commissioning/review/causes.html", context)


def passage(scene: Scene, row: Narrative, owner: QuarterlyReturn) -> Row:
    """What one return told of its challenges."""
    provider = scene.portfolio.providers[owner.provider_id]
    return {
        "service": scene.portfolio.services[owner.service_id].name,
        "by": provider.name if provider.stated else "Provider not stated",
        "url": address("return", owner.pk),
        "text": row.text,
        "standing": "" if owner.state == State.APPROVED else Standing.SUBMITTED.label,
    }
