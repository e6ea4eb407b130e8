"""Logging in through the office's directory: a real one, small, that listens on this machine and signs its tokens."""

from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from tests.tracker.directory import CLIENT, SECRET, Directory, new_key
from tests.tracker.test_second_factor import with_app
from tracker.models import AuditEvent, User

pytestmark = pytest.mark.django_db

ALICE = {"sub": "a-1", "email": "Alice@office.example", "email_verified": True, "name": "Alice Hartley"}


@pytest.fixture
def directory(settings) -> Iterator[Directory]:
    made = Directory()
    app = {"provider_id": made.url, "name": "Entra", "client_id": CLIENT, "secret": SECRET}
    settings.OIDC_SERVER, settings.OIDC_NAME, settings.SITE_URL = made.url, "Entra", "http://testserver"
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [{**app, "settings": {"server_url": made.url}}]}
    }
    yield made
    made.shutdown()
    made.server_close()


def to_the_directory(client: Client, directory: Directory, **claims: object) -> str:
    """The address by which the directory sends the person back."""
    directory.claims = {**ALICE, **claims}
    sent = client.post(reverse("identity"), {"next": "/words/"})
    assert sent.status_code == 302, sent.content
    asked = urlsplit(sent.headers["Location"])
    assert sent.headers["Location"].startswith(directory.url)
    connection = HTTPConnection(asked.netloc)
    connection.request("GET", f"{asked.path}?{asked.query}")
    back = urlsplit(connection.getresponse().headers["Location"])
    connection.close()
    assert back.path == reverse("identity-back")
    return f"{back.path}?{back.query}"


def through(client: Client, directory: Directory, **claims: object):
    return client.get(to_the_directory(client, directory, **claims))


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_somebody_invited_comes_in_and_goes_on_where_one_was_going(officer, directory, client):
    answer = through(client, directory)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/words/")
    assert client.session["_auth_user_id"] == str(officer.pk)
    assert list(AuditEvent.objects.about(officer).values_list("act", flat=True)) == ["link-identity"]


def test_the_second_time_the_directorys_own_name_counts(officer, directory):
    through(Client(), directory)
    again = Client()
    through(again, directory, email="alice.brown@office.example", email_verified=False)
    assert is_in(again)
    assert SocialAccount.objects.get().extra_data == {}
    assert AuditEvent.objects.about(officer).count() == 1


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "stranger@office.example"},
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "no"},
        {"email": None},
        {"email": ""},
    ],
)
def test_who_is_not_invited_or_not_verified_stays_outside_and_nobody_is_made(officer, directory, client, claims):
    answer = through(client, directory, **claims)
    assert answer.status_code == 403
    assert "You have no account here" in answer.content.decode()
    assert not is_in(client)
    assert User.objects.count() == 1
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("verified", [{"email_verified": True}, {"email_verified": None, "xms_edov": True}])
def test_control_verified_in_either_word_comes_in(officer, directory, client, verified):
    through(client, directory, **verified)
    assert is_in(client)


def test_an_office_may_say_that_it_trusts_its_directorys_addresses(officer, directory, client, settings):
    settings.OIDC_EMAILS_TRUSTED = True
    through(client, directory, email_verified=None)
    assert is_in(client)


def test_whose_access_has_ended_stays_outside_also_when_known(officer, directory):
    through(Client(), directory)
    officer.is_active = False
    officer.save()
    gone = Client()
    assert through(gone, directory).status_code == 403
    assert not is_in(gone)


def test_an_address_that_was_given_to_somebody_else_opens_nothing(officer, directory):
    through(Client(), directory)
    other = Client()
    assert through(other, directory, sub="b-2").status_code == 403
    assert not is_in(other)


def forged(directory: Directory, how: str) -> dict[str, object]:
    """A token that is not the directory's for us."""
    if how == "signed with another key":
        directory.key = new_key()
    elif how == "signed with a guessed word":
        directory.algorithm = "HS256"
    return {
        "for another site": {"aud": "another"},
        "by another directory": {"iss": "https://elsewhere.example"},
        "run out": {"exp": 1_000_000_000},
        "for another log-in": {"nonce": "0" * 64},
    }.get(how, {})


@pytest.mark.parametrize(
    "how",
    [
        "signed with another key",
        "signed with a guessed word",
        "for another site",
        "by another directory",
        "run out",
        "for another log-in",
    ],
)
def test_a_token_that_is_not_the_directorys_for_us_opens_nothing(officer, directory, client, how):
    answer = through(client, directory, **forged(directory, how))
    assert answer.status_code == 401
    assert not is_in(client)


def test_a_code_comes_only_back_to_the_browser_that_asked(officer, directory, client):
    back = to_the_directory(client, directory)
    assert Client().get(back).status_code == 401
    assert is_in_after(client, back)


def is_in_after(client: Client, back: str) -> bool:
    client.get(back)
    return is_in(client)


def test_a_log_in_given_up_there_says_so(officer, directory, client):
    directory.refuses = "access_denied"
    answer = through(client, directory)
    assert answer.status_code == 401
    assert "did not answer as expected" in answer.content.decode()


def test_a_directory_that_is_away_says_so(officer, directory, client):
    directory.shutdown()
    directory.server_close()
    assert client.post(reverse("identity")).status_code == 502


def test_the_log_in_page_has_the_button_only_where_there_is_a_directory(directory, settings, client):
    assert "Log in with Entra" in client.get(reverse("account_login")).content.decode()
    settings.OIDC_SERVER = ""
    assert "Log in with" not in client.get(reverse("account_login")).content.decode()
    assert client.post(reverse("identity")).status_code == 404
    assert client.get(reverse("identity-back")).status_code == 404


def test_its_second_step_is_taken_there_unless_one_has_one_here(officer, directory, settings):
    settings.SECOND_FACTOR = "office"
    first = Client()
    through(first, directory)
    assert first.get("/words/").status_code == 200
    with_app(officer)
    assert through(Client(), directory).headers["Location"] == reverse("mfa_authenticate")


def test_control_with_a_password_the_second_step_is_asked_for(officer, settings, client_of):
    settings.SECOND_FACTOR = "office"
    assert client_of(officer).get("/words/").headers["Location"] == reverse("second-factor")


def test_looking_changes_nothing(directory, client):
    assert client.get(reverse("identity")).status_code == 405
