"""What a funder wants to be told of its money: templates as an office sets them up, and the returns made from them."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from commissioning.choices import FunderColumnKind, FunderSectionKind, Prompt, suits
from commissioning.models.calendars import ReportingPeriod
from commissioning.models.measures import Breakdown, Measure
from commissioning.models.money import FundingStream

ANSWER_LIMIT = 10_000
WITH_ROWS = (FunderSectionKind.FIGURES, FunderSectionKind.CATEGORY)


class FunderTemplate(models.Model):
    """The shape of a return to a funder: when it is owed, and its sections. It is data, edited as any set-up record."""

    code = models.SlugField(unique=True, help_text="Stable short name, never changed.")
    name = models.CharField(max_length=120, unique=True, help_text="What the office calls it.")
    title = models.CharField(max_length=160, help_text="As it stands above the return: the funder’s own name of it.")
    note = models.CharField(
        max_length=500, blank=True, help_text="What the funder says about it; stands on its first sheet."
    )
    half_year = models.BooleanField("asked for at half-year", default=True, help_text="From April to September.")
    year_end = models.BooleanField("asked for at the year’s end", default=True, help_text="From April to March.")
    due_days = models.PositiveSmallIntegerField(
        "days to send it in", default=30, help_text="Counted from the day after the half-year or the year is over."
    )
    remind_days = models.PositiveSmallIntegerField(
        "days before at which we are reminded",
        default=10,
        help_text="How long before it is due those who keep the money are written to; they are again when it is late.",
    )
    ended_on = models.DateField(null=True, blank=True, help_text="From this day it is offered in no list.")

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(half_year=True) | Q(year_end=True),
                name="funder_template_asked_some_time",
                violation_error_message="Say when it is asked for: at half-year, at the year’s end, or both.",
            ),
        ]

    def __str__(self):
        return self.name


class FunderSection(models.Model):
    """A section of a template: one table, on a sheet of its own."""

    template = models.ForeignKey(
        FunderTemplate, on_delete=models.CASCADE, related_name="sections", help_text="Of which template."
    )
    kind = models.CharField(
        "what it is about", max_length=8, choices=FunderSectionKind.choices, help_text="Never changed afterwards."
    )
    title = models.CharField(max_length=120, help_text="As the funder calls it.")
    note = models.CharField(max_length=300, blank=True, help_text="What the funder says about it.")
    place = models.PositiveSmallIntegerField(default=0, help_text="Lowest first.")

    class Meta:
        ordering = ["template", "place", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["template", "title"],
                name="funder_section_once",
                violation_error_message="The template already has a section of this title: give this one another.",
            ),
        ]

    def __str__(self):
        return self.title


class FunderRow(models.Model):
    """A figure that a section asks for: a measure of the library, in the funder’s own words."""

    section = models.ForeignKey(FunderSection, on_delete=models.CASCADE, related_name="rows", help_text="Where.")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="funder_rows", help_text="What counts.")
    breakdown = models.ForeignKey(
        Breakdown,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="funder_rows",
        help_text="In a section by category: by which categories.",
    )
    label = models.CharField(
        max_length=160, blank=True, help_text="How the funder words it; empty: as the measure is called."
    )
    place = models.PositiveSmallIntegerField(default=0, help_text="Lowest first.")

    class Meta:
        ordering = ["section", "place", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "measure"],
                condition=Q(breakdown=None),
                name="funder_row_once",
                violation_error_message="The section already asks for this measure: choose another.",
            ),
            models.UniqueConstraint(
                fields=["section", "measure", "breakdown"],
                condition=Q(breakdown__isnull=False),
                name="funder_row_once_by_category",
                violation_error_message="The section already asks for this measure by these categories: choose others.",
            ),
        ]

    def __str__(self):
        return self.label or self.measure.name

    def clean(self):
        if self.section_id and self.section.kind not in WITH_ROWS:
            raise ValidationError("Only a section of figures has rows. The other sections have a line for each award.")
        if self.section_id and (self.section.kind == FunderSectionKind.CATEGORY) != bool(self.breakdown_id):
            by = "Say by which categories." if not self.breakdown_id else "Only a section by category has categories."
            raise ValidationError({"breakdown": by})


class FunderQuestion(models.Model):
    """Something that a section asks to be told in words."""

    section = models.ForeignKey(FunderSection, on_delete=models.CASCADE, related_name="questions", help_text="Where.")
    text = models.CharField("question", max_length=300, help_text="As the funder asks it.")
    prompt = models.CharField(
        "what returns say to it",
        max_length=14,
        choices=Prompt.choices,
        blank=True,
        help_text="Which texts of returns are offered for the answer; empty: all of them.",
    )
    most_words = models.PositiveSmallIntegerField(
        "words at most", null=True, blank=True, help_text="How long the answer may be; empty: nobody said."
    )
    place = models.PositiveSmallIntegerField(default=0, help_text="Lowest first.")

    class Meta:
        ordering = ["section", "place", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "text"],
                name="funder_question_once",
                violation_error_message="The section already asks this: ask something else.",
            ),
        ]

    def __str__(self):
        return self.text

    def clean(self):
        if self.section_id and self.section.kind != FunderSectionKind.WORDS:
            raise ValidationError("Only a section of answers in words has questions.")


class FunderAnswer(models.Model):
    """What the office answers in words to a funder's question, of one stream and one half-year or year.

    Each saving is a row: the newest counts, and what was written before stays with who wrote it.
    """

    question = models.ForeignKey(
        FunderQuestion, on_delete=models.PROTECT, related_name="answers", help_text="What was asked."
    )
    stream = models.ForeignKey(
        FundingStream, on_delete=models.PROTECT, related_name="funder_answers", help_text="Of which money."
    )
    period = models.ForeignKey(
        ReportingPeriod,
        on_delete=models.PROTECT,
        related_name="funder_answers",
        help_text="The quarter with which the half-year or the year ends.",
    )
    number = models.PositiveSmallIntegerField(help_text="1 for the first; the highest counts.")
    text = models.TextField("answer", max_length=ANSWER_LIMIT, blank=True, help_text="The words; empty: taken back.")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", help_text="Who wrote it."
    )
    written_at = models.DateTimeField(help_text="When.")

    class Meta:
        ordering = ["question", "stream", "period", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "stream", "period", "number"],
                name="funder_answer_once_a_number",
                violation_error_message="There is an answer with this number already.",
            ),
        ]

    def __str__(self):
        return f"{self.question}, {self.stream}, {self.period}"


class FunderColumn(models.Model):
    """A column of a section, under the funder’s own heading. A section without any has all that suit it."""

    section = models.ForeignKey(FunderSection, on_delete=models.CASCADE, related_name="columns", help_text="Where.")
    what = models.CharField(
        "what it tells", max_length=12, choices=FunderColumnKind.choices, help_text="What stands in it."
    )
    heading = models.CharField(max_length=80, blank=True, help_text="The funder’s heading; empty: our own word.")
    place = models.PositiveSmallIntegerField(default=0, help_text="Lowest first.")

    class Meta:
        ordering = ["section", "place", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "what"],
                name="funder_column_once",
                violation_error_message="The section already has this column: choose another.",
            ),
        ]

    def __str__(self):
        return self.heading or self.get_what_display()

    def clean(self):
        if self.section_id and self.what and self.what not in suits(self.section.kind):
            kind = self.section.get_kind_display()
            raise ValidationError({"what": f"This can’t be told in a section of this kind ({kind}). Choose another."})


class FunderReturn(models.Model):
    """A return as it was made for a funder: the file is kept as it was, whatever is corrected or edited later."""

    stream = models.ForeignKey(
        FundingStream, on_delete=models.PROTECT, related_name="funder_returns", help_text="Of which money it tells."
    )
    template = models.ForeignKey(
        FunderTemplate, on_delete=models.PROTECT, related_name="made", help_text="The template it was made from."
    )
    period = models.ForeignKey(
        ReportingPeriod,
        on_delete=models.PROTECT,
        related_name="funder_returns",
        help_text="The quarter with which the half-year or the year ends.",
    )
    number = models.PositiveSmallIntegerField(help_text="1 for the first that was made of this half-year or year.")
    file = models.FileField(upload_to="funder-returns/", help_text="The spreadsheet, named by its digest.")
    sha256 = models.CharField(max_length=64, help_text="Digest of the file.")
    size = models.PositiveIntegerField(help_text="Bytes.")
    contents = models.CharField(max_length=64, help_text="Digest of what it tells, without when and by whom.")
    missing = models.PositiveSmallIntegerField(help_text="How much was missing when it was made; listed in the file.")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", help_text="Who made it."
    )
    made_at = models.DateTimeField(help_text="When.")
    sent_on = models.DateField(null=True, blank=True, help_text="When it went to the funder; empty: not told.")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who told that it was sent.",
    )
    sent_at = models.DateTimeField(null=True, blank=True, help_text="When that was told.")

    class Meta:
        ordering = ["stream", "-period__end", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["stream", "period", "number"],
                name="funder_return_once_a_number",
                violation_error_message="There is a return with this number already.",
            ),
            models.CheckConstraint(
                condition=Q(sent_by=None, sent_at=None) | Q(sent_by__isnull=False, sent_at__isnull=False),
                name="funder_return_sent_who_and_when",
                violation_error_message="Who told that it was sent, and when, go together.",
            ),
            models.CheckConstraint(
                condition=Q(sent_on=None, sent_at=None) | Q(sent_on__isnull=False, sent_at__isnull=False),
                name="funder_return_sent_on_a_day",
                violation_error_message="What was sent says on which day.",
            ),
        ]

    def __str__(self):
        return f"{self.stream}, {self.period.year_label}, return {self.number}"
