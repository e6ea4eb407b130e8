"""The contracts of the public register, with what is missing of each."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from commissioning.figures.contracts import COPY
from commissioning.figures.gaps import Line
from commissioning.tables.cells import LINK, SIDE_BY_SIDE, WIDE
from commissioning.tables.grants import GrantTable

OVER, OTHERS, WITHHELD = "contracts over £10,000", "other contracts", "not shown: withheld"


def where(contract: Line) -> str:
    """In which part of the register it stands."""
    return WITHHELD if contract.award.withheld else OVER if contract.copied else OTHERS


class ContractTable(GrantTable):
    """Rows of `gaps.Line`. `may_file`: whether the copy that is missing can be added."""

    may_file: bool

    title = tables.Column("Contract", accessor="award__title", order_by=("award__title", "award__pk"), attrs=WIDE)
    register = tables.Column("On the register", empty_values=(), orderable=False)

    class Meta(GrantTable.Meta):
        attrs = {"caption": "Contracts, with what is missing of each"}
        sequence = ("title", "amount", "decided_on", "register", "needed", "useful")

    def render_register(self, record: Line) -> str:
        return where(record)

    def render_needed(self, record: Line) -> SafeString | str:
        """As of a grant; a copy is added among the award's documents."""
        said = super().render_needed(record)
        if COPY not in record.needed or not self.may_file:
            return said
        page = reverse("document-add", args=["award", record.award.pk])
        hidden = format_html('<span class="govuk-visually-hidden"> of {}</span>', record.award.title)
        return format_html(SIDE_BY_SIDE, said, format_html(LINK, page, format_html("Add the copy{}", hidden)))
