"""Grants as open data: which can be published, what is missing of the others, and the files of 360Giving."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property

from commissioning.exports.giving import NoPrefix, faults, package_of, workbook_of
from commissioning.figures.gaps import Line, grant_lines
from commissioning.figures.grants import grants_by, grants_of
from commissioning.filters.grants import GrantFilter
from commissioning.models import Award
from commissioning.tables.grants import GrantTable
from commissioning.views.money.wording import money_tabs
from commissioning.views.quarters import Scene, with_quarter
from commissioning.workflow.set_up.funders import MONEY as SET_UP
from tracker import formats
from tracker.exports import XLSX, Cell
from tracker.tables import InOrder
from tracker.views import FilteredTableView

COLUMNS = ("Grant", "Award code", "Recipient", "Amount", "Decided on", "Missing and needed", "Would help")
NO_PREFIX = (
    "The office has no 360Giving prefix yet, which every grant’s identifier begins with. 360Giving gives it when the "
    "office registers; an administrator enters it under Set up, Office."
)
NONE_COMPLETE = "No grant says all that is needed yet. What is missing is listed below."


class GrantList(FilteredTableView):
    """The grants by the quarter's end, each with what is missing of it."""

    filterset_class = GrantFilter
    table_class = GrantTable
    template_name = "commissioning/money/grants.html"
    export_header: Sequence[str] = COLUMNS
    page_name = "grants"

    def get_queryset(self) -> QuerySet[Award]:
        return grants_by(self.scene.quarter.end)

    def get_table_data(self) -> InOrder:
        return InOrder(list(self.filterset.lacking(self.received)))

    @cached_property
    def received(self) -> list[Line]:
        """Those that went to whom the filter asks for, whatever is missing of them."""
        lines: list[Line] = self.filterset.received(self.lines())
        return lines

    def lines(self) -> list[Line]:
        return grant_lines(self.scene.reference, self.scene.quarter.end)

    def get_table(self, **kwargs: Any) -> GrantTable:
        table: GrantTable = super().get_table(**kwargs)
        table.scene, table.may_set_up = self.scene, self.scene.user.has_perm(SET_UP)
        return table

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        scene, complete = self.scene, sum(each.complete for each in self.received)
        problem = "" if scene.office.prefix else NO_PREFIX
        more = {
            "tabs": money_tabs(scene, self.page_name),
            "clear": reverse(self.page_name, args=[scene.quarter.slug]),
            "complete": complete,
            "total": len(self.received),
            "problem": problem or ("" if complete or not self.received else NONE_COMPLETE),
            "until": formats.day(scene.quarter.end),
        }
        return context | more

    def export_name(self) -> str:
        return f"grants-{self.scene.quarter.slug}"

    def export_title(self) -> str:
        return "Grants"

    def export_rows(self, rows: Sequence[Line]) -> Iterator[Sequence[Cell]]:  # type: ignore[override]
        for each in rows:
            award = each.award
            missing = ("; ".join(each.needed), "; ".join(each.useful))
            yield (award.title, award.code, award.recipient or None, each.amount, award.decided_on, *missing)


grants = with_quarter("commissioning.view_portfolio")(GrantList.as_view())


@with_quarter("commissioning.view_portfolio")
def grants_file(request: HttpRequest, scene: Scene, kind: str) -> HttpResponse | HttpResponseRedirect:
    """The file of 360Giving, of all grants that can be published. Where there are none the page says why."""
    on = scene.quarter.end
    try:
        package = package_of(grants_of(grants_by(on), on=on), office=scene.office, on=on)
    except NoPrefix:
        return redirect("grants", scene.quarter.slug)
    if not package["grants"]:
        return redirect("grants", scene.quarter.slug)
    wrong = faults(package)
    if wrong:
        raise ValueError("; ".join(wrong))  # a fault of ours: what is incomplete was left out
    if kind == "xlsx":
        response = HttpResponse(workbook_of(package), content_type=XLSX)
    else:
        text = json.dumps(package, ensure_ascii=False, indent=2)
        response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="360giving-{scene.quarter.slug}.{kind}"'
    return response
