"""What the editor made of the front page's findings: left out, put in an order, said in other words."""

from django.conf import settings
from django.db import models

from reports.models.update import Update


class FindingChoice(models.Model):
    """One finding of an update as the editor wants it. What it says and rests on still comes from the data.

    A finding is known by its rule and what it is about; a rule may find several things of one service.
    """

    update = models.ForeignKey(
        Update, on_delete=models.PROTECT, related_name="finding_choices", help_text="The update."
    )
    key = models.CharField(max_length=160, help_text="Which finding: its list, its rule and what it is about.")
    left_out = models.BooleanField(default=False, help_text="Whether it stays off the front page.")
    place = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Its place in its list; empty: as the rules rank it."
    )
    words = models.CharField(max_length=400, blank=True, help_text="In the editor's words; empty: as the rule says it.")
    said = models.CharField(max_length=1000, blank=True, help_text="What the rule said as the editor chose the words.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", help_text="Who chose last."
    )
    at = models.DateTimeField(help_text="When.")
    version = models.PositiveIntegerField(default=1, help_text="Grows with each choice.")

    class Meta:
        ordering = ["update", "key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["update", "key"],
                name="finding_choice_once",
                violation_error_message="There is a choice for this finding already.",
            ),
        ]

    def __str__(self):
        return self.key
