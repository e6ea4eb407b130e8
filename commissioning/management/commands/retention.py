"""Removes files, PDFs of dashboards and names of people who left, whose day is over. The schedule does it daily."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from commissioning.workflow.leavers import forget_lapsed, lapsed, name_after
from commissioning.workflow.retention import over, remove_what_is_over
from tracker import jobs
from tracker.periods import london_date


class Command(BaseCommand):
    help = (
        "Removes files kept as evidence whose day is over, and on which nothing approved rests: their marks stay. "
        "Removes PDFs of dashboards that were made over a week ago. Removes the names of people who left "
        "as many months ago as the office has it."
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
            for user in lapsed(london_date(at)):
                self.stdout.write(f"{user.name}, left {user.left_at:%Y-%m-%d}, becomes {name_after(user)}")
            return
        removed = remove_what_is_over(on=london_date(at), at=at) + jobs.forget(on=london_date(at))
        forgotten = forget_lapsed(on=london_date(at), at=at)
        self.stdout.write(f"removed={removed} forgotten={forgotten}")
