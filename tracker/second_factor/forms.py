"""The boxes of the second factor's pages."""

from typing import Any

from allauth.account.forms import ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm
from django import forms
from django.core.cache import cache

from tracker.accounts import InOurWords
from tracker.second_factor.policy import Kind

SHORT = {"inputmode": "numeric", "autocomplete": "one-time-code", "class": "govuk-input--width-10", "maxlength": "20"}
VALID_FOR = 90  # seconds: the code of now, and of the half minute before and after


class AppForm(InOurWords, ActivateTOTPForm):
    labels = {"code": "Code that the app shows"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= SHORT
        self.fields["code"].help_text = "Six digits. They change every half minute."


class StepForm(InOurWords, AuthenticateForm):
    """A code of the app, or a recovery code. One code opens once, for as long as it could open at all."""

    labels = {"code": "Code"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= SHORT
        self.fields["code"].help_text = "Six digits from your authenticator app, or a recovery code of eight."

    def clean_code(self) -> str:
        code: str = super().clean_code()
        if self.authenticator.type == Kind.TOTP:
            digits = "".join(each for each in code if each.isalnum())
            if not cache.add(f"second-factor:{self.user.pk}:{digits}", "used", timeout=VALID_FOR):
                raise forms.ValidationError("This code was used already. Wait for the app’s next one.")
        return code


NONE_CAME = {"required": "The browser sent no passkey. It needs scripts; a code works without."}


class PasskeyStepForm(AuthenticateWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"].label = "Passkey"
        self.fields["credential"].error_messages |= NONE_CAME


class PasskeyForm(InOurWords, AddWebAuthnForm):
    labels = {"name": "Name of the passkey"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = "By which you tell it from others: “office laptop”, “blue key”."
        self.fields["credential"].label = "Passkey"
        self.fields["credential"].error_messages |= NONE_CAME
        self.fields["name"].widget.attrs["maxlength"] = "60"
        self.initial["name"] = ""

    def clean_name(self) -> str:
        return (self.cleaned_data["name"] or "Passkey")[:60]


class AgainForm(InOurWords, ReauthenticateForm):
    labels = {"password": "Password"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
