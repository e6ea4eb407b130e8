"""Which quarters of a large portfolio people look at next, and through whose eyes: what is made ahead of them."""

from datetime import date

from commissioning.figures import kept, reference_for
from commissioning.figures.kept import shape
from commissioning.figures.reference import Reference
from commissioning.models import ReportingPeriod, Service
from commissioning.models.seeing import audiences, states, with_submitted
from tracker.models import Office, User

SEES = "commissioning.view_portfolio"


def stand(office: Office | None, on: date) -> str | None:
    """What pages over everything were made of, as far as the trail doesn't lead from there to now: another one means
    that they have to be made anew. None where there is no office.
    """
    return f"{shape()} {office.pk} {office.untold_version} {office.data_version} {on}" if office else None


def looks(office: Office, on: date) -> list[tuple[str, int]]:
    """The quarter in hand and the one before, each for one person of those who see the same. None of a small
    portfolio, which is read as quickly as anybody asks.
    """
    if Service.objects.count() <= kept.LARGE:
        return []
    reference = reference_for(office)
    return [(quarter.slug, person.pk) for quarter in _quarters(reference, on) for person in _eyes()]


def _quarters(reference: Reference, on: date) -> list[ReportingPeriod]:
    in_hand = reference.quarter_at(on)
    return [each for each in (in_hand, in_hand and reference.previous(in_hand)) if each]


def _eyes() -> list[User]:
    people = User.objects.filter(is_active=True).order_by("pk")
    seeing = (each for each in people if not each.is_provider and each.has_perm(SEES))
    return list({(*audiences(each), *states(each), with_submitted(each)): each for each in seeing}.values())
