"""What the tabs of a service share: the service, its quarter, who is looking, and the way to other pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from commissioning.figures import MeasureFigure, Stated, measure_figures
from commissioning.figures.observations import Rows
from commissioning.figures.statements import by_measure, stated_in
from commissioning.models import ReportingPeriod, Service, ServiceMeasure, StatedComparison
from commissioning.models.seeing import audiences, states, with_submitted
from commissioning.views.quarters import Scene
from providers.models import Provider
from tracker.models import User


def said_of(measures: list[ServiceMeasure], quarter: ReportingPeriod, user: User) -> dict[int, list[Stated]]:
    """What was only said of these measures, as far as this person may read it, by measure. One query."""
    return read_by(user, stated_in(measures, quarter, states=states(user)))


def read_by(user: User, stated: Iterable[StatedComparison]) -> dict[int, list[Stated]]:
    seen = audiences(user)
    return {key: [each for each in rows if each.audience in seen] for key, rows in by_measure(stated).items()}


@dataclass(frozen=True, slots=True)
class ServicePage:
    """`current` are the service's returns of the quarter, rows of `with_status()`; `is_long`: over all periods."""

    scene: Scene
    service: Service
    current: tuple[Any, ...]
    is_long: bool = False

    @property
    def user(self) -> User:
        return self.scene.user

    @property
    def providers(self) -> list[Provider]:
        return self.scene.portfolio.providers_of.get(self.service.pk, [])

    @property
    def measures(self) -> list[ServiceMeasure]:
        """The measures in force at the quarter's end whose figures this person may see."""
        seen = audiences(self.user)
        found = self.scene.portfolio.measures_of(self.service.pk, self.scene.quarter.end)
        return [each for each in found if each.audience in seen]

    def figures(self, rows: Mapping[int, Rows] | None = None) -> list[MeasureFigure]:
        """All figures of the service at the quarter, in the order of its return. One query; none with `rows`."""
        return measure_figures(
            self.measures,
            self.scene.quarter,
            reference=self.scene.reference,
            with_submitted=with_submitted(self.user),
            tolerance=self.scene.office.tolerance,
            rows=rows,
        )

    def url(self, tab: str = "overview") -> str:
        address = [self.scene.quarter.slug, self.service.pk]
        return reverse("service", args=address) if tab == "overview" else reverse("service-tab", args=[*address, tab])

    def figure_url(self, observation: int) -> str:
        return reverse("figure", args=[self.scene.quarter.slug, observation])

    def provider_link(self, provider: Provider) -> dict[str, str]:
        name = provider.name if provider.stated else "Provider not stated"
        return {"label": name, "url": reverse("provider", args=[self.scene.quarter.slug, provider.pk])}
