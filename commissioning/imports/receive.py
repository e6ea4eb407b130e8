"""A workbook that somebody uploads for a return or a pack: told what it is, and kept to be shown."""

from datetime import datetime
from typing import BinaryIO

from commissioning.imports.form import NotOurs, stamp_in, wrong_form
from commissioning.imports.workbook.plan import known_layout
from commissioning.models import Pack, QuarterlyReturn
from commissioning.workflow.life import check_open
from tracker.models import ImportKind, ImportRun, User
from tracker.uploads.keeping import take
from tracker.uploads.kinds import WrongFile
from tracker.uploads.reading import read_workbook
from tracker.uploads.runs import begin_run


def receive(
    *, record: QuarterlyReturn | Pack, name: str, file: BinaryIO, size: int, by: User, at: datetime
) -> ImportRun:
    """Keep the file and answer its run. Refused, with what to do, where it can't be read or is another form."""
    if isinstance(record, QuarterlyReturn):
        check_open(record, by)
    upload = take(name, file, size)
    book = read_workbook(upload.kind, upload.content)
    try:
        stamp = stamp_in(book)
    except NotOurs as altered:
        raise WrongFile(
            "This was our form, and the hidden part by which it is known was changed. Download it again, and copy your "
            "answers into it."
        ) from altered
    if stamp is None:
        mapping = known_layout(book, record)
        return begin_run(kind=ImportKind.WORKBOOK, about=record, upload=upload, by=by, at=at, mapping=mapping)
    wrong = wrong_form(stamp, record, by)
    if wrong:
        raise WrongFile(wrong)
    return begin_run(kind=ImportKind.FORM, about=record, upload=upload, by=by, at=at)
