"""Forms of calendars, periods, seasonal notes and key dates."""

from typing import Any

from django import forms

from commissioning.choices import CalendarKind
from commissioning.forms.set_up.plan import scheme_of
from commissioning.models import KeyDate, PeriodNote, ReportingCalendar, ReportingPeriod
from tracker.forms import DayField
from tracker.set_up.forms import RecordForm, dressed

MOST_YEARS = 10


def is_quarter(period: Any) -> bool:
    """Whether a period is a financial quarter: the office's own dates belong to one."""
    return bool(period.calendar.kind == CalendarKind.FINANCIAL_QUARTERS)


def calendar_of(period: Any) -> str:
    return str(period.calendar)


class CalendarForm(RecordForm):
    class Meta(RecordForm.Meta):
        model = ReportingCalendar
        fields = ["name"]


class NewCalendarForm(RecordForm):
    """A calendar with its first periods."""

    first_day = dressed(
        DayField(
            label="First day of the first period",
            help_text="For example 1 4 2022. Begin a year earlier than you need, so that last year can be compared.",
        )
    )
    years = dressed(
        forms.IntegerField(
            label="Number of years",
            initial=3,
            min_value=1,
            max_value=MOST_YEARS,
            help_text="More years can be added at either end later.",
        )
    )

    class Meta(RecordForm.Meta):
        model = ReportingCalendar
        fields = ["name", "kind"]

    extra = ("first_day", "years")


class PeriodForm(RecordForm):
    class Meta(RecordForm.Meta):
        model = ReportingPeriod
        fields = ["label", "start", "end", "due_on"]


class PeriodNoteForm(RecordForm):
    grouped = {"period": calendar_of, "areas": scheme_of}

    class Meta(RecordForm.Meta):
        model = PeriodNote
        fields = ["period", "text", "weeks", "applies_to", "areas", "services"]


class KeyDateForm(RecordForm):
    offers = {"period": is_quarter}

    class Meta(RecordForm.Meta):
        model = KeyDate
        fields = ["period", "name", "on"]
