"""Returns that funders are owed: those who keep the money are told by mail before one is due, and when it is late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from commissioning.figures.funder_returns import Due, unsent
from commissioning.figures.portfolio import portfolio_for
from commissioning.figures.reference import reference_for
from commissioning.figures.reminders import Directory, Person, calls, directory
from tracker import formats, outbox
from tracker.audit import Told, record_all
from tracker.letters import Letter
from tracker.models import AuditEvent, Office
from tracker.periods import is_working_day

REMIND = "remind-funder"
USEFUL = timedelta(hours=24)
BEFORE, LATE = "before", "late"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Call:
    """A return of which is to be told now: some days before it is due, or that it is late."""

    due: Due
    when: str

    @property
    def key(self) -> tuple[int, str]:
        """What is told once."""
        return self.due.stream.pk, f"{self.due.quarter.slug}, {self.when}"


def send_funder_reminders(*, on: date, at: datetime) -> int:
    """Write one letter to each finance officer, or who stands in; without any to the managers. On working days.

    Called twice it writes none twice. What was late long before stands on the pages alone.
    """
    office = Office.objects.current()
    if office is None or not outbox.is_on() or not is_working_day(on):
        return 0
    reference = reference_for(office)
    portfolio = portfolio_for(reference)
    calling = [call for each in unsent(reference, portfolio) if (call := _call(each, on))]
    new = _not_told(calling)
    people = directory(portfolio.away(on)) if new else None
    return _write(new, keepers(people), office, on=on, at=at) if people else 0


def _call(due: Due, on: date) -> Call | None:
    if calls(1, due.due_on, on):
        return Call(due, LATE)
    before = due.due_on - timedelta(days=due.template.remind_days)
    return Call(due, BEFORE) if on <= due.due_on and calls(0, max(before, due.quarter.end + DAY), on) else None


def _not_told(calling: Iterable[Call]) -> list[Call]:
    listed = list(calling)
    streams = {call.due.stream.pk for call in listed}
    rows = AuditEvent.objects.filter(act=REMIND, model="commissioning.fundingstream", record_id__in=streams)
    told = {(key, changes["return"][1]) for key, changes in rows.values_list("record_id", "changes")}
    return [call for call in listed if call.key not in told]


def keepers(people: Directory) -> list[Person]:
    """Who keeps the money."""
    return people.there(people.finance or people.managers)


@transaction.atomic
def _write(calling: list[Call], keepers: list[Person], office: Office, *, on: date, at: datetime) -> int:
    """One letter to each, and an event on each stream, by which it is told once."""
    if not keepers:
        return 0
    for person in keepers:
        key = f"funders:{on}:{person.key}"
        letter = letter_about(calling, person, office, on)
        outbox.write(key=key, to=person.email, letter=letter, by=None, at=at, useful_until=at + USEFUL)
    told = [Told(REMIND, call.due.stream, changes={"return": ("", call.key[1])}) for call in calling]
    record_all(told, by=None, at=at)
    return len(keepers)


def letter_about(calling: list[Call], person: Person, office: Office, on: date) -> Letter:
    many = len(calling)
    lines = "\n".join(f"- {_line(call, on)}" for call in calling)
    return Letter(
        f"{formats.in_words(many).capitalize()} return{'' if many == 1 else 's'} owed to funders",
        f"Dear {person.name},\n\nthese were not sent yet:\n\n{lines}\n\n"
        f"Make them here, after logging in, and say when they were sent: {settings.SITE_URL}{reverse('home')}\n\n"
        f"{office.short_name}\n",
    )


def _line(call: Call, on: date) -> str:
    due = call.due
    late = f", {formats.late((on - due.due_on).days)}" if call.when == LATE else ""
    return f"{due.stream.funder.name}, {due.stream.name}, {due.part}: wanted by {formats.day(due.due_on)}{late}"
