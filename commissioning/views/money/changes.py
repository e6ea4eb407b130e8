"""Changes to awards over the whole portfolio: uplifts, cuts, extensions, and money that is moved or given back."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from commissioning.exports.money import CHANGES, change_lines
from commissioning.filters.changes import ChangeFilter
from commissioning.models import FundingSplit, Variation
from commissioning.tables.changes import ChangeTable
from commissioning.views.money.wording import money_tabs
from commissioning.views.quarters import with_quarter
from tracker.exports import Cell
from tracker.views import FilteredTableView


class MoneyChanges(FilteredTableView):
    """Changes, newest first. A file has a line for each amount that one moved."""

    filterset_class = ChangeFilter
    table_class = ChangeTable
    template_name = "commissioning/money/changes.html"
    export_header = CHANGES

    def get_queryset(self) -> QuerySet[Variation]:
        moved = FundingSplit.objects.select_related("stream__funder", "variation").order_by("year_label", "pk")
        rows = Variation.objects.select_related("award__provider", "announced_in")
        return rows.prefetch_related(Prefetch("splits", queryset=moved))

    def get_table(self, **kwargs: Any) -> ChangeTable:
        table: ChangeTable = super().get_table(**kwargs)
        table.scene = self.scene
        return table

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        more = {
            "tabs": money_tabs(self.scene, "money-changes"),
            "clear": reverse("money-changes", args=[self.scene.quarter.slug]),
        }
        return super().get_context_data(**kwargs) | more

    def export_name(self) -> str:
        return f"changes-{self.scene.quarter.slug}"

    def export_title(self) -> str:
        return "Changes to awards"

    def export_rows(self, rows: Iterable[Variation]) -> Iterator[Sequence[Cell]]:
        for row in rows:
            yield from change_lines(row)


changes = with_quarter("commissioning.view_portfolio")(MoneyChanges.as_view())
