"""What was asked as a list."""

from datetime import date
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from commissioning.choices import BETWEEN_US, QuestionState, RecordKind
from commissioning.models import Question
from commissioning.tables.cells import LINK, LINK_AND_SUB, WITH_SUB, nowrap, with_history
from tracker import formats
from tracker.periods import london_date
from tracker.tables import Table
from tracker.templatetags.tracker_tags import tag


class QuestionTable(Table):
    """Questions. `scene`: the quarter that is looked at; `named`: names and pages of what the shown rows are about, by
    kind and key.
    """

    row_header = "text"
    text = tables.Column("Question", orderable=False)
    about = tables.Column("About", empty_values=(), orderable=False)
    asked = tables.Column("Asked", accessor="asked_at", order_by=("asked_at", "pk"))
    state = tables.Column("Now", order_by=("state", "asked_at", "pk"))

    class Meta(Table.Meta):
        model = Question
        fields: tuple[str, ...] = ()
        sequence = ("text", "about", "asked", "state")
        attrs = {"caption": "Questions"}
        order_by = "asked"

    scene: Any
    on: date
    named: dict[tuple[str, int], tuple[str, str]]

    def render_text(self, record: Question) -> SafeString:
        cell = format_html(LINK, reverse("question", args=[record.pk]), record.text)
        return with_history(cell, self.scene, "questions", record.pk, record.text)

    def render_about(self, record: Question) -> SafeString:
        name, url = self.named.get((record.record_kind, record.record_id), ("", ""))
        at = record.service_measure.label if record.service_measure else record.section.replace("-", " ")
        kind = RecordKind(record.record_kind).label.capitalize()
        return format_html(LINK_AND_SUB, url, name, f"{kind}, at {at}" if at else kind)

    def render_asked(self, record: Question) -> SafeString:
        ago = formats.ago((self.on - london_date(record.asked_at)).days)
        by = record.asked_by.name
        for_whom = "" if record.asker in BETWEEN_US else f", for {record.get_asker_display()}"
        return format_html(WITH_SUB, nowrap(ago.capitalize()), f"{by}{for_whom}")

    def render_state(self, record: Question) -> SafeString:
        return tag(QuestionState(record.state))
