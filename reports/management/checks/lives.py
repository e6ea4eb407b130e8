"""The lives of returns, packs and items: states, what was sent, who approved, the ratings stored."""

from collections import Counter
from collections.abc import Iterator

from commissioning.choices import RecordKind, State
from commissioning.models import QuarterlyReturn, Submission
from commissioning.workflow.content import digest_of
from commissioning.workflow.life import MODELS, NAMES
from tracker.models import AuditEvent

SENT = (State.SUBMITTED, State.QUERIED, State.APPROVED)


def states() -> Iterator[str]:
    """The state of each record is the one to which its last event that moved it brought it."""
    for kind, model in MODELS.items():
        events = AuditEvent.objects.filter(model=model._meta.label_lower).exclude(to_state="").order_by("number")
        last = dict(events.values_list("record_id", "to_state"))
        for key, state in model._default_manager.order_by("pk").values_list("pk", "state"):
            told = last.get(key, State.NOT_STARTED)
            if state != told:
                yield f"The {NAMES[RecordKind(kind)]} {key} is {State(state).value}; its last event left it {told}."


def submissions() -> Iterator[str]:
    """Each submission is as it was sent; what is sent has one, what is approved one that was approved."""
    sent: Counter[tuple[str, int]] = Counter()
    approved: Counter[tuple[str, int]] = Counter()
    rows = Submission.objects.values_list("record_kind", "record_id", "number", "content", "sha256", "approved")
    for kind, key, number, content, sha256, chosen in rows.iterator(chunk_size=500):
        sent[kind, key] += 1
        approved[kind, key] += chosen
        if digest_of(content) != sha256:
            yield f"Submission {number} of {NAMES[RecordKind(kind)]} {key} is not as it was sent."
    for kind, model in MODELS.items():
        name = NAMES[RecordKind(kind)]
        for key, state in model._default_manager.filter(state__in=SENT).order_by("pk").values_list("pk", "state"):
            if not sent[kind, key]:
                yield f"The {name} {key} is sent, and no submission of it is kept."
            elif state == State.APPROVED and approved[kind, key] != 1:
                yield f"The {name} {key} is approved, and {approved[kind, key]} of its submissions are marked so."


def approvals() -> Iterator[str]:
    for kind, model in MODELS.items():
        rows = model._default_manager.filter(state=State.APPROVED, approval_reason="").order_by("pk")
        for key, entered, sent, approved in rows.values_list("pk", "entered_by", "submitted_by", "approved_by"):
            if approved in (entered, sent):
                yield f"The {NAMES[RecordKind(kind)]} {key} was approved by who entered or sent it, without a reason."


def ratings() -> Iterator[str]:
    rows = QuarterlyReturn.objects.filter(state=State.APPROVED).order_by("pk")
    for key, proposed, final, thresholds in rows.values_list("pk", "proposed_rag", "rag", "rag_thresholds"):
        if not (proposed and final and thresholds):
            yield f"Return {key} is approved without its proposed and final rating and the thresholds of that day."
