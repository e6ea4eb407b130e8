"""People of the office: made, changed and ended by an administrator. Nobody is deleted: what they did names them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from tracker import records
from tracker.invitations import invite
from tracker.models import Office, User
from tracker.refusals import Faults, NotNow
from tracker.roles import Role

ADMINISTERS = "tracker.administer"
SETS_PUBLIC = "tracker.set_public"


@transaction.atomic
def keep_person(
    *, record: User, values: Mapping[str, Any], by: User, at: datetime, permission: str = ADMINISTERS, **rest: Any
) -> records.Kept:
    """Keep somebody's account. A new one has no password and is invited at once.

    Nobody changes their own role or ends their own access, so that one administrator is always left.
    """
    if record.anonymised_at is not None:
        raise NotNow("The name of this person was removed for ever. Whoever comes back gets a new account.")
    typed = dict(values)
    if "email" in typed:
        typed["email"] = typed["email"].strip().lower()
    if record.pk == by.pk:
        _check_own(record, typed)
    if record._state.adding:
        record.set_unusable_password()
    held = User.objects.filter(pk=record.pk)
    earlier = held.values_list("left_at", flat=True).first()
    held.update(left_at=None)  # for whoever is given access again
    kept = records.keep(record=record, values=typed, by=by, at=at, permission=permission, **rest)
    if kept.made:
        invite(user=kept.record, by=by, at=at)
    _keep_leaving(kept.record, earlier, at)
    return kept


def _keep_leaving(user: User, earlier: datetime | None, at: datetime) -> None:
    user.left_at = None if user.is_active else earlier or at
    user.save(update_fields=["left_at"])


def _check_own(record: User, values: Mapping[str, Any]) -> None:
    own = {name: sentence for name, sentence in OWN.items() if name in values and values[name] != getattr(record, name)}
    if own:
        raise Faults(own)


OWN = {
    "role": "Another administrator changes your role: somebody has to be left who can.",
    "is_active": "Another administrator ends your access: somebody has to be left who can.",
}


def keep_office(*, record: Office, values: Mapping[str, Any], **rest: Any) -> records.Kept:
    """Keep the one office that this installation serves."""
    if record._state.adding and Office.objects.exists():
        raise NotNow("One installation serves one office, and it is set up already.")
    return records.keep(record=record, values=values, **rest)


OFFICE_ROLES = [role for role in Role if role != Role.PROVIDER]
