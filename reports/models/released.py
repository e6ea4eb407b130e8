"""What publications told the public of each count, and what they hid: later ones are held against it."""

from django.db import models
from django.db.models import Q

from reports.models.update import Update, UpdateState


class ReleasedCellQuerySet(models.QuerySet["ReleasedCell"]):
    def of_others(self, update):
        """What was released apart from the version that is being made."""
        return self.exclude(update=update, version=update.version)

    def final(self):
        """What is published: a sign-off can be taken back, a publication can't."""
        return self.filter(Q(update__state=UpdateState.PUBLISHED) | Q(version__lt=models.F("update__version")))


class ReleasedCell(models.Model):
    """One count of a signed-off version, with whether the public was told it.

    What another publication has told in the very same way is not written again: the first row stands for all. The value
    of a hidden count is kept, for without it nobody could work out what would give it away; it never leaves the office.
    """

    update = models.ForeignKey(
        Update, on_delete=models.PROTECT, related_name="released_cells", help_text="The update that told or hid it."
    )
    version = models.PositiveSmallIntegerField(help_text="Which version of it.")
    key = models.CharField(max_length=240, help_text="The count: measure and period, or which waiting list of when.")
    value = models.BigIntegerField(help_text="What it was; where it was hidden, for the office alone.")
    told = models.BooleanField(help_text="Whether the public can read it.")
    hidden = models.BooleanField(default=False, help_text="Whether it was hidden; neither: not printed at all.")
    about_people = models.BooleanField(default=True, help_text="Whether it counts people.")
    sums = models.JSONField(
        default=list,
        blank=True,
        help_text="What it is the sum of: for each sum its parts, each as the count and its value at the time.",
    )

    objects = ReleasedCellQuerySet.as_manager()

    class Meta:
        ordering = ["update", "version", "key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["update", "version", "key"],
                name="released_once_a_version",
                violation_error_message="The version has told of this count already.",
            ),
            models.CheckConstraint(
                condition=Q(told=False) | Q(hidden=False),
                name="released_told_or_hidden",
                violation_error_message="What is told is not hidden.",
            ),
            models.CheckConstraint(
                condition=Q(version__gte=1),
                name="released_version_from_one",
                violation_error_message="Versions are numbered from 1.",
            ),
        ]

    def __str__(self):
        return f"{self.key}, version {self.version}"
