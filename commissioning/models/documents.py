"""Documents of providers, awards and services: what each is, until when it holds, and what an office asks for."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from commissioning.choices import Audience, AwardKind
from commissioning.models.delivery import Service
from commissioning.models.money import Award
from commissioning.models.seeing import audiences
from providers.models import Provider, ProviderKind

HOLDERS = ("provider", "award", "service")
SERVICE = "service"


def _required_of():
    """Of whom a kind of document can be asked: providers and awards of a kind, or every service."""
    for kind, label in ProviderKind.choices:
        if kind not in (ProviderKind.NOT_STATED, ProviderKind.OFFICE):
            yield f"provider-{kind}", f"providers: {label}"
    for kind, label in AwardKind.choices:
        yield f"award-{kind}", f"awards: {label}"
    yield SERVICE, "every service"


REQUIRED_OF = list(_required_of())


class DocumentKind(models.Model):
    """A kind of document, such as an insurance or a safeguarding policy."""

    name = models.CharField(max_length=80, unique=True, help_text="Such as: Public liability insurance.")
    expires = models.BooleanField(
        default=False, help_text="Each document of this kind holds until a day, which must be given."
    )
    ended_on = models.DateField(null=True, blank=True, help_text="From this day it is offered and asked for no more.")

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name


class DocumentRequirement(models.Model):
    """That a kind of document must be held of all providers or awards of a kind, or of every service."""

    kind = models.ForeignKey(
        DocumentKind, on_delete=models.CASCADE, related_name="requirements", help_text="What must be held."
    )
    of = models.CharField(max_length=24, choices=REQUIRED_OF, help_text="Of whom, or of which awards.")

    class Meta:
        ordering = ["kind__name", "of", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "of"],
                name="document_requirement_once",
                violation_error_message="This is asked of these already: choose others.",
            ),
        ]

    def __str__(self):
        return f"{self.kind}, of {self.get_of_display()}"


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user):
        """The office sees all, a viewer what is for the board; a provider what it may see of its own alone."""
        if user.is_provider:
            own = Q(provider__memberships__user=user) | Q(award__provider__memberships__user=user)
            delivered = Q(service__service_providers__provider__memberships__user=user)
            return self.filter(to_provider=True).filter(pk__in=Document.objects.filter(own | delivered).values("pk"))
        return self.filter(audience__in=audiences(user))

    def current(self):
        return self.filter(ended_on=None)

    def with_holders(self):
        return self.select_related("kind", "provider", "award__provider", "service")


class Document(models.Model):
    """A file that is kept of one provider, award or service. A newer one is another document; the old one ends."""

    provider = models.ForeignKey(
        Provider, null=True, blank=True, on_delete=models.PROTECT, related_name="documents", help_text="Whose it is."
    )
    award = models.ForeignKey(
        Award, null=True, blank=True, on_delete=models.PROTECT, related_name="documents", help_text="Or which award’s."
    )
    service = models.ForeignKey(
        Service, null=True, blank=True, on_delete=models.PROTECT, related_name="documents", help_text="Or a service’s."
    )
    kind = models.ForeignKey(
        DocumentKind, on_delete=models.PROTECT, related_name="documents", help_text="What kind of document it is."
    )
    title = models.CharField(max_length=160, help_text="What it is called.")
    dated_on = models.DateField(null=True, blank=True, help_text="The day it bears; empty: none, or not known.")
    expires_on = models.DateField(
        null=True, blank=True, help_text="Last day on which it holds; empty: it does not end."
    )
    name = models.CharField(max_length=160, help_text="The file’s own name, as it was sent.")
    file = models.FileField(upload_to="documents/", help_text="Kept under a random name; empty: removed in time.")
    media_type = models.CharField(max_length=100, help_text="Kind of file, read from its first bytes.")
    size = models.PositiveIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64, help_text="Digest of the file.")
    audience = models.CharField(
        max_length=8, choices=Audience.choices, default=Audience.INTERNAL, help_text="Who may see it."
    )
    to_provider = models.BooleanField(
        "shown to the provider", default=False, help_text="The provider’s own people may read it."
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", help_text="Who added it."
    )
    at = models.DateTimeField(help_text="When.")
    keep_until = models.DateField(help_text="Day after which the file is to be removed.")
    ended_on = models.DateField(
        null=True, blank=True, help_text="From this day it no longer counts: replaced, or taken back."
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["kind__name", "title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(provider__isnull=False, award=None, service=None)
                | Q(provider=None, award__isnull=False, service=None)
                | Q(provider=None, award=None, service__isnull=False),
                name="document_of_one",
                violation_error_message="Choose one provider, one award or one service: a document is of one.",
            ),
            models.CheckConstraint(
                condition=Q(dated_on=None) | Q(expires_on=None) | Q(expires_on__gte=F("dated_on")),
                name="document_expires_after_its_date",
                violation_error_message="The day until which a document holds has to be on or after the day it "
                "bears: change one of them.",
            ),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        """What expires says until when it holds."""
        if self.kind_id and self.kind.expires and self.expires_on is None:
            sentence = f"{self.kind} holds until a day: enter it."
            raise ValidationError({"expires_on": sentence})

    @property
    def holder(self):
        return self.provider or self.award or self.service
