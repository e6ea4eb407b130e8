"""Grants as they are published: which awards are grants, what each comes to, and what is missing.

Source: the 360Giving Data Standard 1.4 (what a grant must and should say); the Elected Local Policing Bodies (Specified
Information) Order 2011 (amount, recipient, purpose, conditions and reasons).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch, Q, QuerySet

from commissioning.choices import AwardKind
from commissioning.figures.awards import Standing, standing_from
from commissioning.models import Award, FundingSplit, FundingStream, Objective, Service
from commissioning.models.plan import Area
from commissioning.ratings.splits import precision_of
from commissioning.ratings.values import Precision
from providers.models import ProviderKind

# contracts are no grants; a contribution goes to a commissioner who awards it; what is in-house has no recipient
KINDS = (AwardKind.GRANT, AwardKind.TRANSFER)


@dataclass(frozen=True, slots=True)
class Missing:
    """What a grant does not say. `needed`: without it the grant can't be published."""

    name: str
    needed: bool


@dataclass(frozen=True, slots=True)
class Grant:
    """One grant as it stands on a day. Pounds over all years, with every change in force; None while a part is missing.

    `areas` are where it is to help; none where the address of a service or of the recipient is confidential.
    """

    award: Award
    amount: Decimal | None
    ends_on: date | None
    streams: tuple[FundingStream, ...]
    objectives: tuple[Objective, ...]
    areas: tuple[Area, ...]
    missing: tuple[Missing, ...]

    @property
    def complete(self) -> bool:
        """Whether it says all that it must."""
        return not self.needed

    @property
    def needed(self) -> list[str]:
        return [each.name for each in self.missing if each.needed]

    @property
    def useful(self) -> list[str]:
        return [each.name for each in self.missing if not each.needed]


def grants_by(on: date) -> QuerySet[Award]:
    """The awards that are grants, but for those that were decided on, or begin, after the day. Read by `grants_of`."""
    later = Q(decided_on__gt=on) | Q(decided_on=None, starts_on__gt=on)
    splits = FundingSplit.objects.select_related("stream", "variation").order_by("year_label", "stream__name", "pk")
    services = Service.objects.select_related("objective").prefetch_related("areas")
    rows = Award.objects.filter(kind__in=KINDS).exclude(later).select_related("provider")
    return rows.prefetch_related(
        Prefetch("splits", queryset=splits), "variations", Prefetch("services", queryset=services.order_by("pk"))
    )


def grants_of(awards: QuerySet[Award], *, on: date) -> list[Grant]:
    """Each of these as it stands on the day. `awards` are of `grants_by(on)`."""
    return [_grant(award, on) for award in awards]


def _grant(award: Award, on: date) -> Grant:
    standing = standing_from(award, award.splits.all(), award.variations.all(), on=on)
    services = list(award.services.all())
    confidential = is_confidential(award, services)
    areas = {} if confidential else {area.pk: area for service in services for area in service.areas.all()}
    rows = [row for row in award.splits.all() if row.variation is None or row.variation.effective_on <= on]
    return Grant(
        award=award,
        amount=standing.whole.amount if standing.in_force else None,
        ends_on=standing.ends_on,
        streams=tuple({row.stream_id: row.stream for row in rows}.values()),
        objectives=tuple({each.objective_id: each.objective for each in services}.values()),
        areas=tuple(areas.values()),
        missing=missing_of(standing, located=confidential or bool(areas)),
    )


def is_confidential(award: Award, services: Iterable[Service]) -> bool:
    """Whether no place may be told: the recipient's address, or that of a service it pays for, is confidential."""
    return award.provider.address_confidential or any(each.address_confidential for each in services)


def missing_of(standing: Standing, *, located: bool) -> tuple[Missing, ...]:
    """What a grant does not say, first what is needed. `located`: a place is told, or none may be."""
    said = ((_must_say(standing), True), (_should_say(standing, located), False))
    return tuple(Missing(name, needed) for names, needed in said for name, held in names.items() if not held)


def _must_say(standing: Standing) -> dict[str, bool]:
    award = standing.award
    return {
        "recipient": award.provider.stated,
        "amount": bool(standing.in_force) and standing.whole.amount is not None,
        "date of the decision": award.decided_on is not None,
        "purpose": bool(award.purpose),
    }


def _should_say(standing: Standing, located: bool) -> dict[str, bool]:
    award, provider = standing.award, standing.award.provider
    return {
        "reasons": bool(award.reasons),
        "first day": award.starts_on is not None,
        "last day": standing.ends_on is not None,
        "exact amount": precision_of(standing.in_force) == Precision.EXACT,
        "charity number": provider.kind != ProviderKind.CHARITY or bool(provider.charity_number),
        "company number": provider.kind != ProviderKind.COMPANY or bool(provider.company_number),
        "area": located,
    }
