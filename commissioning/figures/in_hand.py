"""What is still in the hands of one person: said before the access ends, so that somebody else takes it over."""

from commissioning.choices import State
from commissioning.models import OfficeItem, Service
from tracker.formats import listing
from tracker.models import User

OVER = (State.APPROVED, State.NOT_REQUIRED)
NAMED = 5


def in_hand(user: User) -> list[str]:
    """What somebody else has to take over, a sentence each: services that the person leads, items yet to be written.

    A service that has ended is in nobody's hands, an item that is approved or not required is over.
    """
    services = list(Service.objects.filter(lead_officer=user, ended_on=None).values_list("name", flat=True))
    items = OfficeItem.objects.filter(writer=user).exclude(state__in=OVER).count()
    said = []
    if services:
        said.append(f"{user.name} still leads {_named(services)}. Name somebody else on the page of each.")
    if items:
        said.append(f"{user.name} is still to write {items} office item{'' if items == 1 else 's'}.")
    return said


def _named(names: list[str]) -> str:
    more = len(names) - NAMED
    return listing(names if more <= 0 else [*names[:NAMED], f"{more} more"])
