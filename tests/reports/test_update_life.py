"""How far an update is: which steps there are from where, who may, and that only a draft changes."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from commissioning.models import ReportingPeriod
from reports.models import Update, UpdateState
from reports.workflow.outline import ensure_outline
from reports.workflow.publishing import STEPS, needs_draft, steps_for
from tests.commissioning.factories import quarters
from tracker.models import User
from tracker.refusals import NotNow
from tracker.roles import Role

AT = datetime(2022, 12, 1, 9, tzinfo=UTC)
NEXT = [
    (UpdateState.DRAFT, Role.OFFICER, {"send-for-review"}),
    (UpdateState.DRAFT, Role.VIEWER, set()),
    (UpdateState.DRAFT, Role.FINANCE, set()),
    (UpdateState.IN_REVIEW, Role.FINANCE, set()),
    (UpdateState.IN_REVIEW, Role.OFFICER, {"back-to-draft"}),
    (UpdateState.IN_REVIEW, Role.MANAGER, {"back-to-draft", "sign-off"}),
    (UpdateState.SIGNED_OFF, Role.OFFICER, set()),
    (UpdateState.SIGNED_OFF, Role.MANAGER, {"undo-sign-off", "publish"}),
    (UpdateState.PUBLISHED, Role.OFFICER, set()),
    (UpdateState.PUBLISHED, Role.MANAGER, {"correct"}),
]


@pytest.mark.parametrize(("state", "role", "expected"), NEXT)
def test_the_steps_from_each_state(state: UpdateState, role: Role, expected: set[str]) -> None:
    assert {step.act for step in steps_for(Update(state=state), User(role=role))} == expected


def test_every_state_is_reached_and_left() -> None:
    assert {step.to for step in STEPS.values()} == set(UpdateState)
    assert {state for step in STEPS.values() for state in step.origin} == set(UpdateState)


@pytest.fixture
def period(db: None) -> ReportingPeriod:
    return quarters(2022, 1)[1]


@pytest.mark.parametrize("state", [UpdateState.IN_REVIEW, UpdateState.SIGNED_OFF, UpdateState.PUBLISHED])
def test_only_a_draft_changes_and_the_refusal_says_what_helps(
    period: ReportingPeriod, officer: User, state: UpdateState
) -> None:
    update = Update.objects.create(period=period, made_at=AT)
    with transaction.atomic():
        assert needs_draft(update) == update
    Update.objects.filter(pk=update.pk).update(state=state, sent_by=officer, sent_at=AT)
    with pytest.raises(NotNow, match=f"“{state.label}”.*(agreement|correction)"), transaction.atomic():
        needs_draft(update)
    with pytest.raises(NotNow):
        ensure_outline(period=period, by=officer, at=AT)
