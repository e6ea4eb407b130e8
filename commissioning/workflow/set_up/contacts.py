"""A contact who is to be forgotten."""

from datetime import datetime

from django.db import transaction

from commissioning.figures.contacts import mails_to
from commissioning.workflow.links import answerer_email
from commissioning.workflow.set_up.services import SET_UP
from providers.models import Contact
from tracker import records
from tracker.models import Outbox, User
from tracker.periods import london_date
from tracker.refusals import NotNow

ERASED = "Erased contact"


@transaction.atomic
def erase_contact(*, contact: Contact, by: User, at: datetime, reason: str) -> Contact:
    """Erase who a contact was and how the person was reached, for ever, with the mails that were written to it.

    The row stays, ended, so that the times of its reminders hold. No event ever held name or address
    (`Contact.private_fields`), so nothing is left of them in the trail.
    """
    if contact.erased_at is not None:
        raise NotNow("This contact is erased already.")
    User.objects.filter(email=answerer_email(contact)).update(name=f"{ERASED} (by link)")
    mails_to(contact).exclude(state=Outbox.State.SENDING).delete()
    values = {
        "name": ERASED,
        "job": "",
        "email": "",
        "telephone": "",
        "gets_reminders": False,
        "ended_on": contact.ended_on or london_date(at),
        "erased_at": at,
    }
    kept = records.keep(record=contact, values=values, by=by, at=at, permission=SET_UP, act="erase", reason=reason)
    erased: Contact = kept.record
    return erased
