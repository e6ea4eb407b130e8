"""Vacant posts as packs stated them, by service."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from commissioning.choices import Audience, State
from commissioning.figures.spend import SENT
from commissioning.models import ReportingPeriod, StaffingLine


@dataclass(frozen=True, slots=True)
class Vacancies:
    """Posts vacant in a service; `number` is None where no line states it. `audience` is the lines' narrowest."""

    service: int
    number: Decimal | None
    audience: str


def vacancies(
    services: Iterable[int],
    quarter: ReportingPeriod,
    *,
    with_submitted: bool = False,
    provider: int | None = None,
    drafts_of: int | None = None,
) -> dict[int, Vacancies]:
    """The vacancies of these services in the packs of the quarter (rule 11). One query.

    A post that works for several services counts in each. A pack that is open again counts nowhere; `drafts_of` names
    one provider whose own pack is read as it stands. `provider` narrows to one provider's posts.
    """
    rows = StaffingLine.objects.filter(
        Q(pack__state__in=_states(with_submitted=with_submitted)) | Q(pack__provider=drafts_of),
        pack__period=quarter.pk,
        services__in=list(services),
    )
    if provider is not None:
        rows = rows.filter(pack__provider=provider)
    found: dict[int, list[tuple[Decimal | None, str]]] = defaultdict(list)
    for service, vacant, audience in rows.values_list("services", "vacant", "audience"):
        found[service].append((vacant, audience))
    return {service: _together(service, lines) for service, lines in found.items()}


def vacant_over(
    service: int, quarters: Iterable[int], *, with_submitted: bool = False, seen: Iterable[Audience] = tuple(Audience)
) -> dict[int, Decimal]:
    """The posts of a service that were vacant in each of these quarters, as far as stated for these eyes. One query."""
    rows = StaffingLine.objects.filter(
        pack__state__in=_states(with_submitted=with_submitted),
        pack__period__in=list(quarters),
        services=service,
        audience__in=list(seen),
        vacant__gt=0,
    )
    found: dict[int, Decimal] = defaultdict(Decimal)
    for quarter, vacant in rows.values_list("pack__period", "vacant"):
        found[quarter] += vacant or Decimal(0)
    return dict(found)


def _states(*, with_submitted: bool) -> Collection[State]:
    return SENT if with_submitted else (State.APPROVED,)


def _together(service: int, lines: list[tuple[Decimal | None, str]]) -> Vacancies:
    stated = [vacant for vacant, _ in lines if vacant is not None]
    narrowest = min((Audience(audience) for _, audience in lines), key=lambda each: each.rank)
    return Vacancies(service, sum(stated, Decimal(0)) if stated else None, narrowest)
