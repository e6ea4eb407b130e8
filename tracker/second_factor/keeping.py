"""Second factors set up, used and taken away: each change with its event, and a mail to its person."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction

from tracker import audit, outbox
from tracker.letters import letter
from tracker.models import User
from tracker.refusals import NotNow
from tracker.second_factor.policy import Kind, must_have_one, steps_of, words_for

LAST = (
    "It is the only second step that you have, and your office asks everybody for one. Set up another first, or ask "
    "your administrator."
)


@transaction.atomic
def add_app(*, user: User, secret: str, at: datetime) -> bool:
    """The app that shows codes for this secret; whether recovery codes were made with it."""
    _locked(user)
    if Authenticator.objects.filter(user=user, type=Kind.TOTP).exists():
        raise NotNow("An authenticator app is set up already. Remove it first, then set up the other.")
    return _added(user, TOTP.activate(user, secret).instance, at)


@transaction.atomic
def add_passkey(*, user: User, name: str, credential: dict, at: datetime) -> bool:
    """A passkey that has just proved itself; whether recovery codes were made with it."""
    _locked(user)
    return _added(user, WebAuthn.add(user, name, credential).instance, at)


def _added(user: User, step: Authenticator, at: datetime) -> bool:
    _told("set-second-factor", user, by=user, at=at, changes={"second_factor": ("", words_for(step))})
    has_codes = Authenticator.objects.filter(user=user, type=Kind.RECOVERY_CODES).exists()
    if not has_codes:
        RecoveryCodes.activate(user)
    return not has_codes


@transaction.atomic
def make_codes(*, user: User, at: datetime) -> None:
    """New recovery codes; the older ones open nothing any more."""
    _locked(user)
    if not steps_of(user).exists():
        raise NotNow("Recovery codes stand in for a lost app or passkey. Set up one of these first.")
    Authenticator.objects.filter(user=user, type=Kind.RECOVERY_CODES).delete()
    RecoveryCodes.activate(user)
    _told("make-recovery-codes", user, by=user, at=at)


@transaction.atomic
def remove(*, user: User, step: Authenticator, at: datetime) -> None:
    """Take one away; with the last one the recovery codes go. Where one is asked for, the last one stays."""
    _locked(user)
    others = steps_of(user).exclude(pk=step.pk).exists()
    if not others and must_have_one(user):
        raise NotNow(LAST)
    rows = Authenticator.objects.filter(user=user)
    (rows.filter(pk=step.pk) if others else rows).delete()
    _told("remove-second-factor", user, by=user, at=at, changes={"second_factor": (words_for(step), "")})


@transaction.atomic
def reset(*, user: User, by: User | None, at: datetime) -> None:
    """For somebody who has lost them all: an administrator takes all away, or whoever keeps the server (nobody).

    The password is asked for as ever.
    """
    if by is not None and user.pk == by.pk:
        raise NotNow("Another administrator resets your second factor: whoever is logged in as you could do it else.")
    _locked(user)
    if not Authenticator.objects.filter(user=user).exists():
        raise NotNow(f"{user} has no second factor. There is nothing to reset.")
    had = ", ".join(words_for(step) for step in steps_of(user))
    Authenticator.objects.filter(user=user).delete()
    _told("reset-second-factor", user, by=by, at=at, changes={"second_factor": (had, "")})


def code_used(*, user: User, at: datetime) -> None:
    """Somebody came in with a recovery code: an event, since it may not have been its owner."""
    with transaction.atomic():
        _told("use-recovery-code", user, by=user, at=at)


def _locked(user: User) -> None:
    """One change at a time of one person's."""
    User.objects.select_for_update().get(pk=user.pk)


SAYS = {
    "set-second-factor": "a second step at log-in was set up",
    "make-recovery-codes": "new recovery codes were made; the older ones open nothing any more",
    "remove-second-factor": "a second step at log-in was removed",
    "reset-second-factor": "an administrator has reset the second step at log-in",
    "use-recovery-code": "somebody logged in with one of your recovery codes",
}


def _told(act: str, user: User, *, by: User | None, at: datetime, changes: dict | None = None) -> None:
    event = audit.record(act=act, record=user, by=by, at=at, changes=changes)
    if outbox.is_on():
        outbox.write(
            key=f"second-factor:{event.number}",
            to=user.email,
            letter=letter("second-factor", user=user, says=SAYS[act]),
            by=by,
            at=at,
        )
