"""Files that were read in: each run with its file as evidence, and how a layout is read again next time."""

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from tracker.models.people import User


class ImportKind(models.TextChoices):
    FORM = "form", "our form"
    WORKBOOK = "workbook", "a provider’s own workbook"
    PORTFOLIO = "portfolio", "the office’s portfolio"
    WORDS = "words", "words"
    LEDGER = "ledger", "an extract of the ledger"
    EDITS = "edits", "the update’s words, edited in Word"


class ImportState(models.TextChoices):
    PREVIEWED = "previewed", "shown, nothing saved"
    APPLIED = "applied", "taken in"
    DROPPED = "dropped", "dropped"


class AboutSomething(models.Model):
    """What a row is about: any record, by its model and key, as in the audit trail."""

    model = models.CharField(max_length=60, help_text="Kind of record that it is about.")
    record_id = models.PositiveBigIntegerField(help_text="Key of that record.")

    class Meta:
        abstract = True

    @property
    def record_model(self) -> type[models.Model]:
        return apps.get_model(self.model)


class AboutQuerySet(models.QuerySet[Any]):
    def about(self, record: models.Model) -> Any:
        return self.filter(model=record._meta.label_lower, record_id=record.pk)


class ImportMappingQuerySet(AboutQuerySet):
    def current(self) -> Any:
        return self.filter(ended_on=None)


class ImportMapping(AboutSomething):
    """Which cell of somebody's own workbook holds which figure: chosen once on screen, used again next time."""

    name = models.CharField(max_length=120, help_text="What people call this layout.")
    kind = models.CharField(max_length=10, choices=ImportKind.choices, help_text="What it reads.")
    layout = models.JSONField(default=dict, help_text="Which places hold what.")
    fingerprint = models.JSONField(
        default=dict, help_text="The labels around those places when they were chosen, so that a move is noticed."
    )
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", help_text="Who chose the places.")
    made_at = models.DateTimeField(help_text="When.")
    ended_on = models.DateField(null=True, blank=True, help_text="From this day it is offered no more.")

    objects = ImportMappingQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["model", "record_id"])]

    def __str__(self) -> str:
        return self.name


class ImportRun(AboutSomething):
    """One file that was read in: what it was about, what came of it, and the file itself as evidence.

    Nothing is saved of what a file says before its run is applied, and then all of it or nothing.
    """

    kind = models.CharField(max_length=10, choices=ImportKind.choices, help_text="What sort of file it is.")
    state = models.CharField(
        max_length=10, choices=ImportState.choices, default=ImportState.PREVIEWED, help_text="What came of it."
    )
    name = models.CharField(max_length=160, help_text="The file's own name, as it was sent.")
    file = models.FileField(upload_to="imports/", help_text="Kept under a random name.")
    media_type = models.CharField(max_length=100, help_text="Kind of file, read from its first bytes.")
    size = models.PositiveIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64, help_text="Digest of the file.")
    mapping = models.ForeignKey(
        ImportMapping,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="runs",
        help_text="The layout by which it was read; empty: it says itself what it holds.",
    )
    summary = models.JSONField(default=dict, help_text="What was found in it, and what changed.")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="import_runs", help_text="Who sent it.")
    at = models.DateTimeField(help_text="When.")
    applied_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Who took it in."
    )
    applied_at = models.DateTimeField(null=True, blank=True, help_text="When it was taken in.")
    keep_until = models.DateField(
        null=True, blank=True, help_text="Day after which the file is to be removed; empty: not set."
    )

    objects = AboutQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["model", "record_id"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(applied_by=None, applied_at=None) | Q(applied_by__isnull=False, applied_at__isnull=False),
                name="import_run_applied_who_and_when",
                violation_error_message="Who took it in and when go together.",
            ),
            models.CheckConstraint(
                condition=Q(state=ImportState.APPLIED, applied_at__isnull=False)
                | (~Q(state=ImportState.APPLIED) & Q(applied_at=None)),
                name="import_run_applied_has_when",
                violation_error_message="What is taken in says when; nothing else does.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ShownPlan(models.Model):
    """What a file would change, as it stood when it was looked at last.

    It is shown as it is kept, and made anew to be carried out. It goes when the file is taken in or dropped.
    """

    run = models.OneToOneField(
        ImportRun, primary_key=True, on_delete=models.CASCADE, related_name="shown", help_text="Whose plan it is."
    )
    at = models.DateTimeField(help_text="When it was made.")
    plan = models.JSONField(help_text="All that would change, in words, with what is wrong and what is asked.")

    def __str__(self) -> str:
        return f"What {self.run} would change"
