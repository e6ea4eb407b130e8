"""Reminding people of what is missing: by rule once a day, or by somebody of the office who chases."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from commissioning.figures.missing import Missing
from commissioning.figures.portfolio import portfolio_for
from commissioning.figures.reference import reference_for
from commissioning.figures.reminders import Day, Person, Round, day_of, letter_to
from commissioning.models import Reminder
from commissioning.workflow.life import MODELS
from tracker import audit, outbox
from tracker.letters import Letter
from tracker.models import AuditEvent, Office, Outbox, ReminderRule, User
from tracker.refusals import NotNow, NotYours

CHASES = "commissioning.chase_returns"
REMIND = "remind"
USEFUL = timedelta(hours=24)  # a reminder that says how late something is says it on its day


@dataclass(frozen=True, slots=True)
class Addressed:
    """One letter to one person, and what it names."""

    person: Person
    letter: Letter
    missing: Sequence[Missing]
    rules: Sequence[tuple[ReminderRule, Missing]] = ()


def letters_of(day: Day, office: Office) -> list[Addressed]:
    """The letters that the rules call for on this day and that have not gone yet."""
    return [addressed(each, day, office) for each in day.rounds()]


def addressed(found: Round, day: Day, office: Office) -> Addressed:
    letter = letter_by(found.rule, found.person, found.missing, day, office)
    return Addressed(found.person, letter, found.missing, found.called)


def letter_by(rule: ReminderRule, person: Person, missing: list[Missing], day: Day, office: Office) -> Letter:
    """A rule's words as they go to this person."""
    words = {"subject": rule.subject, "text": rule.text}
    return letter_to(person, missing, **words, on=day.on, office=office, people=day.people)


def send_reminders(*, on: date, at: datetime) -> int:
    """Write today's reminders into the outbox; answers how many. Called twice on a day it sends none twice.

    Where no mail is sent it does nothing: the office copies the letters from the page of reminders.
    """
    office = Office.objects.current()
    if office is None or not outbox.is_on():
        return 0
    count, reference = 0, reference_for(office)
    for each in letters_of(day_of(on, reference, portfolio_for(reference)), office):
        key = f"reminder:{on}:{each.person.key}"
        if not Outbox.objects.filter(key=key).exists():  # one mail a person and day
            _send(each, key=key, by=None, at=at)
            count += 1
    return count


@transaction.atomic
def chase(*, letters: Iterable[Addressed], by: User, at: datetime, key: str, copied: bool = False) -> int:
    """Send these letters, or note that somebody sent them another way; answers how many. The same form is done once."""
    if not by.has_perm(CHASES):
        raise NotYours("Your role doesn’t allow reminding people. An officer or a manager does it.")
    if not copied and not outbox.is_on():
        raise NotNow("This site sends no mail. Copy the letters, and say that you have sent them.")
    if not key or Reminder.objects.filter(form_key=key).exists():
        return 0
    count = 0
    for each in letters:
        _send(each, key=f"chase:{key}:{each.person.code}", by=by, at=at, form_key=key, copied=copied)
        count += 1
    return count


@transaction.atomic
def _send(
    addressed: Addressed, *, key: str, by: User | None, at: datetime, form_key: str = "", copied: bool = False
) -> None:
    """One mail, with a row for each thing that it names, and an event on each record. No event holds a name."""
    person, mail = addressed.person, None
    if not copied:
        mail = outbox.write(key=key, to=person.email, letter=addressed.letter, by=by, at=at, useful_until=at + USEFUL)
    rules: dict[tuple[str, int], ReminderRule] = {}
    for rule, each in addressed.rules:  # the latest first
        rules.setdefault(each.key, rule)
    Reminder.objects.bulk_create(
        Reminder(
            record_kind=each.owing.kind,
            record_id=each.owing.key,
            due_on=each.due,
            contact_id=person.contact,
            user_id=person.user,
            rule=rules.get(each.key),
            mail=mail,
            copied=copied,
            form_key=form_key,
            by=by,
            at=at,
        )
        for each in addressed.missing
    )
    for each in addressed.missing:
        _tell_trail(each, by, at)


def _tell_trail(missing: Missing, by: User | None, at: datetime) -> None:
    """One event for each record, however many people are told of it at once."""
    record = MODELS[missing.owing.kind](pk=missing.owing.key)
    if not AuditEvent.objects.about(record).filter(act=REMIND, at=at).exists():
        audit.record(act=REMIND, record=record, by=by, at=at)
