"""What a job makes of a dashboard: the page as it was asked for, which the job holds until it is over.

A dashboard of another hour is another dashboard: nothing is built anew, and what comes out is what was looked at.
"""

from dataclasses import dataclass
from datetime import timedelta

from reports import exports
from reports.tasks.paper import Paper
from tracker.models import Job

KIND = "dashboard-pdf"
KEPT_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Order:
    """What a job is to make. People of one role see the same, and share the file; nobody else may have it."""

    quarter: str
    role: str
    digest: str

    @property
    def key(self) -> str:
        return ":".join((KIND, self.quarter, self.role, self.digest[:40]))

    @classmethod
    def of(cls, key: str) -> "Order":
        _, quarter, role, digest = key.split(":")
        return cls(quarter, role, digest)


def order_for(html: str, *, quarter: str, role: str) -> Order:
    """The page names its filters and its day: other ones are another order."""
    return Order(quarter, role, exports.digest_of(html))


def paper(job: Job) -> Paper:
    return Paper(job.paper)
