"""Secrets that travel by mail: signed links and short codes. Neither is stored, here or in the outbox.

A row keeps a random value, which is worth nothing by itself; link and code are made from it with the site's key, as the
mail is sent. Whoever reads the database, or a copy of it, can open nothing.
"""

import secrets
from collections.abc import Callable

from allauth.account import app_settings as account
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import salted_hmac

from tracker.models import User

RESET = "account_reset_password_from_key"
CODE_DIGITS = 6


def new_value() -> str:
    """A random value for a row to keep, long enough that none is ever guessed."""
    return secrets.token_urlsafe(24)


def token_for(page: str, value: str) -> str:
    """What stands in the link to the page."""
    return _signer(page).sign(value)


def value_of(page: str, token: str) -> str | None:
    """The value that the token was made from; None for one that this site never made for this page."""
    try:
        return _signer(page).unsign(token)
    except signing.BadSignature:
        return None


def _signer(page: str) -> signing.Signer:
    return signing.Signer(sep=".", salt=f"link:{page}")


def code_for(value: str) -> str:
    """The code that belongs to a value: six digits."""
    number = int.from_bytes(salted_hmac("tracker.links.code", value, algorithm="sha256").digest())
    return f"{number % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def address_of(page: str, value: str) -> str:
    """The whole address of a personal link, for a mail."""
    return settings.SITE_URL + MAKERS.get(page, _signed_path)(page, value)


def _signed_path(page: str, value: str) -> str:
    return reverse(page, args=[token_for(page, value)])


def _reset_path(page: str, value: str) -> str:
    user = User.objects.get(pk=value)
    key = account.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    return reverse(page, kwargs={"uidb36": user_pk_to_url_str(user), "key": key})


MAKERS: dict[str, Callable[[str, str], str]] = {RESET: _reset_path}
