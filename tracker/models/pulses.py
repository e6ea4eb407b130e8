"""Signs of life of what runs beside the site."""

from django.db import models


class Pulse(models.Model):
    """When a process beside the site last showed that it works. One row for each; `/health` reads them."""

    class Part(models.TextChoices):
        WORKER = "worker", "background worker"
        SCHEDULE = "schedule", "schedule"

    part = models.CharField(max_length=10, primary_key=True, choices=Part.choices, help_text="Which process.")
    at = models.DateTimeField(help_text="When it last showed that it works.")

    def __str__(self):
        return f"{self.get_part_display()}, {self.at:%Y-%m-%d %H:%M}"
