"""Removes files kept as evidence, and PDFs of dashboards, whose day is over. The schedule does it each morning."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from commissioning.workflow.retention import over, remove_what_is_over
from tracker import jobs
from tracker.periods import london_date


class Command(BaseCommand):
    help = (
        "Removes files kept as evidence whose day is over, and on which nothing approved rests: their marks stay. "
        "Removes PDFs of dashboards that were made over a week ago."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--list", action="store_true", help="Say which they are, and remove none.")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        if options["list"]:
            for row in (row for rows in over(london_date(at)) for row in rows):
                self.stdout.write(f"{row.name}, {row.size:,} bytes, kept until {row.keep_until:%Y-%m-%d}")
            for job in jobs.over(london_date(at)):
                self.stdout.write(f"{job.kind}, {job.result or 'no file'}, kept until {job.keep_until:%Y-%m-%d}")
            return
        removed = remove_what_is_over(on=london_date(at), at=at) + jobs.forget(on=london_date(at))
        self.stdout.write(f"removed={removed}")
