"""A question that waits too long is told to the managers by mail, once; the mails of a return and of a contact."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from commissioning.models import Question, Reminder
from commissioning.workflow import ask, reply, submit
from commissioning.workflow.escalation import send_escalations
from providers.models import Contact
from tests.commissioning.factories import ContactFactory
from tests.commissioning.idva import NOON, Idva, idva
from tests.commissioning.pages import flat, words
from tests.commissioning.return_forms import client_of, url
from tracker import outbox
from tracker.audit import verify_chain
from tracker.letters import Letter
from tracker.models import AuditEvent, Cover, Office, Outbox

pytestmark = pytest.mark.django_db
DUE = date(2022, 10, 26)  # five working days after it was asked
NEXT = date(2022, 10, 27)


@pytest.fixture(autouse=True)
def _mail(settings):
    settings.MAIL_ON = True


@pytest.fixture
def found(db) -> Idva:
    made = idva()
    made.fill()
    submit(record=made.now(), by=made.alice, at=NOON)
    ask(record=made.now(), by=made.bob, at=NOON, text="Is 492 right?")
    return made


def escalate(on: date) -> int:
    return send_escalations(on=on, at=datetime.combine(on, time(9, 0), tzinfo=UTC))


def test_the_managers_are_told_on_the_first_working_day_after_it_was_due(found):
    assert escalate(DUE) == 0
    assert escalate(NEXT) == 1
    mail = Outbox.objects.get()
    assert mail.to == found.maria.email
    assert mail.subject == "One question without an answer in time"
    assert "IDVA service, return: asked on 19 October 2022, an answer was due by 26 October 2022" in mail.text
    assert "492" not in mail.text  # what was asked may speak of people
    assert AuditEvent.objects.about(found.now()).filter(act="escalate").count() == 1
    assert verify_chain()


def test_they_are_told_once_however_often_the_schedule_runs(found):
    assert [escalate(day) for day in (NEXT, NEXT, NEXT + timedelta(days=1))] == [1, 0, 0]
    assert Outbox.objects.count() == Reminder.objects.count() == 1


@pytest.mark.parametrize(
    ("day", "told"), [(date(2022, 10, 28), 1), (date(2022, 10, 29), 0), (date(2022, 11, 1), 1), (date(2022, 11, 2), 0)]
)
def test_a_day_that_was_missed_is_caught_up_on_working_days(found, day, told):
    assert escalate(day) == told


def test_one_that_is_answered_is_not_told(found):
    reply(question=Question.objects.get(), by=found.alice, at=NOON, text="Yes.")
    assert escalate(NEXT) == 0


def test_where_no_mail_is_sent_none_is_written(found, settings):
    settings.MAIL_ON = False
    assert escalate(NEXT) == 0
    assert not Outbox.objects.exists()


def test_who_stands_in_for_a_manager_is_told(found):
    Cover.objects.create(person=found.maria, cover=found.bob, starts_on=DUE, ends_on=NEXT)
    Office.objects.reference_changed()
    assert escalate(NEXT) == 1
    assert Outbox.objects.get().to == found.bob.email


def test_the_return_names_its_mails_with_how_each_went(found):
    escalate(NEXT)
    alice = client_of(found.alice)
    assert f"{url(found)}mails/" in alice.get(url(found)).content.decode()
    said = words(alice.get(f"{url(found)}mails/"))
    assert "Mails about IDVA service: Q2 2022/23" in said
    assert "One question without an answer in time" in said
    assert "On its way" in said
    Outbox.objects.update(state=Outbox.State.SENT, over_at=NOON)
    assert "Sent on 19 October 2022" in words(alice.get(f"{url(found)}mails/"))
    assert "A question without an answer in time" in words(alice.get("/quarters/2022-23-q2/reminders/"))


def test_the_contact_names_the_mails_to_its_address_and_no_other(found):
    contact: Contact = ContactFactory(provider=found.provider, email="helen@swa.example")
    page, alice = f"/set-up/contacts/{contact.pk}/mails/", client_of(found.alice)
    assert "has written no mail here yet" in words(alice.get(page))
    for to in ("Helen@swa.example", "other@swa.example"):
        outbox.write(key=to, to=to, letter=Letter(f"To {to}", "Text with a link"), by=found.alice, at=NOON)
    said = words(alice.get(page))
    assert "To Helen@swa.example" in said
    assert "other@swa.example" not in said
    assert "Text with a link" not in said


def test_the_pages_take_no_more_queries_for_more_mails(found):
    def grow() -> None:
        number = Outbox.objects.count()
        mail = outbox.write(key=str(number), to="helen@swa.example", letter=Letter("Hello", ""), by=found.bob, at=NOON)
        Reminder.objects.create(
            record_kind="return", record_id=found.now().pk, due_on=DUE, user=found.maria, mail=mail, at=NOON
        )

    flat(client_of(found.alice), f"{url(found)}mails/", grow)
    contact = ContactFactory(provider=found.provider, email="helen@swa.example")
    flat(client_of(found.alice), f"/set-up/contacts/{contact.pk}/mails/", grow)
