"""A second step at log-in: set up, used, asked for, lost, reset. Times are real: codes come from the secret itself."""

import io
import re
import time
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail as mails
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.tracker.form_reader import forms_of
from tracker import outbox
from tracker.models import AuditEvent, KeptForm, User
from tracker.refusals import NotNow
from tracker.roles import Role
from tracker.second_factor import keeping
from tracker.second_factor.adapter import SealedAdapter
from tracker.second_factor.policy import codes_left, has_one, must_have_one, steps_of

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
OVERVIEW = "/account/second-step/"


@pytest.fixture(autouse=True)
def no_limits_left_over() -> None:
    cache.clear()


@pytest.fixture
def alice(officer: User) -> User:
    officer.set_password(PASSWORD)
    officer.save()
    return officer


def code(secret: str = SECRET, half_minutes: int = 0) -> str:
    """What an app shows: now, or so many half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + half_minutes))


def with_app(user: User, secret: str = SECRET) -> User:
    keeping.add_app(user=user, secret=secret, at=timezone.now())
    return user


def password_given(user: User, client: Client | None = None) -> tuple[Client, str]:
    """A browser in which the password was right, and where it is sent."""
    client = client or Client()
    answer = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client, answer.headers.get("Location", "")


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def take_step(client: Client, typed: str) -> bool:
    client.post(reverse("mfa_authenticate"), {"code": typed})
    return is_in(client)


def acts_of(user: User) -> list[str]:
    return list(AuditEvent.objects.about(user).values_list("act", flat=True))


# setting up


def test_an_app_is_set_up_with_its_first_code_and_recovery_codes_are_shown_once(alice):
    client, _ = password_given(alice)
    shown = client.get(reverse("second-factor-app")).content.decode()
    secret = client.session["mfa.totp.secret"]
    assert "data:image/svg+xml;base64," in shown
    assert secret in shown.replace(" ", "")
    answer = client.post(reverse("second-factor-app"), {"code": code(secret)})
    assert answer.headers["Location"] == reverse("second-factor-codes")
    page = client.get(reverse("second-factor-codes")).content.decode()
    assert re.findall(r"<li>(\d{8})</li>", page) == codes_left(alice)
    client.post(reverse("second-factor-codes"), {"do": "kept"})
    assert not re.findall(r"<li>(\d{8})</li>", client.get(reverse("second-factor-codes")).content.decode())
    assert acts_of(alice) == ["set-second-factor"]


def test_a_wrong_first_code_sets_nothing_up_and_the_same_square_stays(alice):
    client, _ = password_given(alice)
    client.get(reverse("second-factor-app"))
    secret = client.session["mfa.totp.secret"]
    answer = client.post(reverse("second-factor-app"), {"code": code(secret, half_minutes=20)})
    assert answer.status_code == 422
    assert client.session["mfa.totp.secret"] == secret
    assert not has_one(alice)


def test_who_logged_in_a_while_ago_gives_the_password_again_first(alice):
    client = Client()
    client.force_login(alice)
    for name in ("second-factor-app", "second-factor-passkey", "second-factor-codes"):
        asked = client.get(reverse(name))
        assert (
            asked.headers["Location"] == f"{reverse('account_reauthenticate')}?next={reverse(name).replace('/', '%2F')}"
        )
    wrong = client.post(reverse("account_reauthenticate"), {"password": "nonsense", "next": OVERVIEW})
    assert wrong.status_code == 200
    right = client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": reverse("second-factor-app")})
    assert right.headers["Location"] == reverse("second-factor-app")
    assert client.get(reverse("second-factor-app")).status_code == 200


def test_two_apps_are_one_too_many(alice):
    with_app(alice)
    with pytest.raises(NotNow, match="set up already"):
        keeping.add_app(user=alice, secret=SECRET, at=timezone.now())


# the step


def test_without_a_second_factor_the_password_is_enough(alice):
    """The control of the next."""
    assert is_in(password_given(alice)[0])


def test_the_password_alone_opens_nothing(alice):
    client, sent_to = password_given(with_app(alice))
    assert sent_to == reverse("mfa_authenticate")
    assert not is_in(client)
    assert client.get("/").headers["Location"].startswith(reverse("account_login"))
    assert take_step(client, code())


@pytest.mark.parametrize(("half_minutes", "opens"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_telephones_clock_may_be_half_a_minute_wrong(alice, half_minutes, opens):
    client, _ = password_given(with_app(alice))
    wait_for_the_middle_of_a_half_minute()
    assert take_step(client, code(half_minutes=half_minutes)) == opens


def wait_for_the_middle_of_a_half_minute() -> None:
    """So that none begins between the code and its check."""
    while time.time() % 30 > 29:
        pass


def test_a_code_opens_once_for_as_long_as_it_could_open(alice):
    typed = code(half_minutes=1)
    assert take_step(password_given(with_app(alice))[0], typed)
    cache.delete(f"allauth.mfa.totp.used?user={alice.pk}&code={typed}")  # allauth's own memory is half a minute long
    assert not take_step(password_given(alice)[0], f"{typed[:3]} {typed[3:]}")


def test_a_recovery_code_opens_once_is_told_and_one_is_left_less(alice):
    typed = codes_left(with_app(alice))[0]
    assert take_step(password_given(alice)[0], typed)
    assert not take_step(password_given(alice)[0], typed)
    assert len(codes_left(alice)) == 9
    assert acts_of(alice)[-1] == "use-recovery-code"
    outbox.send_waiting(at=timezone.now())
    assert "logged in with one of your recovery codes" in mails.outbox[-1].body


def test_after_five_wrong_codes_the_right_one_waits(alice):
    client, _ = password_given(with_app(alice))
    for _ in range(5):
        assert not take_step(client, "000000")
    assert not take_step(client, code())
    cache.clear()
    assert take_step(client, code())


def test_new_recovery_codes_end_the_older_ones(alice):
    older = codes_left(with_app(alice))
    keeping.make_codes(user=alice, at=timezone.now())
    assert not set(older) & set(codes_left(alice))
    assert not take_step(password_given(alice)[0], older[0])


def test_recovery_codes_alone_are_no_second_factor(alice):
    with pytest.raises(NotNow, match="Set up one of these first"):
        keeping.make_codes(user=alice, at=timezone.now())


# what lies in the database


def test_secrets_lie_sealed_and_with_another_key_nothing_opens(alice, settings):
    with_app(alice)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in kept
    assert not any(each in kept for each in codes_left(alice))
    sealed = SealedAdapter().encrypt(SECRET)
    assert SealedAdapter().decrypt(sealed) == SECRET
    settings.SECRET_KEY = "another key of the site"
    assert SealedAdapter().decrypt(sealed) != SealedAdapter().decrypt(sealed)
    assert not take_step(password_given(alice)[0], code())


# asked for by a setting


@pytest.mark.parametrize(
    ("setting", "role", "must"),
    [
        ("by-choice", Role.ADMINISTRATOR, False),
        ("office", Role.ADMINISTRATOR, True),
        ("office", Role.VIEWER, True),
        ("office", Role.PROVIDER, False),
        ("everyone", Role.PROVIDER, True),
        ("everyone", Role.VIEWER, True),
    ],
)
def test_who_must_have_one(setting, role, must, settings, person):
    settings.SECOND_FACTOR = setting
    assert must_have_one(person(role)) == must


def test_who_has_none_is_led_to_it_and_can_do_nothing_else(alice, settings):
    settings.SECOND_FACTOR = "office"
    client, _ = password_given(alice)
    for address in ("/", "/words/", "/set-up/", "/admin/", reverse("api")):
        assert client.get(address).headers.get("Location") == OVERVIEW, address
    assert client.post("/kept/drop/").headers["Location"] == OVERVIEW
    assert client.get("/", headers={"Accept": "application/json"}).status_code == 401
    assert "Set one up to go on" in client.get(OVERVIEW).content.decode()
    assert client.get("/health").status_code in (200, 503)


def test_afterwards_one_is_where_one_was_going(alice, settings):
    settings.SECOND_FACTOR = "office"
    client, _ = password_given(alice)
    client.get("/words/")
    client.get(reverse("second-factor-app"))
    client.post(reverse("second-factor-app"), {"code": code(client.session["mfa.totp.secret"])})
    assert client.post(reverse("second-factor-codes"), {"do": "kept"}).headers["Location"] == "/words/"
    assert client.get("/words/").status_code == 200


def test_by_choice_nobody_is_led_anywhere(alice):
    """The control."""
    client, _ = password_given(alice)
    assert client.get("/words/").status_code == 200


def test_what_was_typed_when_the_setting_came_is_kept(person, settings):
    client = Client()
    client.force_login(person(Role.ADMINISTRATOR))
    page = reverse("set-up-add", args=["people"])
    form = max(forms_of(client.get(page).content, page), key=lambda each: len(each.texts))
    settings.SECOND_FACTOR = "office"
    answer = client.post(page, {**form.sends, "name": ["Nadia Brook"]})
    assert answer.headers["Location"] == OVERVIEW
    assert KeptForm.objects.get().fields["name"] == ["Nadia Brook"]
    assert client.session["second-factor-next"] == page


def test_the_last_one_stays_where_one_is_asked_for(alice, settings):
    step = steps_of(with_app(alice)).get()
    settings.SECOND_FACTOR = "office"
    with pytest.raises(NotNow, match="Set up another first"):
        keeping.remove(user=alice, step=step, at=timezone.now())
    settings.SECOND_FACTOR = "by-choice"
    keeping.remove(user=alice, step=step, at=timezone.now())
    assert not Authenticator.objects.filter(user=alice).exists()
    assert acts_of(alice)[-1] == "remove-second-factor"


# lost


def test_an_administrator_resets_it_with_an_event_and_a_mail(alice, person, client_of):
    ada = person(Role.ADMINISTRATOR)
    with_app(alice)
    there = client_of(ada).get(reverse("set-up-record", args=["people", alice.pk])).content.decode()
    assert reverse("person-second-factor", args=[alice.pk]) in there
    client_of(ada).post(reverse("person-second-factor", args=[alice.pk]))
    assert not Authenticator.objects.filter(user=alice).exists()
    event = AuditEvent.objects.about(alice).order_by("-number").first()
    assert (event.act, event.by) == ("reset-second-factor", ada)
    outbox.send_waiting(at=timezone.now())
    assert "an administrator has reset" in mails.outbox[-1].body
    assert is_in(password_given(alice)[0])


def test_whoever_keeps_the_server_resets_the_last_administrators(person):
    ada = with_app(person(Role.ADMINISTRATOR))
    call_command("reset_second_factor", ada.email.upper(), stdout=io.StringIO())
    assert not has_one(ada)
    with pytest.raises(CommandError, match="nothing to reset"):
        call_command("reset_second_factor", ada.email)
    with pytest.raises(CommandError, match="Nobody logs in"):
        call_command("reset_second_factor", "nobody@office.example")


def test_nobody_resets_their_own(person):
    ada = with_app(person(Role.ADMINISTRATOR))
    with pytest.raises(NotNow, match="Another administrator"):
        keeping.reset(user=ada, by=ada, at=timezone.now())


def test_a_stranger_finds_no_step_to_take(client):
    assert client.get(reverse("mfa_authenticate")).headers["Location"] == reverse("account_login")


def test_the_overview_costs_few_queries(alice, django_assert_max_num_queries: Callable):
    client, _ = password_given(alice)
    with_app(alice)
    with django_assert_max_num_queries(8):
        client.get(OVERVIEW)
