"""Personal links, by which a contact without an account answers one return, or something else that it is sent."""

from typing import Self

from django.conf import settings
from django.db import models

from commissioning.models.returns import QuarterlyReturn
from providers.models import Contact


class PersonalLinkQuerySet(models.QuerySet["PersonalLink"]):
    def open(self, at) -> Self:
        """Those that still open what they are for."""
        return self.filter(ended_at=None, expires_at__gt=at, contact__ended_on=None)


class PersonalLink(models.Model):
    """What every kind of link has: whom it was made for, the value that it is made from, and its newest code."""

    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, related_name="%(class)ss", help_text="Whom it was made for."
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="%(class)ss",
        help_text="In whose name what the contact does is kept; nobody can log in as it.",
    )
    value = models.CharField(
        max_length=40, unique=True, help_text="What the link is made from, with the site's key; worth nothing alone."
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", help_text="Who sent it."
    )
    at = models.DateTimeField(help_text="When.")
    expires_at = models.DateTimeField(help_text="After this the link opens nothing.")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When it was taken back, or followed by another.")
    code_value = models.CharField(
        max_length=40, blank=True, help_text="What the newest code is made from, with the site's key."
    )
    code_until = models.DateTimeField(null=True, blank=True, help_text="After this the code opens nothing.")
    code_tries = models.PositiveSmallIntegerField(default=0, help_text="How often a code was tried.")

    objects = PersonalLinkQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-at", "-pk"]


class ReturnLink(PersonalLink):
    """Lets one contact answer one return, with a code sent to the contact's address; opens nothing else."""

    quarterly_return = models.ForeignKey(
        QuarterlyReturn, on_delete=models.PROTECT, related_name="links", help_text="The one return that it opens."
    )

    class Meta(PersonalLink.Meta):
        pass

    def __str__(self):
        return f"{self.contact}: {self.quarterly_return}"
