"""Writes today's reminders into the outbox."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from commissioning.workflow.reminders import send_reminders
from tracker import outbox
from tracker.periods import london_date


class Command(BaseCommand):
    help = "Writes what the reminder rules call for today. Run twice on a day, it sends none twice."

    def handle(self, *args: Any, **options: Any) -> None:
        if not outbox.is_on():
            self.stdout.write("No mail server is set (EMAIL_URL): the page of reminders has the letters to copy.")
            return
        now = timezone.now()
        self.stdout.write(f"{send_reminders(on=london_date(now), at=now)} to be sent.")
