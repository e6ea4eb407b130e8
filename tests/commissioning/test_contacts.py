"""Contacts of a provider: told what is kept about them, and forgotten."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from commissioning.models import Reminder, ReturnLink
from commissioning.workflow.links import answerer
from commissioning.workflow.set_up.contacts import erase_contact
from providers.models import Contact
from tests.commissioning.factories import (
    NOON,
    ContactFactory,
    MembershipFactory,
    OfficeFactory,
    ReturnFactory,
    quarters,
)
from tracker import records
from tracker.audit import verify_chain
from tracker.models import AuditEvent, Outbox, User
from tracker.refusals import NotNow

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def office() -> None:
    OfficeFactory()


@pytest.fixture
def contact(officer: User) -> Contact:
    values = {"name": "Dana Frost", "job": "Contracts", "email": "dana@willow.example", "telephone": "01632 960 001"}
    new = Contact(provider=ContactFactory().provider)
    values["gets_reminders"] = True
    return records.keep(record=new, values=values, by=officer, at=NOON, permission="commissioning.set_up").record


@pytest.fixture
def client(officer: User, client_of) -> Client:
    return client_of(officer)


def mail(to: str, key: str = "mail-1", state: str = "sent") -> Outbox:
    over = NOON if state == "sent" else None
    claimed = NOON if state == "sending" else None
    return Outbox.objects.create(
        key=key,
        to=to,
        subject="Due on Friday",
        text="Dear Dana Frost",
        written_at=NOON,
        next_try_at=NOON,
        state=state,
        over_at=over,
        claimed_at=claimed,
    )


def test_a_download_holds_all_that_is_kept(client, contact) -> None:
    letter = mail("Dana@willow.example")
    Reminder.objects.create(
        record_kind="return", record_id=1, due_on=NOON.date(), contact=contact, mail=letter, at=NOON
    )
    answer = client.get(reverse("contact-export", args=[contact.pk]))
    text = answer.content.decode()
    for said in ("Dana Frost", "Contracts", "dana@willow.example", "01632 960 001", "Dear Dana Frost", "Reminders"):
        assert said in text
    assert "add (email, gets reminders, job, name, telephone)" in text
    assert answer["Content-Disposition"] == f'attachment; filename="contact-{contact.pk}.txt"'


def test_erasing_leaves_no_trace_of_the_person_anywhere(client, contact) -> None:
    mail("dana@willow.example")
    client.post(reverse("contact-erase", args=[contact.pk]), {"reason": "Asked to be forgotten."})
    contact.refresh_from_db()
    assert (contact.name, contact.email, contact.telephone, contact.job) == ("Erased contact", "", "", "")
    assert contact.ended_on is not None
    assert not Outbox.objects.exists()
    told = str(list(AuditEvent.objects.values_list("changes", "reason")))
    assert "Dana" not in told
    assert "willow.example" not in told
    assert AuditEvent.objects.last().reason == "Asked to be forgotten."
    assert verify_chain() == AuditEvent.objects.count()


def test_the_time_of_a_reminder_stays(officer, contact) -> None:
    letter = mail("dana@willow.example")
    Reminder.objects.create(
        record_kind="return", record_id=1, due_on=NOON.date(), contact=contact, mail=letter, at=NOON
    )
    erase_contact(contact=contact, by=officer, at=NOON + timedelta(days=1), reason="Asked.")
    reminder = Reminder.objects.get()
    assert (reminder.contact, reminder.at, reminder.mail) == (contact, NOON, None)


def test_mails_to_an_address_that_another_has_too_are_anothers(officer, contact) -> None:
    ContactFactory(email="dana@willow.example")
    mail("dana@willow.example")
    erase_contact(contact=contact, by=officer, at=NOON, reason="Asked.")
    assert Outbox.objects.exists()


def test_a_mail_on_its_way_is_left_to_its_sender(officer, contact) -> None:
    mail("dana@willow.example", state="sending")
    erase_contact(contact=contact, by=officer, at=NOON, reason="Asked.")
    assert Outbox.objects.exists()


def test_it_takes_a_reason_and_happens_once(client, officer, contact) -> None:
    page = reverse("contact-erase", args=[contact.pk])
    assert client.post(page, {"reason": ""}).status_code == 422
    assert Contact.objects.get(pk=contact.pk).name == "Dana Frost"
    erased = erase_contact(contact=contact, by=officer, at=NOON, reason="Asked.")
    with pytest.raises(NotNow):
        erase_contact(contact=erased, by=officer, at=NOON, reason="Again.")
    assert client.get(page).status_code == 404


def test_the_database_holds_no_erased_contact_with_an_address(contact) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Contact.objects.filter(pk=contact.pk).update(erased_at=NOON)


def test_who_is_reminded_and_who_sees_whom(contact) -> None:
    ended = ContactFactory(gets_reminders=True, email="e@x.example", ended_on=NOON.date())
    ContactFactory(email="n@x.example")
    assert list(Contact.objects.reminded()) == [contact]
    theirs = MembershipFactory(provider=ended.provider).user
    assert list(Contact.objects.visible_to(theirs)) == [ended]


def test_who_answered_by_a_personal_link_is_forgotten_too(officer, contact) -> None:
    user = answerer(contact)
    assert contact.name in user.name
    own = ReturnFactory(period=quarters()[5])
    made = {"value": "v", "by": officer, "at": NOON, "expires_at": NOON}
    ReturnLink.objects.create(quarterly_return=own, contact=contact, user=user, **made)
    erase_contact(contact=contact, by=officer, at=NOON, reason="Asked to be forgotten.")
    user.refresh_from_db()
    assert user.name == "Erased contact (by link)"


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("", "Reminders go by e-mail: enter the address, or send this contact none."),
        ("dana at willow", "Enter an e-mail address like name@example.org."),
    ],
)
def test_what_is_wrong_with_an_address_stands_at_its_box(client, contact, email, said) -> None:
    address = f"/set-up/contacts/add/?provider={contact.provider_id}"
    answer = client.post(address, {"name": "Sam Field", "email": email, "gets_reminders": "on"})
    assert answer.status_code == 422
    assert f'<a href="#id_email">E-mail address: {said}</a>' in answer.content.decode() or (
        f'<a href="#id_email">{said}</a>' in answer.content.decode()
    )


def test_whether_a_contact_gets_reminders_is_said_in_a_word(client, contact) -> None:
    shown = client.get(f"/set-up/providers/{contact.provider_id}/").content.decode()
    assert ">True<" not in shown
    assert re.search(r"Gets reminders.*?>\s*yes\s*<", shown, re.DOTALL)
