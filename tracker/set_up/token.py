"""What a set-up form carries out and back: what the person began from, signed, and the form's own key."""

from collections.abc import Sequence
from typing import Any

from django.core import signing

from tracker.merging import Base, mark
from tracker.models import User

SALT = "set-up"


def token_for(user: User, slug: str, pk: int | None, base: Base) -> str:
    content = [user.pk, slug, pk, dict(base.marks), sorted(base.asked)]
    return signing.dumps(content, salt=SALT, compress=True)


def base_of(text: str, user: User, slug: str, pk: int | None) -> Base | None:
    """What this form began from; None if the token is not of this person, kind and record, or was altered."""
    try:
        owner, kind, record, marks, asked = signing.loads(text, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    return Base(0, marks, frozenset(asked)) if [owner, kind, record] == [user.pk, slug, pk] else None


def digest_of(cautions: Sequence[Any]) -> str:
    """A short stand-in for what a person was warned of, so that the same warning is let through and no other."""
    return mark("\n".join(each.sentence for each in cautions))
