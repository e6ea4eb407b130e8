"""The lines of the ledger as a list."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from commissioning.choices import MatchedBy
from commissioning.models import Payment
from commissioning.tables.cells import LINK, LINK_AND_SUB, WIDE, WITH_SUB, with_history
from tracker import formats
from tracker.tables import NUMERIC, DayColumn, Table
from tracker.templatetags.tracker_tags import or_nil


class PaymentTable(Table):
    """`scene`: the quarter that is looked at; `may_match`: whether this person says what a payment was for."""

    scene: Any
    may_match = False

    row_header = "payee"
    paid_on = DayColumn("Paid on", accessor="paid_on", order_by=("paid_on", "pk"))
    payee = tables.Column("Paid to", order_by=("payee", "pk"), empty_values=(), attrs=WIDE)
    amount = tables.Column("Amount", attrs=NUMERIC, order_by=("amount", "pk"))
    award = tables.Column("For", empty_values=(), order_by=("award__title", "pk"), attrs=WIDE)

    class Meta(Table.Meta):
        model = Payment
        fields: tuple[str, ...] = ()
        sequence = ("payee", "paid_on", "amount", "award")
        attrs = {"caption": "Payments"}
        order_by = "-paid_on"

    def render_payee(self, record: Payment) -> SafeString:
        payee = record.payee or "payee not stated"
        cell = format_html(WITH_SUB, payee, record.reference) if record.reference else format_html("{}", payee)
        name = f"{payee}, {formats.money(record.amount)}"
        return with_history(cell, self.scene, "payments", record.pk, name)

    def render_amount(self, value: Any) -> str:
        return formats.money(value)

    def render_award(self, record: Payment) -> SafeString | str:
        match = reverse("payment-match", args=[record.pk])
        if record.award is not None:
            page = reverse("award", args=[self.scene.quarter.slug, record.award.pk])
            return format_html(LINK_AND_SUB, page, record.award.title, f"by {MatchedBy(record.matched_by).label}")
        if record.aside:
            return "no award"
        if not self.may_match:
            return or_nil("", "not matched")
        named = f" {record.payee or record.reference}, {formats.money(record.amount)}"
        return format_html(LINK, match, format_html('Match<span class="govuk-visually-hidden">{}</span>', named))
