"""Coming in for the first time: a person whom somebody named gets a link, and sets a password with it."""

from datetime import datetime, timedelta

from django.db import transaction

from tracker import audit, links, outbox
from tracker.letters import letter
from tracker.models import Invitation, User
from tracker.refusals import NotNow

PAGE = "invitation"
LASTS = timedelta(days=7)


@transaction.atomic
def invite(*, user: User, by: User, at: datetime, provider: str = "") -> Invitation:
    """Invite somebody who has an account and no password yet; an earlier one ends. Who may invite, the caller asks.

    `provider` is the body that the person will fill in returns for, as the letter names it.
    """
    if not user.is_active or user.has_usable_password():
        raise NotNow(f"{user} has set a password already, or the account has ended. There is nobody to invite.")
    Invitation.objects.filter(user=user).open(at).update(ended_at=at)
    made = Invitation.objects.create(user=user, value=links.new_value(), by=by, at=at, expires_at=at + LASTS)
    audit.record(act="invite", record=user, by=by, at=at)
    if outbox.is_on():
        outbox.write(
            key=f"invitation:{made.pk}",
            to=user.email,
            letter=letter("invitation", user=user, by=by, provider=provider),
            by=by,
            at=at,
            link_page=PAGE,
            link_value=made.value,
            useful_until=made.expires_at,
        )
    return made


@transaction.atomic
def take_back(*, user: User, by: User, at: datetime) -> None:
    """End the person's open invitation: its link opens nothing any more."""
    if Invitation.objects.filter(user=user).open(at).update(ended_at=at):
        audit.record(act="take-back-invitation", record=user, by=by, at=at)


def invitation_of(value: str | None, at: datetime) -> Invitation | None:
    """The invitation, if it still lets its person in."""
    rows = Invitation.objects.open(at).filter(value=value or "", user__is_active=True)
    return rows.select_related("user").first()


@transaction.atomic
def accept(*, invitation: Invitation, password: str, at: datetime) -> User:
    """Set the first password, once. The form has asked the validators."""
    if not Invitation.objects.open(at).filter(pk=invitation.pk).update(used_at=at):
        raise NotNow("This invitation was used or has ended. Ask whoever invited you for another.")
    user = User.objects.select_for_update().get(pk=invitation.user_id)
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record(act="accept-invitation", record=user, by=user, at=at)
    return user


@transaction.atomic
def start_again(*, user: User, by: User, at: datetime, provider: str = "") -> Invitation:
    """For somebody who can't come in any more: the password is gone, they are logged out, and invited anew."""
    user.set_unusable_password()
    user.save(update_fields=["password"])
    audit.record(act="take-password-away", record=user, by=by, at=at)
    return invite(user=user, by=by, at=at, provider=provider)


def address_to_copy(invitation: Invitation) -> str:
    """The link itself, for an office that sends no mail: shown to whoever invited, to be handed over."""
    return links.address_of(PAGE, invitation.value)
