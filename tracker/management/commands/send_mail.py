"""Sends what waits in the outbox, once."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from tracker import outbox


class Command(BaseCommand):
    help = "Sends the mails that wait in the outbox. For a timer, where `schedule` doesn't run all the time."

    def handle(self, *args: Any, **options: Any) -> None:
        if not outbox.is_on():
            self.stdout.write("No mail server is set (EMAIL_URL): nothing is sent.")
            return
        self.stdout.write(f"{outbox.send_waiting(at=timezone.now())} sent.")
