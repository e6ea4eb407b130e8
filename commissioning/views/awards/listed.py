"""The awards of a quarter as a list, with what they come to as filtered."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.urls import reverse

from commissioning.exports.awards import AWARDS, MONEY, award_line, money_lines
from commissioning.figures.awarded import Awarded, awarded_at, read_together, together
from commissioning.figures.money import Said, group_name, said_of
from commissioning.figures.pieces import Piece
from commissioning.figures.spend import spend_of
from commissioning.filters.awards import AwardFilter
from commissioning.models import Award
from commissioning.models.seeing import audiences, with_submitted
from commissioning.ratings.totals import Total
from commissioning.tables.awards import AwardTable
from commissioning.views.money.overview import told_on
from commissioning.views.money.wording import money_tabs
from commissioning.views.quarters import with_quarter
from commissioning.workflow.set_up.funders import MONEY as SET_UP
from tracker import formats
from tracker.exports import Cell
from tracker.lookups import among
from tracker.periods import financial_year_of
from tracker.views import TidyTableView

Row = dict[str, Any]


class ComeTo(NamedTuple):
    """What awards come to together, and the lines of those that are read together."""

    every: Total
    groups: list[Row]


class AwardList(TidyTableView):
    """The awards that run in the quarter or have money in its financial year, with what they come to as filtered."""

    filterset_class = AwardFilter
    table_class = AwardTable
    template_name = "commissioning/award/list.html"
    columns, tidy_columns = AWARDS, MONEY

    def get_queryset(self) -> QuerySet[Award]:
        return Award.objects.filter(among(self.awarded)).select_related("provider")

    def in_order(self) -> Sequence[int]:
        return list(self.awarded)

    def get_table_kwargs(self) -> dict[str, Any]:
        return {**super().get_table_kwargs(), "scene": self.scene}

    def get_table(self, **kwargs: Any) -> AwardTable:
        table: AwardTable = super().get_table(**kwargs)
        shown = [] if self.exports else [row.record for row in table.paginated_rows]
        table.awarded, table.said = self.awarded, self.said_of(shown)
        return table

    @property
    def awarded(self) -> dict[int, Awarded]:
        return awarded_at(self.scene.reference, self.scene.quarter)

    def said_of(self, awards: list[Award]) -> dict[int, Said]:
        """What was said to be spent of these by the quarter's end."""
        quarter = self.scene.quarter
        lines = spend_of(awards, quarter, with_submitted=with_submitted(self.scene.user)) if awards else {}
        return {each.pk: said_of(each, lines.get(each.pk, ()), quarter) for each in awards}

    @property
    def come_to(self) -> ComeTo:
        """What every award of the list comes to, on whatever page of it."""
        every, quarter = self.awarded, self.scene.quarter
        if self.shows_all:
            return self.scene.portfolio.once(("awards come to", quarter.pk), lambda: come_to(list(every.values())))
        return come_to([every[key] for key in self.object_list.values_list("pk", flat=True)])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.exports:
            return context
        scene, found = self.scene, self.come_to
        return context | {
            "tabs": money_tabs(scene, "awards"),
            "known": formats.money(found.every.known),
            "missing": len(found.every.missing),
            "add_url": reverse("set-up-add", args=["awards"]) if scene.user.has_perm(SET_UP) else "",
            "groups": found.groups,
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


def come_to(listed: Sequence[Awarded]) -> ComeTo:
    return ComeTo(together(listed), group_lines(listed))


def group_lines(listed: Iterable[Awarded]) -> list[Row]:
    """Awards that are read together, each group with its total, and whether a stated one ties."""
    return [
        {
            "label": group_name(group),
            "count": len(group),
            "awarded": "" if whole.amount is None else formats.money(whole.amount),
            "stated": stated.sentence if stated else "",
        }
        for group, whole, stated in read_together(listed)
    ]
