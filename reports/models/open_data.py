"""Grants published as open data in the form of 360Giving: what was published when, as files that never change."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tracker.models import Licence


class GrantReleaseQuerySet(models.QuerySet["GrantRelease"]):
    def standing(self):
        """Those that were not taken back, newest first."""
        return self.filter(withdrawn_at=None)


class GrantRelease(models.Model):
    """One publication of the grants: JSON and spreadsheet with the same contents, each kept under its digest."""

    number = models.PositiveIntegerField(unique=True, help_text="1 for the first; part of its address.")
    as_at = models.DateField(help_text="The grants as they stood on this day.")
    grants = models.PositiveIntegerField(help_text="How many grants are in it.")
    left_out = models.PositiveIntegerField(help_text="How many were not, as something that is needed was missing.")
    licence = models.CharField(max_length=6, choices=Licence.choices, help_text="Under which it was published.")
    json_file = models.FileField(upload_to="open-data/", help_text="The JSON, named by its digest.")
    json_sha256 = models.CharField(max_length=64, help_text="Digest of the JSON.")
    json_size = models.PositiveIntegerField(help_text="Bytes of the JSON.")
    sheet_file = models.FileField(upload_to="open-data/", help_text="The spreadsheet, named by its digest.")
    sheet_sha256 = models.CharField(max_length=64, help_text="Digest of the spreadsheet.")
    sheet_size = models.PositiveIntegerField(help_text="Bytes of the spreadsheet.")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", help_text="Who published it."
    )
    published_at = models.DateTimeField(help_text="When.")
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who took it back.",
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True, help_text="When; empty: it stands.")
    withdrawn_reason = models.CharField(max_length=300, blank=True, help_text="Why it was taken back; told in public.")

    objects = GrantReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_by=None, withdrawn_at=None)
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False),
                name="grant_release_withdrawn_who_and_when",
                violation_error_message="Who took it back and when go together.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="grant_release_withdrawn_with_why",
                violation_error_message="Say why it is taken back.",
            ),
        ]

    def __str__(self):
        return f"360Giving release {self.number}"
