"""Figures: the value in force, every value there ever was, and what somebody only said."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from commissioning.choices import (
    Against,
    Audience,
    Direction,
    ObservationState,
    Precision,
    Standing,
    StatementState,
    ValueSource,
)
from commissioning.models.calendars import ReportingPeriod
from commissioning.models.measures import Category, MeasureVersion, ServiceMeasure
from commissioning.models.returns import QuarterlyReturn, UnderSomethingOwed
from providers.models import Provider
from tracker.models import ImportRun

COUNTED = [Standing.APPROVED, Standing.TAKEN_OVER]


class ValueFields(models.Model):
    """One value as it was stated. Nought is a value; an empty value is none of the ways of not having one."""

    state = models.CharField(
        max_length=14,
        choices=ObservationState.choices,
        default=ObservationState.NOT_ANSWERED,
        help_text="What was answered.",
    )
    value = models.DecimalField(
        max_digits=18,
        decimal_places=4,
        null=True,
        blank=True,
        help_text="The number; percentages as 95.83. Empty where a share is of nothing: 0 of 0.",
    )
    numerator = models.DecimalField(
        max_digits=18, decimal_places=4, null=True, blank=True, help_text="First part of a rate."
    )
    denominator = models.DecimalField(
        max_digits=18, decimal_places=4, null=True, blank=True, help_text="Second part of a rate."
    )
    decimals = models.PositiveSmallIntegerField(default=0, help_text="Decimals that were typed.")
    precision = models.CharField(
        max_length=10, choices=Precision.choices, default=Precision.EXACT, help_text="How exact it is."
    )
    sample_size = models.PositiveIntegerField(
        null=True, blank=True, help_text="How many were asked, for a survey; empty: not one."
    )
    provisional = models.BooleanField(default=False, help_text="Stated as not yet final.")
    reason = models.CharField(max_length=300, blank=True, help_text="Why there is no number, or a remark on it.")
    source = models.CharField(
        max_length=16, choices=ValueSource.choices, default=ValueSource.RETURN, help_text="Where it was taken from."
    )
    source_detail = models.CharField(
        max_length=160, blank=True, help_text="File and cell, or which return or update quoted it."
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ObservationState.REPORTED, value__isnull=False)
                | Q(state=ObservationState.REPORTED, denominator__isnull=False, denominator=0)
                | (~Q(state=ObservationState.REPORTED) & Q(value=None, numerator=None, denominator=None)),
                name="%(class)s_value_only_if_reported",
                violation_error_message="A number belongs to a box that was answered with one, and to no other.",
            ),
            models.CheckConstraint(
                condition=Q(numerator=None, denominator=None)
                | Q(numerator__isnull=False, denominator__isnull=False, denominator__gt=0)
                | Q(value=None, numerator__isnull=False, denominator__isnull=False, numerator=0, denominator=0),
                name="%(class)s_parts_in_pairs",
                violation_error_message="A rate has both its parts; of nothing there is no share but 0 of 0.",
            ),
        ]


class ObservationQuerySet(models.QuerySet["Observation"]):
    def visible_to(self, user):
        """Office people see every figure; a provider's own people see the provider's."""
        return self.filter(provider__memberships__user=user) if user.is_provider else self

    def counted(self, *, with_submitted=False):
        """Figures that may be used: approved and taken over; submitted ones only where the page marks them."""
        return self.filter(standing__in=[*COUNTED, Standing.SUBMITTED] if with_submitted else COUNTED)

    def whole(self):
        """The figure itself, without its breakdowns."""
        return self.filter(category__code=Category.ALL)


class Observation(ValueFields):
    """One measure's value in force for one service, provider, period and category.

    A value gives way only to one of the same or a higher standing (draft, submitted, taken over, approved): what is
    typed into a reopened return counts nowhere until it is approved again. `latest` is the newest value of all.
    """

    service_measure = models.ForeignKey(
        ServiceMeasure,
        on_delete=models.PROTECT,
        related_name="observations",
        db_index=False,  # the unique key begins with it
        help_text="What is counted.",
    )
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="observations", help_text="Whose figure it is."
    )
    period = models.ForeignKey(
        ReportingPeriod,
        on_delete=models.PROTECT,
        related_name="observations",
        db_index=False,  # figures are read by measure: an index on it would have SQLite read whole periods
        help_text="When.",
    )
    category = models.ForeignKey(
        Category,
        on_delete=models.PROTECT,
        related_name="observations",
        db_index=False,  # nearly every row is "All": an index on it would have SQLite read them all
        help_text="Which part; All for the whole.",
    )
    version = models.ForeignKey(
        MeasureVersion, on_delete=models.PROTECT, related_name="observations", help_text="Definition in force."
    )
    quarterly_return = models.ForeignKey(
        QuarterlyReturn,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="observations",
        help_text="Empty: taken over from before.",
    )
    standing = models.CharField(
        max_length=10, choices=Standing.choices, default=Standing.DRAFT, help_text="How far it may be used."
    )
    latest = models.ForeignKey(
        "ObservationValue",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The newest value typed or read.",
    )

    objects = ObservationQuerySet.as_manager()

    class Meta(ValueFields.Meta):
        ordering = ["service_measure", "period__sequence", "provider", "category"]
        constraints = [
            *ValueFields.Meta.constraints,
            models.UniqueConstraint(
                fields=["service_measure", "provider", "period", "category"],
                name="observation_once",
                violation_error_message="There is already a value of this figure for the provider and period.",
            ),
        ]

    def __str__(self):
        return f"{self.service_measure}, {self.period}"


class ObservationValue(ValueFields):
    """Every value that an observation ever had, in the order in which they came. Only added to."""

    observation = models.ForeignKey(
        Observation, on_delete=models.PROTECT, related_name="values", help_text="The figure."
    )
    number = models.PositiveSmallIntegerField(help_text="1 for the first value.")
    standing = models.CharField(
        max_length=10, choices=Standing.choices, default=Standing.DRAFT, help_text="Standing when it was written."
    )
    raw = models.JSONField(default=dict, help_text="What was typed, box by box.")
    quarterly_return = models.ForeignKey(
        QuarterlyReturn,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="values",
        help_text="Return that it was typed in.",
    )
    import_run = models.ForeignKey(
        ImportRun,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="values",
        db_index=False,  # read from the value to its file; nearly every row has none
        help_text="The file that it was read from; the detail of its source names the cell.",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who entered it.",
    )
    at = models.DateTimeField(help_text="When.")
    why = models.CharField(max_length=300, blank=True, help_text="Of a correction: why the value is another one.")
    evidence = models.CharField(
        max_length=200, blank=True, help_text="Of a correction: who told us, and when. For the office alone."
    )

    class Meta(ValueFields.Meta):
        ordering = ["observation", "number"]
        constraints = [
            *ValueFields.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(source=ValueSource.CORRECTION) | (~Q(why="") & ~Q(evidence="")),
                name="observation_value_correction_has_why",
                violation_error_message="A correction needs a reason, and who told us when: enter both.",
            ),
            models.UniqueConstraint(
                fields=["observation", "number"],
                name="observation_value_once",
                violation_error_message="The figure already has a value with this number.",
            ),
        ]

    def __str__(self):
        return f"{self.observation}, value {self.number}"


class StatedComparison(UnderSomethingOwed):
    """What somebody said of a figure without the numbers that would show it. Never used in arithmetic."""

    service_measure = models.ForeignKey(
        ServiceMeasure, on_delete=models.PROTECT, related_name="statements", help_text="The figure that it is about."
    )
    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, related_name="statements", help_text="The period told of."
    )
    against = models.CharField(max_length=14, choices=Against.choices, help_text="With what it was compared.")
    against_words = models.CharField(
        max_length=80, blank=True, help_text="The period or target as it was named, where that matters."
    )
    direction = models.CharField(
        max_length=10, choices=Direction.choices, blank=True, help_text="What was said; empty: only a number."
    )
    value = models.DecimalField(
        max_digits=18, decimal_places=4, null=True, blank=True, help_text="A number, if one was given."
    )
    text = models.CharField(max_length=300, blank=True, help_text="The claim in our words.")
    state = models.CharField(
        max_length=10,
        choices=StatementState.choices,
        default=StatementState.UNRESOLVED,
        help_text="Whether it was borne out.",
    )
    audience = models.CharField(
        max_length=8, choices=Audience.choices, default=Audience.PUBLIC, help_text="Who may see it."
    )

    class Meta(UnderSomethingOwed.Meta):
        ordering = ["service_measure", "period__sequence", "pk"]

    def __str__(self):
        return f"{self.service_measure}: {self.get_direction_display() or self.value}"
