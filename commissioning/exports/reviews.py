"""Contract reviews, their actions and annual reviews as spreadsheet lines."""

from collections.abc import Sequence
from typing import Any

from commissioning.models import AnnualReview, ReviewAction
from tracker.exports import Cell

REVIEWS = ("Service", "Award", "Held", "Who was there", "What was said", "Open actions", "Next", "Who may see it")
ACTIONS = ("Action", "Owner", "Due", "First due", "Done", "What became of it", "Service", "Award", "Review held")
ANNUAL = ("Award", "Provider", "Year", "Outcome", "Why", "Decided by", "Decided")


def review_line(row: Any) -> Sequence[Cell]:
    """One review, a row of `ContractReview.objects.with_open_actions()`."""
    return [
        row.service.name if row.service else None,
        row.award.title if row.award else None,
        row.held_on,
        row.attended,
        row.notes,
        row.open_actions,
        row.next_on,
        row.get_audience_display(),
    ]


def action_line(row: ReviewAction) -> Sequence[Cell]:
    return [
        row.text,
        row.owner,
        row.due_on,
        row.first_due_on,
        row.done_on,
        row.note,
        row.review.service.name if row.review.service else None,
        row.review.award.title if row.review.award else None,
        row.review.held_on,
    ]


def annual_line(row: AnnualReview) -> Sequence[Cell]:
    return [
        row.award.title,
        row.award.provider.name if row.award.provider.stated else None,
        row.year_label,
        row.get_outcome_display(),
        row.reason,
        row.decided_by.name,
        row.decided_on,
    ]
