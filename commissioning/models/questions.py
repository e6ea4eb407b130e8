"""Questions about any record, and their answers."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from commissioning.choices import Asker, QuestionState, RecordKind
from commissioning.models.delivery import Service
from commissioning.models.measures import ServiceMeasure


class QuestionQuerySet(models.QuerySet["Question"]):
    def about(self, kind, pk):
        return self.filter(record_kind=kind, record_id=pk)

    def open(self):
        return self.exclude(state=QuestionState.CLOSED)

    def unanswered(self):
        return self.filter(state=QuestionState.OPEN)


class Question(models.Model):
    """Something asked of a record, at a section or a figure where it says so."""

    record_kind = models.CharField(max_length=12, choices=RecordKind.choices, help_text="What it is about.")
    record_id = models.PositiveBigIntegerField(help_text="Key of the record.")
    section = models.SlugField(blank=True, help_text="Page of the form that it points at; empty: the whole.")
    service_measure = models.ForeignKey(
        ServiceMeasure,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="questions",
        help_text="Figure that it points at.",
    )
    service = models.ForeignKey(
        Service,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="questions",
        help_text="Service that it concerns.",
    )
    asker = models.CharField(
        max_length=12, choices=Asker.choices, default=Asker.OFFICER, help_text="On whose behalf it is asked."
    )
    text = models.CharField(max_length=1000, help_text="The question.")
    until = models.DateField(
        null=True, blank=True, help_text="Day until which a provider asks for more time; empty: another question."
    )
    proposed = models.JSONField(
        default=dict,
        blank=True,
        help_text="Boxes of the figure as a provider asks for them, and why; empty: another question.",
    )
    state = models.CharField(
        max_length=8, choices=QuestionState.choices, default=QuestionState.OPEN, help_text="Where it stands."
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="questions", help_text="Who wrote it down."
    )
    asked_at = models.DateTimeField(help_text="When.")
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who closed it.",
    )
    closed_at = models.DateTimeField(null=True, blank=True, help_text="When.")

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        indexes = [models.Index(fields=["record_kind", "record_id"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_by=None, closed_at=None) | Q(closed_by__isnull=False, closed_at__isnull=False),
                name="question_closed_who_and_when",
                violation_error_message="Who closed it and when go together.",
            ),
            models.CheckConstraint(
                condition=Q(state=QuestionState.CLOSED, closed_at__isnull=False)
                | (~Q(state=QuestionState.CLOSED) & Q(closed_at=None)),
                name="question_closed_has_when",
                violation_error_message="A closed question says who closed it and when.",
            ),
        ]

    def __str__(self):
        return self.text


class QuestionReply(models.Model):
    """One answer in the thread of a question."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="replies", help_text="The question.")
    text = models.CharField(max_length=1000, help_text="The answer.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", help_text="Who answered."
    )
    at = models.DateTimeField(help_text="When.")

    class Meta:
        ordering = ["question", "at", "pk"]
        verbose_name_plural = "question replies"

    def __str__(self):
        return self.text
