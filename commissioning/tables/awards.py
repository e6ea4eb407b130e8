"""The awards of a quarter as a list."""

from collections.abc import Mapping
from typing import Any

import django_tables2 as tables
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from commissioning.figures.awarded import Awarded
from commissioning.figures.money import Said
from commissioning.models import Award
from commissioning.models.money import AwardQuerySet
from commissioning.models.seeing import audiences
from commissioning.tables.cells import LINK, LINK_WITH_SUB
from tracker import formats
from tracker.tables import NUMERIC, DayColumn, Table
from tracker.templatetags.tracker_tags import or_nil


class AwardTable(Table):
    """Rows of `Award`. `scene`: the quarter. By key, what each comes to in its year (`awarded`), and of those that are
    shown what was said to be spent by its end (`said`).
    """

    row_header = "title"
    title = tables.Column("Award", order_by=("title", "pk"))
    provider = tables.Column("Provider", order_by=("provider__name", "title", "pk"))
    kind = tables.Column("Kind", accessor="get_kind_display", order_by=("kind", "title", "pk"))
    ends_on = DayColumn("Ends", order_by=("ends_on", "title", "pk"), nil="not stated")
    total = tables.Column("Awarded", attrs=NUMERIC, empty_values=())
    spent = tables.Column("Spent", attrs=NUMERIC, empty_values=(), orderable=False)

    awarded: Mapping[int, Awarded]
    said: Mapping[int, Said]

    def __init__(self, *args: Any, scene: Any, **kwargs: Any) -> None:
        self.scene = scene
        super().__init__(*args, **kwargs)

    class Meta(Table.Meta):
        model = Award
        fields: tuple[str, ...] = ()
        attrs = {"caption": "Awards of the quarter"}
        order_by = "title"

    def order_total(self, queryset: AwardQuerySet, is_descending: bool) -> tuple[QuerySet[Award], bool]:
        """By amount, what is not stated last either way, on both databases."""
        total = F("total").desc(nulls_last=True) if is_descending else F("total").asc(nulls_last=True)
        quarter = self.scene.quarter
        return queryset.with_total(quarter.year_label, on=quarter.end).order_by(total, "title", "pk"), True

    def render_title(self, record: Award) -> SafeString:
        page = reverse("award", args=[self.scene.quarter.slug, record.pk])
        return format_html(LINK_WITH_SUB, page, record.title, record.reference)

    def render_provider(self, record: Award) -> str:
        return or_nil(str(record.provider) if record.provider.stated else "", "not stated")

    def render_total(self, record: Award) -> str:
        found = self.awarded[record.pk]
        return or_nil("" if found.amount is None else formats.money(found.amount, found.precision), "not stated")

    def render_spent(self, record: Award) -> SafeString | str:
        """What was spent by the quarter's end, leading to where that was said."""
        said = self.said[record.pk]
        if said.audience not in audiences(self.scene.user):
            return or_nil("", "not shown to your role")
        if said.spent is None or said.line is None:
            return or_nil("")
        page = reverse("spend", args=[self.scene.quarter.slug, said.line])
        return format_html(LINK, page, formats.money(said.spent))
