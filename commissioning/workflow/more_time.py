"""“Ask for more time”: a provider asks for a later date for its pack, and the office agrees to it in one press."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from commissioning.choices import Asker, QuestionState, RecordKind
from commissioning.models import Pack, Question, QuestionReply
from commissioning.workflow.acts import agree_later_date
from commissioning.workflow.entry import lock
from commissioning.workflow.life import Record
from commissioning.workflow.questions import words_of
from commissioning.workflow.refusals import NeedsReason, NotNow, NotYours
from tracker import formats
from tracker.audit import record as record_event
from tracker.models import User

ASKS = "commissioning.ask_for_more_time"
AGREES = "commissioning.excuse_returns"


def may_ask_for_more_time(user: User, records: Iterable[Record]) -> bool:
    """A provider's own people, while something of their pack is still to be sent."""
    return user.has_perm(ASKS) and any(each.is_open for each in records)


@transaction.atomic
def ask_for_more_time(*, pack: Pack, until: date | None, reason: str, by: User, at: datetime) -> Question:
    """Ask for a later date for all that the pack still owes; it waits as a question to the office.

    Asked again for the same day while it waits, it is one request.
    """
    owner = lock(pack)
    if not may_ask_for_more_time(by, [owner, *pack.returns.all()]):
        raise NotYours("Only the provider’s own people ask for more time, while something is still to be sent.")
    if until is None:
        raise NeedsReason("Give the day by which you can send it.")
    if owner.due is None or until <= owner.due:
        due = formats.day(owner.due) if owner.due else "not known"
        raise NotNow(f"Give a day after the one on which it is due, which is {due}.")
    waiting = Question.objects.about(RecordKind.PACK, owner.pk).unanswered().filter(asker=Asker.PROVIDER, until=until)
    twin = waiting.first()
    if twin is not None:
        return twin
    question = Question.objects.create(
        record_kind=RecordKind.PACK,
        record_id=owner.pk,
        asker=Asker.PROVIDER,
        until=until,
        text=f"More time, until {formats.day(until)}? {words_of(reason)}"[:1000],
        asked_by=by,
        asked_at=at,
    )
    changes = {"until": ("", until)}
    record_event(
        act="ask-more-time",
        record=owner,
        by=by,
        at=at,
        from_state=owner.state,
        to_state=owner.state,
        reason=question.text[:500],
        changes=changes,
    )
    return question


@transaction.atomic
def agree_more_time(*, question: Question, by: User, at: datetime) -> list[Record]:
    """Agree to the day that was asked for: for the pack and each of its returns that is open and due before it."""
    if not by.has_perm(AGREES):
        raise NotYours("Your role doesn’t allow agreeing a later date. Ask an officer.")
    question = Question.objects.select_for_update().select_related("asked_by").get(pk=question.pk)
    if question.until is None or question.record_kind != RecordKind.PACK:
        raise LookupError("This question asks for no later date.")
    if question.state == QuestionState.CLOSED:
        raise NotNow("This request is closed already.")
    pack = Pack.objects.get(pk=question.record_id)
    owed: list[Record] = [pack, *pack.returns.select_related("service", "provider")]
    late = [each for each in owed if each.is_open and each.due_on and each.due_on < question.until]
    reason = f"{question.asked_by} asked for it"
    agreed = [agree_later_date(record=each, by=by, at=at, until=question.until, reason=reason) for each in late]
    QuestionReply.objects.create(question=question, text=f"Agreed: {formats.day(question.until)}.", by=by, at=at)
    question.state, question.closed_by, question.closed_at = QuestionState.CLOSED, by, at
    question.save(update_fields=["state", "closed_by", "closed_at"])
    return agreed
