"""A provider's own people: invited by the office, as editor or authoriser; the last authoriser stays."""

from datetime import datetime

from django.db import transaction

from providers.models import Membership, MembershipRole, Provider
from tracker import audit
from tracker.invitations import invite, take_back
from tracker.models import User
from tracker.refusals import NotNow, NotYours
from tracker.roles import Role

PEOPLE = "commissioning.set_up"
LAST = "This is the provider’s last authoriser: without one nobody there can send. Make somebody else one first."


def _check(by: User) -> None:
    if not by.has_perm(PEOPLE):
        raise NotYours("Your role doesn’t allow inviting a provider’s people.")


@transaction.atomic
def invite_person(*, provider: Provider, name: str, email: str, role: str, by: User, at: datetime) -> Membership:
    """An account for somebody of the provider, without a password, and the invitation to choose one."""
    _check(by)
    if User.objects.filter(email__iexact=email).exists():
        raise NotNow("Somebody has an account with this address already.")
    user = User.objects.create_user(email, name=name, role=Role.PROVIDER)
    made = Membership.objects.create(user=user, provider=provider, role=role)
    audit.record(act="add", record=made, by=by, at=at, changes={"role": ("", role)})
    invite(user=user, by=by, at=at, provider=provider.name)
    return made


@transaction.atomic
def change_role(*, membership: Membership, role: str, by: User, at: datetime) -> None:
    """Editor or authoriser."""
    _check(by)
    held = Membership.objects.select_for_update().get(pk=membership.pk)
    if role == held.role:
        return
    if role != MembershipRole.AUTHORISER:
        _check_not_last(held)
    Membership.objects.filter(pk=held.pk).update(role=role)
    audit.record(act="change", record=held, by=by, at=at, changes={"role": (held.role, role)})


@transaction.atomic
def end_access(*, membership: Membership, by: User, at: datetime) -> None:
    """The person comes in no more; what they did stays. An open invitation ends too."""
    _check(by)
    held = Membership.objects.select_for_update().select_related("user").get(pk=membership.pk)
    _check_not_last(held)
    take_back(user=held.user, by=by, at=at)
    User.objects.filter(pk=held.user_id).update(is_active=False, left_at=at)
    audit.record(act="end", record=held, by=by, at=at)


@transaction.atomic
def invite_again(*, membership: Membership, by: User, at: datetime) -> None:
    """Another link, for somebody who never chose a password."""
    _check(by)
    invite(user=membership.user, by=by, at=at, provider=membership.provider.name)


def _check_not_last(membership: Membership) -> None:
    """Of the authorisers who can come in, the last one is not taken away."""
    authorisers = Membership.objects.filter(
        provider=membership.provider_id, role=MembershipRole.AUTHORISER, user__is_active=True
    )
    if membership.role == MembershipRole.AUTHORISER and not authorisers.exclude(pk=membership.pk).exists():
        raise NotNow(LAST)
