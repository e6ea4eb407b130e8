"""How people come in: by invitation, and by a link after a forgotten password. Nothing tells who has an account."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as mails
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tracker import invitations, links, outbox
from tracker.models import AuditEvent, Invitation, Outbox, User
from tracker.refusals import NotNow
from tracker.roles import Role

pytestmark = pytest.mark.django_db

LINK = re.compile(r"http://localhost(/\S+)")
GOOD = "correct horse battery"
OVER = "This invitation has ended"


@pytest.fixture(autouse=True)
def no_limits_left_over() -> None:
    cache.clear()


@pytest.fixture
def helen(db) -> User:
    """Somebody who has an account and no password yet."""
    return User.objects.create_user("helen@provider.example", name="Helen Marsh", role=Role.PROVIDER)


def link_in_mail() -> str:
    """The path of the link in the newest mail, after the sender has run."""
    outbox.send_waiting(at=timezone.now())
    found = LINK.search(mails.outbox[-1].body)
    assert found
    return found[1]


def choose(client: Client, address: str, password: str = GOOD, again: str = "") -> object:
    page = client.get(address, follow=True)
    path = page.request["PATH_INFO"]
    names = re.findall(r'name="([^"]*password\d)"', page.content.decode())
    return client.post(path, dict(zip(names, (password, again or password), strict=True)))


def test_an_invited_person_sets_a_password_and_logs_in(helen, manager, client):
    invitations.invite(user=helen, by=manager, at=timezone.now(), provider="Somewhere Women’s Aid")
    link = link_in_mail()
    first = client.get(link)
    assert (first.status_code, first.headers["Location"]) == (302, reverse("first-password"))
    assert choose(client, link).headers["Location"] == reverse("account_login")
    assert client.login(username=helen.email, password=GOOD)
    acts = AuditEvent.objects.about(helen).values_list("act", "by")
    assert list(acts) == [("invite", manager.pk), ("accept-invitation", helen.pk)]


def test_the_invitation_says_who_where_and_how_long_and_that_one_may_ignore_it(helen, manager):
    invitations.invite(user=helen, by=manager, at=timezone.now(), provider="Somewhere Women’s Aid")
    outbox.send_waiting(at=timezone.now())
    (sent,) = mails.outbox
    for words in ("Dear Helen Marsh", "Bob Nwosu", "Somewhere Women’s Aid", "seven days", "If you did not expect this"):
        assert words in sent.body
    assert (sent.to, "\n" in sent.subject) == (["helen@provider.example"], False)


def test_the_secret_stands_nowhere_in_the_database(helen, manager):
    made = invitations.invite(user=helen, by=manager, at=timezone.now())
    token = link_in_mail().strip("/").split("/")[-1]
    kept = Outbox.objects.values_list("subject", "text", "link_value", "key").get()
    assert not any(token in text for text in (*kept, made.value))
    assert "{link}" in kept[1]
    assert links.value_of("invitation", token) == made.value


def test_control_without_the_sites_key_the_stored_value_opens_nothing(helen, manager, client):
    made = invitations.invite(user=helen, by=manager, at=timezone.now())
    assert OVER in client.get(reverse("invitation", args=[made.value]), follow=True).content.decode()
    real = links.token_for("invitation", made.value)
    assert OVER not in client.get(reverse("invitation", args=[real]), follow=True).content.decode()


def test_looking_at_the_link_uses_nothing_up(helen, manager, client):
    """Mail programs open links before people do."""
    invitations.invite(user=helen, by=manager, at=timezone.now())
    link = link_in_mail()
    for _ in range(3):
        Client().get(link, follow=True)
    assert choose(client, link).status_code == 302


def over(how: str, made: Invitation, manager: User) -> None:
    now = timezone.now()
    if how == "used":
        invitations.accept(invitation=made, password=GOOD, at=now)
    elif how == "run out":
        Invitation.objects.update(expires_at=now - timedelta(seconds=1))
    elif how == "taken back":
        invitations.take_back(user=made.user, by=manager, at=now)
    elif how == "account ended":
        User.objects.filter(pk=made.user_id).update(is_active=False)
    elif how == "followed by another":
        invitations.invite(user=made.user, by=manager, at=now)


@pytest.mark.parametrize("how", ["used", "run out", "taken back", "account ended", "followed by another"])
def test_a_link_that_is_over_answers_like_one_that_never_was(helen, manager, client, how):
    made = invitations.invite(user=helen, by=manager, at=timezone.now())
    link = link_in_mail()
    over(how, made, manager)
    theirs, never = (client.get(each, follow=True) for each in (link, "/invitation/never.made/"))
    assert theirs.status_code == never.status_code == 404
    assert OVER in theirs.content.decode()
    assert theirs.content == never.content


def test_two_who_press_at_once_set_one_password(helen, manager):
    made = invitations.invite(user=helen, by=manager, at=timezone.now())
    invitations.accept(invitation=made, password=GOOD, at=timezone.now())
    with pytest.raises(NotNow):
        invitations.accept(invitation=made, password="another long password", at=timezone.now())
    helen.refresh_from_db()
    assert helen.check_password(GOOD)


@pytest.mark.parametrize(
    ("password", "again", "fault"),
    [
        ("short", "", "at least 12 characters"),
        ("password1234", "", "too common"),
        ("helen@provider.example", "", "too similar"),
        (GOOD, "something else entirely", "match"),
    ],
)
def test_a_password_has_to_pass_the_validators(helen, manager, client, password, again, fault):
    invitations.invite(user=helen, by=manager, at=timezone.now())
    answer = choose(client, link_in_mail(), password, again)
    assert answer.status_code == 422
    assert fault in answer.content.decode()
    helen.refresh_from_db()
    assert not helen.has_usable_password()


def test_nobody_is_invited_who_has_a_password_or_whose_account_has_ended(helen, manager):
    helen.set_password(GOOD)
    helen.save()
    with pytest.raises(NotNow):
        invitations.invite(user=helen, by=manager, at=timezone.now())
    invitations.start_again(user=helen, by=manager, at=timezone.now())
    helen.refresh_from_db()
    assert not helen.has_usable_password()
    User.objects.filter(pk=helen.pk).update(is_active=False)
    with pytest.raises(NotNow):
        invitations.invite(user=User.objects.get(pk=helen.pk), by=manager, at=timezone.now())


def test_the_address_with_the_secret_is_handed_on_to_nobody(helen, manager, client):
    invitations.invite(user=helen, by=manager, at=timezone.now())
    answer = client.get(link_in_mail())
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    form = client.get(reverse("first-password"))
    assert form.headers["Referrer-Policy"] == "same-origin", "a form without one is refused as a stranger's"
    assert form.headers["Cache-Control"] == "no-store"


def test_the_log_keeps_the_route_and_not_the_link(helen, manager, client, caplog):
    invitations.invite(user=helen, by=manager, at=timezone.now())
    link = link_in_mail()
    client.get(link)
    assert "/invitation/<str:token>/" in caplog.text
    assert link.split("/")[-2] not in caplog.text


def test_whoever_was_logged_in_before_is_logged_out(helen, manager, client_of):
    invitations.invite(user=helen, by=manager, at=timezone.now())
    client = client_of(manager)
    choose(client, link_in_mail())
    assert client.get(reverse("words")).status_code == 302


# A forgotten password


@pytest.fixture
def member(helen) -> User:
    helen.set_password(GOOD)
    helen.save()
    return helen


def ask(client: Client, email: str) -> object:
    return client.post(reverse("account_reset_password"), {"email": email})


def test_a_forgotten_password_is_chosen_anew_by_a_link(member, client):
    elsewhere = Client()
    elsewhere.force_login(member)
    assert ask(client, "Helen@Provider.example").headers["Location"] == reverse("account_reset_password_done")
    link = link_in_mail()
    answer = choose(client, link, "another long password")
    assert answer.headers["Location"] == reverse("account_reset_password_from_key_done")
    member.refresh_from_db()
    assert member.check_password("another long password")
    assert elsewhere.get(reverse("words")).status_code == 302, "whoever was logged in with the old one is out"
    assert list(AuditEvent.objects.about(member).values_list("act", "by")) == [("set-password", member.pk)]
    outbox.send_waiting(at=timezone.now())
    assert mails.outbox[-1].subject == "Your password was changed"
    assert "This link has ended" in client.get(link).content.decode()


def test_asking_says_the_same_with_and_without_an_account(member, client):
    answers = [ask(client, email) for email in (member.email, "nobody@else.example")]
    assert answers[0].status_code == answers[1].status_code == 302
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    outbox.send_waiting(at=timezone.now())
    assert [each.to for each in mails.outbox] == [[member.email]]


@pytest.mark.parametrize("who", ["invited, never came", "ended"])
def test_no_link_for_who_never_chose_a_password_or_whose_account_has_ended(helen, client, who):
    if who == "ended":
        helen.set_password(GOOD)
        helen.is_active = False
        helen.save()
    assert ask(client, helen.email).status_code == 302
    assert not Outbox.objects.exists()


def test_asking_is_limited_for_each_address_and_for_each_place(member, client):
    answers = [ask(client, member.email).status_code for _ in range(5)]
    assert answers == [302, 302, 302, 429, 429]
    assert Outbox.objects.count() == 3
    others = [ask(client, f"somebody{number}@else.example").status_code for number in range(25)]
    assert 429 in others


def test_a_link_that_waits_too_long_is_not_sent(member, client):
    ask(client, member.email)
    outbox.send_waiting(at=datetime.now(UTC) + timedelta(hours=2))
    assert mails.outbox == []


def test_without_mail_the_pages_say_whom_to_ask(member, client, settings):
    settings.MAIL_ON = False
    assert "Forgotten password" not in client.get(reverse("account_login")).content.decode()
    assert "Ask your administrator" in client.get(reverse("account_reset_password")).content.decode()
    assert ask(client, member.email).status_code == 302
    assert not Outbox.objects.exists()


def test_without_mail_the_link_is_there_to_be_handed_over(helen, manager, settings, client):
    settings.MAIL_ON = False
    made = invitations.invite(user=helen, by=manager, at=timezone.now())
    assert not Outbox.objects.exists()
    copied = LINK.fullmatch(invitations.address_to_copy(made))
    assert copied
    assert choose(client, copied[1]).status_code == 302


def test_who_signs_out_is_told_so(officer, client_of):
    left = client_of(officer).post(reverse("account_logout"), follow=True)
    assert "You are signed out." in left.content.decode()
    assert not left.context["user"].is_authenticated
