"""The words of mails: one plain text each in `templates/mail/`, its first line the subject."""

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from tracker.models import Office


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says. {link} and {code} stand for a secret, which is put in as it is sent."""

    subject: str
    text: str


def letter(name: str, **facts: Any) -> Letter:
    """The letter of this name. `office` is there for every one; figures are in none."""
    text = render_to_string(f"mail/{name}.txt", {"office": Office.objects.current(), **facts})
    subject, _, body = text.strip().partition("\n\n")
    return Letter(subject, body.strip() + "\n")
