"""What may happen, was promised or has happened: risks and their reviews, promises, news, retold cases."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.query import ModelIterable

from commissioning.choices import Audience, CaseState, CommitmentBy, CommitmentState, DatePrecision, NewsKind
from commissioning.models.delivery import Service
from commissioning.models.lines import TEXT_LIMIT, CarriedForward, audience_field
from commissioning.models.returns import UnderSomethingOwed
from tracker.lookups import among

LEVELS = [(1, "1 very low"), (2, "2 low"), (3, "3 medium"), (4, "4 high"), (5, "5 very high")]


class RiskQuerySet(models.QuerySet["Risk"]):
    standings: Mapping[int, Any] = MappingProxyType({})

    def open(self):
        return self.filter(closed_on=None)

    def standing(self, standings: Mapping[int, Any]) -> "RiskQuerySet":
        """The risks that these are of (`figures.risks.standings`, by key). A row has its own as `standing`, and its
        service.
        """
        found = self.select_related("service").filter(among(standings))
        found.standings = standings
        return found

    def _clone(self):
        found: Any = super()._clone()  # type: ignore[misc]
        found.standings = self.standings
        return found

    def _fetch_all(self):
        super()._fetch_all()
        if self.standings and issubclass(self._iterable_class, ModelIterable):
            rows: Any = self._result_cache
            for row in rows:
                row.standing = self.standings[row.pk]


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


class RiskReview(UnderSomethingOwed, CarriedForward):
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

    @property
    def level(self):
        """Likelihood times impact, after mitigation where that was stated; None where not stated."""
        likely, bad = self.likelihood_after or self.likelihood, self.impact_after or self.impact
        return likely * bad if likely and bad else None


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
    first_due_on = models.DateField(
        null=True, blank=True, help_text="The day first promised, where it slipped; empty: it never did."
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
