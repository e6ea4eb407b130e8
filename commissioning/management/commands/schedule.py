"""What happens by the clock: reminders and retention in the morning, and mail that waits. Runs until it is stopped."""

import logging
import signal
import time
from datetime import date, datetime, timedelta
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from commissioning.workflow import ahead as looked_ahead
from commissioning.workflow.escalation import send_escalations
from commissioning.workflow.funder_reminders import send_funder_reminders
from commissioning.workflow.leavers import forget_lapsed
from commissioning.workflow.reminders import send_reminders
from commissioning.workflow.retention import remove_what_is_over
from tracker import ahead, health, jobs, outbox
from tracker.models import Office
from tracker.periods import LONDON

SECONDS = 3
DAYS_OF_TASKS = 2  # what became of a piece of work stands in its Job; the queue forgets it
LOOKS = timedelta(minutes=10)  # of a large portfolio, what is set up may change all the while
MORNING = 8  # o'clock in London: nobody is reminded at night

log = logging.getLogger("tracker.schedule")


class Command(BaseCommand):
    help = (
        "Each morning sends reminders and escalations, and removes files whose day is over; every few seconds sends "
        "mail that waits. Runs beside the background worker."
    )

    running = True
    reminded: date | None = None
    asked: datetime | None = None
    looked: datetime | None = None

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="One round, for a timer.")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        if once:
            self.round(timezone.now())
            return
        signal.signal(signal.SIGTERM, self.stop)
        while self.running:
            close_old_connections()
            self.round(timezone.now())
            time.sleep(SECONDS)

    def round(self, at: datetime) -> None:
        """Everything that is due now. A database that is away for a while is asked again in the next round."""
        try:
            self.ask_for_pulses(at)
            self.look_ahead(at)
            self.remind(at)
            outbox.send_waiting(at=at)
        except DatabaseError as error:
            log.error("schedule %s", type(error).__name__)

    def ask_for_pulses(self, at: datetime) -> None:
        """Each minute."""
        if self.asked is None or at - self.asked >= health.EVERY:
            health.ask_for_pulses(at)
            self.asked = at

    def look_ahead(self, at: datetime) -> None:
        """Where the site stands otherwise than when the worker was last asked to look, it looks again."""
        if self.looked is not None and at - self.looked < LOOKS:
            return
        on, office = at.astimezone(LONDON).date(), Office.objects.current()
        stand = looked_ahead.stand(office, on)
        if office is not None and stand is not None and not ahead.is_asked(stand):
            ahead.ask(stand, looked_ahead.looks(office, on))
        self.looked = at

    def remind(self, at: datetime) -> None:
        """Once a day, from the morning on; files whose day is over go, and names of people who left long ago."""
        here = at.astimezone(LONDON)
        if here.hour >= MORNING and self.reminded != here.date():
            ways = (send_reminders, send_escalations, send_funder_reminders)
            count = sum(send(on=here.date(), at=at) for send in ways)
            self.reminded = here.date()
            removed = remove_what_is_over(on=here.date(), at=at) + jobs.forget(on=here.date())
            forgotten = forget_lapsed(on=here.date(), at=at)
            call_command("prune_db_task_results", min_age_days=DAYS_OF_TASKS, verbosity=0)
            log.info("schedule reminders=%s files_removed=%s people_forgotten=%s", count, removed, forgotten)

    def stop(self, *args: Any) -> None:
        """After the round in hand: a mail that is being handed over is finished."""
        self.running = False
