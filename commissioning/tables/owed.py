"""What is owed for a quarter as lists: returns, money and people, items to write."""

from datetime import date
from typing import Any

import django_tables2 as tables
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from commissioning.choices import Status
from commissioning.figures.portfolio import Portfolio
from commissioning.models import OfficeItem, Pack, QuarterlyReturn
from commissioning.tables.cells import LINK, LINK_WITH_SUB, WIDE, by_name, status_tag
from tracker import formats
from tracker.tables import DayColumn, Table
from tracker.templatetags.tracker_tags import or_nil


class OwedTable(Table):
    """What returns, packs and items to write have in common."""

    status = tables.Column("Status", order_by=("status", "due_day", "pk"))
    due_day = DayColumn("Due", order_by=("due_day", "pk"), nil="not set")
    officer = tables.Column("Officer", empty_values=(), orderable=False)
    sent = tables.Column("Sent and approved", empty_values=(), orderable=False, attrs=WIDE)

    def prepare(self, portfolio: Portfolio, on: date, *, names: bool) -> None:
        """`names`: with those of the office's people, which a provider's people are not shown."""
        self.portfolio, self.on, self.names = portfolio, on, names
        if not names and "officer" in self.columns.columns:
            self.columns.hide("officer")

    def render_status(self, value: str, record: Any) -> SafeString:
        return status_tag(Status(value), record.days_late(self.on))

    def render_officer(self, record: Any) -> SafeString | str:
        service = self.portfolio.services.get(getattr(record, "service_id", None) or 0)
        officer = getattr(record, "writer", None) or (service.lead_officer if service else None)
        return or_nil(officer and officer.name, "not known yet")

    def render_sent(self, record: Any) -> str:
        sent = ("Sent", record.submitted_by, record.submitted_at)
        approved = ("approved", record.approved_by, record.approved_at)
        done = [(f"{word} {formats.short_day(at)}", by) for word, by, at in (sent, approved) if at]
        return ", ".join(f"{words} by {by}" if self.names else words for words, by in done) or "–"


class ReturnTable(OwedTable):
    row_header = "service"
    service = tables.Column("Service", accessor="service_id", order_by=("service__name", "provider__name", "pk"))

    class Meta(Table.Meta):
        model = QuarterlyReturn
        fields: tuple[str, ...] = ()
        sequence = ("service", "status", "due_day", "officer", "sent")
        attrs = {"caption": "Returns"}
        order_by = "service"

    def order_service(self, queryset: QuerySet, is_descending: bool) -> tuple[QuerySet, bool]:
        return by_name(queryset, "service__name", is_descending)

    def render_service(self, record: QuarterlyReturn) -> SafeString:
        provider = self.portfolio.providers[record.provider_id]
        sub = provider.name if provider.stated else "Provider not stated"
        own = record.period.label if record.period.calendar.kind != "financial_quarters" else ""
        name = self.portfolio.services[record.service_id].name
        return format_html(LINK_WITH_SUB, reverse("return", args=[record.pk]), name, f"{sub}, {own}" if own else sub)


class PackTable(OwedTable):
    row_header = "provider"
    provider = tables.Column("Provider", accessor="provider_id", order_by=("provider__name", "pk"))

    class Meta(Table.Meta):
        model = Pack
        fields: tuple[str, ...] = ()
        sequence = ("provider", "status", "due_day", "sent")
        exclude = ("officer",)
        attrs = {"caption": "Money and people"}
        order_by = "provider"

    def order_provider(self, queryset: QuerySet, is_descending: bool) -> tuple[QuerySet, bool]:
        return by_name(queryset, "provider__name", is_descending)

    def render_provider(self, record: Pack) -> SafeString:
        return format_html(LINK, reverse("pack", args=[record.pk]), self.portfolio.providers[record.provider_id].name)


class ItemTable(OwedTable):
    row_header = "title"
    title = tables.Column("Item to write", order_by=("title", "pk"))
    officer = tables.Column("Writer", empty_values=(), orderable=False)

    class Meta(Table.Meta):
        model = OfficeItem
        fields: tuple[str, ...] = ()
        sequence = ("title", "status", "due_day", "officer", "sent")
        attrs = {"caption": "Items to write"}
        order_by = "title"

    def order_title(self, queryset: QuerySet, is_descending: bool) -> tuple[QuerySet, bool]:
        return by_name(queryset, "title", is_descending)

    def render_title(self, record: OfficeItem) -> SafeString:
        place = record.theme or record.objective or record.get_section_display()
        return format_html(LINK_WITH_SUB, reverse("item", args=[record.pk]), record.title, str(place))
