"""Work in the background."""

from django.db import models
from django.db.models import Q

from tracker.models.people import User


class Job(models.Model):
    """One piece of background work: asked for, tried at most three times, with honest progress."""

    class State(models.TextChoices):
        QUEUED = "queued", "queued"
        RUNNING = "running", "running"
        DONE = "done", "done"
        FAILED = "failed", "failed"

    kind = models.CharField(max_length=40, help_text="What kind of work.")
    key = models.CharField(
        max_length=120, unique=True, help_text="The same key is the same work: asked twice, done once."
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED, help_text="Where it stands.")
    step = models.CharField(
        max_length=40, blank=True, help_text="What it does just now: building, rendering, checking."
    )
    attempts = models.PositiveSmallIntegerField(default=0, help_text="How often it was begun.")
    asked_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="jobs", help_text="Who asked for it."
    )
    asked_at = models.DateTimeField(help_text="When it was asked for.")
    started_at = models.DateTimeField(null=True, blank=True, help_text="When the last attempt began.")
    heartbeat_at = models.DateTimeField(
        null=True, blank=True, help_text="Last sign of life; over 60 seconds old means dead."
    )
    finished_at = models.DateTimeField(null=True, blank=True, help_text="When it ended, either way.")
    error = models.CharField(max_length=300, blank=True, help_text="Why it failed, in a sentence.")
    paper = models.TextField(
        blank=True, help_text="The page that it is made from, until it is over; empty where the worker builds it."
    )
    keep_until = models.DateField(
        null=True, blank=True, help_text="Last day on which its file is kept; empty: as long as what it shows."
    )
    result = models.CharField(max_length=200, blank=True, help_text="Where the file that it made is kept.")
    pages = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How many pages its file has; empty: not counted."
    )
    places = models.JSONField(
        default=dict, blank=True, help_text="On which page of its file each place begins, by the place's name."
    )
    shows = models.CharField(
        max_length=100, blank=True, help_text="State of all records at which its file shows what is stored."
    )
    shown_at = models.DateTimeField(null=True, blank=True, help_text="When its file last showed what was stored.")

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running"], finished_at__isnull=True)
                | Q(state__in=["done", "failed"], finished_at__isnull=False),
                name="job_finished_when_over",
                violation_error_message="A job that is over has a time at which it ended.",
            ),
            models.CheckConstraint(
                condition=Q(shows="", shown_at=None) | (~Q(shows="") & Q(shown_at__isnull=False)),
                name="job_shows_what_and_when",
                violation_error_message="What a file shows and when go together.",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.key}"
