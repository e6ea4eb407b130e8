"""What a recipient did with money that was given on: the projects that it funded with a transfer award."""

from django.db import models
from django.db.models import Q

from commissioning.choices import Precision
from commissioning.models.money import Award
from commissioning.models.plan import Area
from tracker.fields import MoneyField


class FundedProject(models.Model):
    """One project that a recipient funded with an award, such as a Community Safety Partnership with its grant."""

    award = models.ForeignKey(
        Award, on_delete=models.PROTECT, related_name="projects", help_text="The award that it was funded with."
    )
    code = models.SlugField(unique=True, help_text="Stable short name, never changed.")
    name = models.CharField(max_length=160, help_text="What it is called.")
    purpose = models.CharField(max_length=300, blank=True, help_text="What it is for; empty: not stated.")
    amount = MoneyField(null=True, blank=True, help_text="Pounds of the award; empty: not stated, which is not nought.")
    precision = models.CharField(
        max_length=10, choices=Precision.choices, default=Precision.EXACT, help_text="How exact the amount is."
    )
    area = models.ForeignKey(
        Area,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="projects",
        help_text="Where; empty: not stated.",
    )

    class Meta:
        ordering = ["award", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["award", "name"],
                name="project_name_once_an_award",
                violation_error_message="This award has a project of that name already: give this one another.",
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gte=0),
                name="project_amount_not_below_nought",
                violation_error_message="A project can’t have less than £0 of the award: type £0 or more.",
            ),
        ]

    def __str__(self):
        return self.name
