"""The changes to awards as a list."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from commissioning.figures.awards import part_of
from commissioning.models import Variation
from commissioning.ratings.splits import sum_words
from commissioning.tables.cells import LINK_WITH_SUB, WIDE
from tracker import formats
from tracker.tables import NUMERIC, DayColumn, Table
from tracker.templatetags.tracker_tags import or_nil


class ChangeTable(Table):
    """Rows of `Variation` with their splits; `scene`: the quarter that is looked at."""

    scene: Any

    row_header = "award"
    award = tables.Column("Award", order_by=("award__title", "effective_on", "pk"), attrs=WIDE)
    kind = tables.Column("Change", accessor="get_kind_display", order_by=("kind", "effective_on", "pk"))
    effective_on = DayColumn("From", order_by=("effective_on", "pk"))
    reason = tables.Column("Why", orderable=False, attrs=WIDE)
    money = tables.Column("Money", empty_values=(), orderable=False, attrs=NUMERIC)
    posts = tables.Column("Posts", empty_values=(), orderable=False)

    class Meta(Table.Meta):
        model = Variation
        fields: tuple[str, ...] = ()
        attrs = {"caption": "Changes to awards"}
        order_by = "-effective_on"

    def render_award(self, record: Variation) -> SafeString:
        page = reverse("award", args=[self.scene.quarter.slug, record.award_id])
        provider = record.award.provider
        return format_html(LINK_WITH_SUB, page, record.award.title, provider.name if provider.stated else "")

    def render_kind(self, value: str) -> str:
        return value.capitalize()

    def render_money(self, record: Variation) -> str:
        return or_nil(money_words(record), "none stated")

    def render_posts(self, record: Variation) -> str:
        return or_nil(posts_words(record), "not stated")


def money_words(row: Variation) -> str:
    """ "£20,000 in 2022/23, −£20,000 in 2023/24"."""
    return ", ".join(f"{sum_words([part_of(each)])} in {each.year_label}" for each in row.splits.all())


def posts_words(row: Variation) -> str:
    """ "Two posts created, one post kept"."""
    counted = [(row.posts_created, "created"), (row.posts_kept, "kept"), (row.posts, "created or kept")]
    return formats.listing(
        f"{formats.number(count)} post{'' if count == 1 else 's'} {word}"
        for count, word in counted
        if count is not None
    )
