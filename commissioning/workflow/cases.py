"""How far a retold case may go: a named person, not its writer, has checked anonymity and consent."""

from datetime import datetime

from django.db import transaction

from commissioning.choices import CaseState
from commissioning.models import CaseStudy
from commissioning.workflow.approval import wrote
from commissioning.workflow.entry import lock
from commissioning.workflow.refusals import NeedsAnother, NeedsReason, NotYours
from tracker.audit import record as record_event
from tracker.models import User


@transaction.atomic
def clear_case(*, case: CaseStudy, state: str, by: User, at: datetime) -> CaseStudy:
    """Say how far a case is cleared, with one's name. Whoever wrote in its return doesn't."""
    if not by.has_perm("commissioning.approve_returns"):
        raise NotYours("Your role doesn’t allow checking cases.")
    if state not in CaseState.values or state == CaseState.DRAFT:
        raise NeedsReason("Choose how far the case is cleared.")
    owner = lock(case.parent)
    if wrote(owner, by):
        raise NeedsAnother("You wrote here, so somebody else checks the case: any other officer or a manager.")
    before = case.get_state_display()
    case.state, case.checked_by, case.checked_at = CaseState(state), by, at
    case.save(update_fields=["state", "checked_by", "checked_at"])
    record_event(
        act="check-case",
        record=owner,
        by=by,
        at=at,
        from_state=owner.state,
        to_state=owner.state,
        changes={case.title: (before, case.get_state_display())},
    )
    return case
