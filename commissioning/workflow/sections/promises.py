"""Promises: what became of the earlier ones, and those made now."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from commissioning.choices import CommitmentBy, CommitmentState, RecordKind
from commissioning.models import Commitment, QuarterlyReturn
from commissioning.workflow.life import Record, kind_of
from commissioning.workflow.sections.boxes import Box, BoxKind, Changes, Reader
from commissioning.workflow.sections.lines import Line, Lines, put, under
from tracker.audit import Told, field_changes
from tracker.models import User

BY = [("", "Choose"), *((each.value, each.label.capitalize()) for each in CommitmentBy)]
FATES = [(each.value, each.label) for each in CommitmentState]
FURTHEST = timedelta(days=20 * 366)
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)


def fate_boxes(row: Commitment) -> list[Box]:
    """What is asked about a promise: what became of it, by when now, and why."""
    return [
        Box("state", "What became of it", row.state, BoxKind.CHOICE, FATES),
        Box("due", "Due on", as_typed(row.due_on), BoxKind.DATE, hint="A new day, where it slipped"),
        Box("note", "How, or why not", row.state_note, limit=200, width=30),
    ]


def read_fate(reader: Reader, name: str, row: Commitment) -> dict[str, Any]:
    """What the boxes of one promise say. A later day is a slip, and a slip is explained; a day is not taken away."""
    state = reader.choice(f"{name}state", FATES, required="Say what became of it.")
    due = reader.day(f"{name}due", EARLIEST, LATEST)
    over = state in (CommitmentState.DONE, CommitmentState.DROPPED)
    if f"{name}due" not in reader.faults and row.due_on is not None and due != row.due_on:
        if over:
            reader.faults[f"{name}due"] = "Leave the day as it was: this promise is over."
        elif due is None or due < row.due_on:
            reader.faults[f"{name}due"] = f"Leave the day, or give one after {row.due_on:%-d %B %Y}."
        else:
            state = CommitmentState.SLIPPED
    late = state in (CommitmentState.SLIPPED, CommitmentState.DROPPED)
    why = "Say why it slipped or was dropped." if late else ""
    return {"state": state, "due_on": due, "state_note": reader.text(f"{name}note", 200, required=why)}


def settle(row: Commitment, said: dict[str, Any]) -> Told:
    """Write what became of a promise; the day first promised stays. Answers the event that tells of it."""
    before = {field: getattr(row, field) for field in said}
    if row.due_on is not None and said["due_on"] != row.due_on:
        row.first_due_on = row.first_due_on or row.due_on
    put(row, said)
    return Told("settle-promise", row, reason=said["state_note"], changes=field_changes(before, row, said))


class EarlierPromises(Lines):
    """Promises about the service that were made elsewhere and are not yet kept or dropped."""

    slug = "earlier-promises"
    label = "Earlier promises"
    prefix = "earlier"
    one = "promise"
    removable = False

    def can_add(self) -> bool:
        return False

    def rows(self) -> Any:
        elsewhere = ~Q(**under(self.record)) | Q(**dict.fromkeys(under(self.record)))
        about = Commitment.objects.filter(elsewhere, service__isnull=False, service=service_of(self.record))
        if isinstance(self.record, QuarterlyReturn):  # another provider's promises are its own
            about = about.filter(Q(quarterly_return=None) | Q(quarterly_return__provider=self.record.provider_id))
        return about.open().select_related("quarterly_return__period", "office_item__period")

    def columns(self, row: Commitment) -> list[Box]:
        return fate_boxes(row)

    def read(self, reader: Reader, name: str, row: Commitment) -> dict[str, Any]:
        return read_fate(reader, name, row)

    def tell(self, line: Line, row: Any, changes: Changes) -> None:
        """What became of it is an act of its own."""

    def keep(self, row: Commitment, said: dict[str, Any], *, by: User, at: datetime) -> Any:
        self.told.append(settle(row, said))
        return row


class Promises(Lines):
    """Promises made in this return or item."""

    slug = "promises"
    label = "Promises made now"
    prefix = "promise"
    one = "promise"

    def rows(self) -> Any:
        return Commitment.objects.filter(**under(self.record))

    def columns(self, row: Commitment | None) -> list[Box]:
        by = CommitmentBy.PROVIDER if kind_of(self.record) == RecordKind.RETURN else CommitmentBy.OFFICE
        return [
            Box("text", "What is promised", row.text if row else "", limit=300, width=30),
            Box("by", "By whom", row.by_whom if row else "", BoxKind.CHOICE, BY, hint=f"Empty: {by.label}"),
            Box("due", "Due on", as_typed(row.due_on if row else None), BoxKind.DATE, hint="If a date was given"),
            Box(
                "when",
                "Or when, in words",
                row.due_words if row else "",
                hint="Such as: once a coordinator is in post",
                limit=120,
                width=20,
            ),
            *(
                [
                    Box("state", "What became of it", row.state, BoxKind.CHOICE, FATES),
                    Box("note", "How, or why not", row.state_note, limit=200, width=30),
                ]
                if row
                else []
            ),
        ]

    def read(self, reader: Reader, name: str, row: Commitment | None) -> dict[str, Any]:
        by = CommitmentBy.PROVIDER if kind_of(self.record) == RecordKind.RETURN else CommitmentBy.OFFICE
        start = self.record.period.start
        said = {
            "text": reader.text(f"{name}text", 300, required="Say what is promised."),
            "by_whom": reader.choice(f"{name}by", BY) or by,
            "due_on": reader.day(f"{name}due", start, start + FURTHEST),
            "due_words": reader.text(f"{name}when", 120),
        }
        if row is not None:
            said["state"] = reader.choice(f"{name}state", FATES) or row.state
            said["state_note"] = reader.text(f"{name}note", 200)
            slipped = said["state"] == CommitmentState.SLIPPED and said["due_on"] != row.due_on
            said["first_due_on"] = row.first_due_on or (row.due_on if slipped else None)
        return said

    def keep(self, row: Commitment | None, said: dict[str, Any], *, by: User, at: datetime) -> Any:
        return put(row or Commitment(service_id=service_of(self.record), **under(self.record)), said, self.fresh)


def service_of(record: Record) -> int | None:
    return getattr(record, "service_id", None)


def as_typed(day: date | None) -> str:
    """A date as its three boxes hold it."""
    return f"{day.year}-{day.month}-{day.day}" if day else ""
