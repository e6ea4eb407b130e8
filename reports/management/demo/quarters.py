"""The quarters of the demonstration: Q2 2022/23 sent and approved, Q3 open with returns in every state."""

from commissioning.models import QuarterlyReturn, ReportingPeriod
from commissioning.workflow.opening import open_period
from reports.management.demo.life import send_and_approve
from reports.management.demo.returns import fill, writer_of
from reports.management.demo.source import moment, read_quarter
from tracker.models import User

TOLD, OPEN = "2022-23-q2", "2022-23-q3"


def load_told_quarter() -> None:
    period = ReportingPeriod.objects.get(slug=TOLD)
    manager = User.objects.get(email="manager@example.org")
    open_period(period=period, by=manager, at=moment("2022-10-03", 9))
    for row in read_quarter(TOLD):
        written = fill(period, row, at=moment("2022-10-12"))
        by = writer_of(written) if isinstance(written, QuarterlyReturn) else written.writer
        send_and_approve(written, by=by, sent=moment("2022-10-19"), approver=manager, approved=moment("2022-11-03"))
    for pack in period.packs.all():
        by = writer_of(pack.returns.select_related("service__lead_officer", "provider").first())
        send_and_approve(pack, by=by, sent=moment("2022-10-19"), approver=manager, approved=moment("2022-11-03"))
