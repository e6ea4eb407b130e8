"""What is owed for a period: packs, returns and items to write, and what may hang under them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from commissioning.choices import ItemBy, ItemSection, Rag
from commissioning.models.calendars import ReportingPeriod
from commissioning.models.delivery import Service
from commissioning.models.owed import Owed, OwedQuerySet
from commissioning.models.plan import Objective, Theme
from providers.models import Provider


class PackQuerySet(OwedQuerySet):
    def visible_to(self, user):
        return self.filter(provider__memberships__user=user) if user.is_provider else self


class Pack(Owed):
    """What one body sends at once for a period; its own part is money and people, with the life of a return."""

    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="packs", help_text="Whose pack it is."
    )
    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, related_name="packs", help_text="The quarter."
    )

    objects = PackQuerySet.as_manager()

    class Meta(Owed.Meta):
        ordering = ["period", "provider__name", "pk"]
        constraints = [
            *Owed.Meta.constraints,
            models.UniqueConstraint(
                fields=["provider", "period"],
                name="pack_once",
                violation_error_message="This provider already has a pack for the period.",
            ),
        ]

    def __str__(self):
        return f"{self.provider}, {self.period}"


class QuarterlyReturnQuerySet(OwedQuerySet):
    def visible_to(self, user):
        """Office people see every return; a provider's own people see the provider's."""
        return self.filter(provider__memberships__user=user) if user.is_provider else self

    def ending_in(self, quarter):
        """Returns whose period ends in this financial quarter, whatever their calendar."""
        return self.filter(period__end__gte=quarter.start, period__end__lte=quarter.end)

    def with_names(self):
        return self.select_related("service__objective", "service__theme", "provider", "period__calendar", "pack")


class QuarterlyReturn(Owed):
    """One provider's report on one service for one period."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="returns", help_text="What it is sent with.")
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, related_name="returns", help_text="What it reports on."
    )
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="returns", help_text="Whose report it is."
    )
    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="returns", help_text="When.")
    proposed_rag = models.CharField(
        max_length=10, choices=Rag.choices, blank=True, help_text="Rating by rule, stored at approval."
    )
    rag = models.CharField(
        max_length=10, choices=Rag.choices, blank=True, help_text="Rating in force, stored at approval."
    )
    rag_why = models.CharField(max_length=200, blank=True, help_text="What the proposed rating rests on, in words.")
    rag_reason = models.CharField(
        max_length=200, blank=True, help_text="Why an officer overrode it; empty: not overridden."
    )
    rag_thresholds = models.JSONField(default=dict, blank=True, help_text="Thresholds in force at approval.")

    objects = QuarterlyReturnQuerySet.as_manager()

    class Meta(Owed.Meta):
        ordering = ["period", "service__name", "provider__name", "pk"]
        constraints = [
            *Owed.Meta.constraints,
            models.UniqueConstraint(
                fields=["service", "provider", "period"],
                name="return_once",
                violation_error_message="There is already a return of this provider on this service for the period.",
            ),
            models.CheckConstraint(
                condition=Q(rag=F("proposed_rag")) | ~Q(rag_reason=""),
                name="return_override_has_reason",
                violation_error_message="A rating unlike the proposed one needs a reason: enter why.",
            ),
        ]
        indexes = [models.Index(fields=["period", "state"])]

    def __str__(self):
        return f"{self.service}, {self.period}"


class OfficeItemQuerySet(OwedQuerySet):
    def visible_to(self, user):
        return self.none() if user.is_provider else self

    def ending_in(self, quarter):
        return self.filter(period__end__gte=quarter.start, period__end__lte=quarter.end)


class OfficeItem(Owed):
    """What no provider returns: written by the office, checked and approved like a return; or standing text."""

    code = models.SlugField(max_length=80, help_text="Stable short name within its period.")
    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, related_name="items", help_text="The quarter."
    )
    title = models.CharField(max_length=160, help_text="Heading in the update.")
    section = models.CharField(
        max_length=12,
        choices=ItemSection.choices,
        blank=True,
        help_text="Section of the update; empty: under the plan.",
    )
    objective = models.ForeignKey(
        Objective,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="items",
        help_text="Where it stands in the plan.",
    )
    theme = models.ForeignKey(
        Theme,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="items",
        help_text="Empty: directly under the objective.",
    )
    service = models.ForeignKey(
        Service,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="items",
        help_text="The service that it is about, if one.",
    )
    by_whom = models.CharField(
        max_length=8, choices=ItemBy.choices, default=ItemBy.OFFICE, help_text="Who did what it tells of."
    )
    writer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="items",
        help_text="Who is to write it.",
    )
    standing_text = models.BooleanField(
        default=False, help_text="Text that stands from quarter to quarter until it is reviewed."
    )
    reviewed_on = models.DateField(
        null=True, blank=True, help_text="When somebody last wrote the standing text, or found it still right."
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who did; empty: not known.",
    )

    objects = OfficeItemQuerySet.as_manager()

    class Meta(Owed.Meta):
        ordering = ["period", "title", "pk"]
        constraints = [
            *Owed.Meta.constraints,
            models.UniqueConstraint(
                fields=["period", "code"],
                name="item_once",
                violation_error_message="There is already an item of this name for the period: give this one another.",
            ),
            models.CheckConstraint(
                condition=Q(objective__isnull=False, section="") | (Q(objective=None, theme=None) & ~Q(section="")),
                name="item_has_one_place",
                violation_error_message="Choose an objective of the plan or a section of the update, not both.",
            ),
        ]

    def __str__(self):
        return f"{self.title}, {self.period}"


class UnderSomethingOwed(models.Model):
    """Hangs under exactly one of a return and an office item."""

    quarterly_return = models.ForeignKey(
        QuarterlyReturn,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="%(class)ss",
        help_text="The return that says it.",
    )
    office_item = models.ForeignKey(
        OfficeItem,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="%(class)ss",
        help_text="The item that says it.",
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(quarterly_return__isnull=False, office_item=None)
                | Q(quarterly_return=None, office_item__isnull=False),
                name="%(class)s_under_one_record",
                violation_error_message="It stands under a return or under an item of the office, not both.",
            ),
        ]

    @property
    def parent(self):
        return self.quarterly_return or self.office_item
