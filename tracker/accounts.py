"""How allauth is used here: people log in with an account that the office made; nobody signs up."""

import time
from datetime import timedelta
from typing import Any

from allauth.account import app_settings as account
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm, ResetPasswordForm, ResetPasswordKeyForm
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from tracker import audit, outbox
from tracker.kept.pages import take_up
from tracker.letters import letter
from tracker.links import RESET
from tracker.models import User

SIGNED_OUT = "account/messages/logged_out.txt"  # what allauth calls it


class ClosedAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """Whoever comes in finds what was typed when the last log-in ran out."""
        super().login(request, user)
        take_up(request, user)

    def is_reauthentication_required(self, app: str = "", **kwargs: Any) -> bool:
        """The password again, unless somebody proved who it is just now. Who has no password has nothing to give."""
        request = context.request
        proofs = get_authentication_records(request, request.user)
        fresh = any(time.time() - proof["at"] < account.REAUTHENTICATION_TIMEOUT for proof in proofs)
        return request.user.has_usable_password() and not fresh

    def get_reauthentication_methods(self, user: User) -> list[dict]:
        """The password alone: a stolen session must not be enough to take the second factor away."""
        return [each for each in super().get_reauthentication_methods(user) if each["id"] == "reauthenticate"]

    def reauthenticate(self, user: User, password: str) -> bool:
        """By the address that people log in with, counted against the same limit."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """No "you are logged in as": the page that follows says it. That one is signed out it does not."""
        if message_template == SIGNED_OUT:
            messages.success(request, "You are signed out.")

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """A link to choose a new password; not to who never chose a first one, and not where no mail is sent."""
        if not user.has_usable_password() or not outbox.is_on():
            return
        at = timezone.now()
        with transaction.atomic():
            outbox.write(
                key=f"new-password:{user.pk}:{at.timestamp()}",
                to=user.email,
                letter=letter("new-password", user=user),
                by=None,
                at=at,
                link_page=RESET,
                link_value=str(user.pk),
                useful_until=at + timedelta(hours=1),
            )

    @transaction.atomic
    def set_password(self, user: User, password: str) -> None:
        """Kept with its event; the person is told, in case it was somebody else."""
        at = timezone.now()
        user.set_password(password)
        user.save(update_fields=["password"])
        audit.record(act="set-password", record=user, by=user, at=at)
        if outbox.is_on():
            outbox.write(
                key=f"password-changed:{user.pk}:{at.timestamp()}",
                to=user.email,
                letter=letter("password-changed", user=user),
                by=user,
                at=at,
            )


class InOurWords:
    """allauth's form in the words of the site, without placeholders: they vanish when one types."""

    labels: dict[str, str] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)


class LogInForm(InOurWords, LoginForm):
    labels = {"login": "E-mail address"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""  # the way to a new password stands below the form


class ForgottenForm(InOurWords, ResetPasswordForm):
    labels = {"email": "E-mail address"}


class NewPasswordForm(InOurWords, ResetPasswordKeyForm):
    labels = {"password1": "New password", "password2": "The same password again"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = "At least 12 characters. Three words that don’t belong together do well."
