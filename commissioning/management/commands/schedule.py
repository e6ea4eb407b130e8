"""What happens by the clock: mail that waits is sent. Runs until it is stopped."""

import logging
import signal
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from tracker import outbox

SECONDS = 3

log = logging.getLogger("tracker.schedule")


class Command(BaseCommand):
    help = "Sends mail that waits, every few seconds. One such process runs beside the background worker."

    running = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="One round, for a timer.")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        if once:
            self.round()
            return
        signal.signal(signal.SIGTERM, self.stop)
        while self.running:
            close_old_connections()
            self.round()
            time.sleep(SECONDS)

    def round(self) -> None:
        """Everything that is due now. A database that is away for a while is asked again in the next round."""
        try:
            outbox.send_waiting(at=timezone.now())
        except DatabaseError as error:
            log.error("schedule %s", type(error).__name__)

    def stop(self, *args: Any) -> None:
        """After the round in hand: a mail that is being handed over is finished."""
        self.running = False
