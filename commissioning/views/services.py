"""The portfolio, and one service by its tabs."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from commissioning.exports.lists import SERVICES, service_line, statement_words
from commissioning.figures import MeasureFigure, Stated, measure_figures
from commissioning.filters import ServiceFilter
from commissioning.models import Service
from commissioning.models.seeing import audiences, with_submitted
from commissioning.tables import ServiceTable
from commissioning.views.measures import lists_of
from commissioning.views.quarters import with_quarter
from commissioning.views.service.page import said_of
from tracker.exports import Cell
from tracker.remembered import remembered
from tracker.tables import CountedPages
from tracker.views import FilteredTableView

PLACES = ("status_place", "late_since", "rag_place")


class Services(FilteredTableView):
    """All services of the quarter with their first headline figure, rating and return."""

    filterset_class = ServiceFilter
    table_class = ServiceTable
    template_name = "commissioning/services/list.html"
    export_header = SERVICES
    pages = CountedPages  # a row is shown with few tables, and much else is asked for the page

    def get_queryset(self) -> QuerySet[Service]:
        rows = Service.objects.running_in(self.scene.quarter).with_plan()
        return self.standing(rows) if self.exports or self.asks_how_they_stand else rows

    @property
    def asks_how_they_stand(self) -> bool:
        """Whether it depends on returns and ratings which services are listed, and in which order."""
        asked = self.request.GET
        return any(name in asked or name in "".join(asked.getlist("sort")) for name in ("status", "rag"))

    def standing(self, rows: Any) -> QuerySet[Service]:
        return rows.with_quarter(self.scene.reference.ending_in(self.scene.quarter), self.scene.on)

    def get_table(self, **kwargs: Any) -> ServiceTable:
        table: ServiceTable = super().get_table(**kwargs)
        table.prepare(self.scene.portfolio, self.scene.quarter, self.scene.on)
        if not self.exports:
            shown = [row.record for row in table.paginated_rows]
            table.figures, table.said = self.figures(each.pk for each in shown)
            if not self.asks_how_they_stand:
                self.say_how_they_stand(shown)
        return table

    def say_how_they_stand(self, shown: Iterable[Any]) -> None:
        """Of those that are shown alone: to say it of all of them takes longer than the rest of the page."""
        own = {each.pk: each for each in shown}
        places = self.standing(Service.objects.filter(pk__in=own).order_by())
        for row in places.values("pk", *PLACES):
            own[row["pk"]].__dict__.update({name: row[name] for name in PLACES})

    def figures(self, services: Iterable[int]) -> tuple[dict[int, MeasureFigure], dict[int, list[Stated]]]:
        """The first headline figure of each of these services, and what was only said of it."""
        scene = self.scene
        seen, keys = audiences(scene.user), list(services)
        scene.portfolio.need(keys, people=True)
        headlines = scene.portfolio.headlines(keys, scene.quarter.end)
        measures = [each for each in headlines if each.audience in seen]
        found = measure_figures(
            measures,
            scene.quarter,
            reference=scene.reference,
            with_submitted=with_submitted(scene.user),
            tolerance=scene.office.tolerance,
        )
        return {each.measure.service_id: each for each in found}, said_of(measures, scene.quarter, scene.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        total = len(self.scene.portfolio.in_quarter(self.scene.quarter))
        tabs = lists_of(self.scene, "services")
        return context | {"total": total, "tabs": tabs, "list_url": self._own_address()}

    def export_name(self) -> str:
        return f"services-{self.scene.quarter.slug}"

    def export_title(self) -> str:
        return "Services"

    def export_rows(self, rows: QuerySet[Service]) -> Iterable[Sequence[Cell]]:
        listed = list(rows)
        figures, said = self.figures(each.pk for each in listed)
        for service in listed:
            figure = figures.get(service.pk)
            words = statement_words(said, figure)
            yield service_line(service, figure, words, self.scene.portfolio, on=self.scene.on)

    def _own_address(self) -> str:
        return reverse("services", args=[self.scene.quarter.slug])


services = with_quarter("commissioning.view_portfolio")(remembered(Services.as_view()))
