"""Corrections: an approved figure is put right in one act, and the value before it is kept beside it.

A provider asks for one, and somebody who may approve takes it over or says why not. A manager corrects what the office
was told otherwise: so much as reopening, writing and approving in one. What was sent is not touched.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from commissioning.choices import Asker, ObservationState, QuestionState, RecordKind, Standing, State, ValueSource
from commissioning.models import Observation, ObservationValue, QuarterlyReturn, Question, QuestionReply
from commissioning.workflow.answers import Answer, label_of
from commissioning.workflow.approval import EXCEPTIONS, check_own, check_value, check_warnings, corrected_rating
from commissioning.workflow.checks import problems_of
from commissioning.workflow.earlier import TAKES_OVER, alike
from commissioning.workflow.entry import done_before, lock
from commissioning.workflow.life import APPROVES, REOPENS, Record, may, shut_words
from commissioning.workflow.material import Material
from commissioning.workflow.questions import words_of
from commissioning.workflow.refusals import Blocked, NeedsManager, NeedsReason, NotNow, NotYours
from commissioning.workflow.sections.boxes import Reader
from commissioning.workflow.sections.figure_values import read_figure
from commissioning.workflow.standing import NewValue, write_value
from tracker import audit, formats
from tracker.audit import KEY
from tracker.models import User
from tracker.periods import london_date

ASKS_CORRECTION = "commissioning.read_own"
SENT = (State.SUBMITTED, State.QUERIED, State.APPROVED)
PARTS = ("state", "numerator", "denominator", "value")
FIGURE, WHY, PREFIX = "figure", "why", "f"
WHY_LENGTH, EVIDENCE_LENGTH = 300, 200
RELATED = ("service_measure", "version", "category", "quarterly_return")


def read_value(boxes: Mapping[str, str], observation: Observation) -> tuple[NewValue | None, dict[str, str]]:
    """The value that a figure's boxes (state, numerator, denominator, value) state, or what is wrong with each.

    A remark on the figure stays with its number.
    """
    number = observation.state == ObservationState.REPORTED and not boxes.get("state")
    typed = {name: boxes.get(name, "") for name in PARTS} | {"reason": observation.reason if number else ""}
    reader = Reader({f"{PREFIX}-{name}": text for name, text in typed.items()})
    value = read_figure(reader, PREFIX, Answer(observation, None).definition)
    faults = {name.removeprefix(f"{PREFIX}-"): sentence for name, sentence in reader.faults.items()}
    if value is not None and value.state == ObservationState.NOT_ANSWERED:
        return None, {"value": "Enter the value as it should be."}
    return value, faults


@transaction.atomic
def ask_correction(
    *, observation: Observation, boxes: Mapping[str, str], was: str, reason: str, by: User, at: datetime
) -> Question:
    """Ask the office for another value, with why. The question stands on the return, at the figure.

    Nothing changes until somebody of the office takes it over.
    """
    own = QuarterlyReturn.objects.visible_to(by).filter(pk=observation.quarterly_return_id).first()
    if own is None or not by.has_perm(ASKS_CORRECTION):
        raise NotYours("Only the provider whose figure it is asks for this.")
    if own.state not in SENT:
        raise NotNow("This return is open: change the figure in it, and send it.")
    value, _faults = read_value(boxes, observation)
    if value is None or not reason.strip():
        raise NeedsReason("Give the value as it should be, and why.")
    label = label_of(observation)
    text = words_of(f"Please correct “{label}” from {was} to {_words(observation, value)}: {reason.strip()}")
    waiting = Question.objects.about(RecordKind.RETURN, own.pk).unanswered()
    twin = waiting.filter(asker=Asker.PROVIDER, service_measure=observation.service_measure_id).first()
    if twin is not None:
        if twin.text == text:
            return twin
        raise NotNow("Another correction of this figure waits for an answer. Wait for it, or write to the office.")
    question = Question.objects.create(
        record_kind=RecordKind.RETURN,
        record_id=own.pk,
        section="figures",
        service_measure=observation.service_measure,
        service_id=own.service_id,
        asker=Asker.PROVIDER,
        text=text,
        proposed={
            FIGURE: observation.pk,
            WHY: reason.strip()[:WHY_LENGTH],
            **{name: boxes.get(name, "") for name in PARTS},
        },
        asked_by=by,
        asked_at=at,
    )
    audit.record(act="ask", record=own, by=by, at=at)
    return question


@transaction.atomic
def correct_figure(
    *, observation: Observation, value: NewValue, why: str, evidence: str, by: User, at: datetime, key: str = ""
) -> ObservationValue | None:
    """Put an approved figure right, or one that was taken over. None where this form was carried out before.

    `evidence`: who told us, and when. The rating is proposed anew with the thresholds of the approval; an officer's
    own rating stays.
    """
    row, home = _locked(observation)
    if done_before(home or row, key):
        return None
    check_correction(row, home, by)
    return _correct(row, home, value, why=why, evidence=evidence, by=by, at=at, key=key)


def check_correction(row: Observation, home: QuarterlyReturn | None, by: User) -> None:
    """Refuse a correction by whoever may not make one, or of what is not in force as approved."""
    if home is None:
        if not by.has_perm(TAKES_OVER):
            raise NotYours("An earlier figure is the office’s to correct. Ask an officer.")
        return
    _check_approved(row, home)
    if not may(by, REOPENS, home):
        raise NeedsManager(
            "This figure is approved: a manager corrects it, as a manager reopens a return. What the provider asks for "
            "itself an officer can take over."
        )


def _check_approved(row: Observation, home: QuarterlyReturn) -> None:
    if home.state != State.APPROVED or row.standing != Standing.APPROVED:
        raise NotNow(
            f"This return is “{home.get_state_display()}”, so the figure is changed in it: have it sent back, or open "
            "it, and the value that counts is the one that is approved next."
        )


@transaction.atomic
def accept_correction(*, question: Question, by: User, at: datetime) -> ObservationValue:
    """Take over the value that a provider asks for, with its request as evidence; whoever may approve the return may.

    Not by whoever wrote in the return, above the award value or with an open warning by a manager, and in a closed
    quarter by a manager, as for an approval.
    """
    asked = _waiting(question)
    row, home = _locked(figure_of(asked))
    if home is None or not may(by, APPROVES, home):
        raise NotYours("Your role doesn’t allow approving figures. Ask an officer.")
    _check_approved(row, home)
    if home.is_shut and not may(by, REOPENS, home):
        raise NeedsManager(shut_words(home))
    value, _faults = read_value(asked.proposed, row)
    if value is None:
        raise NotNow("The value can’t be read any more. Decline it, and say why.")
    why = asked.proposed[WHY]
    if not by.has_perm(EXCEPTIONS):
        material = Material(home)
        check_value(home, material)
        check_warnings(home, material)
    evidence = f"{asked.asked_by.name}, by request of {formats.day(london_date(asked.asked_at))}"
    kept = _correct(row, home, value, why=why, evidence=evidence, by=by, at=at)
    _close(asked, f"Corrected: it is now {_words(row, kept)}.", by, at)
    return kept


@transaction.atomic
def decline_correction(*, question: Question, reason: str, by: User, at: datetime) -> Question:
    """Leave the figure as it is, and tell the provider why."""
    asked = _waiting(question)
    home = lock(QuarterlyReturn.objects.get(pk=asked.record_id))
    if not may(by, APPROVES, home):
        raise NotYours("Your role doesn’t allow deciding on figures. Ask an officer.")
    _close(asked, words_of(reason), by, at)
    audit.record(
        act="decline-correction",
        record=home,
        by=by,
        at=at,
        from_state=home.state,
        to_state=home.state,
        reason=reason.strip()[:500],
    )
    return asked


def figure_of(question: Question) -> Observation:
    """The figure that a request is about."""
    rows = Observation.objects.select_related(*RELATED)
    return rows.get(pk=question.proposed[FIGURE], quarterly_return=question.record_id)


def _waiting(question: Question) -> Question:
    found = Question.objects.select_for_update(of=("self",)).select_related("asked_by").get(pk=question.pk)
    if not found.proposed or found.record_kind != RecordKind.RETURN:
        raise LookupError("This question asks for no correction.")
    if found.state == QuestionState.CLOSED:
        raise NotNow("This request is closed already.")
    return found


def _close(question: Question, text: str, by: User, at: datetime) -> None:
    QuestionReply.objects.create(question=question, text=text, by=by, at=at)
    question.state, question.closed_by, question.closed_at = QuestionState.CLOSED, by, at
    question.save(update_fields=["state", "closed_by", "closed_at"])


def _locked(observation: Observation) -> tuple[Observation, QuarterlyReturn | None]:
    """The figure and its return as they are now; other writers of them wait."""
    home = observation.quarterly_return
    owner = lock(home) if home is not None else None
    rows = Observation.objects.select_for_update(of=("self",)).select_related("service_measure", "version", "category")
    assert owner is None or isinstance(owner, QuarterlyReturn)
    return rows.get(pk=observation.pk), owner


def _correct(
    row: Observation,
    home: QuarterlyReturn | None,
    value: NewValue,
    *,
    why: str,
    evidence: str,
    by: User,
    at: datetime,
    key: str = "",
) -> ObservationValue:
    why, evidence = why.strip()[:WHY_LENGTH], evidence.strip()[:EVIDENCE_LENGTH]
    if not why or not evidence:
        raise NeedsReason("Say why it is another value, and who told us when.")
    if alike(row, value):
        raise NotNow(f"This figure is {_words(row, value)} already.")
    remark = check_own(home, by, why) if home is not None else ""
    before, blocked = _words(row, row), _problems(home)
    kept = write_value(
        observation=row,
        value=_as_correction(value, why, at),
        by=by,
        at=at,
        quarterly_return=home,
        standing=row.standing,
        why=why,
        evidence=evidence,
    )
    new = [each for each in _problems(home) if each not in blocked]
    if new:
        raise Blocked(new)
    changes: dict[str, Any] = {label_of(row): (before, _words(row, kept)), **({KEY: ("", key)} if key else {})}
    if home is not None:
        changes |= _rate(home, remark)
    state = home.state if home is not None else ""
    owner: Record | Observation = home or row
    told = {"from_state": state, "to_state": state, "reason": why, "changes": changes}
    audit.record(act="correct", record=owner, by=by, at=at, **told)
    return kept


def corrections_in(quarterly_return: QuarterlyReturn) -> QuerySet[ObservationValue]:
    """The corrections of its figures, in their order."""
    rows = ObservationValue.objects.filter(quarterly_return=quarterly_return, source=ValueSource.CORRECTION)
    related = ("observation__service_measure", "observation__category", "observation__version")
    return rows.select_related(*related).order_by("at", "pk")


def _as_correction(value: NewValue, why: str, at: datetime) -> NewValue:
    """With where it comes from; what is no number says why there is none."""
    number = value.state == ObservationState.REPORTED
    detail = formats.day(london_date(at))
    reason = value.reason if number else why
    return replace(value, source=ValueSource.CORRECTION, source_detail=detail, reason=reason)


def _problems(home: QuarterlyReturn | None) -> list[Any]:
    return problems_of(home) if home is not None else []


def _rate(home: QuarterlyReturn, remark: str) -> dict[str, tuple[str, str]]:
    """The return's rating as it is now, with its version raised in the update itself; what changed of it, in words."""
    fields = corrected_rating(home)
    if remark:
        fields["approval_reason"] = remark
    moved = QuarterlyReturn.objects.filter(pk=home.pk, state=State.APPROVED, version=home.version)
    if not moved.update(version=F("version") + 1, **fields):
        raise RuntimeError("The return was changed under its lock.")
    before, now = home.get_rag_display(), QuarterlyReturn(rag=fields.get("rag", home.rag)).get_rag_display()
    return {"Rating": (before, now)} if before != now else {}


def _words(row: Observation, said: Any) -> str:
    """A value of this figure as it prints."""
    return Answer(row, said).words
