"""How people and programs come in, and who stands in for whom."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from tracker.models.people import User


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, at):
        """Those that still let somebody in."""
        return self.filter(used_at=None, ended_at=None, expires_at__gt=at)


class Invitation(models.Model):
    """A link by which a person whom the office, or an authoriser, named sets a first password. Works once."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations", help_text="Who is invited.")
    value = models.CharField(
        max_length=40, unique=True, help_text="What the link is made from, with the site's key; worth nothing alone."
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", help_text="Who invited.")
    at = models.DateTimeField(help_text="When.")
    expires_at = models.DateTimeField(help_text="After this the link opens nothing.")
    used_at = models.DateTimeField(null=True, blank=True, help_text="When the password was set; empty: not yet.")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When it was taken back, or followed by another.")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(ended_at=None),
                name="invitation_used_or_ended",
                violation_error_message="An invitation that was used can’t be taken back: end the account instead.",
            ),
        ]

    def __str__(self):
        return f"Invitation of {self.user}"


class CoverQuerySet(models.QuerySet["Cover"]):
    def in_force(self, on):
        return self.filter(starts_on__lte=on, ends_on__gte=on)

    def standing(self, on):
        """In force or still to come."""
        return self.filter(ends_on__gte=on)


class Cover(models.Model):
    """Somebody of the office is away between two days, and somebody else stands in. A deputy is a cover, not a role."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="covers", help_text="Who is away.")
    cover = models.ForeignKey(User, on_delete=models.PROTECT, related_name="covering", help_text="Who stands in.")
    starts_on = models.DateField(help_text="First day away.")
    ends_on = models.DateField(help_text="Last day away.")

    objects = CoverQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(person=F("cover")),
                name="cover_by_another",
                violation_error_message="Nobody stands in for themselves: choose somebody else.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="cover_ends_after_start",
                violation_error_message="The last day has to be on or after the first day: change one of them.",
            ),
        ]

    def __str__(self):
        return f"{self.cover} for {self.person}"

    def clean(self):
        """Two covers of one person share no day: it would not be known who is asked."""
        if None in (self.person_id, self.starts_on, self.ends_on):
            return
        same = Cover.objects.filter(person=self.person_id, starts_on__lte=self.ends_on, ends_on__gte=self.starts_on)
        other = same.exclude(pk=self.pk).select_related("cover").first()
        if other:
            raise ValidationError({"starts_on": f"{other.cover} stands in on some of these days already."})


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def visible_to(self, user):
        return self.filter(owner=user)

    def working(self, on):
        """Those that still open the data."""
        return self.filter(ended_at=None, expires_on__gte=on, owner__is_active=True)


class ApiToken(models.Model):
    """Lets a program (Power BI, Excel) read what its owner may read. The token itself is shown once and not kept."""

    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens", help_text="Whose rights it has.")
    name = models.CharField(max_length=80, help_text="What it is for.")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token.")
    made_at = models.DateTimeField(help_text="When it was made.")
    expires_on = models.DateField(help_text="Last day on which it works.")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When it was ended; empty: it was not.")

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return self.name
