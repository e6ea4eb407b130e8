"""What was said one period earlier, to be read beside a box or said again."""

from typing import Any

from commissioning.choices import RecordKind, State
from commissioning.models import OfficeItem, Pack, QuarterlyReturn, ReportingPeriod
from commissioning.models.lines import CarriedForward
from commissioning.workflow.life import Record, kind_of

OWNERS = {RecordKind.RETURN: "quarterly_return", RecordKind.PACK: "pack", RecordKind.ITEM: "office_item"}
SENT = (State.SUBMITTED, State.APPROVED)  # a record that is open again may be half changed


def owner_of(record: Record) -> str:
    """By which name lines point at a record of this kind."""
    return OWNERS[kind_of(record)]


def one_period_earlier(record: Record) -> dict[str, Any]:
    """A filter of lines: those of the same service and provider, provider, or item, sent one period earlier."""
    period = record.period
    like = _like(record) | {
        "period__calendar": period.calendar_id,
        "period__sequence": period.sequence - 1,
        "state__in": SENT,
    }
    return {f"{owner_of(record)}__{name}": value for name, value in like.items()}


def _like(record: Record) -> dict[str, Any]:
    if isinstance(record, QuarterlyReturn):
        return {"service": record.service_id, "provider": record.provider_id}
    return {"provider": record.provider_id} if isinstance(record, Pack) else {"code": record.code}


def period_of(row: Any) -> ReportingPeriod:
    """The period in which a line was said."""
    owner: QuarterlyReturn | Pack | OfficeItem = next(
        found for name in OWNERS.values() if (found := getattr(row, name, None)) is not None
    )
    return owner.period


def since(row: CarriedForward) -> ReportingPeriod:
    """Since when it is said like this: where it was first said, however often it was said again."""
    return row.unchanged_from or period_of(row)
