"""The awards of a quarter as a list, with what they come to as filtered."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property

from commissioning.exports.awards import AWARDS, MONEY, award_line, money_lines
from commissioning.figures import award_positions, summary
from commissioning.figures.money import AwardPosition, group_name, groups
from commissioning.figures.pieces import Piece
from commissioning.filters.awards import AwardFilter
from commissioning.models import Award
from commissioning.models.seeing import audiences, with_submitted
from commissioning.tables.awards import AwardTable
from commissioning.views.money.overview import told_on
from commissioning.views.money.wording import money_tabs
from commissioning.views.quarters import with_quarter
from commissioning.views.service.money import total_line
from commissioning.workflow.set_up.funders import MONEY as SET_UP
from tracker import formats
from tracker.exports import Cell
from tracker.periods import financial_year_of
from tracker.views import TidyTableView

Row = dict[str, Any]


class AwardList(TidyTableView):
    """The awards that run in the quarter or have money in its financial year, with what they come to as filtered."""

    filterset_class = AwardFilter
    table_class = AwardTable
    template_name = "commissioning/award/list.html"
    columns, tidy_columns = AWARDS, MONEY

    def get_queryset(self) -> QuerySet[Award]:
        quarter = self.scene.quarter
        running = [each.pk for each in self.scene.portfolio.awards_at(quarter)]
        rows = Award.objects.filter(pk__in=running).select_related("provider")
        return rows.with_total(quarter.year_label, on=quarter.end)

    def get_table(self, **kwargs: Any) -> AwardTable:
        table: AwardTable = super().get_table(**kwargs)
        table.scene = self.scene
        table.positions = {} if self.exports else {each.award.pk: each for each in self.positions}
        return table

    @cached_property
    def positions(self) -> list[AwardPosition]:
        """How each award of the list stands at the quarter's end."""
        scene, submitted = self.scene, with_submitted(self.scene.user)
        points = scene.office.pace_points
        return award_positions(self.object_list, scene.quarter, with_submitted=submitted, points=points)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.exports:
            return context
        scene, found = self.scene, summary(self.positions, points=self.scene.office.pace_points)
        return context | {
            "tabs": money_tabs(scene, "awards"),
            "known": formats.money(found.awarded.known),
            "missing": len(found.awarded.missing),
            "add_url": reverse("set-up-add", args=["awards"]) if scene.user.has_perm(SET_UP) else "",
            "groups": read_together(self.positions),
            "clear": reverse("awards", args=[scene.quarter.slug]),
        }

    def export_name(self) -> str:
        return f"{'money-long' if self.is_long else 'awards'}-{self.scene.quarter.slug}"

    def export_title(self) -> str:
        return "Money, a line an amount" if self.is_long else "Awards"

    def export_rows(self, rows: QuerySet[Award]) -> Iterator[Sequence[Cell]]:
        scene, seen = self.scene, audiences(self.scene.user)
        wanted = list(rows.values_list("pk", flat=True))
        held = {award.pk: award for award in scene.portfolio.awards}
        listed = [held[key] for key in wanted]
        told, year = told_on(scene, listed, scene.quarter.end), financial_year_of(scene.quarter.end)
        for award in listed:
            piece = told.piece(award, year)
            open_ = piece.position.audience in seen
            if self.is_long:
                yield from money_lines(award, told, spend=open_)
            else:
                covered = scene.portfolio.services_of_award.get(award.pk, ())
                services = [(row.service.name, row.share) for row in covered]
                yield award_line(piece if open_ else without_spend(piece), told, services)


def without_spend(piece: Piece) -> Piece:
    """The same for those who may not see what was said to be spent."""
    return piece.only({name: piece.amount(name) for name in ("awarded", "committed", "paid")})


awards = with_quarter("commissioning.view_portfolio")(AwardList.as_view())


def read_together(positions: list[AwardPosition]) -> list[Row]:
    """Awards that are read together, each group with its total, and whether a stated one ties."""
    return [
        {"label": group_name(each.award for each in group), "count": len(group), **total_line(summary(group))}
        for group in groups(positions).values()
        if len(group) > 1
    ]
