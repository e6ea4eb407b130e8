"""The life of a return: what may follow what, who may do it, and what it leaves behind."""

import hashlib
import json
from datetime import date
from decimal import Decimal

import pytest

from commissioning.choices import ObservationState, QuestionState, Rag, Standing, State
from commissioning.models import Observation, QuarterlyReturn, Question, ReportingPeriod, Submission
from commissioning.workflow import (
    ACTS,
    STEPS,
    Blocked,
    NeedsAnother,
    NeedsManager,
    NeedsReason,
    NotNow,
    NotYours,
    Refusal,
    Unanswered,
    acknowledge,
    agree_later_date,
    approve,
    ask,
    ask_after_all,
    close,
    not_required,
    nothing_to_report,
    reopen,
    reply,
    send_back,
    steps_for,
    submit,
    warnings_of,
)
from providers.models import MembershipRole
from tests.commissioning.factories import MembershipFactory, UserFactory
from tests.commissioning.idva import LATER, NOON, Idva, award_of, idva
from tracker.audit import verify_chain
from tracker.models import AuditEvent, Office
from tracker.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def found() -> Idva:
    return idva()


@pytest.fixture
def sent(found: Idva) -> Idva:
    found.fill()
    submit(record=found.now(), by=found.alice, at=NOON)
    return found


def test_a_return_goes_from_entry_to_approval_with_an_event_for_each_step(sent):
    approve(record=sent.now(), by=sent.bob, at=LATER)
    events = AuditEvent.objects.about(sent.quarterly_return).values_list("act", "from_state", "to_state", "by__name")
    assert list(events) == [
        ("save", "not_started", "in_progress", "Alice Hartley"),
        ("submit", "in_progress", "submitted", "Alice Hartley"),
        ("approve", "submitted", "approved", "Bob Nwosu"),
    ]
    assert verify_chain() == AuditEvent.objects.count()


def test_submitting_keeps_all_that_was_sent_with_its_digest(sent):
    kept = Submission.objects.get()
    assert (kept.number, kept.signed_by, kept.on_behalf_of) == (1, sent.alice, sent.provider)
    figures = {figure["code"]: figure["words"] for figure in kept.content["figures"]}
    assert figures["referrals"] == "492"
    assert figures["within-48"] == "471 of 492, 95.7%"
    text = json.dumps(kept.content, sort_keys=True, ensure_ascii=False)
    assert kept.sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_figures_follow_the_return_from_draft_to_approved(found):
    def standing():
        return Observation.objects.get(service_measure__code="referrals").standing

    found.fill()
    assert standing() == Standing.DRAFT
    submit(record=found.now(), by=found.alice, at=NOON)
    assert standing() == Standing.SUBMITTED
    approve(record=found.now(), by=found.bob, at=LATER)
    assert standing() == Standing.APPROVED
    assert Submission.objects.get().approved


def test_a_reopened_return_goes_on_counting_as_approved_until_it_is_approved_again(sent):
    approve(record=sent.now(), by=sent.bob, at=LATER)
    reopen(record=sent.now(), by=sent.maria, at=LATER, reason="A late referral came in.")
    sent.save({sent.box("referrals"): "493"})
    figure = Observation.objects.get(service_measure__code="referrals")
    assert (figure.value, figure.standing, figure.latest.value) == (492, Standing.APPROVED, 493)
    submit(record=sent.now(), by=sent.alice, at=LATER)
    figure.refresh_from_db()
    assert (figure.value, figure.standing) == (492, Standing.APPROVED)
    approve(record=sent.now(), by=sent.bob, at=LATER)
    figure.refresh_from_db()
    assert (figure.value, figure.standing) == (493, Standing.APPROVED)
    assert list(Submission.objects.values_list("number", "approved")) == [(1, False), (2, True)]


@pytest.mark.parametrize("who", ["entered", "sent", "both"])
def test_whoever_entered_or_sent_it_does_not_approve(found, who):
    found.fill(by=found.alice if who != "sent" else found.maria)
    submit(record=found.now(), by=found.alice if who != "entered" else found.maria, at=NOON)
    with pytest.raises(NeedsAnother, match="somebody else approves it: any other officer or a manager"):
        approve(record=found.now(), by=found.alice, at=LATER)


def test_who_wrote_before_the_last_writer_does_not_approve_either(found):
    found.fill(by=found.bob)
    found.save({found.box("referrals", "reason"): "Counted by hand."}, by=found.alice)
    submit(record=found.now(), by=found.alice, at=NOON)
    with pytest.raises(NeedsAnother):
        approve(record=found.now(), by=found.bob, at=LATER)


def test_a_small_office_may_approve_its_own_with_a_reason_that_stays(sent):
    Office.objects.update(self_approval=True)
    with pytest.raises(NeedsReason):
        approve(record=sent.now(), by=sent.alice, at=LATER)
    done = approve(record=sent.now(), by=sent.alice, at=LATER, reason="Nobody else is in this week.")
    assert done.approval_reason == "Nobody else is in this week."


def test_above_the_award_value_a_manager_approves(sent):
    award_of(sent, 100_001)
    with pytest.raises(NeedsManager, match="£100,001, above £100,000: a manager approves it"):
        approve(record=sent.now(), by=sent.bob, at=LATER)
    assert approve(record=sent.now(), by=sent.maria, at=LATER).state == State.APPROVED


def test_at_the_award_value_an_officer_approves(sent):
    award_of(sent, 100_000)
    assert approve(record=sent.now(), by=sent.bob, at=LATER).state == State.APPROVED


def test_an_open_warning_takes_a_manager_until_it_has_a_reason(found):
    found.fill()
    found.save({found.box("hospital"): "492"})  # the same value as the whole
    submit(record=found.now(), by=found.alice, at=NOON)
    with pytest.raises(NeedsManager, match="both 492"):
        approve(record=found.now(), by=found.bob, at=LATER)
    warning = warnings_of(found.now())[0]
    acknowledge(record=found.now(), warning=warning, reason="All came from hospitals.", by=found.alice, at=NOON)
    assert approve(record=found.now(), by=found.bob, at=LATER).state == State.APPROVED


def test_an_acknowledged_warning_is_open_again_when_its_facts_change(found):
    found.fill()
    found.save({found.box("hospital"): "492"})
    warning = warnings_of(found.now())[0]
    acknowledge(record=found.now(), warning=warning, reason="So it is.", by=found.alice, at=NOON)
    assert not warnings_of(found.now())[0].is_open
    found.save({found.box("hospital"): "493", found.box("referrals"): "493"})
    assert warnings_of(found.now())[0].is_open


def test_a_headline_figure_neither_answered_nor_explained_blocks_sending(found):
    found.save({found.box("hospital"): "3"})
    with pytest.raises(Blocked) as refused:
        submit(record=found.now(), by=found.alice, at=NOON)
    assert [problem.sentence for problem in refused.value.problems] == [
        "Referrals received has no answer: give the figure, or say why there is none.",
        "Contacted within 48 hours has no answer: give the figure, or say why there is none.",
    ]
    assert found.now().state == State.IN_PROGRESS
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"hospital": "500"}, "“of which from hospitals” (500) is more than “Referrals received” (492)."),
        ({"within-72:numerator": "400"}, "can’t be less than “Contacted within 48 hours”"),
    ],
)
def test_figures_that_contradict_each_other_block_sending(found, typed, sentence):
    found.fill()
    found.save({found.box(*name.split(":")): value for name, value in typed.items()})
    with pytest.raises(Blocked) as refused:
        submit(record=found.now(), by=found.alice, at=NOON)
    assert sentence in str(refused.value)


def test_a_question_opens_the_return_and_the_reply_brings_it_back_to_check(sent):
    question = ask(record=sent.now(), by=sent.bob, at=NOON, text="Is 492 with hospitals?", section="figures")
    assert sent.now().state == State.QUERIED
    with pytest.raises(NotNow):
        approve(record=sent.now(), by=sent.bob, at=LATER)
    reply(question=question, by=sent.alice, at=LATER, text="Yes.")
    assert sent.now().state == State.SUBMITTED
    approve(record=sent.now(), by=sent.bob, at=LATER)
    question.refresh_from_db()
    assert (question.state, question.closed_by) == (QuestionState.CLOSED, sent.bob)


def test_a_return_changed_after_a_question_has_to_be_sent_again(sent):
    question = ask(record=sent.now(), by=sent.bob, at=NOON, text="Is 492 right?")
    sent.save({sent.box("referrals"): "491"})
    reply(question=question, by=sent.alice, at=LATER, text="No: corrected.")
    assert sent.now().state == State.QUERIED
    submit(record=sent.now(), by=sent.alice, at=LATER)
    assert Submission.objects.count() == 2
    assert approve(record=sent.now(), by=sent.bob, at=LATER).state == State.APPROVED


def test_an_unanswered_question_holds_back_approval_even_when_sent_again(sent):
    question = ask(record=sent.now(), by=sent.bob, at=NOON, text="Is 492 right?")
    submit(record=sent.now(), by=sent.alice, at=LATER)
    with pytest.raises(Unanswered, match="has no answer yet"):
        approve(record=sent.now(), by=sent.maria, at=LATER)
    close(question=question, by=sent.bob, at=LATER)
    assert approve(record=sent.now(), by=sent.maria, at=LATER).state == State.APPROVED


def test_nothing_to_report_is_a_complete_return(found):
    done = nothing_to_report(record=found.now(), by=found.alice, at=NOON)
    assert (done.state, done.nothing_to_report) == (State.SUBMITTED, True)
    assert approve(record=found.now(), by=found.bob, at=LATER).state == State.APPROVED
    figure = Observation.objects.get(service_measure__code="referrals")
    assert (figure.state, figure.standing) == (ObservationState.NOT_ANSWERED, Standing.APPROVED)


def test_reopened_it_no_longer_says_that_there_is_nothing(found):
    nothing_to_report(record=found.now(), by=found.alice, at=NOON)
    assert not send_back(record=found.now(), by=found.bob, at=LATER, reason="There was.").nothing_to_report
    found.fill()
    assert submit(record=found.now(), by=found.alice, at=LATER).state == State.SUBMITTED


def test_nothing_to_report_is_refused_where_something_was_entered(found):
    found.fill()
    with pytest.raises(NotNow, match="Something has been entered here"):
        nothing_to_report(record=found.now(), by=found.alice, at=NOON)


def test_not_required_has_a_reason_and_can_be_taken_back(found):
    with pytest.raises(NeedsReason):
        not_required(record=found.now(), by=found.alice, at=NOON, reason=" ")
    assert not_required(record=found.now(), by=found.alice, at=NOON, reason="Paused.").not_required_reason == "Paused."
    assert ask_after_all(record=found.now(), by=found.alice, at=LATER).state == State.NOT_STARTED


def test_a_later_date_stands_beside_the_first(found):
    first = found.now().due_on
    done = agree_later_date(record=found.now(), by=found.alice, at=NOON, until=date(2022, 11, 4), reason="Staff ill.")
    assert (done.due_on, done.due, done.agreed_due_reason) == (first, date(2022, 11, 4), "Staff ill.")
    with pytest.raises(NotNow, match="after the first one, which is 21 October 2022"):
        agree_later_date(record=found.now(), by=found.alice, at=NOON, until=date(2022, 10, 1), reason="Earlier.")


def test_sent_back_it_is_open_for_changes(sent):
    assert (
        send_back(record=sent.now(), by=sent.bob, at=LATER, reason="The text is last quarter’s.").state
        == State.IN_PROGRESS
    )
    sent.save({sent.box("referrals"): "490"})


@pytest.mark.parametrize("role", [Role.OFFICER, Role.FINANCE, Role.VIEWER, Role.ADMINISTRATOR])
def test_only_a_manager_reopens(sent, role):
    approve(record=sent.now(), by=sent.bob, at=LATER)
    with pytest.raises(NotYours):
        reopen(record=sent.now(), by=UserFactory(role=role), at=LATER, reason="I want to.")
    with pytest.raises(NeedsReason):
        reopen(record=sent.now(), by=sent.maria, at=LATER, reason="")


def test_a_providers_editor_writes_and_an_authoriser_sends(found):
    editor = MembershipFactory(provider=found.provider, role=MembershipRole.EDITOR).user
    found.fill(by=editor)
    with pytest.raises(NotYours, match="an authoriser of your organisation sends"):
        submit(record=found.now(), by=editor, at=NOON)
    authoriser = MembershipFactory(provider=found.provider).user
    assert submit(record=found.now(), by=authoriser, at=NOON).state == State.SUBMITTED


@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
@pytest.mark.parametrize("act", list(STEPS))
def test_the_table_guards_the_door_for_every_state(found, act, closed):
    if closed:
        ReportingPeriod.objects.filter(pk=found.quarter.pk).update(closed_by=found.maria, closed_at=NOON)
    step = STEPS[act]
    for state in State:
        reasons = {"not_required_reason": "Paused."} if state == State.NOT_REQUIRED else {}
        who = {"approved_by": found.bob, "approved_at": NOON} if state == State.APPROVED else {}
        QuarterlyReturn.objects.filter(pk=found.quarterly_return.pk).update(state=state, **reasons, **who)
        record = found.now()
        shown = act in {step.act for step in steps_for(record, found.maria)}
        assert shown == (state in step.origin and not (step.writes if closed else step.after_closing)), state
        if not shown:
            extra = {"until": date(2022, 11, 30)} if act == "later-date" else {}
            reason = {"reason": "Why not."} if step.asks else {}
            with pytest.raises(NotNow):
                ACTS[act](record=record, by=found.maria, at=NOON, **reason, **extra)
            assert found.now().state == state


@pytest.mark.parametrize("act", list(STEPS))
def test_a_viewer_is_shown_no_button_and_let_through_no_door(found, act):
    viewer = UserFactory(role=Role.VIEWER)
    assert steps_for(found.now(), viewer) == []
    extra = {"until": date(2022, 11, 30)} if act == "later-date" else {}
    with pytest.raises(Refusal):
        ACTS[act](record=found.now(), by=viewer, at=NOON, **({"reason": "x"} if STEPS[act].asks else {}), **extra)


def test_a_double_click_makes_one_step(found):
    found.fill()
    submit(record=found.now(), by=found.alice, at=NOON, key="form-1")
    submit(record=found.now(), by=found.alice, at=NOON, key="form-1")
    assert Submission.objects.count() == 1
    assert AuditEvent.objects.filter(act="submit").count() == 1


def test_approval_stores_the_rating_and_its_thresholds(sent):
    done = approve(record=sent.now(), by=sent.bob, at=LATER)
    assert (done.proposed_rag, done.rag) == (Rag.NOT_RATED, Rag.NOT_RATED)
    assert done.rag_thresholds == {"tolerance": "10.00", "pace_points": "20.00"}


def test_an_override_of_the_rating_needs_a_reason(sent):
    with pytest.raises(NeedsReason, match="proposes “Not rated”"):
        approve(record=sent.now(), by=sent.bob, at=LATER, rag=Rag.AMBER)
    done = approve(record=sent.now(), by=sent.bob, at=LATER, rag=Rag.AMBER, rag_reason="Two posts are vacant.")
    assert (done.proposed_rag, done.rag, done.rag_reason) == (Rag.NOT_RATED, Rag.AMBER, "Two posts are vacant.")


def test_asking_the_same_twice_makes_one_question(sent):
    for _ in range(2):
        ask(record=sent.now(), by=sent.bob, at=NOON, text="Is 492 right?")
    assert Question.objects.count() == 1


def test_the_offices_note_is_no_part_of_what_was_sent(found):
    found.fill()
    found.save({"our_note": "Watch this one.", "went_well": "Demand grew."}, section="text")
    submit(record=found.now(), by=found.alice, at=NOON)
    content = json.dumps(Submission.objects.get().content)
    assert "Demand grew." in content
    assert "Watch this one." not in content


def test_values_are_decimals(sent):
    figure = Observation.objects.get(service_measure__code="within-48")
    assert (figure.value, figure.numerator, figure.denominator) == (Decimal("95.7317"), 471, 492)
