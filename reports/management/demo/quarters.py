"""The quarters of the demonstration: Q2 2022/23 sent and approved, Q3 open with returns in every state.

The days on which things were sent, questioned and approved are examples: the published update gives none.
"""

from typing import Any

from commissioning import workflow
from commissioning.choices import CommitmentState, State
from commissioning.models import Commitment, OfficeItem, Pack, QuarterlyReturn, ReportingPeriod
from commissioning.workflow.promises import current_of, prefix_of, settle_promises
from commissioning.workflow.standing_text import item_still_right
from reports.management.demo.figures import correct_figures
from reports.management.demo.questions import ask_for_more_time, ask_open_questions
from reports.management.demo.returns import fill, lead_officer_of, writer_of
from reports.management.demo.source import moment, read, read_quarter
from tracker.merging import Base
from tracker.models import User
from tracker.roles import Role

TOLD, OPEN = "2022-23-q2", "2022-23-q3"
SENT_ON = ("2022-10-13", "2022-10-17", "2022-10-18", "2022-10-20", "2022-10-21")
ASKED_ON = "2022-11-25"

Record = QuarterlyReturn | Pack | OfficeItem


def load_told_quarter(manager: User) -> None:
    period = ReportingPeriod.objects.get(slug=TOLD)
    workflow.open_period(period=period, by=manager, at=moment("2022-10-03", 9))
    rows = read_quarter(TOLD)
    days = [row.get("sent", SENT_ON[number % len(SENT_ON)]) for number, row in enumerate(rows)]
    written = [fill(period, row, at=moment(day)) for row, day in zip(rows, days, strict=True)]
    for number, pack in enumerate(
        Pack.objects.filter(period=period)
    ):  # before the returns, whose ratings look at spend
        _send_and_approve(pack, SENT_ON[number % len(SENT_ON)], manager)
    for record, row, day in zip(written, rows, days, strict=True):
        _send_and_approve(record, day, manager)
        if isinstance(record, QuarterlyReturn):
            correct_figures(record, row, by=manager)
        ask_open_questions(record, row, by=lead_officer_of(record.service), at=moment(ASKED_ON))


def _send_and_approve(record: Record, day: str, manager: User) -> None:
    _send(record, day)
    approved_on = "2022-11-03" if day < "2022-11-03" else "2022-11-24"
    workflow.approve(record=record, by=manager, at=moment(approved_on, 11))


def _send(record: Record, day: str) -> None:
    """A money and people part that holds no line is sent as "nothing to report"."""
    by = _writer(record)
    if isinstance(record, Pack) and not (record.spend_lines.exists() or record.staffing_lines.exists()):
        workflow.nothing_to_report(record=record, by=by, at=moment(day, 15))
        return
    workflow.begin(record=record, by=by, at=moment(day, 14))
    workflow.submit(record=record, by=by, at=moment(day, 15))


def _writer(record: Record) -> User:
    if isinstance(record, OfficeItem):
        return record.writer or lead_officer_of(record.service)
    return writer_of(record if isinstance(record, QuarterlyReturn) else record.returns.order_by("pk")[0])


def load_open_quarter(manager: User) -> None:
    period = ReportingPeriod.objects.get(slug=OPEN)
    workflow.open_period(period=period, by=manager, at=moment("2023-01-03", 9))
    told = read(OPEN)
    for row in told["returns"]:
        written = fill(period, row, at=moment("2023-01-12"))
        _bring_to(State(row["state"]), written, row, manager)
        if isinstance(written, OfficeItem):
            item_still_right(item=written, by=_writer(written), at=moment(row["reviewed"]))
    _slip(told["slipped"])
    ask_for_more_time(period, told["more_time"])


def _slip(row: dict[str, str]) -> None:
    """An example of a promise that slipped to another day."""
    promise = Commitment.objects.get(service__code=row["service"], text=row["text"])
    boxes = current_of([promise])
    year, month, day = (int(part) for part in row["to"].split("-"))
    said = {"state": CommitmentState.SLIPPED.value, "due": f"{year}-{month}-{day}", "note": row["why"]}
    settle_promises(
        keys=[promise.pk],
        typed={f"{prefix_of(promise)}{box}": text for box, text in said.items()},
        base=Base.of(0, boxes),
        by=User.objects.get(email=row["by"]),
        at=moment(row["on"]),
    )


def _bring_to(state: State, record: QuarterlyReturn | OfficeItem, row: dict[str, Any], manager: User) -> None:
    if state == State.NOT_REQUIRED:
        workflow.not_required(record=record, by=manager, at=moment("2023-01-06"), reason=row["reason"])
    elif state == State.IN_PROGRESS:
        workflow.begin(record=record, by=_writer(record), at=moment("2023-01-12"))
    else:
        _send(record, "2023-01-16")
    if row.get("checked"):
        other = User.objects.filter(role=Role.OFFICER).exclude(pk=_writer(record).pk).earliest("pk")
        workflow.mark_checked(record=record, by=other, at=moment("2023-01-17"))
    if state == State.APPROVED:
        workflow.approve(record=record, by=manager, at=moment("2023-01-19"))
    if state == State.QUERIED:
        workflow.ask(record=record, by=manager, at=moment("2023-01-18"), text=row["query"])
