"""Live references are checked when a text is saved, so that none can stop an update from being built."""

from django.utils.text import slugify

from commissioning.models import Award, KeyDate, Service, ServiceMeasure
from commissioning.parsing.references import (
    OF_AWARDS,
    OF_DATES,
    OF_FIGURES,
    OF_GROUPS,
    OF_RUNS,
    OF_SERVICES,
    references_in,
)
from tracker.models import User


def reference_fault(text: str, user: User | None = None) -> str:
    """A sentence about the first live reference that names nothing or has no such form; empty if all are good.

    A provider's own people can point at their own facts alone: to anything else there is nothing of that name.
    """
    for written, reference in references_in(text):
        if reference is None:
            return f"{written} can’t be read: write [[figure code]] or [[figure code | same-quarter-last-year]]."
        if not _stored(reference.kind, reference.code, user):
            return f"{written} names nothing that is stored: there is no “{reference.code}”."
    return ""


def _stored(kind: str, code: str, user: User | None) -> bool:
    services, awards = Service.objects.all(), Award.objects.all()
    if user is not None:
        services, awards = services.visible_to(user), awards.visible_to(user)
    if kind in OF_FIGURES:
        return ServiceMeasure.objects.filter(code=code, service__in=services).exists()
    if kind in OF_SERVICES:
        return services.filter(code=code).exists()
    if kind in OF_AWARDS + OF_RUNS:
        return awards.filter(code=code).exists()
    ours = user is None or not user.is_provider
    if kind in OF_GROUPS:
        return ours and awards.filter(group=code).exists()
    return kind in OF_DATES and (awards.filter(code=code).exists() or (ours and _is_key_date(code)))


def _is_key_date(code: str) -> bool:
    return any(slugify(name) == code for name in KeyDate.objects.values_list("name", flat=True).distinct())
