"""Figures: every measure of every service in one list, with all that it is compared with."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from commissioning.exports.figures import FIGURES, LONG, figure_line, long_lines
from commissioning.figures import MeasureFigure, Stated, measure_figures
from commissioning.figures.categories import broken_down
from commissioning.filters import FigureFilter
from commissioning.models import ServiceMeasure
from commissioning.models.seeing import audiences, with_submitted
from commissioning.tables import FigureTable
from commissioning.views.quarters import Scene, with_quarter
from commissioning.views.service.page import said_of
from tracker.exports import Cell
from tracker.remembered import remembered
from tracker.tables import CountedPages
from tracker.views import TidyTableView

LISTS = {"services": "Services", "figures": "Figures", "measures": "Measures"}


def lists_of(scene: Scene, current: str) -> list[dict[str, Any]]:
    """The sub-navigation of Services: the lists over the whole portfolio."""
    return [
        {"label": label, "url": reverse(page, args=[scene.quarter.slug]), "current": page == current}
        for page, label in LISTS.items()
    ]


class Figures(TidyTableView):
    """All measures in force at the quarter's end that this person may see. `?shape=long` exports a line a period."""

    filterset_class = FigureFilter
    table_class = FigureTable
    template_name = "commissioning/figures/list.html"
    columns, tidy_columns = FIGURES, LONG
    pages = CountedPages  # a row is shown with few tables, and much else is asked for the page

    def get_queryset(self) -> QuerySet[ServiceMeasure]:
        scene = self.scene
        rows = ServiceMeasure.objects.filter(audience__in=audiences(scene.user)).of_services_in(scene.quarter)
        return rows.in_force(scene.quarter.end).select_related("service", "measure")

    def number(self) -> int | None:
        """It follows from what is set up."""
        portfolio, seen = self.scene.portfolio, tuple(audiences(self.scene.user))
        if not portfolio.is_large:
            return None
        return portfolio.once(("listed figures", self.scene.quarter.pk, seen), self.get_queryset().count)

    def get_table(self, **kwargs: Any) -> FigureTable:
        table: FigureTable = super().get_table(**kwargs)
        table.prepare(self.scene.portfolio, self.scene.quarter)
        if not self.exports:
            shown = [row.record for row in table.paginated_rows]
            self.scene.portfolio.need((each.service_id for each in shown), people=True)
            table.figures, table.said = self.figures(shown), said_of(shown, self.scene.quarter, self.scene.user)
        return table

    def figures(self, measures: Iterable[ServiceMeasure]) -> dict[int, MeasureFigure]:
        known: dict[int, MeasureFigure] = self.filterset.figures
        if known:
            return known
        scene = self.scene
        found = measure_figures(
            measures,
            scene.quarter,
            reference=scene.reference,
            with_submitted=with_submitted(scene.user),
            tolerance=scene.office.tolerance,
        )
        return {each.measure.pk: each for each in found}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        more = {"tabs": lists_of(self.scene, "figures"), "clear": reverse("figures", args=[self.scene.quarter.slug])}
        return super().get_context_data(**kwargs) | more

    def export_name(self) -> str:
        return f"figures-{'long-' if self.is_long else ''}{self.scene.quarter.slug}"

    def export_title(self) -> str:
        return "Figures, a line a value" if self.is_long else "Figures"

    def export_rows(self, rows: QuerySet[ServiceMeasure]) -> Iterator[Sequence[Cell]]:
        measures = list(rows)
        figures = self.figures(measures)
        said: dict[int, list[Stated]] = said_of(measures, self.scene.quarter, self.scene.user)
        split = broken_down(figures.values(), reference=self.scene.reference) if self.is_long else {}
        for measure in measures:
            figure = figures.get(measure.pk)
            if figure is not None and self.is_long:
                yield from long_lines(figure, self.scene.portfolio, split=split.get(measure.pk, ()))
            elif figure is not None:
                yield figure_line(figure, said, self.scene.portfolio)


figures = with_quarter("commissioning.view_portfolio")(remembered(Figures.as_view()))
