"""What was written to a contact."""

from django.db.models import Q, QuerySet

from providers.models import Contact
from tracker.models import Outbox, User


def mails_to(contact: Contact) -> QuerySet[Outbox]:
    """The mails kept to this person: the contact's reminders, and all to its address if nobody else has it."""
    own = Q(reminders__contact=contact)
    if contact.email and not _shared(contact):
        own |= Q(to__iexact=contact.email)
    return Outbox.objects.filter(pk__in=Outbox.objects.filter(own).values("pk"))


def _shared(contact: Contact) -> bool:
    others = Contact.objects.filter(email__iexact=contact.email).exclude(pk=contact.pk)
    return others.exists() or User.objects.filter(email__iexact=contact.email).exists()
