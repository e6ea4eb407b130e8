"""People who left: a time after it their name goes, and what they did stays, as that of "Former manager 12".

The trail and the records name people by key, so that nothing in them is changed. What stays is what others wrote in
texts of their own: a name in a sentence is for whoever keeps that sentence.
"""

from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import Model

from commissioning.models import Draft
from providers.models import Contact
from tracker import audit
from tracker.models import ApiToken, Invitation, KeptForm, Office, Outbox, SavedFilter, User
from tracker.people import ADMINISTERS
from tracker.periods import LONDON, add_months, london_date
from tracker.refusals import NotNow, NotYours, reason_given
from tracker.roles import Role

ACT = "forget"
REASON_LIMIT = 500
ASKS = "Say why the name is removed before its day."
HAS_ACCESS = "{name} still has access. End the access first; the name can go after that."
GONE = "The name of this person was removed already."
OWN: tuple[type[Model], ...] = (EmailAddress, Authenticator, SocialAccount, KeptForm, Draft)  # nobody else's to use


def goes_on(user: User, office: Office) -> date:
    """The day from which the name of somebody who left is removed; ValueError of one who has access."""
    if user.left_at is None:
        raise ValueError(f"{user} has access, and keeps the name.")
    return add_months(london_date(user.left_at), office.leaver_months)


def name_after(user: User) -> str:
    """By which one who is forgotten can still be told from another: "Former manager 12"."""
    label = str(Role(user.role).label)
    return f"Former {label[0].lower()}{label[1:]} {user.pk}"


def lapsed(on: date) -> list[User]:
    """Those whose name is to be removed by this day: who left the office's number of months ago, or before."""
    office = Office.objects.first()
    left = User.objects.filter(left_at__isnull=False, anonymised_at=None).order_by("pk")
    return [user for user in left if goes_on(user, office) <= on] if office else []


def forget_lapsed(*, on: date, at: datetime) -> int:
    """Remove every name whose day has come, each in a transaction of its own; answers how many. Safe to repeat."""
    return sum(_forget_lapsed(user.pk, on, at) for user in lapsed(on))


@transaction.atomic
def _forget_lapsed(key: int, on: date, at: datetime) -> bool:
    held, office = User.objects.select_for_update().get(pk=key), Office.objects.get()
    if held.left_at is None or held.anonymised_at is not None or goes_on(held, office) > on:
        return False  # came back, or was forgotten by another process
    _forget(held, by=None, at=at, reason=f"Left in {held.left_at.astimezone(LONDON):%B %Y}")
    return True


@transaction.atomic
def forget_person(*, user: User, by: User, at: datetime, reason: str) -> User:
    """Remove the name of somebody who left before its day: an administrator does it, with a reason. It is for ever."""
    if not by.has_perm(ADMINISTERS):
        raise NotYours("Your role doesn’t allow removing the name of somebody who left. An administrator can.")
    reason = reason_given(reason, asks=ASKS, limit=REASON_LIMIT)
    held = User.objects.select_for_update().get(pk=user.pk)
    if held.anonymised_at is not None:
        raise NotNow(GONE)
    if held.left_at is None:
        raise NotNow(HAS_ACCESS.format(name=held.name))
    _forget(held, by=by, at=at, reason=reason)
    return held


def _forget(user: User, *, by: User | None, at: datetime, reason: str) -> None:
    """Name and address, ways in, what was typed and never saved, views of the person's own, and mails to the person.

    Views that the person shared stay: others work with them.
    """
    if not Contact.objects.filter(email__iexact=user.email).exists():
        Outbox.objects.filter(to__iexact=user.email).exclude(state=Outbox.State.SENDING).delete()
    for model in OWN:
        rows: Any = model._default_manager
        rows.filter(user=user).delete()
    Invitation.objects.filter(user=user).open(at).update(ended_at=at)
    ApiToken.objects.filter(owner=user, ended_at=None).update(ended_at=at)
    SavedFilter.objects.filter(owner=user, shared=False).delete()
    user.name = name_after(user)
    user.email = f"former-{user.pk}@left.invalid"
    user.set_unusable_password()
    user.anonymised_at = at
    user.save(update_fields=["name", "email", "password", "anonymised_at"])
    Office.objects.reference_changed(told=True)  # pages that are kept name people
    audit.record(act=ACT, record=user, by=by, at=at, reason=reason, changes={"name": ("", ""), "email": ("", "")})
