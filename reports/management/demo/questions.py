"""What the published update leaves open, as questions that nobody has answered yet."""

from typing import Any

from commissioning.choices import RecordKind
from commissioning.models import Allocation, OfficeItem, QuarterlyReturn, Question, ServiceMeasure
from reports.management.demo.source import moment, read
from tracker.models import User

ASKED_ON = "2022-11-25"

Asked = QuarterlyReturn | OfficeItem | Allocation
KINDS: dict[type, RecordKind] = {
    QuarterlyReturn: RecordKind.RETURN,
    OfficeItem: RecordKind.ITEM,
    Allocation: RecordKind.ALLOCATION,
}


def load_questions(about: Asked, row: dict[str, Any], *, by: User) -> None:
    """Questions that stand open beside an approved record; they don't send it back."""
    for question in row.get("questions", []):
        measure = question.get("measure")
        Question.objects.create(
            record_kind=KINDS[type(about)],
            record_id=about.pk,
            section="figures" if measure else "",
            service_measure=ServiceMeasure.objects.get(code=measure) if measure else None,
            service=getattr(about, "service", None),
            text=question["text"],
            asked_by=by,
            asked_at=moment(ASKED_ON),
        )


def load_allocation_questions(*, by: User) -> None:
    for row in read("money")["allocations"]:
        load_questions(Allocation.objects.get(code=row["code"]), row, by=by)
