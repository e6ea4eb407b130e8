"""Who delivers: the accountable bodies, the other names they go by, and the people of theirs who may sign in."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class ProviderKind(models.TextChoices):
    CHARITY = "charity", "charity"
    COMPANY = "company", "company"
    COUNCIL = "council", "council or CSP"
    POLICE = "police", "police"
    NHS = "nhs", "NHS"
    VOLUNTEERS = "volunteers", "volunteer group"
    OFFICE = "office", "the office"
    NOT_STATED = "not_stated", "not stated"


class ProviderQuerySet(models.QuerySet["Provider"]):
    def visible_to(self, user):
        """Office people see every provider; a provider's own people see their own."""
        return self.filter(memberships__user=user) if user.is_provider else self

    def current(self):
        return self.filter(merged_into=None, ended_on=None)

    def known_as(self, name):
        """Providers whose name or alias is this, whatever its capitals."""
        return self.filter(Q(name__iexact=name) | Q(short_name__iexact=name) | Q(aliases__name__iexact=name)).distinct()


class Provider(models.Model):
    """A body accountable for delivery. "Not stated" is one row of its own, never an empty key."""

    NOT_STATED = "not-stated"

    code = models.SlugField(unique=True, help_text="Stable short name, never changed.")
    name = models.CharField(max_length=160, unique=True, help_text="Full name.")
    short_name = models.CharField(max_length=60, blank=True, help_text="Name or initials used in running text.")
    kind = models.CharField(max_length=12, choices=ProviderKind.choices, help_text="What sort of body it is.")
    charity_number = models.CharField(
        max_length=12, blank=True, help_text="Charity Commission number; empty: not known yet."
    )
    company_number = models.CharField(
        max_length=8, blank=True, help_text="Companies House number with its leading noughts; empty: not known yet."
    )
    address_confidential = models.BooleanField(
        default=False, help_text="A refuge, say: no address, telephone or contact of it leaves the office in any form."
    )
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged",
        help_text="The row that took it over.",
    )
    ended_on = models.DateField(null=True, blank=True, help_text="From this day it is offered in no list.")

    objects = ProviderQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=models.F("pk")),
                name="provider_not_merged_into_itself",
                violation_error_message="A provider can't be merged into itself.",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def stated(self):
        """Whether it is a body at all: the one row "not stated" is none. A named body's kind may be unknown."""
        return self.code != self.NOT_STATED

    @property
    def brief_name(self):
        return self.short_name or self.name


class ProviderAlias(models.Model):
    """Another name or spelling under which a provider is known."""

    provider = models.ForeignKey(
        Provider, on_delete=models.CASCADE, related_name="aliases", help_text="Whose name it is."
    )
    name = models.CharField(max_length=160, unique=True, help_text="The other name, as people write it.")

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = "provider aliases"

    def __str__(self):
        return self.name


class MembershipRole(models.TextChoices):
    EDITOR = "editor", "writes"
    AUTHORISER = "authoriser", "writes and sends"


class Membership(models.Model):
    """Ties a provider's own person to the provider whose returns he or she fills in."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="membership", help_text="The person."
    )
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="memberships", help_text="The provider."
    )
    role = models.CharField(
        max_length=10, choices=MembershipRole.choices, help_text="An editor writes; an authoriser also sends."
    )

    class Meta:
        ordering = ["provider", "user"]

    def __str__(self):
        return f"{self.user} for {self.provider}"
