"""Loads the whole portfolio once, in one transaction."""

from django.db import transaction

from commissioning.models import ReportingPeriod
from reports.management.demo import (
    calendars,
    chasing,
    funder_returns,
    money,
    place,
    quarters,
    questions,
    registers,
    services,
    update,
    words,
)
from reports.management.demo.source import moment
from tracker.models import Office, User


class RealData(Exception):
    """The database holds an office that was not made for demonstration."""


@transaction.atomic
def load(password: str) -> tuple[list[User], bool]:
    """The demonstration accounts, and whether the portfolio was loaded now. A second load only sets the password."""
    office = Office.objects.current()
    if office and not office.demo:
        raise RealData(f"This database holds the data of {office.name}. Demonstration data is not mixed with it.")
    if office is None:
        _reference(password)
        _quarters()
        chasing.load_chasing()
        words.load_words()
        registers.load_registers()
        funder_returns.load_funder_returns()
    return place.load_people(password), office is None


def _reference(password: str) -> None:
    place.load_office()
    place.load_plan()
    place.load_areas()
    place.load_providers()
    place.load_people(password)
    calendar = calendars.load_calendar()
    calendars.load_key_dates()
    services.load_services(calendar)
    calendars.load_period_notes()
    services.load_measures()
    money.load_money()


def _quarters() -> None:
    manager = User.objects.get(email="manager@example.org")
    quarters.load_told_quarter(manager)
    questions.ask_about_allocations(by=manager, at=moment(quarters.ASKED_ON))
    services.load_breakdowns()
    quarters.load_open_quarter(manager)
    told = ReportingPeriod.objects.get(slug=quarters.TOLD)
    update.load_update(told, by=manager, at=moment("2022-11-25"))
