"""Calendars and their periods: never inferred from a label."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from commissioning.choices import CalendarKind
from tracker import formats
from tracker.periods import months_span, short_label


class ReportingCalendar(models.Model):
    """The set of periods that a service reports in."""

    code = models.SlugField(unique=True, help_text="Stable short name, never changed.")
    name = models.CharField(max_length=100, unique=True, help_text="Name on screen.")
    kind = models.CharField(
        max_length=20, choices=CalendarKind.choices, help_text="How its periods follow one another."
    )
    periods_per_year = models.PositiveSmallIntegerField(help_text="How many periods make a year.")
    ended_on = models.DateField(null=True, blank=True, help_text="From this day it is offered in no list.")

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name


class ReportingPeriodQuerySet(models.QuerySet["ReportingPeriod"]):
    def with_names(self):
        return self.select_related("calendar").order_by("calendar__name", "-sequence")

    def financial_quarters(self):
        return self.filter(calendar__kind=CalendarKind.FINANCIAL_QUARTERS)

    def ending_in(self, quarter):
        """Periods of any calendar that end in this financial quarter."""
        return self.filter(end__gte=quarter.start, end__lte=quarter.end)

    def previous_to(self, period, *, count=1):
        """Up to `count` periods of the same calendar before this one, newest first."""
        return self.filter(
            calendar_id=period.calendar_id, sequence__lt=period.sequence, sequence__gte=period.sequence - count
        ).order_by("-sequence")

    def same_last_year(self, period):
        """The period in the same place one year before, in the same calendar."""
        return self.filter(calendar_id=period.calendar_id, sequence=period.sequence - period.calendar.periods_per_year)

    def year_so_far(self, period):
        """The periods of the calendar's year up to and with this one."""
        return self.filter(
            calendar_id=period.calendar_id, year_label=period.year_label, sequence__lte=period.sequence
        ).order_by("sequence")


class ReportingPeriod(models.Model):
    """One period of a calendar, with its dates."""

    calendar = models.ForeignKey(
        ReportingCalendar, on_delete=models.PROTECT, related_name="periods", help_text="The calendar it is part of."
    )
    sequence = models.PositiveSmallIntegerField(help_text="Runs on through the years without a gap.")
    year_label = models.CharField(max_length=30, help_text="The calendar's own year: 2022/23, or a programme's year.")
    place_in_year = models.PositiveSmallIntegerField(help_text="1 for the first period of the year.")
    start = models.DateField("first day", help_text="First day.")
    end = models.DateField("last day", help_text="Last day.")
    label = models.CharField(max_length=40, help_text="Short name: Q2 2022/23.")
    slug = models.SlugField(unique=True, help_text="Its name in addresses: 2022-23-q2.")
    due_on = models.DateField(
        "returns due on", null=True, blank=True, help_text="When its returns are due; stored when the period is opened."
    )
    opened_at = models.DateTimeField(
        null=True, blank=True, help_text="When its returns were listed; empty: not opened."
    )
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who closed it.",
    )
    closed_at = models.DateTimeField(
        null=True, blank=True, help_text="From then on nothing is written in its returns; empty: not closed."
    )

    objects = ReportingPeriodQuerySet.as_manager()

    class Meta:
        ordering = ["calendar", "sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "sequence"],
                name="period_sequence_once",
                violation_error_message="The calendar already has a period with this number: give this one another.",
            ),
            models.CheckConstraint(
                condition=Q(end__gte=F("start")),
                name="period_ends_after_start",
                violation_error_message="The last day has to be on or after the first day: change one of them.",
            ),
            models.CheckConstraint(
                condition=Q(opened_at=None) | Q(due_on__isnull=False),
                name="period_opened_has_due_date",
                violation_error_message="A period that is open needs a day on which its returns are due: enter it.",
            ),
            models.CheckConstraint(
                condition=Q(closed_by=None, closed_at=None) | Q(closed_by__isnull=False, closed_at__isnull=False),
                name="period_closed_who_and_when",
                violation_error_message="Who closed it and when go together.",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(opened_at__isnull=False),
                name="period_closed_after_opening",
                violation_error_message="Only a period that was opened can be closed: open it first.",
            ),
        ]
        indexes = [models.Index(fields=["end"])]

    def __str__(self):
        return self.label

    @property
    def short(self):
        return short_label(self.label, self.year_label)

    @property
    def words(self):
        """The months in full: "July to September 2022"."""
        return months_span(self.start, self.end)

    @property
    def is_open(self):
        """Whether what it owes is listed; a closed one stays so."""
        return self.opened_at is not None

    @property
    def is_closed(self):
        return self.closed_at is not None


class PeriodNote(models.Model):
    """Something seasonal that explains figures of a period, as data."""

    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, related_name="notes", help_text="When it applied."
    )
    text = models.CharField(max_length=200, help_text="The note, in a sentence.")
    weeks = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How many of its weeks; empty: not stated."
    )
    applies_to = models.CharField(max_length=120, blank=True, help_text="Which figures it bears on, in words.")
    services = models.ManyToManyField(
        "commissioning.Service", blank=True, related_name="period_notes", help_text="Services that it bears on."
    )
    areas = models.ManyToManyField(
        "commissioning.Area",
        blank=True,
        related_name="period_notes",
        help_text="Areas that it bears on: every service that works there. No service and no area: all figures.",
    )

    class Meta:
        ordering = ["period", "pk"]

    def __str__(self):
        return self.text


class KeyDate(models.Model):
    """A date of the working calendar of one quarter."""

    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, related_name="key_dates", help_text="The quarter."
    )
    name = models.CharField(max_length=80, help_text="What falls on this day.")
    on = models.DateField("day", help_text="The day.")

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "name"],
                name="key_date_once_in_period",
                violation_error_message="The quarter already has a date of this name: change that one, or give this "
                "one another name.",
            ),
        ]

    def __str__(self):
        return f"{self.name}, {formats.day(self.on)}"
