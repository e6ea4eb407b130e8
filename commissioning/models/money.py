"""Who pays, what was awarded, and from which pot in which year."""

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum

from commissioning.choices import AllocationStage, AwardKind, Precision, VariationKind, Withheld
from commissioning.models.delivery import Service
from providers.models import Provider
from tracker.fields import MoneyField


class Funder(models.Model):
    """Who gives the office money."""

    code = models.SlugField(unique=True, help_text="Stable short name, never changed.")
    name = models.CharField(max_length=160, unique=True, help_text="Full name.")

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name


class FundingStreamQuerySet(models.QuerySet["FundingStream"]):
    def with_names(self):
        return self.select_related("funder")


class FundingStream(models.Model):
    """A named pot of one funder. "Not stated" is a stream of its own, never an empty key."""

    NOT_STATED = "not-stated"

    funder = models.ForeignKey(Funder, on_delete=models.PROTECT, related_name="streams", help_text="Who pays into it.")
    code = models.SlugField(unique=True, help_text="Stable short name, never changed.")
    name = models.CharField(max_length=160, help_text="As the funder calls it.")
    funder_template = models.ForeignKey(
        "commissioning.FunderTemplate",
        verbose_name="return to the funder",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="streams",
        help_text="What the funder wants to be told of it, and when; empty: nothing.",
    )
    ended_on = models.DateField(null=True, blank=True, help_text="From this day it is offered in no list.")

    objects = FundingStreamQuerySet.as_manager()

    class Meta:
        ordering = ["funder__name", "name", "pk"]

    def __str__(self):
        return self.name


class Allocation(models.Model):
    """What a stream holds in one financial year."""

    stream = models.ForeignKey(
        FundingStream, on_delete=models.PROTECT, related_name="allocations", help_text="The pot."
    )
    code = models.SlugField(unique=True, help_text="Stable short name, never changed.")
    year_label = models.CharField(
        max_length=20, help_text="Financial year, 2022/23; a span of years where the source gives one sum."
    )
    stage = models.CharField(max_length=10, choices=AllocationStage.choices, help_text="How sure it is.")
    bid_on = models.DateField(null=True, blank=True, help_text="When the office bid for it; empty: not stated.")
    offered_on = models.DateField(null=True, blank=True, help_text="When it was offered; empty: not stated.")
    confirmed_on = models.DateField(null=True, blank=True, help_text="When it was confirmed; empty: not stated.")
    refused_on = models.DateField(null=True, blank=True, help_text="When it was refused; empty: not stated.")
    announced_in = models.ForeignKey(
        "commissioning.ReportingPeriod",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="allocations",
        help_text="The quarter whose update tells of it as new funding.",
    )
    amount = MoneyField(null=True, blank=True, help_text="Pounds; empty: not stated.")
    precision = models.CharField(
        max_length=10, choices=Precision.choices, default=Precision.EXACT, help_text="How exact it is."
    )
    purpose = models.CharField(max_length=300, blank=True, help_text="What it is for, in a sentence.")

    class Meta:
        ordering = ["stream", "year_label", "pk"]

    def __str__(self):
        return f"{self.stream}, {self.year_label}"

    @property
    def stage_on(self):
        """When it reached the stage at which it stands; None: not stated."""
        return getattr(self, f"{self.stage}_on")


class AwardQuerySet(models.QuerySet["Award"]):
    def visible_to(self, user):
        """Office people see every award; a provider's own people see the provider's."""
        return self.filter(provider__memberships__user=user) if user.is_provider else self

    def with_total(self, year_label, *, on):
        """Adds `total`: pounds of this financial year by the splits in force on the day; None where not stated.

        A split of a variation counts from the day on which the variation takes effect. An empty amount is left
        out of the sum and makes nothing nought: an award with no stated amount has no total.
        """
        splits = (
            FundingSplit.objects.in_force(on)
            .filter(award=OuterRef("pk"), year_label=year_label)
            .order_by()
            .values("award")
        )
        return self.annotate(total=Subquery(splits.annotate(sum=Sum("amount")).values("sum")))


class Award(models.Model):
    """The decision to give a provider an amount for a purpose between two dates; its money is counted once, here."""

    code = models.SlugField(unique=True, help_text="Stable short name, never changed.")
    title = models.CharField(max_length=139, help_text="What it is, in a line.")
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="awards", help_text="Who receives it."
    )
    kind = models.CharField(max_length=12, choices=AwardKind.choices, help_text="Grant, contract or another kind.")
    reference = models.CharField(max_length=60, blank=True, help_text="The office's own reference; may be empty.")
    starts_on = models.DateField(null=True, blank=True, help_text="First day; empty: not stated.")
    ends_on = models.DateField(null=True, blank=True, help_text="Last day; empty: not stated.")
    length_years = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Years it runs; empty: not stated."
    )
    extension_years = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Years it may be extended by; empty: not stated."
    )
    extension_state = models.CharField(
        max_length=120, blank=True, help_text="Where talks on an extension stand, in words."
    )
    notice_on = models.DateField(
        null=True, blank=True, help_text="Last day on which the office can give notice of an extension or of the end."
    )
    review_by = models.DateField(
        null=True, blank=True, help_text="Day by which the review is held on which an extension or the end is decided."
    )
    decision = models.CharField(max_length=120, blank=True, help_text="The decision's own reference or title.")
    decided_on = models.DateField(null=True, blank=True, help_text="Day of the decision; empty: not stated.")
    purpose = models.CharField(max_length=500, blank=True, help_text="What the money is for; published for grants.")
    reasons = models.CharField(
        max_length=500, blank=True, help_text="Why it was judged to serve the plan; published for grants."
    )
    conditions = models.CharField(max_length=500, blank=True, help_text="Conditions, if any; published for grants.")
    withheld = models.CharField(
        "not published, because of",
        max_length=8,
        choices=Withheld.choices,
        blank=True,
        help_text="Keeps the award out of all public pages and open data; empty: it is published.",
    )
    stated_total = MoneyField(
        null=True,
        blank=True,
        help_text="Total of the award as stated elsewhere, kept to be checked against its parts.",
    )
    stated_total_precision = models.CharField(
        max_length=10, choices=Precision.choices, default=Precision.EXACT, help_text="How exact the stated total is."
    )
    group = models.SlugField(
        blank=True, help_text="Like awards that are read together, such as the CSP grants of a year."
    )
    stated_group_total = MoneyField(
        null=True, blank=True, help_text="Total of the group as stated elsewhere, kept to be checked against its parts."
    )

    services = models.ManyToManyField(
        Service, through="AwardService", related_name="awards", help_text="What it covers."
    )

    objects = AwardQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="award_ends_after_start",
                violation_error_message="The last day has to be on or after the first day: change one of them.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None)
                | (
                    (Q(notice_on=None) | Q(notice_on__lte=F("ends_on")))
                    & (Q(review_by=None) | Q(review_by__lte=F("ends_on")))
                ),
                name="award_reviewed_and_notice_given_before_end",
                violation_error_message="The review and the notice have to be on or before the award’s last day: "
                "change one of the days.",
            ),
        ]

    def __str__(self):
        return self.title


class AwardService(models.Model):
    """A service that an award covers, with its stored share or none ("shared by N services")."""

    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="award_services", help_text="The award.")
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, related_name="award_services", help_text="The service."
    )
    share = models.DecimalField(
        max_digits=7,
        decimal_places=4,
        null=True,
        blank=True,
        help_text="Per cent of the award; empty: shared, not divided.",
    )

    class Meta:
        ordering = ["award", "service__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["award", "service"],
                name="award_service_once",
                violation_error_message="The award already covers this service: choose another.",
            ),
            models.CheckConstraint(
                condition=Q(share=None) | Q(share__gt=0, share__lte=100),
                name="award_share_is_per_cent",
                violation_error_message="A share is more than 0 and at most 100 per cent: type such a number, or "
                "leave the box empty.",
            ),
        ]

    def __str__(self):
        return f"{self.award}: {self.service}"


class Variation(models.Model):
    """A dated change to an award."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="variations", help_text="What was changed.")
    code = models.SlugField(unique=True, help_text="Stable short name, never changed.")
    kind = models.CharField(max_length=14, choices=VariationKind.choices, help_text="What sort of change.")
    effective_on = models.DateField(help_text="From this day it counts.")
    reason = models.CharField(max_length=300, help_text="Why.")
    posts = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Posts created or kept, where the two are not told apart; empty: not stated."
    )
    posts_created = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Posts that it created; empty: not stated."
    )
    posts_kept = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Posts that it kept; empty: not stated."
    )
    ends_on = models.DateField(
        null=True, blank=True, help_text="The award's last day from this change on; empty: it stays."
    )
    ended_before = models.DateField(
        null=True,
        blank=True,
        help_text="The award's last day before this change moved it; empty: not stated.",
    )
    announced_in = models.ForeignKey(
        "commissioning.ReportingPeriod",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="variations",
        help_text="The quarter whose update tells of it.",
    )

    class Meta:
        ordering = ["award", "effective_on", "pk"]

    def __str__(self):
        return f"{self.award}: {self.get_kind_display()}"


class FundingSplitQuerySet(models.QuerySet["FundingSplit"]):
    def in_force(self, on):
        """Splits of the award itself, and those of variations that have taken effect by this day."""
        return self.filter(Q(variation=None) | Q(variation__effective_on__lte=on))


class FundingSplit(models.Model):
    """How much of an award comes from which stream in which financial year; the award's total is their sum."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="splits", help_text="The award.")
    stream = models.ForeignKey(FundingStream, on_delete=models.PROTECT, related_name="splits", help_text="The pot.")
    year_label = models.CharField(max_length=7, help_text="Financial year: 2022/23.")
    amount = MoneyField(null=True, blank=True, help_text="Pounds, signed; empty: not stated, which is not nought.")
    precision = models.CharField(
        max_length=10, choices=Precision.choices, default=Precision.EXACT, help_text="How exact it is."
    )
    variation = models.ForeignKey(
        Variation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="splits",
        help_text="The change that made it; empty: the award.",
    )

    objects = FundingSplitQuerySet.as_manager()

    class Meta:
        ordering = ["award", "year_label", "stream__name", "pk"]
        indexes = [models.Index(fields=["award", "year_label"])]
        constraints = [
            models.UniqueConstraint(
                fields=["award", "stream", "year_label"],
                condition=Q(variation=None),
                name="split_once_an_award",
                violation_error_message="The award already has an amount from this stream in this year: change that "
                "one, or choose another stream or year.",
            ),
            models.UniqueConstraint(
                fields=["variation", "stream", "year_label"],
                condition=Q(variation__isnull=False),
                name="split_once_a_variation",
                violation_error_message="This change already has an amount from this stream in this year: change "
                "that one, or choose another stream or year.",
            ),
        ]

    def __str__(self):
        return f"{self.award}: {self.stream}, {self.year_label}"
