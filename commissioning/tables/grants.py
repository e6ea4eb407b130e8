"""The grants as open data, with what is missing of each."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from commissioning.figures.gaps import Line
from commissioning.tables.cells import LINK, LINK_WITH_SUB, SIDE_BY_SIDE, WIDE
from tracker import formats
from tracker.tables import NUMERIC, DayColumn, Table
from tracker.templatetags.tracker_tags import or_nil

NOTHING = "nothing"


class GrantTable(Table):
    """Rows of `gaps.Line`. `scene`: the quarter looked at; `may_set_up`: whether what is missing can be added."""

    scene: Any
    may_set_up: bool

    row_header = "title"
    title = tables.Column("Grant", accessor="award__title", order_by=("award__title", "award__pk"), attrs=WIDE)
    amount = tables.Column("Amount", empty_values=(), order_by=("amount", "award__pk"), attrs=NUMERIC)
    decided_on = DayColumn("Decided", accessor="award__decided_on", nil="not stated")
    needed = tables.Column("Missing and needed", empty_values=(), orderable=False)
    useful = tables.Column("Would help", empty_values=(), orderable=False)

    class Meta(Table.Meta):
        fields: tuple[str, ...] = ()
        attrs = {"caption": "Grants, with what is missing of each"}
        order_by = "title"

    def render_title(self, record: Line) -> SafeString:
        page = reverse("award", args=[self.scene.quarter.slug, record.award.pk])
        return format_html(LINK_WITH_SUB, page, record.award.title, record.award.recipient)

    def render_amount(self, record: Line) -> str:
        return or_nil("" if record.amount is None else formats.money(record.amount), "not stated")

    def render_needed(self, record: Line) -> SafeString | str:
        said = formats.listing(record.needed)
        if not said or not self.may_set_up:
            return or_nil(said.capitalize(), NOTHING)
        page = reverse("set-up-record", args=["awards", record.award.pk])
        hidden = format_html('<span class="govuk-visually-hidden"> to {}</span>', record.award.title)
        return format_html(SIDE_BY_SIDE, said.capitalize(), format_html(LINK, page, format_html("Add{}", hidden)))

    def render_useful(self, record: Line) -> str:
        return or_nil(formats.listing(record.useful).capitalize(), NOTHING)
