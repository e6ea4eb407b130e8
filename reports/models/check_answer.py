"""What somebody answered to a check before the update is signed off."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from reports.models.update import Update

REASON_LIMIT = 1_000


class CheckAct(models.TextChoices):
    LEAVE_OUT = "leave_out", "Leave it out for the public"
    OFFICE_ONLY = "office_only", "Keep it in the office"
    OVERRIDE = "override", "Print it all the same"
    FINE = "fine", "It may stay"


class CheckAnswer(models.Model):
    """An answer to one check of an update. It holds only while the facts of the check are those that were answered."""

    update = models.ForeignKey(
        Update, on_delete=models.PROTECT, related_name="check_answers", help_text="The update that is checked."
    )
    key = models.CharField(max_length=240, help_text="The check: its kind and what it is about.")
    digest = models.CharField(max_length=64, help_text="Digest of the facts that were answered (SHA-256).")
    act = models.CharField(max_length=12, choices=CheckAct.choices, help_text="What was decided.")
    reason = models.TextField(
        max_length=REASON_LIMIT, blank=True, help_text="Why something is printed that the rule would hide."
    )
    instead = models.JSONField(
        default=list,
        blank=True,
        help_text="Counts that are hidden instead of the one that is printed, by key: agreed to with it.",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", help_text="Who decided."
    )
    at = models.DateTimeField(help_text="When.")

    class Meta:
        ordering = ["update", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["update", "key"],
                name="check_answered_once",
                violation_error_message="This check has an answer already.",
            ),
            models.CheckConstraint(
                condition=~Q(act=CheckAct.OVERRIDE) | ~Q(reason=""),
                name="override_has_reason",
                violation_error_message="What is printed against the rule needs a reason: enter why.",
            ),
        ]

    def __str__(self):
        return f"{self.key}: {self.get_act_display()}"

    @property
    def kind(self):
        return self.key.partition(":")[0]

    @property
    def about(self):
        """The key of what it is about: of a text, or of a count."""
        return self.key.partition(":")[2]
