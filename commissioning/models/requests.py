"""Requests under the Freedom of Information Act: what was asked, by when it is due, what was answered and given."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from commissioning.models.calendars import ReportingPeriod


class InformationRequestQuerySet(models.QuerySet["InformationRequest"]):
    def visible_to(self, user):
        """The office and who reads for it see every request; a provider's own people none."""
        return self.none() if user.is_provider else self

    def open(self):
        return self.filter(answered_on=None)


class InformationRequest(models.Model):
    """One request, with the list that answers it: what that gave then is kept, and it can be run again."""

    number = models.CharField(max_length=40, unique=True, help_text="The office’s own number of the request.")
    asker = models.CharField(
        "asked by", max_length=120, help_text="Such as: a member of the public, a newspaper. A name isn’t needed."
    )
    text = models.TextField("what is asked", max_length=4000, help_text="In the asker’s words.")
    received_on = models.DateField(help_text="Day on which it came.")
    due_on = models.DateField(help_text="Day by which it must be answered: 20 working days after it came, or as said.")
    answer = models.TextField(max_length=10000, blank=True, help_text="What was answered; empty: nothing yet.")
    answered_on = models.DateField(null=True, blank=True, help_text="When.")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="By whom.",
    )
    quarter = models.ForeignKey(
        ReportingPeriod,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The quarter of the list that was given.",
    )
    page = models.SlugField(blank=True, help_text="Name of the list’s address; empty: no list was given.")
    parts = models.JSONField(default=dict, blank=True, help_text="Other parts of its address than the quarter.")
    query = models.CharField(max_length=1000, blank=True, help_text="Its filters, as they stand in the address.")
    list_name = models.CharField(max_length=120, blank=True, help_text="What the list was called.")
    given = models.FileField(upload_to="given/", blank=True, help_text="The list as it was given (CSV); empty: none.")
    given_rows = models.PositiveIntegerField(null=True, blank=True, help_text="How many rows it had.")
    sha256 = models.CharField(max_length=64, blank=True, help_text="Digest of the list as it was given.")
    keep_until = models.DateField(
        null=True, blank=True, help_text="Day after which that file is to be removed; empty: none was given."
    )

    objects = InformationRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("received_on")),
                name="request_due_after_it_came",
                violation_error_message="The day by which it must be answered has to be on or after the day it came: "
                "change one of them.",
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None, answered_by=None, answer="", page="")
                | (Q(answered_on__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="request_answered_who_and_when",
                violation_error_message="An answer needs what was said, by whom and when: enter all three.",
            ),
            models.CheckConstraint(
                condition=Q(page="", quarter=None, sha256="", keep_until=None)
                | (~Q(page="") & ~Q(sha256="") & Q(quarter__isnull=False, keep_until__isnull=False)),
                name="request_list_is_whole",
                violation_error_message="A list that was given has its quarter, its digest and its last day.",
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def name(self):
        """What the list that was given was called, as other kept files have a name."""
        return self.list_name

    @property
    def size(self):
        """Bytes of that file."""
        return self.given.size
