"""The audit trail. Events are written by `tracker.audit.record` alone."""

from django.db import models

from tracker.models.people import User


class AuditHead(models.Model):
    """The one row that every writer updates first, so that events form one chain on every database."""

    only = models.BooleanField(default=True, unique=True, editable=False, help_text="Keeps the table at one row.")
    number = models.PositiveBigIntegerField(default=0, help_text="Number of the last event.")
    hash = models.CharField(max_length=64, blank=True, help_text="Hash of the last event.")

    def __str__(self):
        return f"{self.number}: {self.hash}"


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def about(self, record):
        return self.filter(model=record._meta.label_lower, record_id=record.pk)

    def newest_first(self):
        return self.order_by("-number")


class AuditEvent(models.Model):
    """Who did what to which record, when, from which state to which, and why. Never changed, never deleted."""

    number = models.PositiveBigIntegerField(unique=True, help_text="Place in the chain, from 1 without gaps.")
    at = models.DateTimeField(help_text="When it was done.")
    by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="events", help_text="Empty: the system."
    )
    act = models.CharField(max_length=40, help_text="What was done, as a verb: submit, approve, reopen.")
    model = models.CharField(max_length=60, help_text="Kind of record.")
    record_id = models.PositiveBigIntegerField(help_text="Key of the record.")
    from_state = models.CharField(max_length=20, blank=True, help_text="State before.")
    to_state = models.CharField(max_length=20, blank=True, help_text="State after.")
    reason = models.CharField(max_length=500, blank=True, help_text="Why, where a reason was asked.")
    changes = models.JSONField(
        default=dict, help_text="Field by field: before and after, long text as its digest so that it can be redacted."
    )
    previous_hash = models.CharField(max_length=64, blank=True, help_text="Hash of the event before.")
    hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 over this event and the hash before it.")

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["model", "record_id"])]

    def __str__(self):
        return f"{self.number} {self.act}"
