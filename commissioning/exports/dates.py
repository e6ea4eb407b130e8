"""Dates as spreadsheet lines, and as a calendar that people subscribe to."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from commissioning.choices import DateKind
from commissioning.figures.dates import DatedThing
from tracker.exports import Cell

DATES = ("Day", "What", "Kind", "About")
CALENDAR = "text/calendar; charset=utf-8"
PRODUCT = "-//Commissioning tracker//Dates//EN"
REFRESHED = "PT6H"


def date_line(thing: DatedThing) -> Sequence[Cell]:
    return [thing.on, thing.title, DateKind(thing.kind).label, thing.about]


def calendar_of(name: str, things: Iterable[tuple[DatedThing, str]], *, host: str, at: datetime) -> bytes:
    """Whole days, each with the address of its page; the same thing keeps its identity when its day moves."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval;value=duration", REFRESHED)
    for thing, url in things:
        event = Event()
        event.add("uid", f"{thing.code}@{host}")
        event.add("dtstamp", at)
        event.add("dtstart", thing.on)
        event.add("dtend", thing.on + timedelta(days=1))
        event.add("summary", thing.title)
        event.add("categories", [str(DateKind(thing.kind).label)])
        event.add("description", thing.about)
        event.add("url", url)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    text: bytes = calendar.to_ical()
    return text
