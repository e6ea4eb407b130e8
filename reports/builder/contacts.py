"""What no public text may hold: names and addresses of the people whom the office writes to (publishing rule 4)."""

import re
from collections.abc import Collection, Iterator

from commissioning.models import Service
from providers.models import Contact, Provider, ProviderAlias

DESK = re.compile(r"\b(?:team|desk|office|service|services|support|manager|contracts|reception|enquiries)\b", re.I)


def contacts_of(providers: Collection[int]) -> re.Pattern[str] | None:
    """Finds whatever leads to a contact of these providers; None where there are none. Two queries."""
    rows = Contact.objects.filter(provider__in=providers, erased_at=None)
    names = {name.casefold() for name in _names_of_bodies(providers)}
    found = {pattern for row in rows for pattern in _patterns(row, names)}
    return re.compile("|".join(sorted(found, key=lambda each: (-len(each), each))), re.I) if found else None


def is_confidential(service: Service) -> bool:
    """Whether no address of the service, or of one who delivers it, leaves the office."""
    return service.address_confidential or any(
        each.provider.address_confidential for each in service.service_providers.all()
    )


def _names_of_bodies(providers: Collection[int]) -> Iterator[str]:
    for name, short in Provider.objects.filter(pk__in=providers).values_list("name", "short_name"):
        yield from (name, short)
    yield from ProviderAlias.objects.filter(provider__in=providers).values_list("name", flat=True)


def _patterns(contact: Contact, bodies: set[str]) -> Iterator[str]:
    """The person's name, where it is one; the address and the number, however it is spaced."""
    is_person = (
        len(contact.name.split()) > 1 and contact.name.casefold() not in bodies and not DESK.search(contact.name)
    )
    if is_person:
        yield r"\b" + r"\s+".join(map(re.escape, contact.name.split())) + r"\b"
    if contact.email:
        yield re.escape(contact.email)
    digits = re.sub(r"\D", "", contact.telephone)
    if len(digits) >= 6:
        yield r"[\s().-]*".join(digits)
