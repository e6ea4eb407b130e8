"""Chasing by hand: the letters first, other words and people, sending once, copying where no mail is sent."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commissioning.models import Pack, QuarterlyReturn, Reminder
from providers.models import Contact
from tests.commissioning.factories import ContactFactory
from tests.commissioning.owing import DUE, OPENED, Owing, owing, rule
from tests.commissioning.pages import MOST_QUERIES, flat, queries_of, words
from tests.commissioning.return_forms import text_of
from tracker.models import Cover, Office, Outbox
from tracker.periods import london_date

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(db) -> Owing:
    """Due a week ago by the real clock, which the pages read."""
    made = owing()
    for model in (QuarterlyReturn, Pack):
        model.objects.update(due_on=london_date(timezone.now()) - timedelta(days=7))
    return made


@pytest.fixture
def alice(found, client_of) -> Client:
    return client_of(found.alice)


def url(found: Owing, page: str = "chase", query: str = "") -> str:
    return reverse(page, args=[found.quarter.slug]) + query


def sending(page, do: str = "send", **more) -> dict[str, object]:
    """What the form of the page's letters sends."""
    context = page.context
    sent = {"do": do, "key": context["key"], "to": context["chosen"]}
    return sent | {name: context["words"][name] for name in ("subject", "text")} | more


def test_the_letters_are_shown_before_anything_is_sent(found, alice):
    page = alice.get(url(found))
    said = words(page)
    assert "3 things of 1 provider" in said
    assert "Send these 2 letters" in said
    assert "Helen Marsh, Somewhere Women’s Aid" in said
    assert "- IDVA service, Q2 2022/23" in said
    assert "7 days late" in said
    assert not Outbox.objects.exists()


def test_each_person_gets_a_letter_of_their_own_and_it_is_kept(found, alice):
    answer = alice.post(url(found), sending(alice.get(url(found))), follow=True)
    assert "2 letters on the way." in text_of(answer)
    letters = dict(Outbox.objects.values_list("to", "text"))
    assert set(letters) == {"helen@swa.example", "charlie@swa.example"}
    assert "Please send it to us as you usually do" in letters["helen@swa.example"]
    assert "Fill it in here, after logging in: http://localhost/" in letters["charlie@swa.example"]
    assert "If something stands in the way, tell Alice Hartley" in letters["helen@swa.example"]
    assert Reminder.objects.filter(by=found.alice).count() == 6


def test_pressed_twice_it_is_sent_once(found, alice):
    form = sending(alice.get(url(found)))
    alice.post(url(found), form)
    assert "done already" in text_of(alice.post(url(found), form, follow=True))
    assert Outbox.objects.count() == 2


def test_other_words_and_other_people_are_shown_first(found, alice):
    chosen = {"do": "show", "subject": "{quarter}", "text": "Hello {name}", "to": [f"contact-{found.helen.pk}"]}
    page = alice.post(url(found), chosen)
    assert "Hello Helen Marsh" in words(page)
    assert "Send this letter" in words(page)
    assert not Outbox.objects.exists()
    alice.post(url(found), sending(page))
    assert list(Outbox.objects.values_list("subject", "text")) == [("July to September 2022", "Hello Helen Marsh\n")]


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"text": ""}, "Enter the text."),
        ({"subject": ""}, "Enter the subject."),
        ({"text": "{password}"}, "{password} stands for nothing"),
        ({"to": []}, "Choose at least one person."),
        ({"to": ["contact-999999"]}, "no longer to be written to"),
    ],
)
def test_what_cannot_be_sent_comes_back_with_what_was_typed(found, alice, typed, fault):
    form = sending(alice.get(url(found)), subject="My own subject") | typed
    answer = alice.post(url(found), form)
    assert answer.status_code == 422
    assert fault in answer.content.decode()
    assert typed.get("subject", "My own subject") in answer.content.decode()
    assert not Outbox.objects.exists()


def test_of_one_provider_all_that_is_missing_is_chased_also_what_is_not_late(found, alice):
    Pack.objects.update(due_on=london_date(timezone.now()) + timedelta(days=7))
    assert "2 things of 1 provider" in words(alice.get(url(found)))
    assert "3 things of 1 provider" in words(alice.get(url(found, query=f"?provider={found.swa.pk}")))


def test_what_the_office_fills_in_itself_is_chased_from_nobody(found, alice):
    page = alice.get(url(found, query=f"?provider={found.council.pk}"))
    assert "Nothing is missing here that a provider is to send." in words(page)


@pytest.mark.parametrize("asked", ["", "?provider=0", "?provider=x", "?provider=%00"])
def test_nonsense_in_the_address_finds_nothing_and_breaks_nothing(found, alice, asked):
    assert alice.get(url(found, query=asked)).status_code == 200


def test_a_provider_without_anybody_to_write_to_is_named(found, alice):
    Contact.objects.all().delete()
    found.charlie.is_active = False
    found.charlie.save()
    page = words(alice.get(url(found)))
    assert "Nobody to write to" in page
    assert "Somewhere Women’s Aid" in page
    assert "Send these" not in page


def test_where_no_mail_is_sent_the_texts_are_copied_and_it_is_kept(found, alice, settings):
    settings.MAIL_ON = False
    page = alice.get(url(found))
    assert "charlie@swa.example, helen@swa.example" in page.content.decode()
    assert "I have sent these 2 letters" in words(page)
    assert "This site sends no mail" in text_of(alice.post(url(found), sending(page)))
    alice.post(url(found), sending(alice.get(url(found)), "copied"))
    assert not Outbox.objects.exists()
    assert Reminder.objects.filter(copied=True).count() == 6


def test_todays_letters_by_rule_are_shown_and_copied_where_no_mail_is_sent(found, alice, settings, monkeypatch):
    monkeypatch.setattr("commissioning.figures.reminders.is_working_day", lambda day: True)
    settings.MAIL_ON = False
    rule(7)
    page = alice.get(url(found, "reminders"))
    assert "I have sent this letter" in words(page)
    alice.post(url(found, "reminders"), {"do": "copied", "key": page.context["key"]})
    assert Reminder.objects.filter(copied=True, rule__isnull=False).count() == 3
    assert "No rule calls for a letter today, or it has gone already." in words(alice.get(url(found, "reminders")))


def test_a_reminder_stands_on_what_is_owed_and_on_the_page_of_reminders(found, alice):
    alice.post(url(found), sending(alice.get(url(found))))
    first = found.returns().first()
    shown = words(alice.get(reverse("return", args=[first.pk])))
    today = f"{timezone.localtime():%-d %B %Y}"
    assert f"{today} to Charlie Webb and Helen Marsh, by Alice Hartley" in shown
    assert "Reminder sent" in words(alice.get(reverse("pack", args=[first.pack_id])))
    assert "Nothing is late" not in words(alice.get(url(found, "reminders")))
    assert "By Alice Hartley" in words(alice.get(url(found, "reminders")))


def test_two_desks_of_one_name_stand_apart_in_what_was_sent(found, alice):
    desks = [ContactFactory(name="Contracts team", provider=each) for each in (found.swa, found.council)]
    owed = found.returns().first()
    for desk in desks:
        Reminder.objects.create(
            record_kind="return", record_id=owed.pk, due_on=DUE, contact=desk, copied=True, by=found.alice, at=OPENED
        )
    rows = alice.get(url(found, "reminders")).context["sent"]
    assert sorted((row["to"], row["of"], row["things"]) for row in rows) == [
        ("Contracts team", "Somewhere Council", 1),
        ("Contracts team", "Somewhere Women’s Aid", 1),
    ]


def test_what_could_not_be_sent_says_so(found, alice):
    alice.post(url(found), sending(alice.get(url(found))))
    Outbox.objects.update(state="failed", over_at=timezone.now(), error="The mail server refused it (answer 550).")
    shown = words(alice.get(reverse("return", args=[found.returns().first().pk])))
    assert "Helen Marsh (not sent)" in shown
    assert "answer 550" in words(alice.get(url(found, "reminders")))


def test_a_provider_does_not_see_whom_the_office_reminded(found, alice, client_of):
    alice.post(url(found), sending(alice.get(url(found))))
    shown = words(client_of(found.charlie).get(reverse("return", args=[found.returns().first().pk])))
    assert "Helen Marsh" not in shown


def test_late_lists_lead_to_chasing_where_a_provider_is_to_send(found, alice, client_of):
    home = alice.get(url(found, "quarter-home")).content.decode()
    assert f"{url(found)}?provider={found.swa.pk}" in home
    assert f"{url(found)}?provider={found.council.pk}" not in home
    assert url(found) in home


def test_what_needs_who_is_away_needs_the_cover(found, client_of):
    today = london_date(timezone.now())
    assert "IDVA service" not in words(client_of(found.daniel).get(url(found, "quarter-home")))
    Cover.objects.create(person=found.alice, cover=found.daniel, starts_on=today, ends_on=today)
    Office.objects.reference_changed()
    home = words(client_of(found.daniel).get(url(found, "quarter-home")))
    assert "You stand in for Alice Hartley" in home
    assert "IDVA service" in home


def test_who_is_on_leave_stands_on_the_dashboard_for_the_office_alone(found, client_of, person):
    today = london_date(timezone.now())
    Cover.objects.create(person=found.alice, cover=found.daniel, starts_on=today, ends_on=today)
    Office.objects.reference_changed()
    assert "cover: Daniel Ortiz" in words(client_of(found.bob).get(url(found, "dashboard")))
    assert "cover: Daniel Ortiz" not in words(client_of(person("viewer")).get(url(found, "dashboard")))


def test_the_pages_hold_the_budget_of_queries(found, alice):
    rule(7)
    rule(7, to="officer")

    def more() -> None:
        number = Contact.objects.count()
        desk = {"name": f"Desk {number}", "email": f"{number}@swa.example", "gets_reminders": True}
        Contact.objects.create(provider=found.swa, **desk)
        alice.post(url(found), sending(alice.get(url(found))))

    flat(alice, url(found), more)
    flat(alice, url(found, "reminders"), more)
    assert queries_of(alice, reverse("return", args=[found.returns().first().pk])) <= MOST_QUERIES
