"""Personal links: made by the office for a contact, opened with a code that goes to the contact's address."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Model
from django.utils.crypto import constant_time_compare

from commissioning.choices import Template
from commissioning.models import QuarterlyReturn, ReturnLink
from commissioning.models.links import PersonalLink
from commissioning.workflow.life import check_open
from commissioning.workflow.reminders import CHASES
from providers.models import Contact
from tracker import audit, links, outbox
from tracker.letters import letter
from tracker.models import User
from tracker.refusals import NotNow, NotYours
from tracker.roles import Role

LASTS = timedelta(days=21)
CODE_LASTS = timedelta(minutes=10)
MOST_TRIES = 5


@dataclass(frozen=True, slots=True)
class LinkKind:
    """A kind of personal link: the field that holds what it opens, the page it leads to, and its two letters."""

    model: type[PersonalLink]
    about: str
    page: str
    letter: str
    code_letter: str

    def subject(self, link: PersonalLink) -> Model:
        """The one record that the link opens."""
        found: Model = getattr(link, self.about)
        return found


RETURNS = LinkKind(ReturnLink, "quarterly_return", "answer-open", "return-link", "return-code")


@transaction.atomic
def make_link(*, quarterly_return: QuarterlyReturn, contact: Contact, by: User, at: datetime) -> ReturnLink:
    """Send a contact the link to answer this return; an earlier one for the same contact and return ends."""
    if not by.has_perm(CHASES):
        raise NotYours("Your role doesn’t allow sending links. An officer or a manager does it.")
    check_open(quarterly_return, by)
    if quarterly_return.service.template != Template.LIGHT:
        raise NotNow("Only a light return can be answered by a link: a longer one needs an account.")
    if contact.provider_id != quarterly_return.provider_id:
        raise NotNow("A link goes to a contact of this provider who has an e-mail address.")
    made: ReturnLink = send_link(RETURNS, about=quarterly_return, contact=contact, by=by, at=at, expires_at=at + LASTS)
    audit.record(act="send-link", record=quarterly_return, by=by, at=at)
    return made


def send_link(kind: LinkKind, *, about: Model, contact: Contact, by: User, at: datetime, expires_at: datetime) -> Any:
    """Write the mail with a new link of this kind, in the transaction of the change; the one before it ends."""
    if contact.ended_on or not contact.email:
        raise NotNow("A link goes to a contact of this provider who has an e-mail address.")
    if not outbox.is_on():
        raise NotNow("A link needs a code that goes by e-mail, and this site sends no mail.")
    rows = kind.model._default_manager
    rows.filter(**{kind.about: about}, contact=contact).open(at).update(ended_at=at)
    made = rows.create(
        **{kind.about: about},
        contact=contact,
        user=answerer(contact),
        value=links.new_value(),
        by=by,
        at=at,
        expires_at=expires_at,
    )
    outbox.write(
        key=f"{kind.letter}:{made.pk}",
        to=contact.email,
        letter=letter(kind.letter, link=made, by=by),
        by=by,
        at=at,
        link_page=kind.page,
        link_value=made.value,
        useful_until=made.expires_at,
    )
    return made


def answerer_email(contact: Contact) -> str:
    """The address under which a contact's answers are kept: it is nobody's, and no mail goes to it."""
    return f"contact-{contact.pk}@by-link.invalid"


def answerer(contact: Contact) -> User:
    """In whose name a contact's answers are kept. It belongs to no provider's pages and has no password."""
    fields = {"name": f"{contact.name} (by link)"[:120], "role": Role.PROVIDER}
    email = answerer_email(contact)
    return User.objects.filter(email=email).first() or User.objects.create_user(email, **fields)


@transaction.atomic
def end_link(*, link: PersonalLink, by: User, at: datetime, kind: LinkKind = RETURNS) -> None:
    """Take a link back: it opens nothing from now on, also where it is open already."""
    if not by.has_perm(CHASES):
        raise NotYours("Your role doesn’t allow taking links back.")
    if kind.model._default_manager.open(at).filter(pk=link.pk).update(ended_at=at):
        audit.record(act="end-link", record=kind.subject(link), by=by, at=at)


@transaction.atomic
def send_code(*, link: PersonalLink, at: datetime, kind: LinkKind = RETURNS) -> None:
    """A new code to the address that the link was made for; the one before opens nothing any more."""
    value = links.new_value()
    changed = {"code_value": value, "code_until": at + CODE_LASTS, "code_tries": 0}
    if kind.model._default_manager.open(at).filter(pk=link.pk).update(**changed):
        outbox.write(
            key=f"{kind.code_letter}:{value}",
            to=link.contact.email,
            letter=letter(kind.code_letter, link=link),
            by=None,
            at=at,
            link_value=value,
            useful_until=at + CODE_LASTS,
        )


@transaction.atomic
def try_code(*, link: PersonalLink, code: str, at: datetime) -> bool:
    """Whether this is the code. Five tries each; a code that was right is used up."""
    every = type(link)._default_manager
    rows = every.open(at).filter(pk=link.pk, code_until__gt=at, code_tries__lt=MOST_TRIES)
    if not rows.exclude(code_value="").update(code_tries=F("code_tries") + 1):
        return False
    value = every.values_list("code_value", flat=True).get(pk=link.pk)
    right = constant_time_compare(links.code_for(value), code.strip())
    if right:
        every.filter(pk=link.pk).update(code_value="", code_until=None)
    return right
