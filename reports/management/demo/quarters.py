"""The quarters of the demonstration: Q2 2022/23 sent and approved, Q3 open with returns in every state.

The days on which things were sent, questioned and approved are examples: the published update gives none.
"""

from typing import Any

from commissioning.choices import State
from commissioning.models import OfficeItem, Pack, QuarterlyReturn, ReportingPeriod
from commissioning.workflow.opening import open_period
from reports.management.demo import life
from reports.management.demo.returns import fill, lead_officer_of, writer_of
from reports.management.demo.source import moment, read, read_quarter
from tracker.models import User

TOLD, OPEN = "2022-23-q2", "2022-23-q3"
DAYS = ("2022-10-13", "2022-10-17", "2022-10-18", "2022-10-20", "2022-10-21")


def load_told_quarter(manager: User) -> None:
    period = ReportingPeriod.objects.get(slug=TOLD)
    open_period(period=period, by=manager, at=moment("2022-10-03", 9))
    for number, row in enumerate(read_quarter(TOLD)):
        day = row.get("sent", DAYS[number % len(DAYS)])
        written = fill(period, row, at=moment(day))
        _approve_all(written, day=day, manager=manager)
    for number, pack in enumerate(Pack.objects.filter(period=period)):
        _approve_all(pack, day=DAYS[number % len(DAYS)], manager=manager)


def _approve_all(record: QuarterlyReturn | Pack | OfficeItem, *, day: str, manager: User) -> None:
    life.send(record, by=_sender(record), at=moment(day, 15))
    late = day > "2022-11-01"
    life.approve(record, by=manager, at=moment("2022-11-24" if late else "2022-11-03", 11))


def _sender(record: QuarterlyReturn | Pack | OfficeItem) -> User:
    if isinstance(record, OfficeItem):
        return record.writer or lead_officer_of(record.service)
    own = record if isinstance(record, QuarterlyReturn) else record.returns.order_by("pk")[0]
    return writer_of(own)


def load_open_quarter(manager: User) -> None:
    period = ReportingPeriod.objects.get(slug=OPEN)
    open_period(period=period, by=manager, at=moment("2023-01-03", 9))
    for row in read(OPEN)["returns"]:
        _reach(period, row, manager)


def _reach(period: ReportingPeriod, row: dict[str, Any], manager: User) -> None:
    """Bring one return of the open quarter to the state that it is to show."""
    written = fill(period, row, at=moment("2023-01-12"))
    by, state = _sender(written), State(row["state"])
    if state == State.NOT_REQUIRED:
        life.excuse(written, row["reason"])
    elif state == State.IN_PROGRESS:
        life.begin(written, by=by)
    else:
        life.send(written, by=by, at=moment("2023-01-16"))
    if state == State.APPROVED:
        life.approve(written, by=manager, at=moment("2023-01-19"))
    if state == State.QUERIED and isinstance(written, QuarterlyReturn):
        life.ask(written, row["query"], by=manager, at=moment("2023-01-18"))
