"""Personal links: made by the office for a contact, opened with a code that goes to the contact's address."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare

from commissioning.choices import Template
from commissioning.models import QuarterlyReturn, ReturnLink
from commissioning.workflow.life import check_open
from commissioning.workflow.reminders import CHASES
from providers.models import Contact
from tracker import audit, links, outbox
from tracker.letters import letter
from tracker.models import User
from tracker.refusals import NotNow, NotYours
from tracker.roles import Role

PAGE = "answer-open"
LASTS = timedelta(days=21)
CODE_LASTS = timedelta(minutes=10)
MOST_TRIES = 5


@transaction.atomic
def make_link(*, quarterly_return: QuarterlyReturn, contact: Contact, by: User, at: datetime) -> ReturnLink:
    """Send a contact the link to answer this return; an earlier one for the same contact and return ends."""
    if not by.has_perm(CHASES):
        raise NotYours("Your role doesn’t allow sending links. An officer or a manager does it.")
    check_open(quarterly_return, by)
    if quarterly_return.service.template != Template.LIGHT:
        raise NotNow("Only a light return can be answered by a link: a longer one needs an account.")
    if contact.provider_id != quarterly_return.provider_id or contact.ended_on or not contact.email:
        raise NotNow("A link goes to a contact of this provider who has an e-mail address.")
    if not outbox.is_on():
        raise NotNow("A link needs a code that goes by e-mail, and this site sends no mail.")
    ReturnLink.objects.filter(quarterly_return=quarterly_return, contact=contact).open(at).update(ended_at=at)
    made = ReturnLink.objects.create(
        quarterly_return=quarterly_return,
        contact=contact,
        user=answerer(contact),
        value=links.new_value(),
        by=by,
        at=at,
        expires_at=at + LASTS,
    )
    audit.record(act="send-link", record=quarterly_return, by=by, at=at)
    outbox.write(
        key=f"return-link:{made.pk}",
        to=contact.email,
        letter=letter("return-link", link=made, by=by),
        by=by,
        at=at,
        link_page=PAGE,
        link_value=made.value,
        useful_until=made.expires_at,
    )
    return made


def answerer(contact: Contact) -> User:
    """In whose name a contact's answers are kept. It belongs to no provider's pages and has no password."""
    fields = {"name": f"{contact.name} (by link)"[:120], "role": Role.PROVIDER}
    email = f"contact-{contact.pk}@by-link.invalid"
    return User.objects.filter(email=email).first() or User.objects.create_user(email, **fields)


@transaction.atomic
def end_link(*, link: ReturnLink, by: User, at: datetime) -> None:
    """Take a link back: it opens nothing from now on, also where it is open already."""
    if not by.has_perm(CHASES):
        raise NotYours("Your role doesn’t allow taking links back.")
    if ReturnLink.objects.open(at).filter(pk=link.pk).update(ended_at=at):
        audit.record(act="end-link", record=link.quarterly_return, by=by, at=at)


@transaction.atomic
def send_code(*, link: ReturnLink, at: datetime) -> None:
    """A new code to the address that the link was made for; the one before opens nothing any more."""
    value = links.new_value()
    changed = {"code_value": value, "code_until": at + CODE_LASTS, "code_tries": 0}
    if ReturnLink.objects.open(at).filter(pk=link.pk).update(**changed):
        outbox.write(
            key=f"return-code:{value}",
            to=link.contact.email,
            letter=letter("return-code", link=link),
            by=None,
            at=at,
            link_value=value,
            useful_until=at + CODE_LASTS,
        )


@transaction.atomic
def try_code(*, link: ReturnLink, code: str, at: datetime) -> bool:
    """Whether this is the code. Five tries each; a code that was right is used up."""
    rows = ReturnLink.objects.open(at).filter(pk=link.pk, code_until__gt=at, code_tries__lt=MOST_TRIES)
    if not rows.exclude(code_value="").update(code_tries=F("code_tries") + 1):
        return False
    value = ReturnLink.objects.values_list("code_value", flat=True).get(pk=link.pk)
    right = constant_time_compare(links.code_for(value), code.strip())
    if right:
        ReturnLink.objects.filter(pk=link.pk).update(code_value="", code_until=None)
    return right
