"""Who is waiting at the end of the period: a number, none, "yes, not counted", or it doesn't apply."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from commissioning.choices import ObservationState
from commissioning.models import WaitingListLine
from commissioning.parsing import Kind
from commissioning.workflow.sections.boxes import Box, BoxKind, Reader, plain
from commissioning.workflow.sections.lines import Lines, put, said_again, sent_before, under
from tracker.models import User

NUMBER, NONE = "number", "none"
ANSWERS = [
    ("", "Choose"),
    (NUMBER, "A number is waiting"),
    (NONE, "Nobody is waiting"),
    (ObservationState.UNCOUNTED.value, "Yes, not counted"),
    (ObservationState.NOT_COUNTED.value, "Not counted"),
    (ObservationState.DOES_NOT_APPLY.value, "Doesn’t apply"),
]
MOST_WAITING = Decimal(1_000_000)


class WaitingList(Lines):
    slug = "waiting-list"
    label = "Waiting list"
    prefix = "waiting"
    one = "waiting list"

    def rows(self) -> Any:
        if self.kept is not None:
            return self.kept.of(WaitingListLine, self.record)
        return WaitingListLine.objects.filter(**under(self.record)).select_related("unchanged_from")

    def rows_before(self) -> list[Any]:
        return sent_before(WaitingListLine.objects.all(), self.record)

    def again(self, row: WaitingListLine) -> Any:
        return said_again(row, ("name", "state", "waiting", "note", "audience"), **under(self.record))

    def columns(self, row: WaitingListLine | None) -> list[Box]:
        return [
            Box(
                "name",
                "Which list",
                row.name if row else "",
                hint="Leave empty if there is only one",
                limit=120,
                width=20,
            ),
            Box("answer", "At the end of the quarter", _answer(row), BoxKind.CHOICE, ANSWERS),
            Box("waiting", "How many people", _number(row), BoxKind.NUMBER, width=5, reads=Kind.COUNT),
            Box("note", "Where, why, and what is done about it", row.note if row else "", limit=300, width=30),
        ]

    def read(self, reader: Reader, name: str, row: WaitingListLine | None) -> dict[str, Any]:
        waiting = reader.amount(f"{name}waiting", Kind.COUNT, most=MOST_WAITING)
        answer = reader.choice(f"{name}answer", ANSWERS) or (NUMBER if waiting is not None else "")
        if not answer:
            reader.faults[f"{name}answer"] = "Say whether people are waiting."
        if answer == NUMBER and waiting is None and f"{name}waiting" not in reader.faults:
            reader.faults[f"{name}waiting"] = "How many people are waiting? If nobody counted them, say so above."
        if answer != NUMBER and waiting is not None:
            reader.faults[f"{name}waiting"] = "There is a number, and another answer is chosen. Keep one of the two."
        counted = answer in (NUMBER, NONE)
        return {
            "name": reader.text(f"{name}name", 120),
            "state": ObservationState.REPORTED if counted else answer,
            "waiting": int(waiting or 0) if counted else None,
            "note": reader.text(f"{name}note", 300),
        }

    def keep(self, row: WaitingListLine | None, said: dict[str, Any], *, by: User, at: datetime) -> Any:
        return put(row or WaitingListLine(**under(self.record)), said, self.fresh)


def _answer(row: WaitingListLine | None) -> str:
    if row is None or row.state == ObservationState.NOT_ANSWERED:
        return ""
    if row.state == ObservationState.REPORTED:
        return NUMBER if row.waiting else NONE
    return row.state


def _number(row: WaitingListLine | None) -> str:
    return plain(row.waiting) if row and row.waiting else ""
