"""Grants as they are published: which awards are grants, what each comes to, and what is missing.

Source: the 360Giving Data Standard 1.4 (what a grant must and should say); the Elected Local Policing Bodies (Specified
Information) Order 2011 (amount, recipient, purpose, conditions and reasons).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from commissioning.figures.awards import Standing
from commissioning.figures.funding import GRANTS, Funded, awards_by, funding_of
from commissioning.models import Award, FundingStream, Objective
from commissioning.models.plan import Area
from commissioning.ratings.splits import precision_of
from commissioning.ratings.values import Precision
from providers.models import ProviderKind

# contracts are no grants; a contribution goes to a commissioner who awards it; what is in-house has no recipient
KINDS = GRANTS


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
        """Whether it says all that it must, and is not withheld."""
        return not self.needed and not self.award.withheld

    @property
    def needed(self) -> list[str]:
        return [each.name for each in self.missing if each.needed]

    @property
    def useful(self) -> list[str]:
        return [each.name for each in self.missing if not each.needed]


def grants_by(on: date) -> QuerySet[Award]:
    """The awards that are grants, but for those that were decided on, or begin, after the day. Read by `grants_of`."""
    return awards_by(on).filter(kind__in=KINDS)


def grants_of(awards: QuerySet[Award], *, on: date) -> list[Grant]:
    """Each of these as it stands on the day. `awards` are of `grants_by(on)`."""
    return [_grant(each) for each in funding_of(awards, on=on)]


def _grant(found: Funded) -> Grant:
    missing = missing_of(found.standing, located=found.confidential or bool(found.areas))
    return Grant(
        award=found.award,
        amount=found.amount,
        ends_on=found.ends_on,
        streams=found.streams,
        objectives=found.objectives,
        areas=found.areas,
        missing=(*missing, *(Missing(f"to take out of {each}", needed=True) for each in found.private)),
    )


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
