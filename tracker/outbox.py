"""Mail: written as a row in the transaction of the act that causes it, and sent afterwards, once each.

A dead mail server costs time and nothing else: what waits is tried again, with growing waits. A mail is claimed before
it is handed over, so that two senders never send the same one; docs/adr says what becomes of the moment in between.
The clock is the caller's.
"""

import logging
import smtplib
from datetime import datetime, timedelta
from email.utils import formatdate
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import QuerySet

from tracker.letters import Letter
from tracker.links import address_of, code_for
from tracker.models import Outbox, User

State = Outbox.State

AT_ONCE = 200
LONGEST_WAIT = timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(days=3)
CLAIM_LASTS = timedelta(minutes=10)  # many times as long as a mail server may take: whoever claimed it is dead

NOT_KNOWN = "The sender stopped while it was being sent: it may have gone, and it may not."
TOO_LATE = "It was of no use any more by the time it could be sent."
WENT_AWAY = "The mail server went away in the middle: it may have gone, and it may not."
NOT_REACHED = "The mail server could not be reached."
GIVEN_UP = "It could not be handed to the mail server for three days."

log = logging.getLogger("tracker.mail")


def is_on() -> bool:
    """Whether this site sends mail. Where it doesn't, pages offer the text to be copied."""
    return bool(settings.MAIL_ON)


def write(
    *,
    key: str,
    to: str,
    letter: Letter,
    by: User | None,
    at: datetime,
    link_page: str = "",
    link_value: str = "",
    useful_until: datetime | None = None,
) -> Outbox:
    """Put a mail into the outbox. Must be called inside the transaction of its cause; the same key is the same mail."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A mail is written in the transaction of what causes it.")
    fields: dict[str, Any] = {
        "to": to,
        "subject": " ".join(letter.subject.split())[:150],
        "text": letter.text,
        "link_page": link_page,
        "link_value": link_value,
        "useful_until": useful_until,
        "written_at": at,
        "next_try_at": at,
        "by": by,
    }
    return Outbox.objects.get_or_create(key=key, defaults=fields)[0]


def send_waiting(*, at: datetime) -> int:
    """Send what waits and may be tried now; answers how many were sent."""
    settle_dead_claims(at)
    settle_useless(at)
    due = list(Outbox.objects.due(at)[:AT_ONCE])
    return send(due, at) if due and is_on() else 0


def settle_dead_claims(at: datetime) -> None:
    """What was claimed and never came back may have gone: it is never sent again by itself."""
    dead = Outbox.objects.filter(state=State.SENDING, claimed_at__lt=at - CLAIM_LASTS)
    dead.update(state=State.UNKNOWN, over_at=at, error=NOT_KNOWN)


def settle_useless(at: datetime) -> None:
    waiting = Outbox.objects.filter(state=State.WAITING)
    waiting.filter(useful_until__lt=at).update(state=State.FAILED, over_at=at, error=TOO_LATE)


def send(mails: list[Outbox], at: datetime) -> int:
    """Hand these over on one connection. A server that can't be reached is left alone until the next try is due."""
    connection = get_connection()
    sent = 0
    for place, mail in enumerate(mails):
        try:
            connection.open()
        except (OSError, smtplib.SMTPException) as error:
            for left in mails[place:]:
                try_later(left, at, error)
            break
        if claim(mail, at):
            sent += hand_over(connection, mail, at)
    connection.close()
    return sent


def claim(mail: Outbox, at: datetime) -> bool:
    """Whether this sender has it now; another one may have been quicker."""
    waiting = Outbox.objects.filter(pk=mail.pk, state=State.WAITING, attempts=mail.attempts)
    mail.attempts += 1
    return bool(waiting.update(state=State.SENDING, claimed_at=at, attempts=mail.attempts))


def hand_over(connection: Any, mail: Outbox, at: datetime) -> bool:
    """Give the mail to the server, and keep what it said. Whether it has it for certain."""
    try:
        connection.send_messages([message(mail, at)])
    except smtplib.SMTPRecipientsRefused as error:
        answered(mail, at, next(iter(error.recipients.values()))[0])
    except smtplib.SMTPResponseException as error:
        answered(mail, at, error.smtp_code)
    except (OSError, smtplib.SMTPException) as error:
        log.warning("mail=%s %s", mail.pk, type(error).__name__)
        end(mail, at, State.UNKNOWN, WENT_AWAY)
    else:
        end(mail, at, State.SENT)
        return True
    connection.close()  # whatever was said, the next mail begins afresh
    return False


def answered(mail: Outbox, at: datetime, code: int) -> None:
    """The server refused it: for good (5xx), or for now."""
    log.warning("mail=%s answer=%s", mail.pk, code)
    if code >= 500:
        end(mail, at, State.FAILED, f"The mail server refused it (answer {code}). Check the address.")
    else:
        again(claimed(mail), mail, at, f"The mail server put it off (answer {code}).")


def try_later(mail: Outbox, at: datetime, error: Exception) -> None:
    """The server was not reached, so nothing was handed over."""
    log.warning("mail=%s %s", mail.pk, type(error).__name__)
    waiting = Outbox.objects.filter(pk=mail.pk, state=State.WAITING, attempts=mail.attempts)
    mail.attempts += 1
    refused = isinstance(error, smtplib.SMTPAuthenticationError)
    again(waiting, mail, at, "The mail server refused this site’s log-in." if refused else NOT_REACHED)


def again(rows: QuerySet[Outbox], mail: Outbox, at: datetime, error: str) -> None:
    """Waiting once more, for longer each time; given up after three days."""
    wait = {"state": State.WAITING, "next_try_at": at + wait_after(mail.attempts), "error": error}
    over = {"state": State.FAILED, "over_at": at, "error": GIVEN_UP}
    rows.update(attempts=mail.attempts, **(over if at - mail.written_at > GIVEN_UP_AFTER else wait))


def wait_after(attempts: int) -> timedelta:
    """One minute after the first attempt, then two, four and so on, to an hour."""
    return min(timedelta(minutes=2 ** min(attempts - 1, 10)), LONGEST_WAIT)


def claimed(mail: Outbox) -> QuerySet[Outbox]:
    """The row, as long as this attempt is the newest one."""
    return Outbox.objects.filter(pk=mail.pk, attempts=mail.attempts).exclude(state=State.WAITING)


def end(mail: Outbox, at: datetime, state: str, error: str = "") -> None:
    claimed(mail).update(state=state, over_at=at, error=error)


def message(mail: Outbox, at: datetime) -> EmailMessage:
    """The mail as it leaves: plain text; link and code are made only now. The same row has the same Message-ID."""
    secrets = {"{code}": code_for(mail.link_value)} if mail.link_value else {}
    if mail.link_page:
        secrets = {"{link}": address_of(mail.link_page, mail.link_value)}
    text = mail.text
    for mark, secret in secrets.items():
        text = text.replace(mark, secret)
    headers = {
        "Message-ID": f"<outbox-{mail.pk}@{urlsplit(settings.SITE_URL).hostname}>",
        "Date": formatdate(at.timestamp()),
        "Auto-Submitted": "auto-generated",
    }
    return EmailMessage(mail.subject, text, settings.DEFAULT_FROM_EMAIL, [mail.to], headers=headers)
