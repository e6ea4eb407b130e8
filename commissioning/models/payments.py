"""What the office paid, line by line, as its ledger has it. Never what a provider says that it spent."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from commissioning.choices import MatchedBy
from commissioning.models.money import Award
from tracker import formats
from tracker.fields import MoneyField
from tracker.models import ImportRun


class PaymentQuerySet(models.QuerySet["Payment"]):
    def matched(self):
        return self.filter(award__isnull=False)

    def unmatched(self):
        """Lines of which nobody has said yet which award they belong to, nor that they belong to none."""
        return self.filter(award=None, aside=False)

    def between(self, first, last):
        return self.filter(paid_on__gte=first, paid_on__lte=last)


class Payment(models.Model):
    """One line of the ledger, kept as it came. What it was paid for is said beside it, by a rule or by a person."""

    paid_on = models.DateField(help_text="Day on which the ledger has it.")
    amount = MoneyField(help_text="Pounds, signed: a credit is below nought.")
    payee = models.CharField(max_length=200, blank=True, help_text="To whom, as the ledger says; may be empty.")
    reference = models.CharField(max_length=200, blank=True, help_text="The ledger’s own reference; may be empty.")
    line = models.CharField(
        max_length=64,
        unique=True,
        help_text="Digest of day, amount, payee, reference and which of like lines it is: extracts overlap.",
    )
    award = models.ForeignKey(
        Award,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="payments",
        help_text="What it was paid for; empty: not known yet, or set aside.",
    )
    matched_by = models.CharField(
        max_length=10, blank=True, choices=MatchedBy.choices, help_text="What told its award; empty: it has none."
    )
    aside = models.BooleanField(default=False, help_text="It was paid for no award, as somebody said.")
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who said what it was paid for; empty: a rule, or nobody.",
    )
    import_run = models.ForeignKey(
        ImportRun, on_delete=models.PROTECT, related_name="payments", help_text="The extract it came in."
    )
    cell = models.CharField(max_length=60, help_text="Where it stands there: sheet and cell.")

    objects = PaymentQuerySet.as_manager()

    class Meta:
        ordering = ["-paid_on", "-pk"]
        indexes = [models.Index(fields=["award", "paid_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(award=None) | Q(aside=False),
                name="payment_of_an_award_or_of_none",
                violation_error_message="Choose an award for the payment, or set it aside, not both.",
            ),
            models.CheckConstraint(
                condition=Q(award=None, matched_by="") | (Q(award__isnull=False) & ~Q(matched_by="")),
                name="payment_says_what_matched_it",
                violation_error_message="A payment with an award says what told it.",
            ),
        ]

    def __str__(self):
        return f"{self.payee or self.reference}, {formats.day(self.paid_on)}"
