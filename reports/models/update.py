"""The quarterly update: its sections, its paragraphs and what each paragraph rests on."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from commissioning.choices import Audience
from commissioning.models import Award, Objective, OfficeItem, ReportingPeriod, Service, Theme

ENTRY_LIMIT = 4_000
ENTRY_WORDS = 150  # asked of a paragraph, unless it has a number of its own
WHY_LIMIT = 300


class UpdateState(models.TextChoices):
    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    SIGNED_OFF = "signed_off", "Signed off"
    PUBLISHED = "published", "Published"


class Update(models.Model):
    """The quarterly update of one financial quarter. Its words change only while it is a draft."""

    period = models.OneToOneField(
        ReportingPeriod, on_delete=models.PROTECT, related_name="quarterly_update", help_text="The quarter."
    )
    position_as_at = models.DateField(
        null=True, blank=True, help_text="What is told holds up to this day; empty: not set."
    )
    words_asked = models.PositiveIntegerField(
        null=True, blank=True, help_text="How many words all its paragraphs may have together; empty: not set."
    )
    pages_asked = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How many pages it may have as PDF; empty: not set."
    )
    made_at = models.DateTimeField(help_text="When its outline was made from the plan.")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who made it.",
    )
    state = models.CharField(
        max_length=10,
        choices=UpdateState.choices,
        default=UpdateState.DRAFT,
        help_text="How far the version in hand is.",
    )
    version = models.PositiveSmallIntegerField(default=1, help_text="The version in hand, from 1.")
    correcting = models.CharField(
        max_length=500, blank=True, help_text="Why the version in hand corrects the one before; empty: it's the first."
    )
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who sent the version in hand for review.",
    )
    sent_at = models.DateTimeField(null=True, blank=True, help_text="When it was sent for review; empty: it is not.")

    class Meta:
        ordering = ["-period__end", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(version__gte=1),
                name="update_version_from_one",
                violation_error_message="Versions are counted from 1.",
            ),
            models.CheckConstraint(
                condition=Q(sent_by=None, sent_at=None) | Q(sent_by__isnull=False, sent_at__isnull=False),
                name="update_sent_who_and_when",
                violation_error_message="Who sent it for review and when go together.",
            ),
            models.CheckConstraint(
                condition=Q(state=UpdateState.DRAFT, sent_at=None)
                | (~Q(state=UpdateState.DRAFT) & Q(sent_at__isnull=False)),
                name="update_sent_unless_draft",
                violation_error_message="A draft is not sent for review; any other update was.",
            ),
        ]

    def __str__(self):
        return f"Quarterly update {self.period}"


class SectionKind(models.TextChoices):
    NEW_FUNDING = "new_funding", "New funding"
    OBJECTIVE = "objective", "An objective of the plan"
    OTHER = "other", "Other commissioning activities"
    PORTFOLIO = "portfolio", "All that is funded"


class Section(models.Model):
    """A part of the update: new funding, an objective of the plan, or the office's own work."""

    update = models.ForeignKey(Update, on_delete=models.CASCADE, related_name="sections", help_text="The update.")
    kind = models.CharField(max_length=12, choices=SectionKind.choices, help_text="What it holds.")
    objective = models.ForeignKey(
        Objective,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The objective, where it is one.",
    )
    place = models.PositiveSmallIntegerField(help_text="Order in the update.")

    class Meta:
        ordering = ["update", "place", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["update", "place"],
                name="section_place_once",
                violation_error_message="Another section has this place in the update.",
            ),
            models.CheckConstraint(
                condition=Q(kind=SectionKind.OBJECTIVE, objective__isnull=False)
                | (~Q(kind=SectionKind.OBJECTIVE) & Q(objective=None)),
                name="section_objective_if_one",
                violation_error_message="A section of the plan names its objective; no other does.",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def title(self):
        return self.objective.name if self.objective else self.get_kind_display()


class EntryStage(models.TextChoices):
    """How far the words of a paragraph are."""

    TO_WRITE = "to_write", "To write"
    WRITTEN = "written", "Written"
    AGREED = "agreed", "Agreed"


class Entry(models.Model):
    """One paragraph of the update, with one or more sources."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="entries", help_text="Where it stands.")
    theme = models.ForeignKey(
        Theme,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Heading that it stands under; empty: none.",
    )
    code = models.SlugField(max_length=80, help_text="Stable short name within the update.")
    heading = models.CharField(max_length=160, help_text="Heading in the update.")
    words = models.TextField(
        max_length=ENTRY_LIMIT,
        blank=True,
        help_text="Words of its own; empty: the paragraphs of its sources, in their order.",
    )
    writer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="entries",
        help_text="Who writes it.",
    )
    due_on = models.DateField(null=True, blank=True, help_text="When its words are due.")
    words_asked = models.PositiveSmallIntegerField(default=ENTRY_WORDS, help_text="How many words are asked for.")
    stage = models.CharField(
        max_length=8, choices=EntryStage.choices, default=EntryStage.TO_WRITE, help_text="How far its words are."
    )
    version = models.PositiveIntegerField(default=0, help_text="Raised with each change of its words.")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who saved its words last.",
    )
    written_at = models.DateTimeField(null=True, blank=True, help_text="When.")
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who agreed to it as it then read; empty: nobody yet.",
    )
    agreed_at = models.DateTimeField(null=True, blank=True, help_text="When.")
    left_out_why = models.CharField(
        max_length=WHY_LIMIT, blank=True, help_text="Why it is left out of the update; empty: it is in."
    )
    audience = models.CharField(
        max_length=8, choices=Audience.choices, default=Audience.PUBLIC, help_text="Who may see it."
    )
    place = models.PositiveSmallIntegerField(help_text="Order in its section.")

    class Meta:
        ordering = ["section", "place", "pk"]
        verbose_name, verbose_name_plural = "paragraph", "paragraphs"
        constraints = [
            models.UniqueConstraint(
                fields=["section", "code"],
                name="entry_code_once",
                violation_error_message="The section already has a paragraph of this name.",
            ),
            models.CheckConstraint(
                condition=Q(written_by=None, written_at=None) | Q(written_by__isnull=False, written_at__isnull=False),
                name="entry_written_who_and_when",
                violation_error_message="Who wrote it and when go together.",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by=None, agreed_at=None) | Q(agreed_by__isnull=False, agreed_at__isnull=False),
                name="entry_agreed_who_and_when",
                violation_error_message="Who agreed to it and when go together.",
            ),
            models.CheckConstraint(
                condition=Q(stage=EntryStage.AGREED, agreed_at__isnull=False)
                | (~Q(stage=EntryStage.AGREED) & Q(agreed_at=None)),
                name="entry_agreed_has_when",
                violation_error_message="A paragraph that is agreed says when; no other does.",
            ),
        ]

    def __str__(self):
        return self.heading

    @property
    def of_quarter(self):
        """The quarter in whose update it stands."""
        return self.section.update.period


class EntrySource(models.Model):
    """What a paragraph rests on: a service (with its returns), an item of the office, or an award."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="sources", help_text="The paragraph.")
    service = models.ForeignKey(
        Service, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="A service."
    )
    office_item = models.ForeignKey(
        OfficeItem,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="entry_sources",
        help_text="An item of the office.",
    )
    award = models.ForeignKey(
        Award, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="An award."
    )
    place = models.PositiveSmallIntegerField(default=0, help_text="Order in the paragraph.")
    rested_on = models.JSONField(
        default=dict,
        blank=True,
        help_text="What its figures, ratings and texts said when the words were saved, by key; empty: not recorded.",
    )

    class Meta:
        ordering = ["entry", "place", "pk"]
        verbose_name, verbose_name_plural = "source of a paragraph", "sources of paragraphs"
        constraints = [
            models.CheckConstraint(
                condition=Q(service__isnull=False, office_item=None, award=None)
                | Q(service=None, office_item__isnull=False, award=None)
                | Q(service=None, office_item=None, award__isnull=False),
                name="entry_source_is_one_record",
                violation_error_message="A source is a service, an item or an award.",
            ),
        ]

    def __str__(self):
        return str(self.service or self.office_item or self.award)


class Acronym(models.Model):
    """A short form and what it stands for, explained on first use and in an annex."""

    short = models.CharField(max_length=20, unique=True, help_text="The short form.")
    words = models.CharField(max_length=120, help_text="What it stands for.")

    class Meta:
        ordering = ["short", "pk"]

    def __str__(self):
        return self.short
