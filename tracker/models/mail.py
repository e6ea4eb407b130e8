"""What the site writes to people: every mail is a row first."""

from django.db import models
from django.db.models import Q

from tracker.models.people import User


class OutboxQuerySet(models.QuerySet["Outbox"]):
    def due(self, at):
        """What may be tried now, oldest first."""
        return self.filter(state=Outbox.State.WAITING, next_try_at__lte=at).order_by("next_try_at", "pk")


class Outbox(models.Model):
    """One mail to one address, written in the transaction of the act that causes it, and sent afterwards.

    A mail is claimed before it is handed over. Whoever claimed it and never came back leaves it "not known": it may
    have gone, so it is never sent again by itself.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        SENDING = "sending", "being sent"
        SENT = "sent", "sent"
        FAILED = "failed", "not sent"
        UNKNOWN = "unknown", "not known"

    key = models.CharField(
        max_length=160, unique=True, help_text="The same key is the same mail: written twice, sent once."
    )
    to = models.EmailField(help_text="The one address that it goes to.")
    subject = models.CharField(max_length=150, help_text="Subject line.")
    text = models.TextField(help_text="The text. {link} and {code} stand where a secret is put in as it is sent.")
    link_page = models.CharField(
        max_length=60, blank=True, help_text="Page that {link} opens; empty: the text has no personal link."
    )
    link_value = models.CharField(
        max_length=80,
        blank=True,
        help_text="What link and code are made from, with the site's key; useless without it.",
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING, help_text="Where it stands.")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="How often it was tried.")
    written_at = models.DateTimeField(help_text="When it was written.")
    next_try_at = models.DateTimeField(help_text="Not tried before this.")
    useful_until = models.DateTimeField(
        null=True, blank=True, help_text="Not sent after this: a code that has run out, say. Empty: always of use."
    )
    claimed_at = models.DateTimeField(null=True, blank=True, help_text="When the last attempt began.")
    over_at = models.DateTimeField(null=True, blank=True, help_text="When it was sent, given up, or found not known.")
    error = models.CharField(max_length=200, blank=True, help_text="What stood in the way, in a sentence.")
    by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Whose act caused it."
    )

    objects = OutboxQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        indexes = [models.Index(fields=["state", "next_try_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sending"], over_at=None)
                | Q(state__in=["sent", "failed", "unknown"], over_at__isnull=False),
                name="outbox_over_has_when",
                violation_error_message="A mail that is over has a time at which it ended.",
            ),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(claimed_at__isnull=False),
                name="outbox_claimed_has_when",
                violation_error_message="A mail that is being sent has a time at which that began.",
            ),
        ]
        verbose_name_plural = "outbox"

    def __str__(self):
        return self.key
