"""Files kept as evidence beside a return or an item."""

from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from commissioning.models import Attachment, OfficeItem, QuarterlyReturn
from commissioning.workflow.entry import lock
from commissioning.workflow.life import check_open
from commissioning.workflow.sections.lines import under
from tracker.audit import record as record_event
from tracker.models import User
from tracker.periods import london_date
from tracker.uploads.keeping import take
from tracker.uploads.kinds import WrongFile
from tracker.uploads.runs import EVIDENCE

MOST_FILES = 20


@transaction.atomic
def attach(
    *, record: QuarterlyReturn | OfficeItem, name: str, file: BinaryIO, size: int, by: User, at: datetime
) -> Attachment:
    """Keep a file as evidence, under a random name. The same file twice is kept once."""
    owner = lock(record)
    check_open(owner, by)
    upload = take(name, file, size)
    mine = Attachment.objects.filter(**under(owner))
    twin = mine.filter(sha256=upload.sha256).first()
    if twin is not None:
        return twin
    if mine.count() >= MOST_FILES:
        raise WrongFile(f"There are {MOST_FILES} files here already, the most that can be kept.")
    keep_until = london_date(at) + EVIDENCE
    return _keep(Attachment(by=by, at=at, keep_until=keep_until, **upload.fields, **under(owner)))


def _keep(attachment: Attachment) -> Attachment:
    attachment.save()
    record_event(
        act="attach",
        record=attachment.parent,
        by=attachment.by,
        at=attachment.at,
        from_state=attachment.parent.state,
        to_state=attachment.parent.state,
        changes={"file": ("", attachment.name), "sha256": ("", attachment.sha256)},
    )
    return attachment
