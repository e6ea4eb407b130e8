"""Contracts as the public register has them, and what the register is to say of each that nobody has recorded.

Source: the Elected Local Policing Bodies (Specified Information) Order 2011: a copy of each contract over £10,000, and
a list of the others with the parties, the value and the purpose.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from commissioning.figures.funding import CONTRACTS, Funded, awards_by, funding_of, with_papers
from commissioning.figures.grants import Grant, Missing
from commissioning.models import Award

COPY = "copy of the contract"


@dataclass(frozen=True, slots=True)
class Contract(Grant):
    """One contract as it stands on a day. `copied`: a copy is to be published, by its amount or the lack of one."""

    copied: bool


def contracts_by(on: date) -> QuerySet[Award]:
    """The contracts, but for those that were decided on, or begin, after the day. Read by `contracts_of`."""
    return with_papers(awards_by(on).filter(kind__in=CONTRACTS))


def contracts_of(awards: QuerySet[Award], *, on: date) -> list[Contract]:
    """Each of these as it stands on the day. `awards` are of `contracts_by(on)`."""
    return [_contract(each) for each in funding_of(awards, on=on)]


def _contract(found: Funded) -> Contract:
    said = ((_must_say(found), True), (_should_say(found), False))
    missing = [Missing(name, needed) for names, needed in said for name, held in names.items() if not held]
    return Contract(
        award=found.award,
        amount=found.amount,
        ends_on=found.ends_on,
        streams=found.streams,
        objectives=found.objectives,
        areas=found.areas,
        missing=(*missing, *(Missing(f"to take out of {each}", needed=True) for each in found.private)),
        copied=found.copied,
    )


def _must_say(found: Funded) -> dict[str, bool]:
    """A copy that may not be shown, as it would name a place, is not asked for."""
    award = found.award
    return {
        "recipient": award.provider.stated,
        "amount": found.amount is not None,
        "purpose": bool(award.purpose),
        COPY: not found.copied or found.confidential or bool(found.documents),
    }


def _should_say(found: Funded) -> dict[str, bool]:
    award = found.award
    return {
        "reasons": bool(award.reasons),
        "date of the decision": award.decided_on is not None,
        "first day": award.starts_on is not None,
        "last day": found.ends_on is not None,
        "exact amount": found.exact,
    }
