"""What is kept of how a return came about: what was sent, what is being typed, warnings let through, files."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from commissioning.choices import Audience, RecordKind
from commissioning.models.returns import UnderSomethingOwed
from providers.models import Provider
from tracker.models import AboutQuerySet, AboutSomething


class Submission(models.Model):
    """What was sent, whole, each time it was sent. Never changed; approval points to one."""

    record_kind = models.CharField(max_length=12, choices=RecordKind.choices, help_text="Return, pack or item.")
    record_id = models.PositiveBigIntegerField(help_text="Key of the record.")
    number = models.PositiveSmallIntegerField(help_text="1 for the first time it was sent.")
    content = models.JSONField(help_text="All that was sent.")
    sha256 = models.CharField(max_length=64, help_text="Digest of the content.")
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", help_text="Who wrote it."
    )
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", help_text="Who sent it."
    )
    on_behalf_of = models.ForeignKey(
        Provider,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="submissions",
        help_text="For whom it was sent.",
    )
    at = models.DateTimeField(help_text="When it was sent.")
    approved = models.BooleanField(default=False, help_text="This is the version that was approved.")

    class Meta:
        ordering = ["record_kind", "record_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["record_kind", "record_id", "number"],
                name="submission_once",
                violation_error_message="This was already sent under that number.",
            ),
        ]

    def __str__(self):
        return f"{self.get_record_kind_display()} {self.record_id}, sent {self.number}"


class Draft(models.Model):
    """What one person has typed and not yet saved: raw strings, seen by nobody else."""

    record_kind = models.CharField(max_length=12, choices=RecordKind.choices, help_text="Return, pack or item.")
    record_id = models.PositiveBigIntegerField(help_text="Key of the record.")
    section = models.SlugField(help_text="Page of the form.")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts", help_text="Who is typing."
    )
    fields = models.JSONField(help_text="Raw strings as typed, by name of the box.")
    base_version = models.PositiveIntegerField(help_text="Version of the record that the person began from.")
    base_fields = models.JSONField(default=dict, help_text="What the boxes held then, to merge field by field.")
    revision = models.PositiveIntegerField(default=1, help_text="Raised by each save of the draft.")
    saved_at = models.DateTimeField(help_text="When it was last kept.")

    class Meta:
        ordering = ["-saved_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["record_kind", "record_id", "section", "user"],
                name="draft_once",
                violation_error_message="There is already a draft of this page.",
            ),
        ]

    def __str__(self):
        return f"{self.get_record_kind_display()} {self.record_id}, {self.section}"


class AcknowledgementQuerySet(models.QuerySet["Acknowledgement"]):
    def about(self, kind, pk):
        return self.filter(record_kind=kind, record_id=pk)


class Acknowledgement(models.Model):
    """A warning that was let through with a reason; it holds until the facts behind it change."""

    record_kind = models.CharField(max_length=12, choices=RecordKind.choices, help_text="Return, pack or item.")
    record_id = models.PositiveBigIntegerField(help_text="Key of the record.")
    code = models.CharField(max_length=120, help_text="Which warning.")
    digest = models.CharField(max_length=64, help_text="Digest of the facts behind it.")
    reason = models.CharField(max_length=300, help_text="Why it may stay so.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", help_text="Who let it through."
    )
    at = models.DateTimeField(help_text="When.")

    objects = AcknowledgementQuerySet.as_manager()

    class Meta:
        ordering = ["record_kind", "record_id", "code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["record_kind", "record_id", "code", "digest"],
                name="acknowledgement_once",
                violation_error_message="This warning is already acknowledged.",
            ),
        ]

    def __str__(self):
        return self.code


class Attachment(UnderSomethingOwed):
    """A file kept as evidence of what was sent."""

    name = models.CharField(max_length=160, help_text="The file's own name, as it was sent.")
    file = models.FileField(upload_to="attachments/", help_text="Kept under a random name.")
    media_type = models.CharField(max_length=100, help_text="Kind of file, read from its first bytes.")
    size = models.PositiveIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64, help_text="Digest of the file.")
    audience = models.CharField(
        max_length=8, choices=Audience.choices, default=Audience.INTERNAL, help_text="Who may see it."
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", help_text="Who added it."
    )
    at = models.DateTimeField(help_text="When.")
    keep_until = models.DateField(
        null=True, blank=True, help_text="Day after which it is to be removed; empty: not set."
    )

    class Meta(UnderSomethingOwed.Meta):
        ordering = ["at", "pk"]

    def __str__(self):
        return self.name


class LegalHoldQuerySet(AboutQuerySet):
    def current(self):
        return self.filter(lifted_at=None)


class LegalHold(AboutSomething):
    """A file that is kept beyond its day, because somebody may have to show it: until a manager lifts the hold."""

    reason = models.CharField(max_length=500, help_text="Why it has to be kept.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", help_text="Who put it on."
    )
    at = models.DateTimeField(help_text="When.")
    lifted_reason = models.CharField(max_length=500, blank=True, help_text="Why it need not be kept any more.")
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who lifted it.",
    )
    lifted_at = models.DateTimeField(null=True, blank=True, help_text="When; empty: it holds.")

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["model", "record_id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["model", "record_id"],
                condition=Q(lifted_at=None),
                name="legal_hold_once",
                violation_error_message="This file is on legal hold already.",
            ),
            models.CheckConstraint(
                condition=Q(lifted_by=None, lifted_at=None) | Q(lifted_by__isnull=False, lifted_at__isnull=False),
                name="legal_hold_lifted_who_and_when",
                violation_error_message="Who lifted it and when go together.",
            ),
        ]

    def __str__(self):
        return self.reason
