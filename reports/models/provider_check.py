"""The providers' check: what a provider is shown of the update before it is signed off, and what it says of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from commissioning.models import Question
from commissioning.models.links import PersonalLink
from providers.models import Provider
from reports.models.update import Entry, Update


class ProviderCheckQuerySet(models.QuerySet["ProviderCheck"]):
    def visible_to(self, user):
        """Office people see every check; a provider's own people see their provider's."""
        return self.filter(provider__memberships__user=user) if user.is_provider else self

    def standing(self):
        """Those that no later one of the same provider has taken the place of."""
        return self.filter(ended_at=None)


class ProviderCheck(models.Model):
    """One provider asked to check its part of an update by a day. Asked again, the earlier one ends and is kept."""

    update = models.ForeignKey(
        Update, on_delete=models.PROTECT, related_name="provider_checks", help_text="The update."
    )
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="update_checks", help_text="Who is asked."
    )
    reply_by = models.DateField(help_text="The day by which an answer is asked for.")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", help_text="Who asked."
    )
    asked_at = models.DateTimeField(help_text="When.")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who gave the last answer, or wrote it down for the provider.",
    )
    answered_at = models.DateTimeField(null=True, blank=True, help_text="When.")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When the provider was asked anew.")

    objects = ProviderCheckQuerySet.as_manager()

    class Meta:
        ordering = ["update", "provider__name", "-asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["update", "provider"],
                condition=Q(ended_at=None),
                name="provider_check_stands_once",
                violation_error_message="This provider has been asked already.",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None, answered_at=None)
                | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="provider_check_answered_who_and_when",
                violation_error_message="Who answered and when go together.",
            ),
        ]

    def __str__(self):
        return f"{self.provider}: {self.update}"


class PartAnswer(models.TextChoices):
    RIGHT = "right", "Right"
    WRONG = "wrong", "A fact is wrong"
    PERSON = "person", "It could point to a person"


class CheckedEntry(models.Model):
    """One paragraph as the provider was shown it, with what it answered. What was shown is never changed."""

    check_of = models.ForeignKey(
        ProviderCheck, on_delete=models.PROTECT, related_name="entries", help_text="The check that it belongs to."
    )
    entry = models.ForeignKey(
        Entry,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="checks",
        help_text="The paragraph; empty once it is taken out of the update.",
    )
    code = models.SlugField(max_length=80, help_text="Its short name within the update.")
    heading = models.CharField(max_length=160, help_text="Its heading, as it was shown.")
    shown = models.JSONField(help_text="What the provider was shown: words, figures and where they come from.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of what was shown.")
    place = models.PositiveSmallIntegerField(help_text="Order in the check.")
    answer = models.CharField(
        max_length=6, choices=PartAnswer.choices, blank=True, help_text="What was answered; empty: nothing yet."
    )
    text = models.CharField(max_length=1000, blank=True, help_text="What is wrong and what it should be, or where.")
    question = models.ForeignKey(
        Question,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The question to the office that the answer became.",
    )

    class Meta:
        ordering = ["check_of", "place", "pk"]
        verbose_name, verbose_name_plural = "checked paragraph", "checked paragraphs"
        constraints = [
            models.UniqueConstraint(
                fields=["check_of", "code"],
                name="checked_entry_once",
                violation_error_message="This paragraph is in the check already.",
            ),
            models.CheckConstraint(
                condition=Q(answer__in=["", PartAnswer.RIGHT]) | ~Q(text=""),
                name="checked_entry_says_what",
                violation_error_message="Say what is wrong, or where.",
            ),
        ]

    def __str__(self):
        return self.heading


class CheckLink(PersonalLink):
    """Lets one contact of a provider answer one check, with a code sent to the contact's address."""

    check_of = models.ForeignKey(
        ProviderCheck, on_delete=models.PROTECT, related_name="links", help_text="The one check that it opens."
    )

    class Meta(PersonalLink.Meta):
        pass

    def __str__(self):
        return f"{self.contact}: {self.check_of}"
