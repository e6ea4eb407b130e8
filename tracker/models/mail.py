"""What the site writes to people: every mail is a row first."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from tracker.marks import unknown_marks
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


class ReminderRule(models.Model):
    """When somebody is reminded of what is owed: so many days before or after the due date, and whom it goes to."""

    MOST_DAYS = 365
    MARKS = ("name", "provider", "quarter", "due", "missing", "answer", "officer", "office")
    SUBJECT = "{provider}: returns for {quarter}"
    TEXT = (
        "Dear {name},\n\nthis is still to come for {quarter}:\n\n{missing}\n\n{answer}\n\n"
        "If something stands in the way, tell {officer}: a later date can be agreed.\n\n{office}"
    )

    class Side(models.TextChoices):
        BEFORE = "before", "before it is due"
        AFTER = "after", "after it was due"

    class To(models.TextChoices):
        CONTACTS = "contacts", "the provider’s contacts that get reminders"
        PEOPLE = "people", "the provider’s own people who log in"
        OFFICER = "officer", "the officer who leads the service, or the writer of the item"
        MANAGERS = "managers", "the managers"

    days = models.PositiveSmallIntegerField(
        "number of days",
        help_text="Counted from the due date, or from a later date that was agreed; 0 is the day itself.",
    )
    side = models.CharField("when", max_length=6, choices=Side.choices, help_text="Before or after that day.")
    to = models.CharField("to whom", max_length=10, choices=To.choices, help_text="Who is written to.")
    subject = models.CharField(
        max_length=120, default=SUBJECT, help_text="Subject line. The words in braces may stand here too."
    )
    text = models.TextField(
        max_length=3000,
        default=TEXT,
        help_text="Filled in: {name}, {provider}, {quarter}, {due}, {missing}, {answer}, {officer} and {office}.",
    )
    ended_on = models.DateField(
        "no longer used from", null=True, blank=True, help_text="From this day nothing is sent by this rule."
    )

    class Meta:
        ordering = ["to", "side", "days", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(days__lte=365),
                name="reminder_within_a_year",
                violation_error_message="A reminder is sent at most 365 days before or after the due date: type a "
                "number up to 365.",
            ),
            models.UniqueConstraint(
                fields=["days", "side", "to"],
                condition=Q(ended_on=None),
                name="reminder_rule_once",
                violation_error_message="There is already a rule for these people on this day: choose another day, "
                "or other people.",
            ),
        ]

    def __str__(self):
        return f"{self.when}, to {self.get_to_display()}"

    def clean(self):
        """What stands in braces is filled in, so it has to be something that is known."""
        faults = {name: self.fault_of(getattr(self, name)) for name in ("subject", "text")}
        found = {name: fault for name, fault in faults.items() if fault}
        if found:
            raise ValidationError(found)

    @classmethod
    def fault_of(cls, text):
        """A sentence about what can't be filled in; empty where all can."""
        unknown = unknown_marks(text, cls.MARKS)
        if not unknown:
            return ""
        known = ", ".join(f"{{{mark}}}" for mark in cls.MARKS)
        return f"{{{unknown[0]}}} stands for nothing. What can be filled in: {known}."

    @property
    def offset(self):
        """Days from the due date: negative before it."""
        return -self.days if self.side == self.Side.BEFORE else self.days

    @property
    def when(self):
        if self.days == 0:
            return "On the day it is due"
        return f"{self.days} day{'' if self.days == 1 else 's'} {self.get_side_display()}"
