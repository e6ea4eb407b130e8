"""All that is kept about one contact, as a text that the person who asked for it can read."""

from collections.abc import Iterator

from commissioning.figures.contacts import mails_to
from commissioning.models import Reminder
from providers.models import Contact
from tracker import formats
from tracker.models import AuditEvent


def held_about(contact: Contact) -> str:
    """The contact's own fields, what was done to them and when, every reminder and every mail to the person."""
    return "\n".join([*_fields(contact), *_changes(contact), *_reminders(contact), *_mails(contact), ""])


def _fields(contact: Contact) -> Iterator[str]:
    yield f"What is kept about {contact.name}, contact of {contact.provider}"
    yield ""
    for label, value in (
        ("Name", contact.name),
        ("Role", contact.job),
        ("E-mail address", contact.email),
        ("Telephone", contact.telephone),
        ("Gets reminders", "yes" if contact.gets_reminders else "no"),
        ("No longer a contact from", contact.ended_on and formats.day(contact.ended_on)),
    ):
        yield f"{label}: {value or 'not kept'}"


def _changes(contact: Contact) -> Iterator[str]:
    yield "\nWhat was done to this entry"
    for event in AuditEvent.objects.about(contact).select_related("by").order_by("number"):
        fields = ", ".join(name.replace("_", " ") for name in sorted(event.changes))
        yield f"{formats.moment(event.at)}: {event.act} ({fields})"


def _reminders(contact: Contact) -> Iterator[str]:
    yield "\nReminders"
    for row in Reminder.objects.filter(contact=contact).order_by("at", "pk"):
        yield f"{formats.moment(row.at)}: of what was due on {formats.day(row.due_on)}"


def _mails(contact: Contact) -> Iterator[str]:
    yield "\nMails"
    for mail in mails_to(contact).order_by("written_at", "pk"):
        yield f"{formats.moment(mail.written_at)} ({mail.get_state_display()}): {mail.subject}\n{mail.text}\n"
