"""What a funder asks in words is answered by the office: for one stream, and one half-year or year."""

from datetime import datetime

from django.db import transaction

from commissioning.models import FunderAnswer, FunderQuestion, FundingStream, ReportingPeriod
from commissioning.workflow.funder_returns import MAKES
from tracker.merging import mark
from tracker.models import Office, User
from tracker.records import Kept, check_permission, keep, text_of
from tracker.refusals import Clash, Collision

BOX = "text"


@transaction.atomic
def write_answer(
    *,
    question: FunderQuestion,
    stream: FundingStream,
    quarter: ReportingPeriod,
    text: str,
    began: str,
    by: User,
    at: datetime,
) -> Kept:
    """Keep the words, with who wrote them and when; empty takes the answer back. Earlier words stay.

    `began` is the mark of the words that the person began from: where others were saved since, nothing is, and both
    are shown.
    """
    check_permission(by, MAKES)
    Office.objects.select_for_update().get()  # of two who write at once the second sees what the first wrote
    newest = FunderAnswer.objects.filter(question=question, stream=stream, period=quarter).last()
    stands, said = newest.text if newest else "", text_of(text)
    if said == stands:
        return Kept(newest)
    if mark(stands) != began:
        raise Collision([Clash(BOX, said, stands)], 0, {BOX: stands})
    number = newest.number + 1 if newest else 1
    made = FunderAnswer(question=question, stream=stream, period=quarter, number=number)
    values = {BOX: said, "written_by": by, "written_at": at}
    return keep(record=made, values=values, by=by, at=at, permission=MAKES, act="answer")
