"""The pages of the second factor: what one has, setting up, recovery codes, removing, the step itself, the reset."""

import base64
import json
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.views import ReauthenticateView
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.totp.internal.auth import clear_totp_secret
from allauth.mfa.webauthn.internal.auth import begin_registration
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tracker import formats
from tracker.models import User
from tracker.people import ADMINISTERS
from tracker.refusals import NotNow
from tracker.roles import needs
from tracker.second_factor import keeping
from tracker.second_factor.first import AFTERWARDS
from tracker.second_factor.forms import AgainForm, AppForm, PasskeyForm, PasskeyStepForm, StepForm
from tracker.second_factor.policy import Kind, codes_left, has_one, must_have_one, steps_of, words_for
from tracker.set_up.forms import capital
from tracker.set_up.found import person

SHOWN = "recovery-codes-shown"  # key in the session: codes just made, to be kept by their owner
FEW = 3

proved = reauthentication_required(app="allauth.mfa")  # the password, if it was not given just now


@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """What the person has, and what may be done."""
    user = person(request)
    steps = [_row(step) for step in steps_of(user)]
    app = any(step["is_app"] for step in steps)
    asked = must_have_one(user)
    left = len(codes_left(user))
    context = {"steps": steps, "app": app, "asked": asked, "left": left, "few": left <= FEW}
    return render(request, "second_factor/overview.html", context)


def _row(step: Any) -> dict[str, Any]:
    used = f"last used on {formats.day(step.last_used_at.date())}" if step.last_used_at else "not used yet"
    return {
        "pk": step.pk,
        "is_app": step.type == Kind.TOTP,
        "words": capital(words_for(step)),
        "sub": f"set up on {formats.day(step.created_at.date())}, {used}",
    }


@proved
def app(request: HttpRequest) -> HttpResponse:
    """Set up an app: the square to photograph or the key to type (GET), the first code (POST)."""
    user = person(request)
    form = AppForm(data=request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            codes = keeping.add_app(user=user, secret=form.secret, at=timezone.now())
        except NotNow as refused:
            return _refused(request, refused)
        clear_totp_secret(request)
        return _onward(request, codes)
    adapter = get_adapter()
    address = adapter.build_totp_url(user, form.secret)
    square = base64.b64encode(adapter.build_totp_svg(address).encode()).decode()
    groups = " ".join(form.secret[start : start + 4] for start in range(0, len(form.secret), 4))
    context = {"form": form, "square": f"data:image/svg+xml;base64,{square}", "key": groups, "address": address}
    return render(request, "second_factor/app.html", context, status=422 if form.errors else 200)


@proved
def passkey(request: HttpRequest) -> HttpResponse:
    """Add a passkey: the browser makes it, with static/js/passkeys.js."""
    user = person(request)
    form = PasskeyForm(data=request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and form.is_valid():
        made = form.cleaned_data
        codes = keeping.add_passkey(user=user, name=made["name"], credential=made["credential"], at=timezone.now())
        return _onward(request, codes)
    options = json.dumps(begin_registration(user, False))
    context = {"form": form, "options": options}
    return render(request, "second_factor/passkey.html", context, status=422 if form.errors else 200)


def _onward(request: HttpRequest, codes: bool) -> HttpResponse:
    if codes:
        request.session[SHOWN] = True
        return redirect("second-factor-codes")
    messages.success(request, "It is set up. You are asked for it at your next log-in.")
    return redirect("second-factor")


def _refused(request: HttpRequest, refused: NotNow) -> HttpResponse:
    messages.error(request, refused.sentence)
    return redirect("second-factor")


@proved
def codes(request: HttpRequest) -> HttpResponse:
    """Recovery codes: shown after they were made, until their owner says that they are kept."""
    user = person(request)
    if request.method == "POST" and request.POST.get("do") == "kept":
        request.session.pop(SHOWN, None)
        return redirect(request.session.pop(AFTERWARDS, "") or "second-factor")
    if request.method == "POST":
        try:
            keeping.make_codes(user=user, at=timezone.now())
        except NotNow as refused:
            return _refused(request, refused)
        request.session[SHOWN] = True
        return redirect("second-factor-codes")
    left, shown = codes_left(user), SHOWN in request.session
    context = {"codes": left if shown else [], "left": len(left), "can": has_one(user)}
    return render(request, "second_factor/codes.html", context)


@proved
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an app or a passkey away: asked (GET), done (POST)."""
    user = person(request)
    step = get_object_or_404(steps_of(user), pk=pk)
    words = words_for(step)
    context: dict[str, Any] = {
        "title": f"Remove the {words}",
        "says": "You are not asked for it any more when you log in. With the last one the recovery codes go too.",
        "button": "Remove",
        "back": {"url": reverse("second-factor"), "label": "Second step at log-in"},
    }
    if request.method == "POST":
        try:
            keeping.remove(user=user, step=step, at=timezone.now())
        except NotNow as refused:
            return render(request, "set_up/confirm.html", context | {"refused": refused.sentence}, status=409)
        messages.success(request, f"The {words} is removed.")
        return redirect("second-factor")
    return render(request, "set_up/confirm.html", context)


@needs(ADMINISTERS)
def person_reset(request: HttpRequest, pk: int) -> HttpResponse:
    """An administrator takes somebody's second factor away: asked (GET), done (POST)."""
    user = get_object_or_404(User, pk=pk)
    back = {"url": reverse("set-up-record", args=["people", pk]), "label": user.name}
    says = (
        "For somebody who has lost the app or the passkey, and the recovery codes. Be sure who asks: ring "
        f"{user} on a number that you know. The password is asked for as ever"
    )
    after = ", and they set up a new second step before anything else." if must_have_one(user) else "."
    context: dict[str, Any] = {
        "title": f"Reset the second step of {user.name}",
        "says": says + after,
        "button": "Reset",
        "back": back,
    }
    if request.method == "POST":
        try:
            keeping.reset(user=user, by=person(request), at=timezone.now())
        except NotNow as refused:
            return render(request, "set_up/confirm.html", context | {"refused": refused.sentence}, status=409)
        messages.success(request, f"{user.name} has no second step any more.")
        return redirect(back["url"])
    return render(request, "set_up/confirm.html", context)


class Step(AuthenticateView):
    """Between the password and the log-in: a code, a passkey or a recovery code."""

    template_name = "second_factor/step.html"

    def get_form_class(self) -> type[StepForm]:
        return StepForm

    def get_webauthn_form_class(self) -> type[PasskeyStepForm]:
        return PasskeyStepForm

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        if isinstance(form, StepForm) and form.authenticator.type == Kind.RECOVERY_CODES:
            keeping.code_used(user=form.user, at=timezone.now())
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        kinds = set(steps_of(self.stage.login.user).values_list("type", flat=True))
        options = context.get("js_data", {}).get("request_options") if Kind.WEBAUTHN in kinds else None
        return context | {"app": Kind.TOTP in kinds, "options": json.dumps(options) if options else ""}


class Again(ReauthenticateView):
    """The password once more, before a second factor is touched by somebody who logged in a while ago."""

    template_name = "second_factor/again.html"

    def get_form_class(self) -> type[AgainForm]:
        return AgainForm
