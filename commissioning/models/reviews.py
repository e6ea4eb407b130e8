"""Contract review meetings with what was agreed there, and what each year's review of an award came to."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, F, Q

from commissioning.choices import AnnualOutcome, Audience
from commissioning.models.delivery import Service
from commissioning.models.money import Award
from commissioning.models.seeing import audiences
from tracker import formats
from tracker.periods import financial_year_bounds


class ContractReviewQuerySet(models.QuerySet["ContractReview"]):
    def visible_to(self, user):
        """Office people see every review, a viewer what is for the board; a provider's own people none."""
        return self.none() if user.is_provider else self.filter(audience__in=audiences(user))

    def with_open_actions(self):
        """Adds `open_actions`: how many of what was agreed are not done."""
        return self.annotate(open_actions=Count("actions", filter=Q(actions__done_on=None)))


class ContractReview(models.Model):
    """A meeting at which a service or an award was reviewed with who delivers it."""

    service = models.ForeignKey(
        Service, null=True, blank=True, on_delete=models.PROTECT, related_name="reviews", help_text="What was reviewed."
    )
    award = models.ForeignKey(
        Award,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reviews",
        help_text="The award that was reviewed, where it was one.",
    )
    held_on = models.DateField(help_text="Day of the meeting.")
    attended = models.CharField(max_length=300, blank=True, help_text="Who was there, by role or body.")
    notes = models.TextField(max_length=4000, blank=True, help_text="What was said and found.")
    next_on = models.DateField(null=True, blank=True, help_text="Day of the next meeting; empty: not set.")
    audience = models.CharField(
        max_length=8, choices=Audience.choices, default=Audience.INTERNAL, help_text="Who may see it."
    )

    objects = ContractReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(service__isnull=False) | Q(award__isnull=False),
                name="review_of_something",
                violation_error_message="Choose the service or the award that was reviewed.",
            ),
            models.CheckConstraint(
                condition=Q(next_on=None) | Q(next_on__gt=F("held_on")),
                name="review_next_is_later",
                violation_error_message="The next meeting has to be after this one: change one of the days.",
            ),
        ]

    def __str__(self):
        return f"{self.subject}, {formats.day(self.held_on)}"

    @property
    def subject(self):
        return self.service or self.award


class ReviewActionQuerySet(models.QuerySet["ReviewAction"]):
    def visible_to(self, user):
        """Who sees the review sees its actions."""
        return self.none() if user.is_provider else self.filter(review__audience__in=audiences(user))

    def open(self):
        return self.filter(done_on=None)


class ReviewAction(models.Model):
    """What somebody is to do by a day, as agreed at a review. One that slips keeps the day first agreed."""

    review = models.ForeignKey(
        ContractReview, on_delete=models.CASCADE, related_name="actions", help_text="Where it was agreed."
    )
    text = models.CharField("what is to be done", max_length=300, help_text="In a sentence.")
    owner = models.CharField(max_length=120, help_text="Who does it, by role or body.")
    due_on = models.DateField(null=True, blank=True, help_text="By when; empty: no day given.")
    first_due_on = models.DateField(
        null=True, blank=True, help_text="By when, as it was first agreed, where it slipped."
    )
    done_on = models.DateField(null=True, blank=True, help_text="When it was done; empty: open.")
    note = models.CharField(max_length=300, blank=True, help_text="What became of it; may be empty.")

    objects = ReviewActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self):
        return self.text


class AnnualReviewQuerySet(models.QuerySet["AnnualReview"]):
    def visible_to(self, user):
        """Office people and viewers see every annual review; a provider's own people none."""
        return self.none() if user.is_provider else self


class AnnualReview(models.Model):
    """What the yearly review of an award came to: it goes on, it ends, or it is changed. One an award and year."""

    award = models.ForeignKey(
        Award, on_delete=models.PROTECT, related_name="annual_reviews", help_text="What was reviewed."
    )
    year_label = models.CharField("financial year", max_length=7, help_text="The year reviewed: 2022/23.")
    outcome = models.CharField(max_length=12, choices=AnnualOutcome.choices, help_text="What it came to.")
    reason = models.CharField(max_length=500, help_text="Why.")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", help_text="Who decided."
    )
    decided_on = models.DateField(help_text="When.")

    objects = AnnualReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-year_label", "award__title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["award", "year_label"],
                name="annual_review_once_a_year",
                violation_error_message="The award has a review of this year already: change that one, or choose "
                "another year.",
            ),
        ]

    def __str__(self):
        return f"{self.award}, {self.year_label}: {self.get_outcome_display()}"

    def clean(self):
        """The year is a financial year."""
        try:
            financial_year_bounds(self.year_label)
        except ValueError as fault:
            raise ValidationError({"year_label": "Write a financial year like 2022/23."}) from fault
