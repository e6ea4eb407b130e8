"""The review of a quarter: exceptions first, what waits for approval by what is to be done, the rest folded away."""

from datetime import date
from decimal import Decimal

import pytest

from commissioning.choices import Cause, Prompt, State
from commissioning.models import Draft, OfficeItem, QuarterlyReturn, ReportingPeriod
from commissioning.workflow import (
    NeedsAnother,
    NotNow,
    NotYours,
    Unanswered,
    approve_clean,
    ask,
    mark_checked,
    reply,
    send_back,
    submit,
    warnings_of,
)
from commissioning.workflow.acknowledgements import acknowledge
from commissioning.workflow.bulk import check_clean
from tests.commissioning import factories as make
from tests.commissioning.idva import LATER, NOON, Idva, award_of, idva
from tests.commissioning.pages import flat, light, read, words
from tests.commissioning.return_forms import client_of
from tracker.audit import verify_chain
from tracker.models import AuditEvent, Office
from tracker.roles import Role

pytestmark = pytest.mark.django_db

PAGE = "/quarters/2022-23-q2/review/"
BULK = f"{PAGE}approve/"


@pytest.fixture
def sent() -> Idva:
    """Entered and sent by Alice, without a warning."""
    found = idva()
    found.fill()
    submit(record=found.now(), by=found.alice, at=NOON)
    return found


@pytest.fixture
def checked(sent: Idva) -> Idva:
    mark_checked(record=sent.now(), by=sent.bob, at=LATER)
    return sent


def test_whoever_reads_a_return_and_finds_nothing_to_ask_says_so_with_an_event(sent):
    done = mark_checked(record=sent.now(), by=sent.bob, at=LATER)
    assert (done.state, done.checked_by, done.checked_at) == (State.SUBMITTED, sent.bob, LATER)
    mark_checked(record=sent.now(), by=sent.maria, at=LATER)
    assert sent.now().checked_by == sent.bob
    assert AuditEvent.objects.filter(act="checked").count() == 1


def test_whoever_wrote_it_does_not_check_it(sent):
    with pytest.raises(NeedsAnother, match="somebody else checks it"):
        mark_checked(record=sent.now(), by=sent.alice, at=LATER)


def test_an_open_question_is_in_the_way_of_checking(sent):
    ask(record=sent.now(), by=sent.bob, at=LATER, text="Is 492 right?")
    submit(record=sent.now(), by=sent.alice, at=LATER)
    with pytest.raises(Unanswered):
        mark_checked(record=sent.now(), by=sent.bob, at=LATER)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.FINANCE, Role.ADMINISTRATOR])
def test_whose_role_does_not_approve_does_not_check(sent, role):
    with pytest.raises(NotYours):
        mark_checked(record=sent.now(), by=make.UserFactory(role=role), at=LATER)


def ask_about_it(found: Idva) -> None:
    question = ask(record=found.now(), by=found.bob, at=LATER, text="Is 492 right?")
    reply(question=question, by=found.alice, at=LATER, text="Yes.")


def send_it_again(found: Idva) -> None:
    send_back(record=found.now(), by=found.bob, at=LATER, reason="The text is old.")
    submit(record=found.now(), by=found.alice, at=LATER)


@pytest.mark.parametrize("change", [ask_about_it, send_it_again])
def test_what_is_asked_about_or_sent_again_is_to_be_checked_anew(checked, change):
    change(checked)
    assert (checked.now().state, checked.now().checked_by) == (State.SUBMITTED, None)


def test_warnings_are_counted_when_it_is_sent_and_as_reasons_come(db):
    found = idva()
    found.fill()
    found.save({found.box("hospital"): "492"})  # the same value as the whole
    submit(record=found.now(), by=found.alice, at=NOON)
    assert found.now().warnings_left == 1
    (warning,) = warnings_of(found.now())
    acknowledge(record=found.now(), warning=warning, reason="So it is.", by=found.alice, at=NOON)
    assert found.now().warnings_left == 0


def test_clean_and_checked_ones_are_approved_in_one_act_each_with_its_event(checked):
    pack = checked.now().pack
    done = approve_clean(records=[checked.now()], by=checked.maria, at=LATER)
    assert [record.pk for record in done.approved] == [checked.now().pk]
    assert (checked.now().state, checked.now().approved_by, checked.now().rag) == (
        "approved",
        checked.maria,
        "not_rated",
    )
    assert AuditEvent.objects.about(checked.now()).filter(act="approve", by=checked.maria).count() == 1
    assert type(pack).objects.get(pk=pack.pk).state == State.NOT_STARTED
    assert verify_chain() == AuditEvent.objects.count()


def test_done_twice_the_second_time_changes_nothing(checked):
    for _ in range(2):
        done = approve_clean(records=[checked.now()], by=checked.maria, at=LATER)
    assert (len(done.approved), len(done.before), len(done.left)) == (0, 1, 0)
    assert AuditEvent.objects.filter(act="approve").count() == 1


def not_checked(found: Idva) -> None:
    QuarterlyReturn.objects.update(checked_by=None, checked_at=None)


def large(found: Idva) -> None:
    award_of(found, 100_001)


def warned(found: Idva) -> None:
    send_back(record=found.now(), by=found.bob, at=LATER, reason="Look again.")
    found.save({found.box("hospital"): "492"})
    submit(record=found.now(), by=found.alice, at=LATER)
    mark_checked(record=found.now(), by=found.bob, at=LATER)


def gone_back(found: Idva) -> None:
    send_back(record=found.now(), by=found.bob, at=LATER, reason="Look again.")
    QuarterlyReturn.objects.update(checked_by=found.bob, checked_at=LATER)


LEFT = [
    (not_checked, "Nobody has marked this return as checked"),
    (large, "It is read and approved by itself"),
    (warned, "It is read and approved by itself"),
    (gone_back, "isn’t possible now"),
]


@pytest.mark.parametrize(("spoil", "reason"), LEFT)
def test_what_is_not_clean_is_left_with_the_reason_also_by_a_manager(checked, spoil, reason):
    spoil(checked)
    before = checked.now().state
    done = approve_clean(records=[checked.now()], by=checked.maria, at=LATER)
    ((_, sentence),) = done.left
    assert reason in sentence
    assert (checked.now().state, done.approved) == (before, ())


def test_control_without_the_rule_a_large_one_would_pass(checked, monkeypatch):
    large(checked)
    monkeypatch.setattr("commissioning.workflow.bulk.check_clean", lambda record: None)
    assert len(approve_clean(records=[checked.now()], by=checked.maria, at=LATER).approved) == 1


def test_ones_own_is_left_for_somebody_else(checked):
    ((_, sentence),) = approve_clean(records=[checked.now()], by=checked.alice, at=LATER).left
    assert "somebody else approves it" in sentence


def test_one_that_is_left_does_not_hold_back_the_others(checked):
    item = make.OfficeItemFactory(period=checked.quarter, **make.sent(checked.alice))
    done = approve_clean(records=[item, checked.now()], by=checked.maria, at=LATER)
    assert ([record.pk for record in done.approved], len(done.left)) == ([checked.now().pk], 1)


def test_clean_means_sent(db):
    found = idva()
    with pytest.raises(NotNow):
        check_clean(found.now())


def test_the_page_counts_and_the_act_names_what_it_will_do(checked):
    said = words(client_of(checked.maria).get(PAGE))
    assert "1 of 1in" in said
    assert "Approve 1 with no open warning" in said
    confirm = client_of(checked.maria).get(BULK)
    assert "This one was sent, somebody has checked it" in words(confirm)
    assert "IDVA service" in words(confirm)
    assert "only a manager can reopen" in words(confirm)


def test_what_is_ticked_is_approved_and_the_rest_stays(checked):
    client = client_of(checked.maria)
    assert "Nothing was chosen" in words(client.post(BULK, {}, follow=True))
    said = words(client.post(BULK, {"record": f"return-{checked.now().pk}"}, follow=True))
    assert "One is approved" in said
    assert "Nothing waits for approval" in said
    again = words(client.post(BULK, {"record": f"return-{checked.now().pk}"}, follow=True))
    assert "One is approved before: nothing was done again" in again


@pytest.mark.parametrize("nonsense", ["", "return-", "return-x", "return-99999999999999999999", "user-1", "pack-٣"])
def test_nonsense_approves_nothing(checked, nonsense):
    answer = client_of(checked.maria).post(BULK, {"record": nonsense}, follow=True)
    assert "nothing is approved" in words(answer)
    assert checked.now().state == State.SUBMITTED


@pytest.mark.parametrize(
    ("spoil", "heading"), [(not_checked, "not checked yet"), (large, "read one by one"), (warned, "read one by one")]
)
def test_what_waits_stands_by_what_is_to_be_done(checked, spoil, heading):
    spoil(checked)
    Office.objects.reference_changed()
    said = words(client_of(checked.maria).get(PAGE))
    assert heading in said
    assert "with no open warning" not in said


def test_ones_own_stands_apart(checked):
    assert "Somebody else’s to approve" in words(client_of(checked.alice).get(PAGE))


def test_needs_you_has_money_decisions_questions_warnings_and_late_ones(sent):
    sent.quarter.refresh_from_db()
    award = award_of(sent, 50_000)
    type(award).objects.filter(pk=award.pk).update(extension_years=1, extension_state="A further year is discussed")
    make.SpendLineFactory(pack=sent.now().pack, award=award, to_date=Decimal(49_000))
    pack = sent.now().pack
    type(pack).objects.filter(pk=pack.pk).update(**make.sent(sent.alice))
    make.ReturnFactory(service=make.reporting_service(name="Pathfinder"), period=sent.quarter)
    make.ReturnFactory(
        service=make.reporting_service(name="DRIVE"), period=sent.quarter, **make.sent(sent.alice), warnings_left=2
    )
    make.QuestionFactory(record_id=sent.now().pk)
    Office.objects.reference_changed()
    said = words(client_of(sent.maria).get(PAGE))
    for matter in (
        "Ahead of the year: 98.0% used",
        "A further year is discussed",
        "One question without an answer",
        "Two without a reason",
        "Not in. Due",
    ):
        assert matter in said, matter


def test_what_is_fine_and_what_has_no_figure_is_folded_away(checked):
    approve_clean(records=[checked.now()], by=checked.maria, at=LATER)
    said = words(client_of(checked.maria).get(PAGE))
    assert "1 service is fine: in, approved, nothing open" in said
    assert "without a figure this quarter" not in said


def test_what_was_typed_and_not_saved_is_there(sent):
    Draft.objects.create(
        record_kind="return",
        record_id=sent.now().pk,
        section="figures",
        user=sent.maria,
        fields={},
        base_version=0,
        saved_at=NOON,
    )
    assert "Typed, not saved" in words(client_of(sent.maria).get(PAGE))


@pytest.fixture
def challenged(sent: Idva) -> Idva:
    make.NarrativeFactory(
        quarterly_return=sent.now(),
        prompt=Prompt.CHALLENGES,
        text="Two posts stood empty.",
        causes=[Cause.RECRUITMENT, Cause.FUNDING],
    )
    return sent


def test_recurring_causes_lead_to_the_passages_behind_them(challenged):
    client = client_of(challenged.maria)
    links = read(client.get(PAGE)).links
    assert (f"{PAGE}causes/#recruitment", "Recruitment") in links
    said = words(client.get(f"{PAGE}causes/"))
    assert said.count("Two posts stood empty.") == 2
    assert "Submitted, not yet approved" in said


def test_causes_of_what_is_still_being_written_are_not_told(challenged):
    QuarterlyReturn.objects.update(state=State.IN_PROGRESS)
    client = client_of(challenged.maria)
    assert "No cause of a challenge has been named yet" in words(client.get(PAGE))
    assert "No return of this quarter tells of a challenge yet" in words(client.get(f"{PAGE}causes/"))


def test_the_filter_narrows_everything(checked):
    make.reporting_service(name="Another", lead_officer=checked.alice)
    Office.objects.reference_changed()
    said = words(client_of(checked.maria).get(f"{PAGE}?officer={checked.alice.pk}"))
    assert "0 of 0in" in said
    assert "Nothing waits for approval" in said


@pytest.mark.parametrize("page", [PAGE, BULK, f"{PAGE}causes/"])
def test_few_queries_however_many_rows(db, client_of, manager, page):
    make.OfficeFactory()
    quarter = make.quarters()[5]
    ReportingPeriod.objects.filter(pk=quarter.pk).update(opened_at=NOON, due_on=date(2022, 10, 21))

    def grow() -> None:
        sender = make.UserFactory()
        for number in range(6):
            service = make.reporting_service()
            provider = service.service_providers.get().provider
            past = make.sent(sender) | {"checked_by": manager, "checked_at": NOON} if number % 2 else {}
            owed = make.ReturnFactory(service=service, provider=provider, period=quarter, **past)
            make.ServiceMeasureFactory(service=service)
            make.QuestionFactory(record_id=owed.pk)
            make.NarrativeFactory(quarterly_return=owed, prompt=Prompt.CHALLENGES, causes=[Cause.IT])
            make.OfficeItemFactory(period=quarter)
            award = make.AwardFactory(provider=provider)
            make.AwardServiceFactory(award=award, service=service)
            make.FundingSplitFactory(award=award)
        Office.objects.reference_changed()

    flat(client_of(manager), page, grow)
    light(client_of(manager).get(page))
    assert OfficeItem.objects.count() == 12
