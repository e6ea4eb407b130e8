"""Registers as spreadsheet lines."""

from collections.abc import Sequence
from typing import Any

from commissioning.figures.registers import assessment_of, when_words
from commissioning.figures.risks import movement_words
from commissioning.models import Award, Commitment, NewsItem, StaffingLine, SubsidyAssessment, WaitingListLine
from tracker import formats
from tracker.exports import Cell

RISKS = (
    "Risk",
    "Service",
    "Owner",
    "Likelihood the quarter before",
    "Impact the quarter before",
    "Level the quarter before",
    "Likelihood now",
    "Impact now",
    "Level now",
    "Level before mitigation",
    "Since the quarter before",
    "Last told of for the period to",
    "What is done",
    "Closed",
    "Who may see it",
)
NOT_TOLD = (None, None, None)
PROMISES = (
    "Promise",
    "Service",
    "Owed by",
    "Due",
    "First due",
    "Due in words",
    "Now",
    "What was said of it",
    "Said in",
    "Who may see it",
)
STAFFING = (
    "Post",
    "Services",
    "Provider",
    "Period",
    "Funded",
    "In post",
    "Vacant",
    "Expected",
    "Note",
    "Who may see it",
)
WAITING = ("Service", "Waiting list", "Period", "Answer", "People waiting", "Note", "Who may see it")
NEWS = (
    "What happened",
    "Service or item",
    "Kind",
    "When",
    "Day",
    "By whom",
    "Partners",
    "Who from the office was there",
    "Link",
    "Period",
    "Who may see it",
)


CONTRACTS = (
    "Award",
    "Reference",
    "Provider",
    "Kind",
    "Starts",
    "Ends",
    "Years it may be extended by",
    "Talks on an extension",
    "Review by",
    "Notice by",
    "Decision notices",
    "Subsidy",
    "Why",
    "Assessed by",
    "Assessed on",
    "Confirmed by the recipient on",
    "Entry in the subsidy database",
)


def contract_line(row: Award) -> Sequence[Cell]:
    """One award, with its notices and its assessment, if it has been assessed."""
    return [
        row.title,
        row.reference,
        row.provider.name if row.provider.stated else None,
        row.get_kind_display(),
        row.starts_on,
        row.ends_on,
        row.extension_years,
        row.extension_state,
        row.review_by,
        row.notice_on,
        "; ".join(f"{each.number} ({formats.short_day(each.decided_on)})" for each in row.decision_notices.all()),
        *assessment_cells(assessment_of(row)),
    ]


def assessment_cells(found: SubsidyAssessment | None) -> Sequence[Cell]:
    if found is None:
        return [None] * 6
    return [
        found.get_route_display(),
        found.reason,
        found.assessed_by.name,
        found.assessed_on,
        found.confirmed_on,
        found.database_reference,
    ]


def risk_line(row: Any) -> Sequence[Cell]:
    """One risk. `row` is one of `Risk.objects.standing()`."""
    standing = row.standing
    now, then = standing.now, standing.then
    return [
        row.title,
        row.service.name,
        row.owner,
        *((then.likelihood, then.impact, then.level) if then else NOT_TOLD),
        *((now.likelihood, now.impact, now.level, now.before) if now else (*NOT_TOLD, None)),
        movement_words(standing),
        now.on if now else None,
        row.mitigation,
        standing.closed,
        row.get_audience_display(),
    ]


def promise_line(row: Commitment) -> Sequence[Cell]:
    return [
        row.text,
        row.service.name if row.service else "",
        row.get_by_whom_display(),
        row.due_on,
        row.first_due_on,
        row.due_words,
        row.get_state_display(),
        row.state_note,
        row.parent.period.label,
        row.get_audience_display(),
    ]


def staffing_line(row: StaffingLine) -> Sequence[Cell]:
    owner: Any = row.pack or row.office_item
    return [
        row.role,
        "; ".join(service.name for service in row.services.all()),
        row.pack.provider.name if row.pack else "",
        owner.period.label,
        row.funded,
        row.in_post,
        row.vacant,
        row.expected,
        row.note,
        row.get_audience_display(),
    ]


def waiting_line(row: WaitingListLine) -> Sequence[Cell]:
    parent = row.parent
    return [
        parent.service.name if row.quarterly_return_id else parent.title,
        row.name,
        parent.period.label,
        "a number" if row.waiting is not None else formats.state_words(row.state),
        row.waiting,
        row.note,
        row.get_audience_display(),
    ]


def news_line(row: NewsItem) -> Sequence[Cell]:
    parent = row.parent
    return [
        row.text,
        row.service.name if row.service else getattr(parent, "title", "") or parent.service.name,
        row.get_kind_display(),
        when_words(row),
        row.on,
        row.get_by_whom_display(),
        row.partners,
        row.attended,
        row.link,
        parent.period.label,
        row.get_audience_display(),
    ]
