"""The words and lines of a return or of an item: text, money, people and waiting lists."""

from django.db import models
from django.db.models import Q

from commissioning.choices import Audience, Cause, ObservationState, Prompt
from commissioning.models.calendars import ReportingPeriod
from commissioning.models.delivery import Service
from commissioning.models.money import Award
from commissioning.models.returns import OfficeItem, Pack, UnderSomethingOwed
from tracker.fields import MoneyField
from tracker.models import ImportRun

TEXT_LIMIT = 10_000
PARAGRAPH_LIMIT = 4_000
PARAGRAPH_WORDS = 150


def audience_field(default):
    return models.CharField(max_length=8, choices=Audience.choices, default=default, help_text="Who may see it.")


class CarriedForward(models.Model):
    """Something that may be said again as it was said one period earlier, and is marked so until it is edited."""

    unchanged_from = models.ForeignKey(
        ReportingPeriod,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Carried forward from this period, not edited since.",
    )

    class Meta:
        abstract = True


class Narrative(UnderSomethingOwed, CarriedForward):
    """An answer in words to one prompt of a return, or the words of an item."""

    prompt = models.CharField(max_length=14, choices=Prompt.choices, help_text="What it answers.")
    text = models.TextField(
        max_length=TEXT_LIMIT, help_text="The words, with live references left as they were written."
    )
    causes = models.JSONField(default=list, blank=True, help_text="Causes of a challenge, from the short list.")
    audience = audience_field(Audience.INTERNAL)

    class Meta(UnderSomethingOwed.Meta):
        ordering = ["quarterly_return", "office_item", "prompt", "pk"]
        constraints = [
            *UnderSomethingOwed.Meta.constraints,
            models.UniqueConstraint(
                fields=["quarterly_return", "prompt"],
                condition=Q(quarterly_return__isnull=False),
                name="narrative_once_in_return",
                violation_error_message="This part of the return is already answered.",
            ),
            models.UniqueConstraint(
                fields=["office_item", "prompt"],
                condition=Q(office_item__isnull=False),
                name="narrative_once_in_item",
                violation_error_message="This part of the item is already written.",
            ),
        ]

    def __str__(self):
        return self.get_prompt_display()

    @property
    def cause_labels(self):
        return [Cause(cause).label for cause in self.causes]


class SpendLine(models.Model):
    """What the provider says it spent of one award, as stated in one pack; each part may be not held."""

    pack = models.ForeignKey(
        Pack, on_delete=models.PROTECT, related_name="spend_lines", help_text="Where it was stated."
    )
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="spend_lines", help_text="Of which award.")
    in_quarter = MoneyField(
        null=True, blank=True, help_text="Pounds spent in the quarter; empty: not held, which is not nought."
    )
    to_date = MoneyField(null=True, blank=True, help_text="Pounds spent since April; empty: not held.")
    forecast = MoneyField(null=True, blank=True, help_text="Pounds expected by the end of the year; empty: not held.")
    raw = models.JSONField(default=dict, help_text="What was typed, box by box.")
    note = models.CharField(
        max_length=300, blank=True, help_text="Why it differs from the award, or what it was spent on."
    )
    source_detail = models.CharField(
        max_length=160, blank=True, help_text="Cells and file that it was read from; empty: typed."
    )
    import_run = models.ForeignKey(
        ImportRun,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="spend_lines",
        db_index=False,  # read from the line to its file; nearly every row has none
        help_text="The file that it was read from.",
    )
    audience = audience_field(Audience.PUBLIC)

    class Meta:
        ordering = ["pack", "award__title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pack", "award"],
                name="spend_line_once",
                violation_error_message="Spend of this award is already stated in the pack.",
            ),
        ]

    def __str__(self):
        return f"{self.award}, {self.pack.period}"


class StaffingLine(CarriedForward):
    """Posts of one role, stated once a provider and tied to services, or told of by the office."""

    pack = models.ForeignKey(
        Pack,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="staffing_lines",
        help_text="Where it was stated.",
    )
    office_item = models.ForeignKey(
        OfficeItem,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="staffinglines",
        help_text="The item that says it.",
    )
    services = models.ManyToManyField(
        Service, related_name="staffing_lines", help_text="Services that the posts work for."
    )
    role = models.CharField(max_length=120, help_text="The post.")
    funded = models.DecimalField(
        max_digits=6, decimal_places=2, null=True, blank=True, help_text="Posts funded; empty: not stated."
    )
    in_post = models.DecimalField(
        max_digits=6, decimal_places=2, null=True, blank=True, help_text="Posts filled; empty: not stated."
    )
    vacant = models.DecimalField(
        max_digits=6, decimal_places=2, null=True, blank=True, help_text="Posts vacant; empty: not stated."
    )
    expected = models.CharField(max_length=120, blank=True, help_text="When vacancies are to be filled, in words.")
    note = models.CharField(max_length=300, blank=True, help_text="What changed.")
    carried = models.BooleanField(
        default=False, help_text="An open vacancy of the pack before, put here at opening and not confirmed yet."
    )
    filled_on = models.DateField(null=True, blank=True, help_text="When a vacant post was taken; empty: not told.")
    audience = audience_field(Audience.BOARD)

    class Meta:
        ordering = ["pack", "office_item", "role", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(pack__isnull=False, office_item=None) | Q(pack=None, office_item__isnull=False),
                name="staffing_line_under_one_record",
                violation_error_message="Staffing stands in a pack or under an item of the office, not both.",
            ),
        ]

    def __str__(self):
        return self.role


class WaitingListLine(UnderSomethingOwed, CarriedForward):
    """Who is waiting at the end of the period: a number, "yes, not counted", none, or it doesn't apply."""

    name = models.CharField(max_length=120, blank=True, help_text="Which list; empty: the only one.")
    state = models.CharField(
        max_length=14,
        choices=ObservationState.choices,
        default=ObservationState.NOT_ANSWERED,
        help_text="What was answered.",
    )
    waiting = models.PositiveIntegerField(null=True, blank=True, help_text="People waiting; 0 is none.")
    note = models.CharField(max_length=300, blank=True, help_text="Where, why, and what is done about it.")
    audience = audience_field(Audience.PUBLIC)

    class Meta(UnderSomethingOwed.Meta):
        ordering = ["quarterly_return", "office_item", "name", "pk"]
        constraints = [
            *UnderSomethingOwed.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state=ObservationState.REPORTED, waiting__isnull=False)
                | (~Q(state=ObservationState.REPORTED) & Q(waiting=None)),
                name="waiting_list_number_only_if_counted",
                violation_error_message="A number belongs to a list that was counted, and to no other.",
            ),
        ]

    def __str__(self):
        return self.name or "Waiting list"
