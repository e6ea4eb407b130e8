"""A question without an answer in time: the managers, or who stands in for them, are told by mail, once."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from commissioning.choices import BETWEEN_US, RecordKind
from commissioning.figures.portfolio import Portfolio, portfolio_for
from commissioning.figures.reference import reference_for
from commissioning.figures.reminders import CATCHES_UP, Person, directory
from commissioning.models import Question, Reminder
from commissioning.workflow.life import MODELS, Record
from tracker import formats, outbox
from tracker.audit import Told, record_all
from tracker.letters import Letter
from tracker.models import Office
from tracker.periods import add_working_days, is_working_day, london_date

ESCALATE = "escalate"
USEFUL = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Overdue:
    """A question whose answer was due by a day that is over."""

    question: Question
    due: date

    @property
    def key(self) -> tuple[str, int, date]:
        """What is told at once: all questions about one record that were due on one day."""
        return self.question.record_kind, self.question.record_id, self.due


def send_escalations(*, on: date, at: datetime) -> int:
    """Write to the managers about the questions whose time is newly over; answers how many letters. On working days.

    Called twice it writes none twice. What was overdue long before stands on the review alone.
    No letter holds what was asked: it may speak of people.
    """
    office = Office.objects.current()
    if office is None or not outbox.is_on() or not is_working_day(on):
        return 0
    overdue = _newly_overdue(office, on)
    if not overdue:
        return 0
    portfolio = portfolio_for(reference_for(office))
    people = directory(portfolio.away(on))
    managers = people.there(people.managers)
    return _write(overdue, managers, portfolio, office, on=on, at=at) if managers else 0


def _newly_overdue(office: Office, on: date) -> list[Overdue]:
    """Between the office and a provider, about what is owed, and not told of before."""
    open_now = Question.objects.unanswered().filter(asker__in=BETWEEN_US, record_kind__in=list(MODELS))
    found = [
        Overdue(each, add_working_days(london_date(each.asked_at), office.answer_working_days))
        for each in open_now.select_related("service")
    ]
    found = [each for each in found if each.due < on <= each.due + CATCHES_UP]
    rows = Reminder.objects.filter(rule=None, by=None, due_on__in={each.due for each in found})
    told = set(rows.values_list("record_kind", "record_id", "due_on"))
    return [each for each in found if each.key not in told]


@transaction.atomic
def _write(
    overdue: list[Overdue], managers: list[Person], portfolio: Portfolio, office: Office, *, on: date, at: datetime
) -> int:
    """One letter to each, with a row for each record that it names, and an event on the record."""
    named = dict.fromkeys(each.key for each in overdue)
    records: dict[tuple[str, int], Record] = {(kind, key): MODELS[kind](pk=key) for kind, key, _ in named}
    for person in managers:
        letter = letter_about(overdue, person, portfolio, office)
        key = f"escalation:{on}:{person.key}"
        mail = outbox.write(key=key, to=person.email, letter=letter, by=None, at=at, useful_until=at + USEFUL)
        Reminder.objects.bulk_create(
            Reminder(record_kind=kind, record_id=pk, due_on=due, user_id=person.user, mail=mail, at=at)
            for kind, pk, due in named
        )
    record_all([Told(ESCALATE, record) for record in records.values()], by=None, at=at)
    return len(managers)


def letter_about(overdue: list[Overdue], person: Person, portfolio: Portfolio, office: Office) -> Letter:
    many = len(overdue)
    lines = "\n".join(f"- {_line(each, portfolio)}" for each in overdue)
    within = f"{office.answer_working_days} working days"
    return Letter(
        f"{formats.in_words(many).capitalize()} question{'s' if many > 1 else ''} without an answer in time",
        f"Dear {person.name},\n\nthese were not answered within {within}:\n\n{lines}\n\n"
        f"See them here, after logging in: {settings.SITE_URL}{reverse('home')}\n\n{office.short_name}\n",
    )


def _line(each: Overdue, portfolio: Portfolio) -> str:
    """What it is about, and since when: "IDVA service, return: asked on 19 October 2022, an answer was due by ..."."""
    service = portfolio.services.get(each.question.service_id or 0)
    kind = RecordKind(each.question.record_kind).label
    about = f"{service.name}, {kind}" if service else kind
    asked = formats.day(london_date(each.question.asked_at))
    return f"{about}: asked on {asked}, an answer was due by {formats.day(each.due)}"
