"""Reminders by rule: who, when, of what, once; through covers, weekends, later dates and a dead mail server."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core import mail as mails
from django.core.management import call_command

from commissioning.choices import RecordKind, State
from commissioning.figures import nearby, reference_for
from commissioning.figures.missing import Missing, missing_on
from commissioning.figures.portfolio import portfolio_for
from commissioning.figures.reminders import Day, Round, calls, day_of
from commissioning.management.commands.schedule import Command
from commissioning.models import OfficeItem, Pack, QuarterlyReturn, Reminder, ReportingPeriod
from commissioning.workflow.reminders import letters_of, send_reminders
from providers.models import Contact
from tests.commissioning.owing import DUE, Owing, owing, rule
from tests.tracker.mail_server import mail_server
from tracker import outbox
from tracker.models import AuditEvent, Cover, Office, Outbox, ReminderRule, User
from tracker.periods import london_date

pytestmark = pytest.mark.django_db
MANAGERS = ReminderRule.To.MANAGERS
CHRISTMAS = date(2022, 12, 26)


@pytest.fixture
def found(db) -> Owing:
    return owing()


def on_day(day: date) -> datetime:
    return datetime.combine(day, time(9, 0), tzinfo=UTC)


def remind(day: date) -> int:
    return send_reminders(on=day, at=on_day(day))


def written(day: date | None = None) -> dict[str, str]:
    """The text by address."""
    rows = Outbox.objects.filter(written_at=on_day(day)) if day else Outbox.objects.all()
    return dict(rows.values_list("to", "text"))


@pytest.mark.parametrize(
    ("offset", "day", "called"),
    [
        (-7, DUE - timedelta(days=8), False),
        (-7, DUE - timedelta(days=7), True),
        (-7, DUE - timedelta(days=1), True),
        (-7, DUE, False),
        (0, DUE - timedelta(days=1), False),
        (0, DUE, True),
        (3, DUE + timedelta(days=2), False),
        (3, DUE + timedelta(days=3), True),
        (3, DUE + timedelta(days=9), True),
        (3, DUE + timedelta(days=10), False),
    ],
)
def test_a_rule_calls_on_its_day_and_catches_up_for_six(offset, day, called):
    assert calls(offset, DUE, day) is called


@pytest.mark.parametrize(
    ("to", "addresses"),
    [
        ("contacts", {"helen@swa.example"}),
        ("people", {"charlie@swa.example"}),
        ("officer", {"Alice Hartley", "Daniel Ortiz"}),
        ("managers", {"Bob Nwosu"}),
    ],
)
def test_each_rule_writes_to_its_own_people_and_to_nobody_else(found, to, addresses):
    """A contact who gets no reminders, and one whose return the office fills in, hear nothing."""
    rule(3, to=to)
    remind(DUE + timedelta(days=3))
    by_name = {each.user.email: each.user.name for each in Reminder.objects.filter(user__isnull=False)}
    assert {by_name.get(address, address) if to in ("officer", "managers") else address for address in written()} == (
        addresses
    )


def test_one_letter_lists_all_that_is_missing_and_not_what_is_in(found):
    rule(3)
    second = found.returns()[1]
    found.in_now(second)
    remind(DUE + timedelta(days=3))
    (text,) = written().values()
    assert "- Helpline, Q2 2022/23: due 21 October 2022, 3 days late" in text
    assert "- Money and people, Q2 2022/23: due 21 October 2022, 3 days late" in text
    assert "IDVA" not in text


def test_who_has_nothing_missing_hears_nothing(found):
    rule(3)
    for model in (QuarterlyReturn, Pack):
        for record in model.objects.filter(provider=found.swa):
            found.in_now(record)
    assert remind(DUE + timedelta(days=3)) == 0


def test_once_a_day_and_once_a_rule(found):
    rule(3)
    day = DUE + timedelta(days=3)
    assert [remind(day), remind(day), remind(day + timedelta(days=1))] == [1, 0, 0]
    rule(4)
    assert remind(day + timedelta(days=1)) == 1


def test_two_rules_on_one_day_make_one_letter_in_the_words_of_the_later(found):
    rule(3, text="Dear {name}: {missing}")
    rule(4, text="Now it is urgent: {missing}")
    assert remind(DUE + timedelta(days=4)) == 1
    (text,) = written().values()
    assert text.startswith("Now it is urgent")


def test_a_later_date_counts_and_begins_anew(found):
    rule(3)
    rule(1)
    remind(DUE + timedelta(days=3))
    later = {"agreed_due_on": DUE + timedelta(days=14), "agreed_due_reason": "Staff away"}
    QuarterlyReturn.objects.filter(provider=found.swa).update(**later)
    Pack.objects.filter(provider=found.swa).update(**later)
    days = [number for number in range(4, 22) if remind(DUE + timedelta(days=number))]
    assert days == [17], "the 15th and 16th are a weekend, and Monday's letter speaks for both rules"


def test_weekends_and_bank_holidays_are_left_alone_and_caught_up(found):
    rule(1)
    assert [remind(DUE + timedelta(days=number)) for number in (1, 2, 3)] == [0, 0, 1]
    QuarterlyReturn.objects.update(due_on=date(2022, 12, 23))
    assert [remind(CHRISTMAS + timedelta(days=number)) for number in (0, 1, 2)] == [0, 0, 1]


def test_a_rule_made_long_after_the_day_calls_for_nothing(found):
    rule(3)
    assert remind(DUE + timedelta(days=60)) == 0


def test_a_rule_that_has_ended_calls_for_nothing(found):
    made = rule(3)
    ReminderRule.objects.filter(pk=made.pk).update(ended_on=DUE)
    Office.objects.reference_changed()
    assert remind(DUE + timedelta(days=3)) == 0


def test_a_quarter_that_is_closed_is_left_alone(found):
    rule(3)
    ReportingPeriod.objects.filter(pk=found.quarter.pk).update(closed_by=found.bob, closed_at=on_day(DUE))
    Office.objects.reference_changed()
    assert remind(DUE + timedelta(days=3)) == 0


def test_a_reminder_before_the_day_is_not_late(found):
    rule(4, "before")
    remind(DUE - timedelta(days=4))
    assert "due 21 October 2022\n" in next(iter(written().values()))


def test_managers_are_told_what_is_late_and_whose(found):
    QuarterlyReturn.objects.filter(provider=found.council).update(due_on=DUE + timedelta(days=30))
    rule(10, to="managers", text="{missing}\n{answer}")
    remind(DUE + timedelta(days=10))
    (text,) = written().values()
    assert "- IDVA service (Somewhere Women’s Aid), Q2 2022/23: due 21 October 2022, 10 days late" in text
    assert "- Prevention strategy, Q2 2022/23" in text
    assert "Taxi" not in text
    assert "See it here, after logging in: http://localhost/" in text


def test_who_is_away_is_not_written_to_and_the_cover_is(found):
    rule(3, to="officer")
    away = {"starts_on": DUE, "ends_on": DUE + timedelta(days=3)}
    Office.objects.reference_changed()
    Cover.objects.create(person=found.alice, cover=found.daniel, **away)
    remind(DUE + timedelta(days=3))
    (address, text) = next(iter(written().items()))
    assert len(written()) == 1
    assert address == found.daniel.email
    assert "IDVA service" in text
    assert "Taxi scheme" in text


def test_the_day_after_the_cover_the_officer_is_written_to_again(found):
    rule(3, to="officer")
    Office.objects.reference_changed()
    Cover.objects.create(person=found.alice, cover=found.daniel, starts_on=DUE, ends_on=DUE + timedelta(days=2))
    remind(DUE + timedelta(days=3))
    assert set(written()) == {found.alice.email, found.daniel.email}


def test_without_a_leading_officer_the_managers_are_asked(found):
    found.returns().model.objects.all()
    for each in found.returns():
        each.service.lead_officer = None
        each.service.save()
    OfficeItem.objects.update(writer=None)
    Office.objects.reference_changed()
    rule(3, to="officer")
    remind(DUE + timedelta(days=3))
    assert found.bob.email in written()


def test_a_contact_who_also_logs_in_gets_one_letter(found):
    found.charlie.email = found.helen.email
    found.charlie.save()
    rule(3)
    rule(3, to="people")
    assert remind(DUE + timedelta(days=3)) == 1


def test_it_is_kept_and_told_to_the_trail_without_names(found):
    made = rule(3)
    remind(DUE + timedelta(days=3))
    rows = Reminder.objects.filter(contact=found.helen)
    assert rows.count() == 3
    assert {(each.rule, each.by, each.due_on) for each in rows} == {(made, None, DUE)}
    events = AuditEvent.objects.filter(act="remind")
    assert events.count() == 3
    assert "Helen" not in "".join(str(event.changes) + event.reason for event in events)


def test_no_letter_holds_a_figure_about_people(found):
    """The record's own numbers are nowhere in the facts that a letter is made of."""
    rule(3, text="{name} {provider} {quarter} {due} {missing} {answer} {officer} {office}")
    remind(DUE + timedelta(days=3))
    (text,) = written().values()
    assert "{" not in text
    assert "Alice Hartley" in text
    assert "Somewhere OPCC" in text


def test_what_is_filled_in_is_not_filled_in_again(found):
    found.helen.name = "{link} {missing} {name}"
    found.helen.save()
    rule(3, text="Dear {name}")
    remind(DUE + timedelta(days=3))
    outbox.send_waiting(at=on_day(DUE + timedelta(days=3)))
    assert mails.outbox[0].body == "Dear {link} {missing} {name}\n"


def test_an_hour_without_a_mail_server_costs_no_reminder_and_doubles_none(found, settings):
    for to in ("contacts", "people", "officer", "managers"):
        rule(3, to=to)
    day = DUE + timedelta(days=3)
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5
        server.stop()
        schedule, at = Command(), datetime.combine(day, time(7, 0), tzinfo=UTC)  # 8 o'clock in London
        for minute in range(60):
            schedule.round(at + timedelta(minutes=minute))
        assert (server.got, Outbox.objects.count()) == ([], 5)
        server.start()
        for minute in range(60, 130):
            schedule.round(at + timedelta(minutes=minute))
        assert sorted(server.got) == sorted(written())


def test_nobody_is_written_to_before_the_morning(found):
    rule(3)
    schedule, night = Command(), datetime.combine(DUE + timedelta(days=3), time(6, 59), tzinfo=UTC)
    schedule.round(night)
    assert not Outbox.objects.exists()
    schedule.round(night + timedelta(minutes=1))
    assert Outbox.objects.count() == 1


def test_a_reminder_that_could_not_go_on_its_day_does_not_go_later(found, settings):
    rule(3)
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        1,
    )
    remind(DUE + timedelta(days=3))
    for hour in range(30):
        outbox.send_waiting(at=on_day(DUE + timedelta(days=3)) + timedelta(hours=hour))
    assert Outbox.objects.get().error == outbox.TOO_LATE


def test_without_mail_the_schedule_writes_nothing(found, settings):
    settings.MAIL_ON = False
    rule(3)
    assert remind(DUE + timedelta(days=3)) == 0
    assert not Reminder.objects.exists()


def test_the_command_reads_the_clock(found, capsys):
    rule(0)
    today = london_date(datetime.now(UTC))
    QuarterlyReturn.objects.update(due_on=today)
    call_command("send_reminders")
    assert "to be sent" in capsys.readouterr().out


def test_the_number_of_queries_does_not_grow_with_what_is_missing(found, django_assert_max_num_queries):
    rule(3)
    rule(3, to="officer")
    day = DUE + timedelta(days=3)
    opened = ReportingPeriod.objects.filter(opened_at=None).update(opened_at=on_day(day), due_on=DUE)
    assert opened >= 1  # quarters that are open besides
    Office.objects.reference_changed()
    found.office.refresh_from_db()
    reference = reference_for(found.office)
    portfolio = portfolio_for(reference)
    for number in range(10):
        desk = {"name": f"Desk {number}", "email": f"{number}@swa.example", "gets_reminders": True}
        Contact.objects.create(provider=found.swa, **desk)
    letters_of(day_of(day, reference, portfolio), found.office)  # set-up is read once and kept
    with django_assert_max_num_queries(3):
        assert len(letters_of(day_of(day, reference, portfolio), found.office)) == 13


def test_what_packs_are_about_is_read_with_the_routes(demo, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(nearby, "SIZE", 1)
    monkeypatch.setattr(nearby, "AROUND", 1)
    Pack.objects.update(state=State.NOT_STARTED, due_on=DUE)
    QuarterlyReturn.objects.exclude(state=State.NOT_REQUIRED).update(
        state=State.SUBMITTED, submitted_by=User.objects.earliest("pk"), submitted_at=on_day(DUE)
    )
    reference = reference_for(Office.objects.get())
    portfolio = portfolio_for(reference)
    with django_assert_num_queries(2):
        found = missing_on(DUE, reference, portfolio)
    packs = [each for each in found if each.owing.kind == RecordKind.PACK]
    assert any(each.sends for each in packs)
    assert not [each for each in found if each.owing.kind == RecordKind.RETURN]


def concerns(round_: Round, thing: Missing, day: Day) -> bool:
    """Whether the letter names this, asked of one person and one thing."""
    tos = {rule.to for rule, _ in round_.called}
    kinds = (to for to in tos if to != MANAGERS or thing.due < day.on)
    written_to = {each.key for to in kinds for each in day.people._ask(to, thing)}
    return thing.key in {each.key for _, each in round_.called} or round_.person.key in written_to


def test_each_letter_names_what_concerns_its_person_in_the_order_of_all(demo):
    for to in ReminderRule.To.values:
        rule(4, to=to)
    rule(4, "before", to=MANAGERS)
    Office.objects.reference_changed()
    reference = reference_for(Office.objects.current())
    portfolio = portfolio_for(reference)
    first, *_ = [each for each in missing_on(DUE, reference, portfolio) if each.owing.kind == RecordKind.RETURN]
    QuarterlyReturn.objects.filter(pk=first.owing.key).update(due_on=first.due - timedelta(days=14))
    dues = sorted({each.due for each in missing_on(DUE, reference, portfolio)})
    days = [day_of(due + timedelta(days=each), reference, portfolio) for due in dues for each in (-2, 4, 6)]
    rounds = [(day, each) for day in days for each in day.rounds()]
    for day, each in rounds:
        assert each.missing == [thing for thing in day.missing if concerns(each, thing, day)]
    assert len({each.person.key for _, each in rounds}) > 2, "control: several are written to"
    assert any(len(each.missing) > len(each.called) for _, each in rounds), "control: of more than they are called for"
    assert any(len(each.missing) < len(day.missing) for day, each in rounds), "control: not all hear of everything"
