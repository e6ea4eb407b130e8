"""What a job makes of one paragraph: its page as it was asked for, which the job holds until it is over."""

from dataclasses import dataclass
from datetime import timedelta

from reports import exports
from reports.tasks.paper import Paper
from tracker.models import Job

KIND = "paragraph-pdf"
KEPT_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Order:
    """What a job is to make: a paragraph that reads the same is made once."""

    quarter: str
    entry: int
    digest: str

    @property
    def key(self) -> str:
        return ":".join((KIND, self.quarter, str(self.entry), self.digest[:40]))

    @classmethod
    def of(cls, key: str) -> "Order":
        _, quarter, entry, digest = key.split(":")
        return cls(quarter, int(entry), digest)


def order_for(html: str, *, quarter: str, entry: int) -> Order:
    return Order(quarter, entry, exports.digest_of(html))


def paper(job: Job) -> Paper:
    return Paper(job.paper, {"paragraph": "The paragraph"})
