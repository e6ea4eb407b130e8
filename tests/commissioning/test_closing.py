"""A quarter that is closed: nothing is written in it, drafts are kept, a manager lifts it for one or for all."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from commissioning.choices import State
from commissioning.figures import reference_for
from commissioning.models import Draft, OfficeItem, QuarterlyReturn, ReportingPeriod
from commissioning.views import closing
from commissioning.workflow import (
    ACTS,
    NeedsReason,
    NotNow,
    NotYours,
    add_item,
    approve,
    ask,
    close_period,
    let_in,
    not_required,
    nothing_to_report,
    open_period,
    reopen,
    reopen_period,
    reply,
    steps_for,
    submit,
)
from commissioning.workflow import life as life_table
from tests.commissioning import factories as make
from tests.commissioning.idva import LATER, NOON, Idva, idva
from tests.commissioning.return_forms import client_of, hidden, post, text_of, url
from tracker.models import AuditEvent, Office
from tracker.roles import Role

pytestmark = pytest.mark.django_db

CLOSED = LATER + timedelta(days=1)
AFTER = CLOSED + timedelta(days=1)
PAGE = "/quarters/2022-23-q2/close/"


@pytest.fixture
def found() -> Idva:
    return idva()


@pytest.fixture
def closed(found: Idva) -> Idva:
    """The quarter closed with its return begun and not sent."""
    found.fill()
    close_period(period=found.quarter, by=found.maria, at=CLOSED, reason="The update is due.")
    return found


@pytest.fixture
def complete(found: Idva) -> Idva:
    """Everything that the quarter owes is approved or excused."""
    found.fill()
    submit(record=found.now(), by=found.alice, at=NOON)
    approve(record=found.now(), by=found.bob, at=LATER)
    not_required(record=found.now().pack, by=found.alice, at=NOON, reason="No award.")
    return found


def test_a_complete_quarter_is_closed_without_a_reason_and_says_who_and_when(complete):
    close_period(period=complete.quarter, by=complete.maria, at=CLOSED)
    complete.quarter.refresh_from_db()
    assert (complete.quarter.closed_by, complete.quarter.closed_at) == (complete.maria, CLOSED)
    event = AuditEvent.objects.about(complete.quarter).get(act="close-period")
    assert (event.by, event.changes) == (complete.maria, {})


def test_an_incomplete_quarter_is_closed_with_a_reason_alone(found):
    with pytest.raises(NeedsReason, match="2 not approved"):
        close_period(period=found.quarter, by=found.maria, at=CLOSED, reason=" ")
    close_period(period=found.quarter, by=found.maria, at=CLOSED, reason="The update is due.")
    event = AuditEvent.objects.about(found.quarter).get(act="close-period")
    assert (event.reason, event.changes) == ("The update is due.", {"not approved": ["0", "2"]})


@pytest.mark.parametrize("role", [role for role in Role if role != Role.MANAGER])
def test_only_a_manager_closes_a_quarter_and_opens_it_again(found, role):
    with pytest.raises(NotYours, match="A manager does it"):
        close_period(period=found.quarter, by=make.UserFactory(role=role), at=CLOSED, reason="Done.")
    close_period(period=found.quarter, by=found.maria, at=CLOSED, reason="Done.")
    with pytest.raises(NotYours, match="A manager does it"):
        reopen_period(period=found.quarter, by=make.UserFactory(role=role), at=AFTER, reason="Not done.")


def test_a_quarter_is_closed_once_and_only_after_it_was_opened(found):
    with pytest.raises(NotNow, match="has not been opened"):
        close_period(period=found.periods[6], by=found.maria, at=CLOSED)
    with pytest.raises(NotNow, match="isn’t closed"):
        reopen_period(period=found.quarter, by=found.maria, at=CLOSED, reason="Again.")
    close_period(period=found.quarter, by=found.maria, at=CLOSED, reason="Done.")
    with pytest.raises(NotNow, match="closed already"):
        close_period(period=found.quarter, by=found.maria, at=CLOSED, reason="Done.")
    assert AuditEvent.objects.filter(act="close-period").count() == 1


def test_the_database_holds_that_only_an_opened_period_is_closed(found):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportingPeriod.objects.filter(pk=found.periods[6].pk).update(closed_by=found.maria, closed_at=CLOSED)


def test_nothing_is_saved_in_a_closed_quarter_and_the_refusal_says_who_lifts_it(closed):
    with pytest.raises(NotNow, match=r"Q2 2022/23 is closed\. A manager can open this return all the same") as refused:
        closed.save({closed.box("referrals"): "493"})
    assert "What you typed is kept" in refused.value.sentence


def test_control_without_the_guard_it_would_be_saved(closed, monkeypatch):
    monkeypatch.setattr(QuarterlyReturn, "is_shut", False)
    assert closed.save({closed.box("referrals"): "493"}).changed


@pytest.mark.parametrize("act", ["submit", "nothing-to-report", "later-date"])
def test_nothing_is_sent_in_a_closed_quarter(closed, act):
    more = {"reason": "Late.", "until": AFTER.date()} if act == "later-date" else {}
    with pytest.raises(NotNow, match="is closed"):
        ACTS[act](record=closed.now(), by=closed.alice, at=AFTER, **more)
    assert act not in {step.act for step in steps_for(closed.now(), closed.alice)}


def test_control_a_step_that_writes_without_saying_so_would_pass(closed, monkeypatch):
    monkeypatch.setattr(life_table, "fits_period", lambda step, record: True)
    assert submit(record=closed.now(), by=closed.alice, at=AFTER).state == State.SUBMITTED


def test_what_was_in_is_still_asked_about_answered_approved_and_excused(found):
    found.fill()
    submit(record=found.now(), by=found.alice, at=NOON)
    close_period(period=found.quarter, by=found.maria, at=CLOSED, reason="Done.")
    question = ask(record=found.now(), by=found.bob, at=AFTER, text="Is 492 right?")
    reply(question=question, by=found.alice, at=AFTER, text="Yes.")
    assert approve(record=found.now(), by=found.bob, at=AFTER).state == State.APPROVED
    assert not_required(record=found.now().pack, by=found.alice, at=AFTER, reason="No award.").state


def test_a_return_that_a_manager_reopens_is_written_in_sent_and_approved_again(complete):
    close_period(period=complete.quarter, by=complete.maria, at=CLOSED)
    reopen(record=complete.now(), by=complete.maria, at=AFTER, reason="A late referral.")
    assert complete.save({complete.box("referrals"): "493"}).changed
    submit(record=complete.now(), by=complete.alice, at=AFTER)
    assert approve(record=complete.now(), by=complete.bob, at=AFTER).state == State.APPROVED


def test_a_late_return_is_let_in_alone(closed):
    with pytest.raises(NotYours):
        let_in(record=closed.now(), by=closed.alice, at=AFTER, reason="It came.")
    with pytest.raises(NeedsReason):
        let_in(record=closed.now(), by=closed.maria, at=AFTER, reason="")
    let_in(record=closed.now(), by=closed.maria, at=AFTER, reason="It came by post.")
    assert closed.save({closed.box("referrals"): "493"}).changed
    with pytest.raises(NotNow, match="is closed"):
        nothing_to_report(record=closed.now().pack, by=closed.alice, at=AFTER)


def test_letting_in_is_for_closed_quarters_alone(found):
    with pytest.raises(NotNow, match="isn’t closed"):
        let_in(record=found.now(), by=found.maria, at=AFTER, reason="It came.")
    assert "let-in" not in {step.act for step in steps_for(found.now(), found.maria)}


def test_what_was_opened_before_a_closing_is_closed_by_it(closed):
    let_in(record=closed.now(), by=closed.maria, at=AFTER, reason="It came by post.")
    reopen_period(period=closed.quarter, by=closed.maria, at=AFTER, reason="More came.")
    close_period(period=closed.quarter, by=closed.maria, at=AFTER + timedelta(days=1), reason="Done.")
    with pytest.raises(NotNow, match="is closed"):
        closed.save({closed.box("referrals"): "493"})


def test_taking_the_closing_back_asks_for_a_reason_and_opens_everything(closed):
    with pytest.raises(NeedsReason):
        reopen_period(period=closed.quarter, by=closed.maria, at=AFTER, reason="")
    reopen_period(period=closed.quarter, by=closed.maria, at=AFTER, reason="Two more came.")
    assert closed.save({closed.box("referrals"): "493"}).changed
    assert AuditEvent.objects.about(closed.quarter).get(act="reopen-period").reason == "Two more came."


def test_a_closed_quarter_does_not_stop_the_next_from_opening(closed):
    assert open_period(period=closed.periods[6], by=closed.maria, at=AFTER).returns == 1


def test_nothing_is_added_to_a_closed_quarter(closed):
    make.reporting_service()
    with pytest.raises(NotNow, match="A manager can open it again"):
        open_period(period=closed.quarter, by=closed.maria, at=AFTER)
    with pytest.raises(NotNow, match="A manager can open it again"):
        add_item(period=closed.quarter, title="Late", by=closed.alice, at=AFTER, objective=closed.service.objective)
    assert not OfficeItem.objects.exists()


def test_the_quarter_in_hand_is_one_that_is_not_closed(closed, client_of):
    open_period(period=closed.periods[6], by=closed.maria, at=AFTER)
    reached = client_of(closed.alice).get("/").headers["Location"]
    close_period(period=closed.periods[6], by=closed.maria, at=AFTER, reason="By mistake.")
    reopen_period(period=closed.quarter, by=closed.maria, at=AFTER, reason="In hand again.")
    assert (reached, client_of(closed.alice).get("/").headers["Location"]) == (
        "/quarters/2022-23-q3/home/",
        "/quarters/2022-23-q2/home/",
    )


@pytest.mark.parametrize(
    ("closed", "day", "in_hand"),
    [
        (False, date(2022, 11, 2), "2022-23-q2"),
        (False, date(2023, 1, 9), "2022-23-q3"),
        (True, date(2022, 11, 2), "2022-23-q3"),
    ],
)
def test_the_quarter_in_hand_is_the_last_that_ended_though_the_next_is_open(found, closed, day, in_hand):
    """Its returns come in while the next is under way; once it is closed the next one is looked at."""
    open_period(period=found.periods[6], by=found.maria, at=NOON)
    if closed:
        close_period(period=found.quarter, by=found.maria, at=AFTER, reason="Its update is out.")
    quarter = reference_for(Office.objects.get()).quarter_at(day)
    assert quarter is not None
    assert quarter.slug == in_hand


def test_the_page_names_what_is_missing_before_it_closes(found):
    page = client_of(found.maria).get(PAGE)
    said = text_of(page)
    assert said.index("IDVA service") < said.index("Close it")
    assert "2 not approved, of them 2 not in" in said
    refused = client_of(found.maria).post(PAGE, {"reason": ""})
    assert (refused.status_code, "2 not approved. Say why" in text_of(refused)) == (422, True)
    done = client_of(found.maria).post(PAGE, {"reason": "The update is due."}, follow=True)
    assert "Q2 2022/23 is closed" in text_of(done)
    assert "The update is due." in text_of(done)


def test_of_more_than_are_listed_the_page_says_so_and_leads_to_all(found, monkeypatch):
    assert "are listed. All are in the lists" not in text_of(client_of(found.maria).get(PAGE))
    monkeypatch.setattr(closing, "LISTED", 1)
    page = client_of(found.maria).get(PAGE)
    assert "of them 2 not in" in text_of(page)
    assert "The first 1 are listed. All are in the lists" in text_of(page)
    for part in ("?status=missing", "?part=packs&amp;status=missing", "?part=items&amp;status=missing"):
        assert f'href="/quarters/2022-23-q2/returns/{part}"' in page.content.decode()
        assert (
            client_of(found.maria).get(f"/quarters/2022-23-q2/returns/{part.replace('&amp;', '&')}").status_code == 200
        )


def test_closing_is_taken_back_on_the_same_page(closed):
    client = client_of(closed.maria)
    assert "Give a reason" in text_of(client.post("/quarters/2022-23-q2/reopen/", {"reason": ""}))
    client.post("/quarters/2022-23-q2/reopen/", {"reason": "More came."})
    closed.quarter.refresh_from_db()
    assert not closed.quarter.is_closed


def test_a_form_that_was_open_when_the_quarter_closed_keeps_what_was_typed(found):
    found.fill()
    client = client_of(found.alice)
    page = client.get(url(found, "figures/"))
    close_period(period=found.quarter, by=found.maria, at=CLOSED, reason="Done.")
    answer = client.post(url(found, "figures/"), hidden(page) | {found.box("referrals"): "493"})
    assert (answer.status_code, "A manager can open this return all the same" in text_of(answer)) == (409, True)
    assert Draft.objects.get().fields[found.box("referrals")] == "493"
    shown = client.get(url(found, "figures/"), follow=True)
    assert "What you had typed is kept" in text_of(shown)


def test_a_managers_page_offers_to_let_one_return_in(closed):
    assert "Open it although the quarter is closed" in text_of(client_of(closed.maria).get(url(closed)))
    client = client_of(closed.maria)
    client.post(url(closed, "act/let-in/"), {"reason": "It came by post."})
    assert post(client_of(closed.alice), url(closed, "figures/"), {closed.box("referrals"): "493"}).status_code == 302


def test_services_of_which_nobody_said_how_they_report_are_named_before_opening(found, client_of):
    programme = make.reporting_service(name="Safer Streets")
    make.ServiceFactory(name="Lighting", part_of=programme)
    make.ServiceFactory(name="Nobody knows")
    said = text_of(client_of(found.alice).get("/quarters/2022-23-q3/open/"))
    assert "Nobody knows" in said
    assert "Lighting" not in said
