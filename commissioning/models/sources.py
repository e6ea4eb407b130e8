"""Somebody's prose, kept as evidence of what was taken from it: the whole text, and where each passage went."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from commissioning.choices import PassageKind, RecordKind
from tracker.models import ImportRun


class SourceText(models.Model):
    """What a pasted text, e-mail or document says, as it was read. Never changed; its file is its run's."""

    run = models.OneToOneField(
        ImportRun,
        on_delete=models.PROTECT,
        related_name="source",
        help_text="The file, who sent it, what became of it.",
    )
    text = models.TextField(help_text="All its words, in their order.")
    left_out = models.JSONField(default=list, help_text="Sentences on what was not read: pictures, attached files.")

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return self.run.name


class PassageQuerySet(models.QuerySet["Passage"]):
    def behind(self, kind: str, pk: int) -> Any:
        """Those from which something was written in a record, in the order of their texts."""
        return self.filter(record_kind=kind, record_id=pk).select_related("run__by")


class Passage(models.Model):
    """One passage of a source, as it was filed: what it was taken for, in which words, and what was made of it.

    Written when its source is taken in, and not changed afterwards.
    """

    run = models.ForeignKey(
        ImportRun,
        on_delete=models.PROTECT,
        related_name="passages",
        help_text="The text that it stands in, as it came.",
    )
    number = models.PositiveSmallIntegerField(help_text="1 for the first passage of the text.")
    start = models.PositiveIntegerField(help_text="Its first character in the text, counted from 0.")
    end = models.PositiveIntegerField(help_text="The character after its last.")
    kind = models.CharField(max_length=10, choices=PassageKind.choices, help_text="What it was taken for.")
    words = models.TextField(blank=True, help_text="Its words as they were filed; empty: it was not needed.")
    record_kind = models.CharField(
        max_length=12, choices=RecordKind.choices, blank=True, help_text="In what it was written; empty: in nothing."
    )
    record_id = models.PositiveBigIntegerField(null=True, blank=True, help_text="Key of that record.")
    section = models.SlugField(blank=True, help_text="Page of the record's form.")
    made_model = models.CharField(max_length=60, blank=True, help_text="Kind of row that was made or filled.")
    made_id = models.PositiveBigIntegerField(null=True, blank=True, help_text="Key of that row.")
    made = models.CharField(max_length=200, blank=True, help_text="What that was, in words.")

    objects = PassageQuerySet.as_manager()

    class Meta:
        ordering = ["run", "number"]
        indexes = [models.Index(fields=["record_kind", "record_id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "number"],
                name="passage_once",
                violation_error_message="The text already has a passage with this number.",
            ),
            models.CheckConstraint(
                condition=Q(start__lt=F("end")),
                name="passage_has_words",
                violation_error_message="A passage has at least one character.",
            ),
            models.CheckConstraint(
                condition=Q(kind=PassageKind.NOT_NEEDED, record_kind="", record_id=None)
                | (~Q(kind=PassageKind.NOT_NEEDED) & ~Q(record_kind="") & Q(record_id__isnull=False)),
                name="passage_written_somewhere",
                violation_error_message="A passage that is needed is written in a record.",
            ),
        ]

    def __str__(self):
        return f"Passage {self.number} of {self.run}"
