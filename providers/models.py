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
        """Providers whose name or alias is this, whatever its capitals; of merged ones whoever took them over."""
        return (
            self.filter(merged_into=None)
            .filter(Q(name__iexact=name) | Q(short_name__iexact=name) | Q(aliases__name__iexact=name))
            .distinct()
        )


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
    different_from = models.ManyToManyField(
        "self", blank=True, help_text="Bodies with a name much like its own that somebody has said are others."
    )
    ended_on = models.DateField(null=True, blank=True, help_text="From this day it is offered in no list.")

    objects = ProviderQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=models.F("pk")),
                name="provider_not_merged_into_itself",
                violation_error_message="A provider can’t be merged into itself: choose the other one.",
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


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, user):
        """Office people see every contact; a provider's own people see their provider's."""
        return self.filter(provider__memberships__user=user) if user.is_provider else self

    def current(self):
        return self.filter(ended_on=None)

    def reminded(self):
        """Those who are written to about what is owed."""
        return self.current().filter(gets_reminders=True).exclude(email="")


class Contact(models.Model):
    """A person at a provider whom the office writes to. Never public, in any file or page; may have no account."""

    private_fields = frozenset({"name", "job", "email", "telephone"})  # no event holds them: they can be erased

    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="contacts", help_text="Where the person works."
    )
    name = models.CharField(max_length=120, help_text="The person's name, or a desk's: Contracts team.")
    job = models.CharField("role", max_length=120, blank=True, help_text="What the person does there; may be empty.")
    email = models.EmailField("e-mail address", blank=True, help_text="Empty: not known yet.")
    telephone = models.CharField(max_length=30, blank=True, help_text="As it is dialled; empty: not known yet.")
    gets_reminders = models.BooleanField(
        default=False, help_text="Is written to about returns that are due or late; needs an e-mail address."
    )
    ended_on = models.DateField(
        "no longer a contact from", null=True, blank=True, help_text="From this day nothing is sent to the person."
    )
    erased_at = models.DateTimeField(
        null=True, blank=True, help_text="When name and ways to reach the person were erased; empty: never."
    )

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["provider__name", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(gets_reminders=False) | ~Q(email=""),
                name="contact_reminded_by_email",
                violation_error_message="Reminders go by e-mail: enter the address, or send this contact none.",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(email="", telephone="", job="", ended_on__isnull=False),
                name="contact_erased_is_empty",
                violation_error_message="An erased contact has no address, telephone or role, and has ended.",
            ),
        ]

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
