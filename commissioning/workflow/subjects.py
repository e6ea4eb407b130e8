"""What can be asked about: everything owed, and what else has a place on a page.

An app above this one adds its own records with `admit` when it is loaded: the reports add the paragraphs of the update.
"""

from typing import Any, TypeGuard

from django.db.models import Model, QuerySet

from commissioning.choices import RecordKind
from commissioning.models import (
    Allocation,
    Award,
    Commitment,
    NewsItem,
    ReportingPeriod,
    Risk,
    Service,
)
from commissioning.models.seeing import audiences, told
from commissioning.workflow.life import MODELS, Record
from providers.models import Provider
from tracker.models import User

Subject = Any  # a row of one of these models
OTHERS: dict[str, type[Model]] = {
    RecordKind.SERVICE: Service,
    RecordKind.AWARD: Award,
    RecordKind.ALLOCATION: Allocation,
    RecordKind.PROVIDER: Provider,
    RecordKind.COMMITMENT: Commitment,
    RecordKind.RISK: Risk,
    RecordKind.NEWS: NewsItem,
    RecordKind.PERIOD: ReportingPeriod,
}
SUBJECTS: dict[str, type[Model]] = {**MODELS, **OTHERS}
OWN_AUDIENCE = (RecordKind.COMMITMENT, RecordKind.NEWS, RecordKind.RISK, RecordKind.ENTRY)


def admit(kind: RecordKind, model: type[Model]) -> None:
    """Records of an app above can be asked about, too. They have an `audience`, and no provider sees them."""
    OTHERS[kind] = SUBJECTS[kind] = model


def subject_kind(subject: Subject) -> RecordKind:
    return next(RecordKind(kind) for kind, model in SUBJECTS.items() if isinstance(subject, model))


def is_owed(subject: Subject) -> TypeGuard[Record]:
    """Whether the subject has the life of a return."""
    return isinstance(subject, tuple(MODELS.values()))


def service_of(subject: Subject) -> int | None:
    """The service that a question about it concerns, if one."""
    return subject.pk if isinstance(subject, Service) else getattr(subject, "service_id", None)


def subjects_seen(kind: str, user: User) -> QuerySet[Any]:
    """The rows of this kind that the person may see: a provider's people see what is theirs and owed, and no other."""
    rows: QuerySet[Any] = SUBJECTS[kind]._default_manager.all()
    if kind in MODELS:
        return MODELS[kind].objects.visible_to(user)
    if user.is_provider:
        return rows.none()
    if kind in (RecordKind.COMMITMENT, RecordKind.NEWS):
        rows = rows.filter(told(user))
    return rows.filter(audience__in=audiences(user)) if kind in OWN_AUDIENCE else rows
