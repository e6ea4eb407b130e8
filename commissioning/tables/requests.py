"""Information requests as a list."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from commissioning.choices import Status
from commissioning.models import InformationRequest
from commissioning.tables.cells import LINK_WITH_SUB, WITH_SUB, with_history
from commissioning.tables.registers import RegisterTable
from tracker import formats
from tracker.tables import DayColumn, Table
from tracker.templatetags.tracker_tags import tag

BRIEF = 160  # characters of what is asked


class RequestTable(RegisterTable):
    row_header = "number"
    number = tables.Column("Request", order_by=("number", "pk"))
    asker = tables.Column("Asked by", order_by=("asker", "pk"))
    received_on = DayColumn("Received", order_by=("received_on", "pk"))
    due_on = tables.Column("Due", order_by=("due_on", "pk"))
    answered = tables.Column("Answered", accessor="answered_on", order_by=("answered_on", "pk"), empty_values=())

    class Meta(Table.Meta):
        model = InformationRequest
        fields: tuple[str, ...] = ()
        attrs = {"caption": "Information requests"}

    def render_number(self, record: InformationRequest) -> SafeString:
        text = record.text if len(record.text) <= BRIEF else f"{record.text[:BRIEF].rsplit(None, 1)[0]} …"
        page = reverse("information-request", args=[record.pk])
        cell = format_html(LINK_WITH_SUB, page, record.number, text)
        return with_history(cell, self.scene, "requests", record.pk, record.number)

    def render_due_on(self, record: InformationRequest) -> str | SafeString:
        late = record.answered_on is None and record.due_on < self.scene.on
        return (
            tag(Status.LATE, f"Was due {formats.short_day(record.due_on)}")
            if late
            else formats.short_day(record.due_on)
        )

    def render_answered(self, record: InformationRequest) -> SafeString:
        if record.answered_on is None:
            return tag("enter", "Open")
        return format_html(WITH_SUB, formats.short_day(record.answered_on), record.list_name)
