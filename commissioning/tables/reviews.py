"""Contract reviews, their actions, and annual reviews as lists."""

from datetime import date

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from commissioning.choices import CommitmentState, Status
from commissioning.models import AnnualReview, ContractReview, ReviewAction
from commissioning.tables.cells import LINK_WITH_SUB, WIDE, WITH_SUB, with_history
from commissioning.tables.registers import RegisterTable
from tracker import formats
from tracker.tables import DayColumn, Table
from tracker.templatetags.tracker_tags import tag


def page_of(quarter: str, review: ContractReview) -> str:
    """Where a review is read: with its service, else with its award."""
    if review.service_id:
        return reverse("service-tab", args=[quarter, review.service_id, "risks-and-promises"]) + "#reviews"
    return reverse("award", args=[quarter, review.award_id]) + "#reviews"


def action_state(action: ReviewAction, *, on: date) -> SafeString:
    """How an action stands, as a tag: done, was due, or open."""
    if action.done_on:
        return tag(CommitmentState.DONE, f"Done {formats.short_day(action.done_on)}")
    late = action.due_on is not None and action.due_on < on
    return tag(Status.LATE, "Was due") if late else tag("enter", "Open")


def due_words(action: ReviewAction) -> SafeString:
    """When it is due, with the day first agreed where it slipped."""
    first = f"first {formats.short_day(action.first_due_on)}" if action.first_due_on else ""
    return format_html(WITH_SUB, formats.short_day(action.due_on) if action.due_on else "no day given", first)


class ReviewTable(RegisterTable):
    row_header = "subject"
    subject = tables.Column("Of", orderable=False)
    held_on = DayColumn("Held", order_by=("held_on", "pk"))
    notes = tables.Column("What was said", default="not stated", orderable=False)
    open_actions = tables.Column("Open actions", orderable=False)
    next_on = DayColumn("Next", order_by=("next_on", "pk"), nil="not set")

    class Meta(Table.Meta):
        model = ContractReview
        fields: tuple[str, ...] = ()
        attrs = {"caption": "Contract reviews"}

    def render_subject(self, record: ContractReview) -> SafeString:
        both = f"{record.award}" if record.service_id and record.award_id else ""
        cell = format_html(LINK_WITH_SUB, page_of(self.scene.quarter.slug, record), str(record.subject), both)
        return with_history(cell, self.scene, "reviews", record.pk, str(record))

    def render_notes(self, record: ContractReview) -> SafeString:
        return format_html(WITH_SUB, record.notes, f"Present: {record.attended}" if record.attended else "")


class ActionTable(RegisterTable):
    row_header = "text"
    text = tables.Column("Action", order_by=("text", "pk"))
    owner = tables.Column("Owner", order_by=("owner", "pk"), attrs=WIDE)
    due = tables.Column("Due", accessor="due_on", order_by=("due_on", "pk"), empty_values=())
    state = tables.Column("Now", empty_values=(), orderable=False)
    note = tables.Column("What became of it", default="–", orderable=False)

    class Meta(Table.Meta):
        model = ReviewAction
        fields: tuple[str, ...] = ()
        attrs = {"caption": "Actions of reviews"}

    def render_text(self, record: ReviewAction) -> SafeString:
        review = record.review
        said = f"{review.subject}, review of {formats.short_day(review.held_on)}"
        cell = format_html(LINK_WITH_SUB, page_of(self.scene.quarter.slug, review), record.text, said)
        return with_history(cell, self.scene, "reviews", review.pk, record.text)

    def render_due(self, record: ReviewAction) -> SafeString:
        return due_words(record)

    def render_state(self, record: ReviewAction) -> SafeString:
        return action_state(record, on=self.scene.on)


class AnnualReviewTable(RegisterTable):
    row_header = "award"
    award = tables.Column("Award", order_by=("award__title", "pk"))
    year_label = tables.Column("Year", order_by=("year_label", "award__title", "pk"))
    outcome = tables.Column("Outcome", order_by=("outcome", "pk"))
    reason = tables.Column("Why", orderable=False)
    decided = tables.Column("Decided", empty_values=(), order_by=("decided_on", "pk"), attrs=WIDE)

    class Meta(Table.Meta):
        model = AnnualReview
        fields: tuple[str, ...] = ()
        attrs = {"caption": "Annual reviews"}

    def render_award(self, record: AnnualReview) -> SafeString:
        page = reverse("award", args=[self.scene.quarter.slug, record.award_id]) + "#annual"
        provider = record.award.provider
        cell = format_html(LINK_WITH_SUB, page, record.award.title, provider.name if provider.stated else "")
        return with_history(cell, self.scene, "annual-reviews", record.pk, str(record))

    def render_outcome(self, record: AnnualReview) -> str:
        return record.get_outcome_display().capitalize()

    def render_decided(self, record: AnnualReview) -> SafeString:
        return format_html(WITH_SUB, formats.short_day(record.decided_on), record.decided_by.name)
