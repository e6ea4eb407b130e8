"""Questions about any record, a return's at a page or a figure, and their answers."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from commissioning.choices import BETWEEN_US, Asker, QuestionState, RecordKind, State
from commissioning.models import Question, QuestionReply, ServiceMeasure
from commissioning.workflow.content import newest_submission
from commissioning.workflow.entry import lock
from commissioning.workflow.life import MODELS, Record
from commissioning.workflow.refusals import NotNow, NotYours
from commissioning.workflow.subjects import SUBJECTS, Subject, is_owed, service_of, subject_kind
from tracker.audit import record as record_event
from tracker.models import User
from tracker.refusals import reason_given
from tracker.roles import Role
from tracker.together import Rows

LIMIT = 1000


def words_of(text: str) -> str:
    """The text of a question or a reply, or a refusal that says what is wrong with it."""
    return reason_given(text.replace("\r\n", "\n"), asks="Write something first.", limit=LIMIT)


@transaction.atomic
def ask(
    *,
    record: Subject,
    by: User,
    at: datetime,
    text: str,
    section: str = "",
    service_measure: ServiceMeasure | None = None,
    asker: str = Asker.OFFICER,
) -> Question:
    """Ask something about a record. A return that was sent is then "question asked", and open for changes until sent.

    The same words of the same person, still without an answer, are not asked twice.
    """
    if not by.has_perm("commissioning.ask_questions"):
        raise NotYours("Your role doesn’t allow asking questions here.")
    text, owner = words_of(text), lock(record) if is_owed(record) else record
    kind = subject_kind(owner)
    twin = Question.objects.about(kind, owner.pk).unanswered().filter(asked_by=by, text=text).first()
    if twin is not None:
        return twin
    question = Question.objects.create(
        record_kind=kind,
        record_id=owner.pk,
        section=section,
        service_measure=service_measure,
        service_id=service_of(owner),
        asker=asker,
        text=text,
        asked_by=by,
        asked_at=at,
    )
    _move(owner, "ask", State.SUBMITTED, State.QUERIED, by, at)
    return question


@transaction.atomic
def reply(*, question: Question, by: User, at: datetime, text: str) -> QuestionReply:
    """Answer a question. With the last answer an unchanged return is "to check" again, without being sent anew."""
    if not by.has_perm("commissioning.answer_as_provider"):
        raise NotYours("Your role doesn’t allow answering questions here.")
    text = words_of(text)
    question = Question.objects.select_for_update().get(pk=question.pk)
    if question.state == QuestionState.CLOSED:
        raise NotNow("This question is closed. Ask the officer to ask again.")
    if waits_for_office(question, by):
        raise NotNow("The office answers what you asked. Your question waits for it as it is.")
    answer = question.replies.filter(by=by, text=text).first()
    if answer is not None:
        return answer
    answer = QuestionReply.objects.create(question=question, text=text, by=by, at=at)
    Question.objects.filter(pk=question.pk).update(state=QuestionState.ANSWERED)
    _settle(question, "answer", by, at)
    return answer


@transaction.atomic
def close(*, question: Question, by: User, at: datetime) -> Question:
    """Close a question, answered or not. Whoever may ask may close; whoever only reads closes what they asked."""
    if not by.has_perm("commissioning.ask_questions") or not may_close(question, by):
        raise NotYours("Your role doesn’t allow closing questions.")
    question = Question.objects.select_for_update().get(pk=question.pk)
    if question.state != QuestionState.CLOSED:
        question.state, question.closed_by, question.closed_at = QuestionState.CLOSED, by, at
        question.save(update_fields=["state", "closed_by", "closed_at"])
        _settle(question, "close-question", by, at)
    return question


def waits_for_office(question: Question, user: User) -> bool:
    """Whether a provider's own people would answer what they asked: it would then wait for nobody any more."""
    return user.is_provider and question.asker == Asker.PROVIDER and question.state == QuestionState.OPEN


def may_close(question: Question, user: User) -> bool:
    return user.role != Role.VIEWER or question.asked_by_id == user.pk


def may_see(question: Question, user: User) -> bool:
    """A provider's own people see officers' questions and their own; who only reads sees the others, and their own."""
    if user.is_provider:
        return question.asker in BETWEEN_US
    return user.role != Role.VIEWER or question.asker not in BETWEEN_US or question.asked_by_id == user.pk


def _settle(question: Question, act: str, by: User, at: datetime) -> None:
    """Back to "to check" when no question waits any more and nothing was changed since it was sent."""
    found = SUBJECTS[RecordKind(question.record_kind)]._default_manager.get(pk=question.record_id)
    if not is_owed(found):
        record_event(act=act, record=found, by=by, at=at)
        return
    owner = lock(found)
    asked = Question.objects.about(question.record_kind, question.record_id).unanswered()
    waiting = asked.exclude(asker=Asker.PROVIDER).exists()
    back = not waiting and not changed_since_sent(owner)
    _move(owner, act, State.QUERIED, State.SUBMITTED if back else State.QUERIED, by, at)


def changed_since_sent(record: Record) -> bool:
    """Whether something was saved in the record after it was last sent."""
    newest = newest_submission(record)
    return newest is None or newest.content.get("version") != record.version


def _move(owner: Subject, act: str, origin: State, to: State, by: User, at: datetime) -> None:
    """The event; what is owed moves on from `origin`, if it is there, to `to`."""
    if not is_owed(owner):
        record_event(act=act, record=owner, by=by, at=at)
        return
    moves = owner.state == origin
    if moves and to != origin:
        MODELS[subject_kind(owner)].objects.filter(pk=owner.pk, state=origin).update(
            state=to, checked_by=None, checked_at=None
        )
    state = to if moves else State(owner.state)
    record_event(act=act, record=owner, by=by, at=at, from_state=owner.state, to_state=state)


def seen_by(rows: QuerySet[Question], user: User) -> QuerySet[Question]:
    """Those of the questions that the person may see; see `may_see`."""
    if user.is_provider:
        rows = rows.filter(asker__in=BETWEEN_US)
    if user.role == Role.VIEWER:
        rows = rows.filter(~Q(asker__in=BETWEEN_US) | Q(asked_by=user))
    return rows


def about(record: Subject, user: User) -> tuple[QuerySet[Question], QuerySet[QuestionReply]]:
    """The questions of a record, oldest first, and their replies; `threads` puts them together.

    A provider's own people see officers' questions alone; who only reads sees those of the Commissioner, the panel and
    others, and their own.
    """
    rows = Question.objects.about(subject_kind(record), record.pk).select_related("asked_by", "service_measure")
    rows = seen_by(rows, user)
    replies = QuestionReply.objects.filter(question__in=rows.order_by().values("pk"))
    return rows, replies.select_related("by")


def threads(rows: Rows) -> list[tuple[Question, list[QuestionReply]]]:
    """Each question with its replies."""
    return [
        (question, [reply for reply in rows[QuestionReply] if reply.question_id == question.pk])
        for question in rows[Question]
    ]
