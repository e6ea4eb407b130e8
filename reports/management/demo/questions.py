"""What the published update leaves open, as questions that nobody has answered yet."""

from datetime import date, datetime
from typing import Any

from commissioning import workflow
from commissioning.choices import RecordKind
from commissioning.models import (
    Allocation,
    OfficeItem,
    Pack,
    QuarterlyReturn,
    Question,
    ReportingPeriod,
    ServiceMeasure,
)
from reports.management.demo.source import moment, read
from tracker.models import User


def ask_open_questions(record: QuarterlyReturn | OfficeItem, row: dict[str, Any], *, by: User, at: datetime) -> None:
    """Asked once the record is approved, so that they stand open beside it and don't send it back."""
    for question in row.get("questions", []):
        measure = ServiceMeasure.objects.filter(code=question.get("measure", "")).first()
        workflow.ask(
            record=record,
            by=by,
            at=at,
            text=question["text"],
            section="figures" if measure else "",
            service_measure=measure,
        )


def ask_for_more_time(period: ReportingPeriod, row: dict[str, str]) -> None:
    """A provider's request that waits for the office."""
    workflow.ask_for_more_time(
        pack=Pack.objects.get(period=period, provider__code=row["provider"]),
        until=date.fromisoformat(row["until"]),
        reason=row["reason"],
        by=User.objects.get(email=row["by"]),
        at=moment(row["asked"]),
    )


def ask_about_allocations(*, by: User, at: datetime) -> None:
    for row in read("money")["allocations"]:
        allocation = Allocation.objects.get(code=row["code"])
        for question in row.get("questions", []):
            Question.objects.create(
                record_kind=RecordKind.ALLOCATION,
                record_id=allocation.pk,
                text=question["text"],
                asked_by=by,
                asked_at=at,
            )
