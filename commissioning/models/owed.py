"""Anything owed for a period: the one life that returns, money and people, and items to write all share."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce

from commissioning.choices import State, Status

UNSENT_STATES = [State.NOT_STARTED, State.IN_PROGRESS]
OPEN_STATES = [*UNSENT_STATES, State.QUERIED]


class OwedQuerySet(models.QuerySet):
    """Sentences about anything owed: returns, packs and items alike."""

    def due_by(self, on):
        """Owed and with its due date (the agreed later one where there is one) on or before this day."""
        return self.filter(Q(agreed_due_on=None, due_on__lte=on) | Q(agreed_due_on__lte=on))

    def with_status(self, on):
        """Adds `due_day` (the agreed later one where there is one) and `status` (the state, or late on this day)."""
        late = Q(state__in=UNSENT_STATES, due_day__lt=on)
        return self.annotate(due_day=Coalesce("agreed_due_on", "due_on")).annotate(
            status=Case(When(late, then=Value(Status.LATE)), default=F("state"), output_field=models.CharField())
        )

    def received(self):
        return self.filter(state__in=[State.SUBMITTED, State.QUERIED, State.APPROVED])

    def expected(self):
        return self.exclude(state=State.NOT_REQUIRED)

    def to_check(self):
        return self.filter(state=State.SUBMITTED)

    def approved(self):
        return self.filter(state=State.APPROVED)


class Owed(models.Model):
    """The life of anything owed for a period: who and when in pairs, dates stored, the version raised by each save."""

    period: Any  # each kind of record has its own key to it

    state = models.CharField(
        max_length=12, choices=State.choices, default=State.NOT_STARTED, help_text="Where it stands."
    )
    version = models.PositiveIntegerField(default=0, help_text="Raised in the update itself by each save.")
    due_on = models.DateField(null=True, blank=True, help_text="First due date, stored when the period was opened.")
    agreed_due_on = models.DateField(
        null=True, blank=True, help_text="A later date that was agreed; kept beside the first."
    )
    agreed_due_reason = models.CharField(max_length=200, blank=True, help_text="Why a later date was agreed.")
    not_required_reason = models.CharField(max_length=200, blank=True, help_text="Why nothing is asked this time.")
    nothing_to_report = models.BooleanField(default=False, help_text='"Nothing to report" is a complete return.')
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who last wrote in it.",
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who sent it.",
    )
    submitted_at = models.DateTimeField(null=True, blank=True, help_text="When it was last sent.")
    warnings_left = models.PositiveSmallIntegerField(
        default=0, help_text="Warnings without a reason, counted when it was last sent or a reason was given."
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who read what was sent and found nothing to ask.",
    )
    checked_at = models.DateTimeField(null=True, blank=True, help_text="When it was read; empty: not since sent.")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who approved it.",
    )
    approved_at = models.DateTimeField(null=True, blank=True, help_text="When it was approved.")
    approval_reason = models.CharField(
        max_length=300, blank=True, help_text="Given where the same person entered and approved; shown for good."
    )

    reopened_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When a manager last opened it again; it is then open although its period was closed before.",
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(submitted_by=None, submitted_at=None)
                | Q(submitted_by__isnull=False, submitted_at__isnull=False),
                name="%(class)s_submitted_who_and_when",
                violation_error_message="Who sent it and when go together.",
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None, checked_at=None) | Q(checked_by__isnull=False, checked_at__isnull=False),
                name="%(class)s_checked_who_and_when",
                violation_error_message="Who checked it and when go together.",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="%(class)s_approved_who_and_when",
                violation_error_message="Who approved it and when go together.",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.APPROVED) | Q(approved_at__isnull=False),
                name="%(class)s_approved_has_when",
                violation_error_message="What is approved says who approved it and when.",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.NOT_REQUIRED) | ~Q(not_required_reason=""),
                name="%(class)s_not_required_has_reason",
                violation_error_message="Say why nothing is asked this time.",
            ),
            models.CheckConstraint(
                condition=Q(agreed_due_on=None) | (Q(agreed_due_on__gte=F("due_on")) & ~Q(agreed_due_reason="")),
                name="%(class)s_later_date_has_reason",
                violation_error_message="An agreed date has to be on or after the first, with a reason: enter both.",
            ),
        ]

    @property
    def due(self):
        """The day on which it is due: the agreed later one where there is one."""
        return self.agreed_due_on or self.due_on

    @property
    def is_open(self):
        return self.state in OPEN_STATES

    @property
    def is_shut(self):
        """Whether its period is closed and no manager has opened it again since: nothing is written in it then."""
        closed = self.period.closed_at
        return closed is not None and (self.reopened_at is None or self.reopened_at <= closed)

    def days_late(self, on):
        """Days past the due date while it is not yet sent; 0 when it is not late."""
        if self.state not in UNSENT_STATES or self.due is None or on <= self.due:
            return 0
        return (on - self.due).days
