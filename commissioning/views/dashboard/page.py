"""The dashboard of a quarter: what is in, what needs somebody, figures, money, ratings. All numbers are links."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commissioning.figures import AwardPosition, HeatRow, MeasureFigure, award_positions, heat, measure_figures
from commissioning.figures.owed import Owed, owed_in
from commissioning.filters import SelectionFilter
from commissioning.models import Service
from commissioning.views.dashboard import exceptions, headline, money, ratings, tally
from commissioning.views.quarters import Scene, with_quarter
from commissioning.views.service.money import for_eyes
from commissioning.views.service.page import audiences, with_submitted


@dataclass(frozen=True)
class Dashboard:
    """What the parts of the page read. `query` is the chosen filter as it stands in addresses."""

    scene: Scene
    services: dict[int, Service]
    query: dict[str, str]
    owed: Owed
    figures: list[MeasureFigure]
    positions: list[AwardPosition]
    heat: dict[int, HeatRow]

    @cached_property
    def by_service(self) -> dict[int, MeasureFigure]:
        return {each.measure.service_id: each for each in self.figures}


@with_quarter("commissioning.view_portfolio")
def dashboard(request: HttpRequest, scene: Scene) -> HttpResponse:
    """The whole portfolio, or what the filter in the address leaves of it."""
    chosen = SelectionFilter(request.GET or None, queryset=Service.objects.none(), scene=scene)
    found = read(scene, chosen)
    cards = headline.cards_of(found)
    context: dict[str, Any] = {
        "filter": chosen,
        "chosen": bool(chosen.chosen),
        "tally": tally.items(found),
        "missing": tally.missing(found),
        "ratings": tally.ratings(found),
        "to_approve": tally.to_approve(found),
        "exceptions": exceptions.rows(found),
        "cards": cards,
        "has_sparks": any(card["spark"] for card in cards),
        "headlines": headline.table(found),
        "money": money.section(found),
        "heat": ratings.table(found),
        "notes": scene.portfolio.notes.get(scene.quarter.pk, []),
        "key_dates": scene.portfolio.key_dates.get(scene.quarter.pk, []),
    }
    return render(request, "commissioning/dashboard/page.html", context)


def read(scene: Scene, chosen: SelectionFilter) -> Dashboard:
    """Everything that the page shows, in five queries."""
    services = {each.pk: each for each in chosen.selection}
    narrowed = list(services) if chosen.chosen else None
    owed = owed_in(scene.quarter, on=scene.on, user=scene.user)
    if chosen.chosen:
        owed = owed.about(services, scene.portfolio.providers_for(services))
    points, submitted = scene.office.pace_points, with_submitted(scene.user)
    awards = scene.portfolio.awards_at(scene.quarter, narrowed)
    positions = award_positions(awards, scene.quarter, with_submitted=submitted, points=points)
    return Dashboard(
        scene=scene,
        services=services,
        query=chosen.chosen,
        owed=owed,
        figures=headline_figures(scene, services),
        positions=for_eyes(positions, scene.user),
        heat=heat(services, scene.quarter, reference=scene.reference),
    )


def headline_figures(scene: Scene, services: dict[int, Service]) -> list[MeasureFigure]:
    """The first headline figure of each service, in the plan's order."""
    seen = audiences(scene.user)
    measures = scene.portfolio.headlines(services, scene.quarter.end)
    return measure_figures(
        [each for each in measures if each.audience in seen],
        scene.quarter,
        reference=scene.reference,
        with_submitted=with_submitted(scene.user),
        tolerance=scene.office.tolerance,
    )
