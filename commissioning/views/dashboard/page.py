"""The dashboard of a quarter: what is in, what needs somebody, figures, money, ratings. All numbers are links."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from commissioning.filters import PortfolioFilter
from commissioning.models import Service
from commissioning.views.dashboard import changes, exceptions, findings, headline, money, ratings, recurring, tally
from commissioning.views.dashboard.found import Found, keep_whole, read
from commissioning.views.needs.more import panels
from commissioning.views.needs.office import leave
from commissioning.views.quarters import Scene, with_quarter
from tracker.remembered import remembered
from tracker.roles import Role


@with_quarter("commissioning.view_portfolio")
@remembered
def dashboard(request: HttpRequest, scene: Scene) -> HttpResponse:
    """The whole portfolio, or what the filter in the address leaves of it."""
    chosen, found = look(request, scene)
    context = sections(found) | {
        "filter": chosen,
        "filter_box": filter_box(request, scene, chosen),
        "chosen": bool(chosen.chosen),
        "notes": scene.portfolio.notes.get(scene.quarter.pk, []),
        "panels": panels(scene) if scene.user.role == Role.VIEWER else [],  # who begins here, and has no other home
        "leave": leave(scene),
        "key_dates": scene.portfolio.key_dates.get(scene.quarter.pk, []),
    }
    response = render(request, "commissioning/dashboard/page.html", context)
    keep_whole(found)
    return response


def sections(found: Found) -> dict[str, Any]:
    """What the page says of what was found."""
    cards = headline.cards_of(found)
    return {
        "findings": findings.section(found),
        "changes": changes.section(found),
        "recurring": recurring.rows(found),
        "tally": tally.items(found),
        "missing": tally.missing(found),
        "ratings": tally.ratings(found),
        "to_approve": tally.waiting(found),
        "exceptions": exceptions.rows(found),
        "cards": cards,
        "has_sparks": any(card.has_spark for card in cards),
        "headlines": headline.table(found),
        "more_headlines": max(0, headline.number(found) - headline.ROWS),
        "money": money.section(found),
        "heat": ratings.table(found),
    }


def look(request: HttpRequest, scene: Scene) -> tuple[PortfolioFilter, Found]:
    """The filter in the address, and what is found of what it leaves: for the page, and for paper."""
    chosen = chosen_in(request, scene)
    return chosen, read(scene, chosen)


def filter_box(request: HttpRequest, scene: Scene, chosen: PortfolioFilter) -> SafeString:
    """The filter's form, with hundreds of names to choose from; where nothing is chosen, as what is set up makes it."""

    def made() -> SafeString:
        return render_to_string("commissioning/dashboard/filter.html", {"filter": chosen}, request)

    return made() if request.GET else scene.portfolio.once("filter of the dashboard", made)


def chosen_in(request: HttpRequest, scene: Scene) -> PortfolioFilter:
    return PortfolioFilter(request.GET or None, queryset=Service.objects.none(), scene=scene)
