"""What is counted: definitions, the services that count them, targets and breaks."""

from django.db import models
from django.db.models import F, Q

from commissioning.choices import Audience, Basis, BreakKind, NumberKind, Polarity, Precision, ScopeHeld
from commissioning.models.calendars import ReportingPeriod
from commissioning.models.delivery import Service


class Measure(models.Model):
    """A defined thing counted. What it means stands in its versions."""

    code = models.SlugField(unique=True, help_text="Stable short name, never changed.")
    name = models.CharField(max_length=160, unique=True, help_text="Name on screen.")
    ended_on = models.DateField(null=True, blank=True, help_text="From this day it is offered in no list.")

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name


class MeasureVersion(models.Model):
    """One wording of a definition. Once an observation uses it, it is never edited: an edit makes the next version."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="versions", help_text="The measure.")
    number = models.PositiveSmallIntegerField(default=1, help_text="1 for the first wording.")
    definition = models.CharField(max_length=500, blank=True, help_text="What is counted; empty: not known yet.")
    unit = models.CharField(max_length=40, help_text="One of what is counted, in the plural: referrals.")
    number_kind = models.CharField(max_length=10, choices=NumberKind.choices, help_text="What kind of number it is.")
    basis = models.CharField(max_length=18, choices=Basis.choices, help_text="How it is counted over time.")
    polarity = models.CharField(max_length=8, choices=Polarity.choices, help_text="Which way is good.")
    about_people = models.BooleanField(help_text="Counts of people are protected when they are small.")
    continues = models.BooleanField(
        default=False, help_text="Figures under this wording compare with those under the one before it."
    )

    class Meta:
        ordering = ["measure", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "number"],
                name="measure_version_once",
                violation_error_message="The measure already has a version with this number.",
            ),
        ]

    def __str__(self):
        return f"{self.measure}, version {self.number}"


class Breakdown(models.Model):
    """One way in which figures are broken down: by area, by age. Its categories don't overlap, so they may be added."""

    code = models.SlugField(unique=True, help_text="Stable short name, never changed.")
    name = models.CharField(max_length=60, unique=True, help_text="What it is by, as in “by area”: area, age, need.")
    ended_on = models.DateField(null=True, blank=True, help_text="From this day it is offered in no list.")

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name


class Category(models.Model):
    """A part into which a figure may be broken down, of one breakdown; "All" is the whole, and of none."""

    ALL = "all"

    code = models.SlugField(unique=True, help_text="Stable short name, never changed.")
    breakdown = models.ForeignKey(
        Breakdown,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="categories",
        help_text="The breakdown; empty only for All.",
    )
    name = models.CharField(max_length=60, help_text="Name on screen: Shropshire, 18 to 24, not known.")
    place = models.PositiveSmallIntegerField(default=0, help_text="Order in a breakdown.")
    ended_on = models.DateField(
        null=True, blank=True, help_text="Periods that begin after this day no longer ask for it; empty: goes on."
    )

    class Meta:
        ordering = ["place", "name", "pk"]
        verbose_name_plural = "categories"
        constraints = [
            models.UniqueConstraint(
                fields=["breakdown", "name"],
                condition=Q(breakdown__isnull=False),
                name="category_once_in_breakdown",
                violation_error_message="The breakdown already has a category of this name: give this one another.",
            ),
            models.CheckConstraint(
                condition=Q(code="all", breakdown=None) | (~Q(code="all") & Q(breakdown__isnull=False)),
                name="category_of_a_breakdown",
                violation_error_message="Every category but All belongs to a breakdown: choose it.",
            ),
        ]

    def __str__(self):
        return self.name


class ServiceMeasureQuerySet(models.QuerySet["ServiceMeasure"]):
    def in_force(self, on):
        return self.filter(Q(starts_on=None) | Q(starts_on__lte=on)).filter(Q(ends_on=None) | Q(ends_on__gte=on))

    def of_services_in(self, quarter):
        """Those of services that had not ended before the quarter began."""
        return self.filter(Q(service__ended_on=None) | Q(service__ended_on__gt=quarter.start))

    def headline(self):
        return self.filter(headline=True)


class ServiceMeasure(models.Model):
    """A measure that a service reports, under a code that never changes."""

    code = models.SlugField(
        max_length=80, unique=True, help_text="Stable short name, never changed; live references use it."
    )
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="measures", help_text="The service.")
    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, related_name="service_measures", help_text="What it counts."
    )
    label = models.CharField(max_length=120, help_text="How this service words it.")
    headline = models.BooleanField(default=False, help_text="Printed in the update and rated; at most three a service.")
    place = models.PositiveSmallIntegerField(default=0, help_text="Order in the return.")
    family = models.SlugField(
        blank=True, help_text="Measures that may not fall as the limit grows (48 hours, 72 hours); in order of place."
    )
    whole = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parts",
        help_text="The measure of which this counts a part.",
    )
    tolerance = models.DecimalField(
        max_digits=5, decimal_places=2, null=True, blank=True, help_text="Per cent of the target; empty: the office's."
    )
    audience = models.CharField(
        max_length=8, choices=Audience.choices, default=Audience.PUBLIC, help_text="Who may see its figures."
    )
    breakdowns = models.ManyToManyField(
        Breakdown,
        blank=True,
        related_name="service_measures",
        help_text="By what it is broken down: its return asks for a number of each category.",
    )
    starts_on = models.DateField(null=True, blank=True, help_text="First day; empty: from the start.")
    ends_on = models.DateField(null=True, blank=True, help_text="Last day; empty: goes on.")

    objects = ServiceMeasureQuerySet.as_manager()

    class Meta:
        ordering = ["service", "place", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "measure"],
                name="service_measure_once",
                violation_error_message="The service already reports this measure: choose another.",
            ),
            models.CheckConstraint(
                condition=Q(whole=None) | ~Q(whole=F("pk")),
                name="service_measure_not_part_of_itself",
                violation_error_message="A measure can’t be a part of itself: choose another, or none.",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="service_measure_ends_after_start",
                violation_error_message="The last day has to be on or after the first day: change one of them.",
            ),
        ]

    def __str__(self):
        return f"{self.service}: {self.label}"


class Target(models.Model):
    """What a service measure should reach in a financial year; with no profile it is due in equal parts."""

    service_measure = models.ForeignKey(
        ServiceMeasure, on_delete=models.PROTECT, related_name="targets", help_text="The figure."
    )
    year_label = models.CharField(max_length=30, help_text="Year of the service's calendar: 2022/23.")
    value = models.DecimalField(
        max_digits=18, decimal_places=4, help_text="For the whole year; for rates and snapshots, the level."
    )
    precision = models.CharField(
        max_length=10, choices=Precision.choices, default=Precision.EXACT, help_text="How exact it is."
    )
    profile = models.JSONField(
        default=list, blank=True, help_text="Shares of the year by period, adding up to 1; empty: a straight line."
    )
    condition = models.CharField(
        max_length=160, blank=True, help_text="When it begins to count, in words; may be empty."
    )

    class Meta:
        ordering = ["service_measure", "year_label", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["service_measure", "year_label"],
                name="target_once_a_year",
                violation_error_message="There is already a target for this year: change that one, or choose another "
                "year.",
            ),
        ]

    def __str__(self):
        return f"{self.service_measure}, {self.year_label}"


class SeriesBreak(models.Model):
    """From this period on, a series can't be compared with what came before."""

    service_measure = models.ForeignKey(
        ServiceMeasure, on_delete=models.PROTECT, related_name="breaks", help_text="The figure."
    )
    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, related_name="breaks", help_text="First period after it."
    )
    kind = models.CharField(max_length=10, choices=BreakKind.choices, help_text="What changed.")
    text = models.CharField(max_length=200, help_text="What changed, in a sentence.")

    class Meta:
        ordering = ["service_measure", "period__sequence", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["service_measure", "period", "kind"],
                name="series_break_once",
                violation_error_message="This break is already recorded: choose another period or kind, or leave it "
                "as it stands.",
            ),
        ]

    def __str__(self):
        return f"{self.service_measure}: {self.get_kind_display()} changed"


class ScopeNote(models.Model):
    """Something that a figure includes or leaves out, such as hospital referrals."""

    service_measure = models.ForeignKey(
        ServiceMeasure, on_delete=models.PROTECT, related_name="scope_notes", help_text="The figure."
    )
    text = models.CharField(max_length=120, help_text="What it includes or leaves out: includes hospital referrals.")

    class Meta:
        ordering = ["service_measure", "pk"]

    def __str__(self):
        return self.text


class ScopeAnswer(models.Model):
    """Whether a scope note held in one period."""

    note = models.ForeignKey(ScopeNote, on_delete=models.CASCADE, related_name="answers", help_text="The note.")
    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, related_name="scope_answers", help_text="The period."
    )
    held = models.CharField(
        max_length=8, choices=ScopeHeld.choices, default=ScopeHeld.UNKNOWN, help_text="Whether it held then."
    )

    class Meta:
        ordering = ["note", "period__sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["note", "period"],
                name="scope_answer_once",
                violation_error_message="The note is already answered for this period.",
            ),
        ]

    def __str__(self):
        return f"{self.note}: {self.get_held_display()}"
