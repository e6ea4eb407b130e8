"""Who was reminded of what, and when."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from commissioning.choices import RecordKind
from providers.models import Contact
from tracker.models import Outbox, ReminderRule


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def about(self, kind, pk):
        return self.filter(record_kind=kind, record_id=pk)

    def with_people(self):
        return self.select_related("contact__provider", "user", "rule", "by", "mail")

    def last_to(self, users, contacts):
        """When each of these people was last written to: (user, contact, when)."""
        rows = self.filter(models.Q(user__in=users) | models.Q(contact__in=contacts)).order_by()
        return rows.values_list("user_id", "contact_id").annotate(last=models.Max("at"))


class Reminder(models.Model):
    """One person was written to about one thing that was missing: by a rule, or by somebody of the office."""

    record_kind = models.CharField(max_length=12, choices=RecordKind.choices, help_text="What was missing.")
    record_id = models.PositiveBigIntegerField(help_text="Key of the record.")
    due_on = models.DateField(help_text="When it was due, as the reminder said.")
    contact = models.ForeignKey(
        Contact,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reminders",
        help_text="Who was written to, without an account.",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reminders",
        help_text="Who was written to, with an account.",
    )
    rule = models.ForeignKey(
        ReminderRule,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reminders",
        help_text="The rule that called for it; empty: by hand, or named along with others.",
    )
    mail = models.ForeignKey(
        Outbox,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="reminders",
        help_text="The mail; empty: the text was copied, or the mail is no longer kept.",
    )
    copied = models.BooleanField(default=False, help_text="Somebody took the text and sent it another way.")
    form_key = models.CharField(
        max_length=40, blank=True, db_index=True, help_text="The form that it was sent by: sent twice, it is done once."
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who chased; empty: the schedule.",
    )
    at = models.DateTimeField(help_text="When.")

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["record_kind", "record_id"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=False, user=None) | Q(contact=None, user__isnull=False),
                name="reminder_to_one_person",
                violation_error_message="A reminder goes to a contact or to somebody with an account.",
            ),
        ]

    def __str__(self):
        return f"{self.get_record_kind_display()} {self.record_id}, to {self.to}"

    @property
    def to(self):
        return self.contact or self.user
