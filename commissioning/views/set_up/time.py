"""Calendars with their periods, seasonal notes, and the office's key dates."""

from collections.abc import Sequence
from typing import Any

import django_tables2 as tables
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from commissioning.choices import CalendarKind
from commissioning.forms.set_up.time import CalendarForm, KeyDateForm, NewCalendarForm, PeriodForm, PeriodNoteForm
from commissioning.models import KeyDate, PeriodNote, ReportingCalendar, ReportingPeriod
from commissioning.views.set_up.frame import set_up_page
from commissioning.workflow.refusals import Refusal
from commissioning.workflow.set_up.calendars import add_year, keep_calendar, keep_period
from tracker import formats
from tracker.periods import add_working_days
from tracker.set_up.found import person
from tracker.set_up.kinds import Group, Kind, Link
from tracker.tables import DayColumn

SET_UP_PLAN = "commissioning.set_up_plan"
SET_UP = "commissioning.set_up"
SIDES = {"later": "Add a later year", "earlier": "Add an earlier year"}


class DueColumn(tables.Column):
    """When a period's returns are due: as stored, else counted from its end by the office's working days."""

    def __init__(self) -> None:
        super().__init__(
            verbose_name="Returns due", empty_values=(), orderable=False, attrs={"td": {"class": "ct-nowrap"}}
        )

    def render(self, record: ReportingPeriod, table: Any) -> str:
        if record.due_on or table.office is None:
            return formats.short_day(record.due_on) if record.due_on else "not known yet"
        return formats.short_day(add_working_days(record.end, table.office.due_working_days))


class StandColumn(tables.Column):
    """How far a period has come."""

    def __init__(self) -> None:
        super().__init__(verbose_name="State", empty_values=(), orderable=False)

    def render(self, record: ReportingPeriod) -> str:
        return "closed" if record.is_closed else "open" if record.is_open else "not opened"


PERIODS = Kind(
    slug="periods",
    model=ReportingPeriod,
    one="period",
    many="periods",
    about="Made from the calendar’s first day. Label and days can be changed until a period is opened.",
    permission=SET_UP_PLAN,
    group=Group.PLAN,
    form=PeriodForm,
    columns={
        "label": "Period",
        "start": DayColumn(verbose_name="First day"),
        "end": DayColumn(verbose_name="Last day"),
        "due": DueColumn(),
        "state": StandColumn(),
    },
    search=("label",),
    related=("calendar",),
    belongs_to="calendar",
    keep=keep_period,
    adds=False,
)


def more_years(request: HttpRequest, record: ReportingCalendar) -> Sequence[Link]:
    sides = [side for side in SIDES if side == "later" or record.kind != CalendarKind.PROGRAMME_QUARTERS]
    return [Link(SIDES[side], reverse("calendar-year", args=[record.pk, side])) for side in sides]


CALENDARS = Kind(
    slug="calendars",
    model=ReportingCalendar,
    one="calendar",
    many="calendars",
    about="The periods that services report in: financial quarters, contract year, half-years, programme quarters.",
    permission=SET_UP_PLAN,
    group=Group.PLAN,
    form=CalendarForm,
    add_form=NewCalendarForm,
    columns={"name": "Calendar", "kind": "Kind", "ended_on": DayColumn(verbose_name="Ended", nil="in use")},
    parts=(PERIODS,),
    links=more_years,
    keep=keep_calendar,
)
NOTES = Kind(
    slug="seasonal-notes",
    model=PeriodNote,
    one="seasonal note",
    many="seasonal notes",
    about="What explains figures of a quarter for many at once: school holidays, an election, a closed court.",
    permission=SET_UP,
    group=Group.PLAN,
    form=PeriodNoteForm,
    columns={"text": "Note", "period": "Period", "weeks": "Weeks", "applies_to": "Bears on"},
    search=("text", "applies_to"),
    related=("period",),
)
KEY_DATES = Kind(
    slug="key-dates",
    model=KeyDate,
    one="key date",
    many="key dates",
    about="Dates of the office’s own calendar in a quarter: paragraphs due, sign-off, publication.",
    permission=SET_UP,
    group=Group.PLAN,
    form=KeyDateForm,
    columns={"name": "What", "on": DayColumn(verbose_name="Day"), "period": "Quarter"},
    related=("period",),
)


@set_up_page(SET_UP_PLAN)
def calendar_year(request: HttpRequest, pk: int, side: str) -> HttpResponse:
    """A year more at one end of a calendar: asked (GET) and added (POST)."""
    calendar, refused = get_object_or_404(ReportingCalendar, pk=pk), ""
    if side not in SIDES:
        raise Http404
    back = reverse("set-up-record", args=[CALENDARS.slug, pk])
    if request.method == "POST":
        try:
            added = add_year(
                calendar=calendar, later=side == "later", by=person(request), at=timezone.now(), permission=SET_UP_PLAN
            )
        except Refusal as refusal:
            refused = refusal.sentence
        else:
            messages.success(request, f"{added} periods added to {calendar}.")
            return redirect(back)
    context = {
        "title": SIDES[side],
        "says": f"The periods of {calendar} are made by its own rule. Nothing is opened, nobody is asked for anything.",
        "button": "Add the year",
        "back": {"url": back, "label": calendar.name},
        "refused": refused,
    }
    return render(request, "set_up/confirm.html", context, status=409 if refused else 200)
