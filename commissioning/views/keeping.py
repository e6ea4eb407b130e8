"""What a form of a return began from, signed in the form itself; and its draft, kept as one types."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from commissioning.views.owed import person
from commissioning.workflow import Base, keep_draft
from commissioning.workflow.life import MODELS
from commissioning.workflow.subjects import Subject, subject_kind
from tracker.models import User

SALT = "keep-what-is-typed"
GRID = "grid"  # its drafts are no page of the record's own


@dataclass(frozen=True, slots=True)
class Token:
    """Whose form of which page this is, and what it began from."""

    user: int
    kind: str
    record: int
    section: str
    base: Base


def ask_url(kind: str, key: int) -> str:
    """The form in which a question about this record is asked."""
    return reverse(f"{kind}-ask", args=[key]) if kind in MODELS else reverse("question-ask", args=[kind, key])


def token_for(user: User, record: Subject, section: str, base: Base) -> str:
    content = [
        user.pk,
        subject_kind(record).value,
        record.pk,
        section,
        base.version,
        dict(base.marks),
        sorted(base.asked),
    ]
    return signing.dumps(content, salt=SALT, compress=True)


def read_token(text: str) -> Token | None:
    """The token, or None if it was altered."""
    try:
        user, kind, record, section, version, marks, asked = signing.loads(text, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    return Token(user, kind, record, section, Base(version, marks, frozenset(asked)))


def keep_typed(
    request: HttpRequest,
    record: Subject,
    section: str,
    fields: Mapping[str, str],
    base: Base,
    at: datetime | None = None,
) -> int:
    """Keep what this person typed as a draft of the page; answers the draft's revision."""
    return keep_draft(
        record_kind=subject_kind(record),
        record_id=record.pk,
        section=section,
        user_id=person(request).pk,
        fields=fields,
        base=base,
        at=at or timezone.now(),
    )


def base_of(request: HttpRequest, record: Subject, section: str) -> Base:
    """What this form began from; a form without a sound token of its own began from nothing."""
    token = read_token(request.POST.get("keep", ""))
    mine = token and (token.user, token.kind, token.record, token.section) == (
        request.user.pk,
        subject_kind(record),
        record.pk,
        section,
    )
    return token.base if token and mine else Base()
