"""What a job makes of an update: its key holds all of it, and the page is built anew by the worker."""

from dataclasses import dataclass

from reports import exports
from reports.document import Audience, Document
from reports.exports.summary import summary_paper
from reports.models import Update
from reports.pdf import PdfFailed
from reports.tasks.paper import Paper
from tracker.models import Job, Office
from tracker.remembered import stand_of

KIND = "update-pdf"
SHORT = "summary-pdf"  # the same update in two pages
CHANGED = "The update has changed since it was asked for. Ask for the PDF again."


@dataclass(frozen=True, slots=True)
class Order:
    """What a job is to make. Its key holds all of it, so that the same document is made once."""

    quarter: str
    audience: str
    draft: bool
    digest: str
    kind: str = KIND

    @property
    def key(self) -> str:
        return ":".join(
            (self.kind, self.quarter, self.audience, "draft" if self.draft else "approved", self.digest[:40])
        )

    @classmethod
    def of(cls, key: str) -> "Order":
        kind, quarter, audience, standing, digest = key.split(":")
        return cls(quarter, audience, standing == "draft", digest, kind)


def order_for(document: Document, kind: str = KIND) -> Order:
    return Order(document.slug, document.audience, document.draft, exports.digest_of(html_of(document, kind)), kind)


def html_of(document: Document, kind: str) -> str:
    return summary_paper(document) if kind == SHORT else exports.paper_html(document)


def paper(job: Job) -> Paper:
    """The update as it stands now. PdfFailed where that is no longer what was asked for."""
    order, shows = Order.of(job.key), stand_of(Office.objects.current())
    update = Update.objects.get(period__slug=order.quarter)
    document = exports.update_document(update, audience=Audience(order.audience), draft=order.draft)
    if order_for(document, order.kind).key != job.key:
        raise PdfFailed(CHANGED, again=False)
    return Paper(html_of(document, order.kind), exports.titles(document), shows)
