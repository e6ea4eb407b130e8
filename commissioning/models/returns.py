"""What is owed for a period: packs, returns and items to write, with the one life they share."""

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce

from commissioning.choices import Audience, ItemBy, ItemSection, Rag, RecordKind, State, Status
from commissioning.models.calendars import ReportingPeriod
from commissioning.models.delivery import Service
from commissioning.models.plan import Objective, Theme
from providers.models import Provider

UNSENT_STATES = [State.NOT_STARTED, State.IN_PROGRESS]
OPEN_STATES = [*UNSENT_STATES, State.QUERIED]


class OwedQuerySet(models.QuerySet):
    """Sentences about anything owed: returns, packs and items alike."""

    def due_by(self, on):
        """Owed and with its due date (the agreed later one where there is one) on or before this day."""
        return self.filter(Q(agreed_due_on=None, due_on__lte=on) | Q(agreed_due_on__lte=on))

    def overdue(self, on):
        """Not yet sent, and the due date is past."""
        late = Q(agreed_due_on=None, due_on__lt=on) | Q(agreed_due_on__lt=on)
        return self.filter(late, state__in=UNSENT_STATES)

    def with_status(self, on):
        """Adds `due_day` (the agreed later one where there is one) and `status` (the state, or late on this day)."""
        late = Q(state__in=UNSENT_STATES, due_day__lt=on)
        return self.annotate(due_day=Coalesce("agreed_due_on", "due_on")).annotate(
            status=Case(When(late, then=Value(Status.LATE)), default=F("state"), output_field=models.CharField())
        )

    def received(self):
        return self.filter(state__in=[State.SUBMITTED, State.QUERIED, State.APPROVED])

    def expected(self):
        return self.exclude(state=State.NOT_REQUIRED)

    def to_check(self):
        return self.filter(state=State.SUBMITTED)

    def approved(self):
        return self.filter(state=State.APPROVED)


class Owed(models.Model):
    """The life of anything owed for a period: who and when in pairs, dates stored, the version raised by each save."""

    state = models.CharField(
        max_length=12, choices=State.choices, default=State.NOT_STARTED, help_text="Where it stands."
    )
    version = models.PositiveIntegerField(default=0, help_text="Raised in the update itself by each save.")
    due_on = models.DateField(null=True, blank=True, help_text="First due date, stored when the period was opened.")
    agreed_due_on = models.DateField(
        null=True, blank=True, help_text="A later date that was agreed; kept beside the first."
    )
    agreed_due_reason = models.CharField(max_length=200, blank=True, help_text="Why a later date was agreed.")
    not_required_reason = models.CharField(max_length=200, blank=True, help_text="Why nothing is asked this time.")
    nothing_to_report = models.BooleanField(default=False, help_text='"Nothing to report" is a complete return.')
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who last wrote in it.",
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who sent it.",
    )
    submitted_at = models.DateTimeField(null=True, blank=True, help_text="When it was last sent.")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who approved it.",
    )
    approved_at = models.DateTimeField(null=True, blank=True, help_text="When it was approved.")
    approval_reason = models.CharField(
        max_length=300, blank=True, help_text="Given where the same person entered and approved; shown for good."
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(submitted_by=None, submitted_at=None)
                | Q(submitted_by__isnull=False, submitted_at__isnull=False),
                name="%(class)s_submitted_who_and_when",
                violation_error_message="Who sent it and when go together.",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="%(class)s_approved_who_and_when",
                violation_error_message="Who approved it and when go together.",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.APPROVED) | Q(approved_at__isnull=False),
                name="%(class)s_approved_has_when",
                violation_error_message="What is approved says who approved it and when.",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.NOT_REQUIRED) | ~Q(not_required_reason=""),
                name="%(class)s_not_required_has_reason",
                violation_error_message="Say why nothing is asked this time.",
            ),
            models.CheckConstraint(
                condition=Q(agreed_due_on=None) | (Q(agreed_due_on__gte=F("due_on")) & ~Q(agreed_due_reason="")),
                name="%(class)s_later_date_has_reason",
                violation_error_message="An agreed date is later than the first, with a reason.",
            ),
        ]

    @property
    def due(self):
        """The day on which it is due: the agreed later one where there is one."""
        return self.agreed_due_on or self.due_on

    @property
    def is_open(self):
        return self.state in OPEN_STATES

    def days_late(self, on):
        """Days past the due date while it is not yet sent; 0 when it is not late."""
        if self.state not in UNSENT_STATES or self.due is None or on <= self.due:
            return 0
        return (on - self.due).days


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
                violation_error_message="A rating unlike the proposed one needs a reason.",
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
    reviewed_on = models.DateField(null=True, blank=True, help_text="When standing text was last reviewed.")

    objects = OfficeItemQuerySet.as_manager()

    class Meta(Owed.Meta):
        ordering = ["period", "title", "pk"]
        constraints = [
            *Owed.Meta.constraints,
            models.UniqueConstraint(
                fields=["period", "code"],
                name="item_once",
                violation_error_message="There is already an item of this name for the period.",
            ),
            models.CheckConstraint(
                condition=Q(objective__isnull=False, section="") | (Q(objective=None, theme=None) & ~Q(section="")),
                name="item_has_one_place",
                violation_error_message="An item stands under an objective of the plan or in a section of the update.",
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


class Submission(models.Model):
    """What was sent, whole, each time it was sent. Never changed; approval points to one."""

    record_kind = models.CharField(max_length=12, choices=RecordKind.choices, help_text="Return, pack or item.")
    record_id = models.PositiveBigIntegerField(help_text="Key of the record.")
    number = models.PositiveSmallIntegerField(help_text="1 for the first time it was sent.")
    content = models.JSONField(help_text="All that was sent.")
    sha256 = models.CharField(max_length=64, help_text="Digest of the content.")
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", help_text="Who wrote it."
    )
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", help_text="Who sent it."
    )
    on_behalf_of = models.ForeignKey(
        Provider,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="submissions",
        help_text="For whom it was sent.",
    )
    at = models.DateTimeField(help_text="When it was sent.")
    approved = models.BooleanField(default=False, help_text="This is the version that was approved.")

    class Meta:
        ordering = ["record_kind", "record_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["record_kind", "record_id", "number"],
                name="submission_once",
                violation_error_message="This was already sent under that number.",
            ),
        ]

    def __str__(self):
        return f"{self.get_record_kind_display()} {self.record_id}, sent {self.number}"


class Draft(models.Model):
    """What one person has typed and not yet saved: raw strings, seen by nobody else."""

    record_kind = models.CharField(max_length=12, choices=RecordKind.choices, help_text="Return, pack or item.")
    record_id = models.PositiveBigIntegerField(help_text="Key of the record.")
    section = models.SlugField(help_text="Page of the form.")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts", help_text="Who is typing."
    )
    fields = models.JSONField(help_text="Raw strings as typed, by name of the box.")
    base_version = models.PositiveIntegerField(help_text="Version of the record that the person began from.")
    base_fields = models.JSONField(default=dict, help_text="What the boxes held then, to merge field by field.")
    revision = models.PositiveIntegerField(default=1, help_text="Raised by each save of the draft.")
    saved_at = models.DateTimeField(help_text="When it was last kept.")

    class Meta:
        ordering = ["-saved_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["record_kind", "record_id", "section", "user"],
                name="draft_once",
                violation_error_message="There is already a draft of this page.",
            ),
        ]

    def __str__(self):
        return f"{self.get_record_kind_display()} {self.record_id}, {self.section}"


class Acknowledgement(models.Model):
    """A warning that was let through with a reason; it holds until the facts behind it change."""

    quarterly_return = models.ForeignKey(
        QuarterlyReturn, on_delete=models.CASCADE, related_name="acknowledgements", help_text="The return warned about."
    )
    code = models.CharField(max_length=120, help_text="Which warning.")
    digest = models.CharField(max_length=64, help_text="Digest of the facts behind it.")
    reason = models.CharField(max_length=300, help_text="Why it may stay so.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", help_text="Who let it through."
    )
    at = models.DateTimeField(help_text="When.")

    class Meta:
        ordering = ["quarterly_return", "code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["quarterly_return", "code", "digest"],
                name="acknowledgement_once",
                violation_error_message="This warning is already acknowledged.",
            ),
        ]

    def __str__(self):
        return self.code


class Attachment(UnderSomethingOwed):
    """A file kept as evidence of what was sent."""

    name = models.CharField(max_length=160, help_text="The file's own name, as it was sent.")
    file = models.FileField(upload_to="attachments/", help_text="Kept under a random name.")
    media_type = models.CharField(max_length=100, help_text="Kind of file, read from its first bytes.")
    size = models.PositiveIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64, help_text="Digest of the file.")
    audience = models.CharField(
        max_length=8, choices=Audience.choices, default=Audience.INTERNAL, help_text="Who may see it."
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", help_text="Who added it."
    )
    at = models.DateTimeField(help_text="When.")
    keep_until = models.DateField(
        null=True, blank=True, help_text="Day after which it is to be removed; empty: not set."
    )

    class Meta(UnderSomethingOwed.Meta):
        ordering = ["at", "pk"]

    def __str__(self):
        return self.name
