"""A provider asks to correct a figure that it sent. Nothing changes until the office opens the return again."""

from datetime import datetime

from django.db import transaction

from commissioning.choices import Asker, RecordKind, State
from commissioning.models import Observation, QuarterlyReturn, Question
from commissioning.workflow.questions import words_of
from commissioning.workflow.refusals import NeedsReason, NotNow, NotYours
from tracker import audit
from tracker.models import User

ASKS_CORRECTION = "commissioning.read_own"
SENT = (State.SUBMITTED, State.QUERIED, State.APPROVED)


@transaction.atomic
def ask_correction(*, observation: Observation, value: str, was: str, reason: str, by: User, at: datetime) -> Question:
    """Ask the office for another value, with why. The question stands on the return, at the figure.

    A manager opens the return again to take it over, so that both values are kept; or somebody answers why not.
    """
    own = QuarterlyReturn.objects.visible_to(by).filter(pk=observation.quarterly_return_id).first()
    if own is None or not by.has_perm(ASKS_CORRECTION):
        raise NotYours("Only the provider whose figure it is asks for this.")
    if own.state not in SENT:
        raise NotNow("This return is open: change the figure in it, and send it.")
    if not value.strip() or not reason.strip():
        raise NeedsReason("Give the value as it should be, and why.")
    label = observation.service_measure.label
    text = words_of(f"Please correct “{label}” from {was} to {value.strip()}: {reason.strip()}")
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
        asked_by=by,
        asked_at=at,
    )
    audit.record(act="ask", record=own, by=by, at=at)
    return question
