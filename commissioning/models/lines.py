"""The words and lines of a return or of an item: text, money, people, waiting lists, risks, promises, news, cases."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from commissioning.choices import (
    Audience,
    CaseState,
    Cause,
    CommitmentBy,
    CommitmentState,
    DatePrecision,
    NewsKind,
    ObservationState,
    Prompt,
)
from commissioning.models.calendars import ReportingPeriod
from commissioning.models.delivery import Service
from commissioning.models.money import Award
from commissioning.models.returns import OfficeItem, Pack, UnderSomethingOwed
from tracker.fields import MoneyField

TEXT_LIMIT = 10_000
PARAGRAPH_LIMIT = 4_000
PARAGRAPH_WORDS = 150


def audience_field(default):
    return models.CharField(max_length=8, choices=Audience.choices, default=default, help_text="Who may see it.")


class Narrative(UnderSomethingOwed):
    """An answer in words to one prompt of a return, or the words of an item."""

    prompt = models.CharField(max_length=14, choices=Prompt.choices, help_text="What it answers.")
    text = models.TextField(
        max_length=TEXT_LIMIT, help_text="The words, with live references left as they were written."
    )
    causes = models.JSONField(default=list, blank=True, help_text="Causes of a challenge, from the short list.")
    audience = audience_field(Audience.INTERNAL)
    unchanged_from = models.ForeignKey(
        ReportingPeriod,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Carried forward from this period, not edited since.",
    )

    class Meta(UnderSomethingOwed.Meta):
        ordering = ["quarterly_return", "office_item", "prompt", "pk"]
        constraints = [
            *UnderSomethingOwed.Meta.constraints,
            models.UniqueConstraint(
                fields=["quarterly_return", "prompt"],
                condition=Q(quarterly_return__isnull=False),
                name="narrative_once_in_return",
                violation_error_message="This part of the return is already answered.",
            ),
            models.UniqueConstraint(
                fields=["office_item", "prompt"],
                condition=Q(office_item__isnull=False),
                name="narrative_once_in_item",
                violation_error_message="This part of the item is already written.",
            ),
        ]

    def __str__(self):
        return self.get_prompt_display()

    @property
    def cause_labels(self):
        return [Cause(cause).label for cause in self.causes]


class SpendLine(models.Model):
    """What the provider says it spent of one award, as stated in one pack; each part may be not held."""

    pack = models.ForeignKey(
        Pack, on_delete=models.PROTECT, related_name="spend_lines", help_text="Where it was stated."
    )
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="spend_lines", help_text="Of which award.")
    in_quarter = MoneyField(
        null=True, blank=True, help_text="Pounds spent in the quarter; empty: not held, which is not nought."
    )
    to_date = MoneyField(null=True, blank=True, help_text="Pounds spent since April; empty: not held.")
    forecast = MoneyField(null=True, blank=True, help_text="Pounds expected by the end of the year; empty: not held.")
    raw = models.JSONField(default=dict, help_text="What was typed, box by box.")
    note = models.CharField(
        max_length=300, blank=True, help_text="Why it differs from the award, or what it was spent on."
    )
    audience = audience_field(Audience.PUBLIC)

    class Meta:
        ordering = ["pack", "award__title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pack", "award"],
                name="spend_line_once",
                violation_error_message="Spend of this award is already stated in the pack.",
            ),
        ]

    def __str__(self):
        return f"{self.award}, {self.pack.period}"


class StaffingLine(models.Model):
    """Posts of one role, stated once a provider and tied to services, or told of by the office."""

    pack = models.ForeignKey(
        Pack,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="staffing_lines",
        help_text="Where it was stated.",
    )
    office_item = models.ForeignKey(
        OfficeItem,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="staffinglines",
        help_text="The item that says it.",
    )
    services = models.ManyToManyField(
        Service, related_name="staffing_lines", help_text="Services that the posts work for."
    )
    role = models.CharField(max_length=120, help_text="The post.")
    funded = models.DecimalField(
        max_digits=6, decimal_places=2, null=True, blank=True, help_text="Posts funded; empty: not stated."
    )
    in_post = models.DecimalField(
        max_digits=6, decimal_places=2, null=True, blank=True, help_text="Posts filled; empty: not stated."
    )
    vacant = models.DecimalField(
        max_digits=6, decimal_places=2, null=True, blank=True, help_text="Posts vacant; empty: not stated."
    )
    expected = models.CharField(max_length=120, blank=True, help_text="When vacancies are to be filled, in words.")
    note = models.CharField(max_length=300, blank=True, help_text="What changed.")
    audience = audience_field(Audience.BOARD)

    class Meta:
        ordering = ["pack", "office_item", "role", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(pack__isnull=False, office_item=None) | Q(pack=None, office_item__isnull=False),
                name="staffing_line_under_one_record",
                violation_error_message="Staffing stands in a pack or under an item of the office, not both.",
            ),
        ]

    def __str__(self):
        return self.role


class WaitingListLine(UnderSomethingOwed):
    """Who is waiting at the end of the period: a number, "yes, not counted", none, or it doesn't apply."""

    name = models.CharField(max_length=120, blank=True, help_text="Which list; empty: the only one.")
    state = models.CharField(
        max_length=14,
        choices=ObservationState.choices,
        default=ObservationState.NOT_ANSWERED,
        help_text="What was answered.",
    )
    waiting = models.PositiveIntegerField(null=True, blank=True, help_text="People waiting; 0 is none.")
    note = models.CharField(max_length=300, blank=True, help_text="Where, why, and what is done about it.")
    audience = audience_field(Audience.PUBLIC)

    class Meta(UnderSomethingOwed.Meta):
        ordering = ["quarterly_return", "office_item", "name", "pk"]
        constraints = [
            *UnderSomethingOwed.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state=ObservationState.REPORTED, waiting__isnull=False)
                | (~Q(state=ObservationState.REPORTED) & Q(waiting=None)),
                name="waiting_list_number_only_if_counted",
                violation_error_message="A number belongs to a list that was counted, and to no other.",
            ),
        ]

    def __str__(self):
        return self.name or "Waiting list"


LEVELS = [(1, "1 very low"), (2, "2 low"), (3, "3 medium"), (4, "4 high"), (5, "5 very high")]


class RiskQuerySet(models.QuerySet["Risk"]):
    def open(self):
        return self.filter(closed_on=None)


class Risk(models.Model):
    """Something that may go wrong or is going wrong with a service; what is said of it each quarter is a review."""

    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, related_name="risks", help_text="The service at risk."
    )
    title = models.CharField(max_length=200, help_text="The risk, in a sentence.")
    mitigation = models.CharField(max_length=300, blank=True, help_text="What is done about it; empty: not stated.")
    owner = models.CharField(max_length=120, blank=True, help_text="Who answers for it; empty: not stated.")
    audience = audience_field(Audience.INTERNAL)
    closed_on = models.DateField(null=True, blank=True, help_text="When it was closed.")

    objects = RiskQuerySet.as_manager()

    class Meta:
        ordering = ["service", "title", "pk"]

    def __str__(self):
        return self.title


class RiskReview(UnderSomethingOwed):
    """What a return or an item said of a risk: likelihood and impact, before and after mitigation, or not stated."""

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="reviews", help_text="The risk.")
    likelihood = models.PositiveSmallIntegerField(
        null=True, blank=True, choices=LEVELS, help_text="Before mitigation; empty: not stated."
    )
    impact = models.PositiveSmallIntegerField(
        null=True, blank=True, choices=LEVELS, help_text="Before mitigation; empty: not stated."
    )
    likelihood_after = models.PositiveSmallIntegerField(
        null=True, blank=True, choices=LEVELS, help_text="After it; empty: not stated."
    )
    impact_after = models.PositiveSmallIntegerField(
        null=True, blank=True, choices=LEVELS, help_text="After it; empty: not stated."
    )
    note = models.CharField(max_length=500, blank=True, help_text="What was said of it this time.")

    class Meta(UnderSomethingOwed.Meta):
        ordering = ["risk", "pk"]

    def __str__(self):
        return f"{self.risk}"


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def open(self):
        return self.filter(state__in=[CommitmentState.OPEN, CommitmentState.SLIPPED])

    def due_by(self, on):
        return self.open().filter(due_on__lte=on)


class Commitment(UnderSomethingOwed):
    """A promise: by whom, due on a day, in a quarter or when a condition is met; asked about until it is over."""

    service = models.ForeignKey(
        Service,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="commitments",
        help_text="The service that it is about, if one.",
    )
    text = models.CharField(max_length=300, help_text="What was promised.")
    by_whom = models.CharField(max_length=8, choices=CommitmentBy.choices, help_text="Who promised.")
    due_on = models.DateField(
        null=True, blank=True, help_text="Last day on which it is in time; empty: no date was given."
    )
    due_words = models.CharField(
        max_length=120, blank=True, help_text="When, as it was said: before Christmas; once a coordinator is in post."
    )
    state = models.CharField(
        max_length=8, choices=CommitmentState.choices, default=CommitmentState.OPEN, help_text="What became of it."
    )
    state_note = models.CharField(
        max_length=200, blank=True, help_text="Why it slipped or was dropped, or how it was kept."
    )
    audience = audience_field(Audience.BOARD)

    objects = CommitmentQuerySet.as_manager()

    class Meta(UnderSomethingOwed.Meta):
        ordering = ["due_on", "pk"]

    def __str__(self):
        return self.text


class NewsItem(UnderSomethingOwed):
    """Something that happened: what, when with its precision, by whom, and who from the office was there."""

    service = models.ForeignKey(
        Service,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="news",
        help_text="The service that it is about, if one.",
    )
    kind = models.CharField(max_length=10, choices=NewsKind.choices, help_text="What sort of news.")
    text = models.CharField(max_length=500, help_text="What happened, in a sentence.")
    on = models.DateField(
        null=True, blank=True, help_text="The day, or any day of the month; empty: some time in the quarter."
    )
    precision = models.CharField(
        max_length=6,
        choices=DatePrecision.choices,
        default=DatePrecision.PERIOD,
        help_text="How exactly the date is known.",
    )
    by_whom = models.CharField(max_length=8, choices=CommitmentBy.choices, help_text="Who did it.")
    partners = models.CharField(max_length=200, blank=True, help_text="Others who took part, by name.")
    attended = models.CharField(max_length=160, blank=True, help_text="Who from the office was there.")
    link = models.URLField(blank=True, help_text="Where more can be read.")
    audience = audience_field(Audience.PUBLIC)

    class Meta(UnderSomethingOwed.Meta):
        ordering = ["on", "pk"]
        constraints = [
            *UnderSomethingOwed.Meta.constraints,
            models.CheckConstraint(
                condition=Q(precision=DatePrecision.PERIOD, on=None)
                | (~Q(precision=DatePrecision.PERIOD) & Q(on__isnull=False)),
                name="news_date_fits_precision",
                violation_error_message="Give a date, or say that only the quarter is known.",
            ),
        ]

    def __str__(self):
        return self.text


class CaseStudy(UnderSomethingOwed):
    """A retold case. It goes nowhere beyond the office until a named person has checked anonymity and consent."""

    title = models.CharField(max_length=160, help_text="What it is about, without a name or place.")
    text = models.TextField(
        max_length=TEXT_LIMIT, help_text="The case, without anything that could point to one person."
    )
    state = models.CharField(
        max_length=12, choices=CaseState.choices, default=CaseState.DRAFT, help_text="How far it is cleared."
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who checked it.",
    )
    checked_at = models.DateTimeField(null=True, blank=True, help_text="When.")

    class Meta(UnderSomethingOwed.Meta):
        ordering = ["pk"]
        verbose_name_plural = "case studies"
        constraints = [
            *UnderSomethingOwed.Meta.constraints,
            models.CheckConstraint(
                condition=Q(checked_by=None, checked_at=None) | Q(checked_by__isnull=False, checked_at__isnull=False),
                name="case_checked_who_and_when",
                violation_error_message="Who checked it and when go together.",
            ),
            models.CheckConstraint(
                condition=Q(state=CaseState.DRAFT) | Q(checked_at__isnull=False),
                name="case_cleared_by_somebody",
                violation_error_message="A case that is cleared says who checked it and when.",
            ),
        ]

    def __str__(self):
        return self.title
