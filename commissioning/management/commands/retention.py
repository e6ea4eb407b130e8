"""Removes the files kept as evidence whose day is over. The schedule does it each morning."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from commissioning.workflow.retention import over, remove_what_is_over
from tracker.periods import london_date


class Command(BaseCommand):
    help = "Removes files kept as evidence whose day is over, and on which nothing approved rests. Their marks stay."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--list", action="store_true", help="Say which they are, and remove none.")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        if options["list"]:
            for row in (row for rows in over(london_date(at)) for row in rows):
                self.stdout.write(f"{row.name}, {row.size:,} bytes, kept until {row.keep_until:%Y-%m-%d}")
            return
        self.stdout.write(f"removed={remove_what_is_over(on=london_date(at), at=at)}")
