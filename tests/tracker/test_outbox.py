"""Every mail is a row first, and goes out once: through a dead server, two senders, and a sender that dies."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as django_mail
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from tests.tracker.mail_server import MailServer, mail_server
from tracker import outbox
from tracker.letters import Letter
from tracker.models import Outbox

pytestmark = pytest.mark.django_db
State = Outbox.State
NOON = datetime(2022, 10, 14, 11, 0, tzinfo=UTC)


@pytest.fixture
def server(settings):
    with mail_server() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", running.port, 5
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield running


def write(number: int = 1, *, at: datetime = NOON, **more) -> Outbox:
    said = Letter(more.pop("subject", "A return is due"), more.pop("text", "Please send it."))
    to = f"helen{number}@provider.example"
    with transaction.atomic():
        return outbox.write(key=f"test:{number}", to=to, letter=said, by=None, at=at, **more)


def minutes(server: MailServer, first: int, last: int) -> None:
    """The sender runs each minute of a simulated clock."""
    for minute in range(first, last):
        outbox.send_waiting(at=NOON + timedelta(minutes=minute))


def test_a_mail_is_written_in_the_transaction_of_its_cause(db):
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert not Outbox.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_written():
    with pytest.raises(RuntimeError, match="transaction"):
        outbox.write(key="k", to="helen@provider.example", letter=Letter("s", "t"), by=None, at=NOON)


def test_the_same_key_is_the_same_mail(server):
    assert write().pk == write(text="Other words.").pk
    assert outbox.send_waiting(at=NOON) == 1
    write()
    assert outbox.send_waiting(at=NOON) == 0
    assert server.got == ["helen1@provider.example"]


def test_a_mail_says_what_was_written_and_that_a_machine_sends_it(server):
    write(subject="A return\r\nBcc: everybody@else.example", text="Please send it – soon.")
    outbox.send_waiting(at=NOON)
    (got,) = server.mails
    assert got["Subject"] == "A return Bcc: everybody@else.example"
    assert got["Bcc"] is None
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["Message-ID"].startswith("<outbox-")
    assert got.get_payload(decode=True).decode().strip() == "Please send it – soon."


def test_a_server_that_is_dead_for_an_hour_costs_time_and_no_mail_and_none_is_sent_twice(server):
    for number in range(5):
        write(number)
    server.stop()
    minutes(server, 0, 30)
    for number in range(5, 8):
        write(number, at=NOON + timedelta(minutes=30))
    minutes(server, 30, 60)
    assert server.got == []
    waiting = Outbox.objects.filter(state=State.WAITING)
    assert waiting.count() == 8
    assert set(waiting.values_list("error", flat=True)) == {outbox.NOT_REACHED}
    server.start()
    minutes(server, 60, 130)
    assert sorted(server.got) == [f"helen{number}@provider.example" for number in range(8)]
    assert set(Outbox.objects.values_list("state", flat=True)) == {State.SENT}


def test_control_a_row_put_back_by_hand_is_sent_again_and_counted_twice(server):
    write()
    outbox.send_waiting(at=NOON)
    Outbox.objects.update(state=State.WAITING, over_at=None)
    outbox.send_waiting(at=NOON)
    assert server.got == ["helen1@provider.example"] * 2


def test_waits_grow_to_an_hour(server):
    write()
    server.stop()
    tried, before = [], 0
    for minute in range(400):
        outbox.send_waiting(at=NOON + timedelta(minutes=minute))
        attempts = Outbox.objects.get().attempts
        if attempts != before:
            tried.append(minute)
        before = attempts
    assert tried == [0, 1, 3, 7, 15, 31, 63, 123, 183, 243, 303, 363]


def test_it_is_given_up_after_three_days(server):
    write()
    server.stop()
    for hour in range(80):
        outbox.send_waiting(at=NOON + timedelta(hours=hour))
    kept = Outbox.objects.get()
    assert (kept.state, kept.error) == (State.FAILED, outbox.GIVEN_UP)
    assert kept.over_at == NOON + timedelta(hours=73)


def test_what_is_of_no_use_any_more_is_not_sent(server):
    write(useful_until=NOON + timedelta(minutes=10))
    server.stop()
    minutes(server, 0, 10)
    server.start()
    minutes(server, 11, 20)
    assert server.got == []
    assert Outbox.objects.get().error == outbox.TOO_LATE


@pytest.mark.parametrize("answer", ["550 no such person", "421 not now"])
def test_a_refusal_is_for_good_or_for_now(server, answer):
    write()
    server.answers["RCPT"] = answer
    outbox.send_waiting(at=NOON)
    kept = Outbox.objects.get()
    assert kept.state == (State.FAILED if answer.startswith("5") else State.WAITING)
    assert answer[:3] in kept.error
    server.answers.clear()
    minutes(server, 1, 3)
    assert len(server.got) == (0 if answer.startswith("5") else 1)


def test_one_refused_address_does_not_hold_up_the_others(server):
    write(1)
    server.answers["RCPT"] = "550 no such person"
    outbox.send_waiting(at=NOON)
    server.answers.clear()
    write(2)
    write(3)
    assert outbox.send_waiting(at=NOON) == 2


def test_a_server_that_goes_away_in_the_middle_leaves_it_not_known_and_it_is_not_sent_again(server):
    write()
    server.hangs_up_after_data = True
    outbox.send_waiting(at=NOON)
    server.hangs_up_after_data = False
    minutes(server, 1, 200)
    kept = Outbox.objects.get()
    assert (kept.state, kept.error) == (State.UNKNOWN, outbox.WENT_AWAY)
    assert len(server.got) == 1


@pytest.mark.parametrize("handed_over", [True, False])
def test_a_sender_killed_while_sending_leaves_it_not_known_and_nobody_sends_it_again(server, monkeypatch, handed_over):
    """The same to the next sender, whether the mail had gone or not: that is why nobody may send it."""

    class Killed(BaseException):
        """As a kill -9 leaves it: nothing after this line runs."""

    write()
    real = outbox.message if not handed_over else outbox.end

    def dies(*args, **rest):
        raise Killed

    monkeypatch.setattr(outbox, real.__name__, dies)
    with pytest.raises(Killed):
        outbox.send_waiting(at=NOON)
    monkeypatch.setattr(outbox, real.__name__, real)
    minutes(server, 0, 10)
    assert Outbox.objects.get().state == State.SENDING
    minutes(server, 10, 60)
    kept = Outbox.objects.get()
    assert (kept.state, kept.error) == (State.UNKNOWN, outbox.NOT_KNOWN)
    assert len(server.got) == handed_over


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_each_mail_once(server):
    for number in range(20):
        write(number)
    together = threading.Barrier(2)

    def sender() -> None:
        together.wait()
        outbox.send_waiting(at=NOON)
        connection.close()

    senders = [threading.Thread(target=sender) for _ in range(2)]
    for each in senders:
        each.start()
    for each in senders:
        each.join()
    assert sorted(server.got) == sorted(f"helen{number}@provider.example" for number in range(20))


@pytest.mark.django_db(transaction=True)
def test_control_two_senders_that_claim_nothing_send_twice(server, monkeypatch):
    monkeypatch.setattr(outbox, "claim", lambda mail, at: True)
    write()
    waiting = list(Outbox.objects.due(NOON))
    outbox.send(waiting, NOON)
    outbox.send(waiting, NOON)
    assert len(server.got) == 2


def test_without_mail_nothing_is_sent_and_nothing_is_lost(settings):
    write()
    settings.MAIL_ON = False
    assert outbox.send_waiting(at=NOON) == 0
    assert Outbox.objects.get().state == State.WAITING
    assert django_mail.outbox == []


def test_the_schedule_sends_what_waits(server):
    write(at=timezone.now())
    call_command("schedule", once=True)
    assert server.got == ["helen1@provider.example"]


def test_a_timer_may_send_instead(server, capsys):
    write(at=timezone.now())
    call_command("send_mail")
    assert (server.got, capsys.readouterr().out) == (["helen1@provider.example"], "1 sent.\n")


def test_no_name_and_no_address_comes_into_the_log(server, caplog):
    write()
    server.answers["RCPT"] = "550 helen1@provider.example is unknown"
    outbox.send_waiting(at=NOON)
    assert caplog.messages == [f"mail={Outbox.objects.get().pk} answer=550"]
