"""Documents as a list."""

from datetime import date
from typing import Any

import django_tables2 as tables
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from commissioning.choices import DocumentState
from commissioning.figures.documents import Holder, holder_name, state_of
from commissioning.models import Document, Service
from commissioning.tables.cells import LINK, LINK_WITH_SUB, WIDE, WITH_SUB, with_history
from commissioning.tables.registers import RegisterTable
from tracker import formats
from tracker.tables import Table
from tracker.templatetags.tracker_tags import tag


def page_of(quarter: str, holder: Holder) -> str:
    """Where the documents of a holder are looked at."""
    if isinstance(holder, Service):
        return reverse("service-tab", args=[quarter, holder.pk, "documents"])
    return f"{reverse(holder_name(holder), args=[quarter, holder.pk])}#documents"


def until(document: Document, *, on: date) -> str | SafeString:
    """Its last day; with a tag where that is near, or past."""
    if document.expires_on is None:
        return "no end"
    state, said = state_of(document.expires_on, on=on), formats.short_day(document.expires_on)
    return said if state == DocumentState.HELD else tag(state, f"{state.label}: {said}")


class DocumentTable(RegisterTable):
    row_header = "title"
    title = tables.Column("Document", order_by=("title", "pk"))
    kind = tables.Column("Kind", order_by=("kind__name", "title", "pk"))
    holder = tables.Column("Of", orderable=False, attrs=WIDE)
    expires_on = tables.Column("Holds until", order_by=("expires_on", "pk"), empty_values=())

    class Meta(Table.Meta):
        model = Document
        fields: tuple[str, ...] = ()
        attrs = {"caption": "Documents"}

    def order_expires_on(self, queryset: QuerySet[Document], is_descending: bool) -> tuple[QuerySet[Document], bool]:
        """By the last day, those without end last either way, on both databases."""
        last = F("expires_on").desc(nulls_last=True) if is_descending else F("expires_on").asc(nulls_last=True)
        return queryset.order_by(last, "title", "pk"), True

    def render_title(self, record: Document) -> SafeString:
        sub = f"{record.get_audience_display()}; added {formats.short_day(record.at)}"
        if record.file:
            cell = format_html(LINK_WITH_SUB, reverse("document-file", args=[record.pk]), record.title, sub)
        else:
            cell = format_html(WITH_SUB, record.title, f"{sub}; its file was removed when its time was over")
        return with_history(cell, self.scene, "documents", record.pk, record.title)

    def render_holder(self, record: Document) -> SafeString:
        return format_html(LINK, page_of(self.scene.quarter.slug, record.holder), str(record.holder))

    def render_expires_on(self, record: Document) -> Any:
        if record.ended_on:
            return f"no longer counts, {formats.short_day(record.ended_on)}"
        return until(record, on=self.scene.on)
