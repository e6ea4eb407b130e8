"""The forms that are kept: taken in, found again by their writer, thrown away."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.http import QueryDict

from tracker.kept.token import OURS, Whose
from tracker.models import KeptForm, User

LASTS = timedelta(days=1)
LONGEST = 1_000_000  # characters of one form: ten times the fullest return
MOST = 50  # forms of one person: the oldest make room


def fields_of(post: QueryDict) -> dict[str, list[str]]:
    """What was posted, without the site's own tokens and without anything that may be a password."""
    return {
        name: [value.replace("\x00", "") for value in values]  # no database keeps it, and nobody types it
        for name, values in post.lists()
        if name not in OURS and "password" not in name.lower() and "\x00" not in name
    }


@transaction.atomic
def keep(*, whose: Whose, address: str, fields: Mapping[str, Sequence[str]], at: datetime) -> KeptForm | None:
    """Keep it for its writer; None for who is no longer one of us, and for what no form of ours can hold."""
    size = sum(len(name) + sum(map(len, values)) for name, values in fields.items())
    if size > LONGEST or not User.objects.filter(pk=whose.user, is_active=True).exists():
        return None
    KeptForm.objects.filter(kept_at__lt=at - LASTS).delete()
    _make_room(whose.user)
    return KeptForm.objects.create(
        user_id=whose.user, page=whose.page, address=address, fields=dict(fields), kept_at=at
    )


def _make_room(user: int) -> None:
    held = KeptForm.objects.filter(user=user).order_by("-kept_at", "-pk").values_list("pk", flat=True)
    KeptForm.objects.filter(pk__in=list(held[MOST - 1 :])).delete()


def waiting_for(user: User, at: datetime) -> list[KeptForm]:
    """What waits for this person, oldest first."""
    return list(KeptForm.objects.filter(user=user.pk, kept_at__gte=at - LASTS))


def found(keys: Iterable[int], user: User, at: datetime) -> list[KeptForm]:
    """Of these, what is this person's own and not too old."""
    return list(KeptForm.objects.filter(pk__in=keys, user=user.pk, kept_at__gte=at - LASTS))


def forget(keys: Iterable[int], user: User) -> None:
    KeptForm.objects.filter(pk__in=keys, user=user.pk).delete()
