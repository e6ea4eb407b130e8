"""The two pages by which an invited person comes in. The link's secret leaves the address at once."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tracker.invitations import PAGE, accept, invitation_of
from tracker.links import value_of
from tracker.refusals import NotNow

HELD = "invitation"  # key in the session


class FirstPasswordForm(SetPasswordForm):
    """Django's form, with its validators, in the words of the site."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = "Choose a password"
        self.fields[
            "new_password1"
        ].help_text = "At least 12 characters. Three words that don’t belong together do well."
        self.fields["new_password2"].label = "The same password again"
        self.fields["new_password2"].help_text = ""


@login_not_required
@require_safe
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Take the secret out of the address, where it could be seen, and go on. Looking uses nothing up."""
    request.session[HELD] = value_of(PAGE, token) or ""
    return leak_nothing(redirect("first-password"))


@login_not_required
def first_password(request: HttpRequest) -> HttpResponse:
    """Choose a password (GET, POST). Used, taken back, run out and never made all answer alike."""
    held = invitation_of(request.session.get(HELD), timezone.now())
    if held is None:
        return render(request, "account/invitation_over.html", status=404)
    form = FirstPasswordForm(held.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            accept(invitation=held, password=form.cleaned_data["new_password1"], at=timezone.now())
        except NotNow:
            return render(request, "account/invitation_over.html", status=404)
        logout(request)  # whoever was logged in here before, and the secret
        messages.success(request, "Your password is set. Log in with it.")
        return redirect("account_login")
    context = {"form": form, "invited": held.user}
    status = 422 if form.errors else 200
    return render(request, "account/first_password.html", context, status=status)


def leak_nothing(response: HttpResponse) -> HttpResponse:
    """An address that holds a secret is handed on to nobody, not even to our own pages.

    Not for pages with a form: without a referrer browsers send the form from "null", and it is refused as a stranger's.
    """
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
