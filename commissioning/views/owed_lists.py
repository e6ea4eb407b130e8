"""What is owed for a quarter, as lists: returns, money and people, items to write."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase

from commissioning.exports.lists import OWED, owed_line
from commissioning.figures.owed import Owing
from commissioning.figures.owing import owed_by_all
from commissioning.filters import ItemFilter, OwedFilter, PackFilter, SelectionFilter
from commissioning.models import OfficeItem, Pack, QuarterlyReturn
from commissioning.models.owed import OwedQuerySet
from commissioning.tables import ItemTable, OwedTable, PackTable, ReturnTable
from commissioning.views.dashboard.listed import Merged, Ranked
from commissioning.views.quarters import Scene, with_quarter
from commissioning.views.returns_tabs import RETURNS_TABS, returns_tabs, tab_url
from tracker.exports import Cell
from tracker.remembered import remembered
from tracker.views import FilteredTableView


@dataclass(frozen=True, slots=True)
class Part:
    label: str
    model: type[QuarterlyReturn] | type[Pack] | type[OfficeItem]
    filterset: type[SelectionFilter]
    table: type[OwedTable]
    related: tuple[str, ...]


PARTS = {
    "returns": Part("Returns", QuarterlyReturn, OwedFilter, ReturnTable, ("period__calendar",)),
    "packs": Part("Money and people", Pack, PackFilter, PackTable, ("period",)),
    "items": Part("Items to write", OfficeItem, ItemFilter, ItemTable, ("period", "objective", "theme", "writer")),
}


class OwedList(FilteredTableView):
    """One of the three lists; `?part=` says which, and what is no part is the first."""

    template_name = "commissioning/owed/list.html"
    export_header = OWED
    asks_nothing = frozenset({"page", "part"})
    part = ""  # empty: as the address says

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        asked = self.part or request.GET.get("part", "")
        self.part = asked if asked in self.parts else "returns"

    @property
    def parts(self) -> list[str]:
        """The lists that this person may see: items to write are the office's own."""
        return [key for key in PARTS if key != "items" or not self.scene.user.is_provider]

    def get_filterset_class(self) -> type[SelectionFilter]:
        return PARTS[self.part].filterset

    def get_table_class(self) -> type[OwedTable]:
        return PARTS[self.part].table

    def get_queryset(self) -> QuerySet:
        part, scene = PARTS[self.part], self.scene
        rows: OwedQuerySet = part.model.objects.visible_to(scene.user).with_status(scene.on)
        owed = rows.filter(period__end__gte=scene.quarter.start, period__end__lte=scene.quarter.end)
        return owed.select_related(*part.related, "submitted_by", "approved_by")

    def in_order(self) -> Sequence[int] | None:
        """Returns by their services, money and people by their providers: of a large portfolio these are kept."""
        scene, head = self.scene, self.scene.office.told
        if self.part == "items" or scene.user.is_provider or not (head and scene.portfolio.is_large):
            return None
        owed = owed_by_all(scene.quarter, on=scene.on, head=head, reference=scene.reference)
        if self.part == "packs":
            places = scene.portfolio.places_of_providers
            return Merged(owed.packs.each("listed", partial(in_places, places, attrgetter("provider"))))
        services = scene.portfolio.places_by_name
        return Merged(owed.returns.each("listed", partial(in_places, services, attrgetter("service"))))

    def get_table(self, **kwargs: Any) -> OwedTable:
        table: OwedTable = super().get_table(**kwargs)
        table.prepare(self.scene.portfolio, self.scene.on, names=not self.scene.user.is_provider)
        return table

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {
            "tabs": returns_tabs(self.scene, self.part),
            "heading": PARTS[self.part].label,
            "clear": tab_url(self.scene, RETURNS_TABS[self.part]),
            "part": self.part,
        }

    def export_name(self) -> str:
        return f"{self.part}-{self.scene.quarter.slug}"

    def export_title(self) -> str:
        return PARTS[self.part].label

    def export_rows(self, rows: QuerySet) -> Iterable[Sequence[Cell]]:
        names = not self.scene.user.is_provider
        return (owed_line(row, self.scene.portfolio, on=self.scene.on, names=names) for row in rows)


@with_quarter("commissioning.view_returns")
@remembered
def returns(request: HttpRequest, scene: Scene) -> HttpResponseBase:
    """The list that the address names."""
    return OwedList.as_view()(request, scene)


def in_places(places: Mapping[int, int], owner: Callable[[Owing], int], things: Iterable[Owing]) -> Ranked[int]:
    """The keys of these things, each at the place of its owner."""
    return sorted(((places[owner(each)], each.key), each.key) for each in things)
