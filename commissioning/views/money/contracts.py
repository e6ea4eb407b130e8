"""Contracts as the public register shows them, each with what is missing of it and where that is mended."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from commissioning.figures.contracts import contracts_by
from commissioning.figures.gaps import Line, contract_lines
from commissioning.models import Award
from commissioning.tables.contracts import ContractTable, where
from commissioning.views.money.grants import COLUMNS, GrantList
from commissioning.views.quarters import with_quarter
from commissioning.workflow.documents import KEEPS
from tracker.exports import Cell


class ContractList(GrantList):
    """The contracts by the quarter's end, each with what is missing of it."""

    table_class = ContractTable
    template_name = "commissioning/money/contracts.html"
    export_header = ("Contract", *COLUMNS[1:], "On the register")
    page_name = "contracts-register"

    def get_queryset(self) -> QuerySet[Award]:
        return contracts_by(self.scene.quarter.end)

    def lines(self) -> list[Line]:
        return contract_lines(self.scene.reference, self.scene.quarter.end)

    def get_table(self, **kwargs: Any) -> ContractTable:
        table: ContractTable = super().get_table(**kwargs)
        table.may_file = self.scene.user.has_perm(KEEPS)
        return table

    def export_name(self) -> str:
        return f"contracts-{self.scene.quarter.slug}"

    def export_title(self) -> str:
        return "Contracts on the register"

    def export_rows(self, rows: Sequence[Line]) -> Iterator[Sequence[Cell]]:  # type: ignore[override]
        for each, line in zip(rows, super().export_rows(rows), strict=True):
            yield (*line, where(each))


contracts = with_quarter("commissioning.view_portfolio")(ContractList.as_view())
