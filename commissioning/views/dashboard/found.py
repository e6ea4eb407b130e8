"""What the pages about a whole quarter find: read once, for all of their parts."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from commissioning.figures import AwardPosition, HeatRow, MeasureFigure, award_positions, heat, measure_figures
from commissioning.figures.owed import Owed, owed_in
from commissioning.filters import PortfolioFilter
from commissioning.models import Service
from commissioning.models.seeing import audiences, with_submitted
from commissioning.views.quarters import Scene
from commissioning.views.service.money import for_eyes


@dataclass(frozen=True)
class Found:
    """What the pages about a whole quarter read. `query` is the chosen filter as it stands in addresses."""

    scene: Scene
    services: dict[int, Service]
    query: dict[str, str]
    owed: Owed
    figures: list[MeasureFigure]
    positions: list[AwardPosition]

    @cached_property
    def by_service(self) -> dict[int, MeasureFigure]:
        return {each.measure.service_id: each for each in self.figures}


@dataclass(frozen=True)
class Dashboard(Found):
    """The same with the ratings of the quarters before."""

    heat: dict[int, HeatRow]


def read(scene: Scene, chosen: PortfolioFilter) -> Dashboard:
    """Everything that the dashboard shows, in five queries."""
    facts = facts_of(scene, chosen)
    return Dashboard(**facts, heat=heat(facts["services"], scene.quarter, reference=scene.reference))


def facts_of(scene: Scene, chosen: PortfolioFilter) -> dict[str, Any]:
    """The fields of `Found`, in four queries."""
    services = {each.pk: each for each in chosen.selection}
    owed = owed_in(scene.quarter, on=scene.on, user=scene.user)
    if chosen.chosen:
        owed = owed.about(services, scene.portfolio.providers_for(services), sender=chosen.sender)
    points, submitted = scene.office.pace_points, with_submitted(scene.user)
    positions = award_positions(chosen.awards, scene.quarter, with_submitted=submitted, points=points)
    return {
        "scene": scene,
        "services": services,
        "query": chosen.chosen,
        "owed": owed,
        "figures": headline_figures(scene, services),
        "positions": for_eyes(positions, scene.user),
    }


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
