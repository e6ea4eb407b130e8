"""What an award rests on: the decision notices that were taken on it, and whether it is a subsidy."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from commissioning.choices import Audience, SubsidyRoute
from commissioning.models.money import Award
from commissioning.models.seeing import audiences


class ForItsAudience(models.QuerySet):
    """What the office keeps of an award for those whom it is for."""

    def visible_to(self, user):
        """Office people see all, a viewer what is for the board or for everybody; a provider's own people none."""
        return self.none() if user.is_provider else self.filter(audience__in=audiences(user))


class DecisionNotice(models.Model):
    """A decision of the Commissioner on an award, as it is numbered and published."""

    award = models.ForeignKey(
        Award, on_delete=models.PROTECT, related_name="decision_notices", help_text="What was decided on."
    )
    number = models.CharField(max_length=40, help_text="The notice’s own number.")
    decision = models.CharField(max_length=300, help_text="What was decided, in a sentence.")
    decided_on = models.DateField(help_text="Day of the decision.")
    published_on = models.DateField(null=True, blank=True, help_text="When it was published; empty: not published.")
    link = models.URLField(blank=True, help_text="Where it is published; may be empty.")
    audience = models.CharField(
        max_length=8,
        choices=Audience.choices,
        default=Audience.BOARD,
        help_text="Who may see it; one that is published is for everybody.",
    )

    objects = ForItsAudience.as_manager()

    class Meta:
        ordering = ["award", "decided_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["award", "number"],
                name="decision_notice_once_an_award",
                violation_error_message="This award has a decision notice of that number already: give this one "
                "another.",
            ),
            models.CheckConstraint(
                condition=Q(published_on=None) | Q(published_on__gte=F("decided_on")),
                name="decision_notice_published_after_decision",
                violation_error_message="The day of publication has to be on or after the day of the decision: "
                "change one of them.",
            ),
            models.CheckConstraint(
                condition=Q(published_on=None) | Q(audience=Audience.PUBLIC),
                name="decision_notice_published_is_public",
                violation_error_message="A notice that is published is for everybody: choose public.",
            ),
        ]

    def __str__(self):
        return f"{self.number}: {self.decision}"


class SubsidyAssessment(models.Model):
    """Whether an award is a subsidy, by which route it is given, who judged so, and why. One an award."""

    award = models.OneToOneField(
        Award, on_delete=models.PROTECT, related_name="subsidy_assessment", help_text="What was assessed."
    )
    route = models.CharField(
        max_length=16, choices=SubsidyRoute.choices, help_text="Not a subsidy, or the route by which it may be given."
    )
    reason = models.CharField(max_length=500, help_text="Why.")
    assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", help_text="Who judged so."
    )
    assessed_on = models.DateField(help_text="When.")
    confirmed_on = models.DateField(
        null=True,
        blank=True,
        help_text="When the recipient confirmed in writing what other minimal assistance it has had; empty: not yet.",
    )
    database_reference = models.CharField(
        max_length=60, blank=True, help_text="Its entry in the public subsidy database; empty: none."
    )
    audience = models.CharField(
        max_length=8, choices=Audience.choices, default=Audience.BOARD, help_text="Who may see it."
    )

    objects = ForItsAudience.as_manager()

    class Meta:
        ordering = ["award", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(route=SubsidyRoute.NONE) | Q(database_reference=""),
                name="subsidy_entry_of_a_subsidy",
                violation_error_message="What is not a subsidy has no entry in the subsidy database: empty that box, "
                "or choose another route.",
            ),
        ]

    def __str__(self):
        return f"{self.award}: {self.get_route_display()}"

    @property
    def is_subsidy(self):
        return self.route != SubsidyRoute.NONE
