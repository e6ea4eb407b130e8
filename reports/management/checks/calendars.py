"""Calendars: periods without gaps, numbered on."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from commissioning.models import ReportingCalendar


def periods() -> Iterator[str]:
    """Each period of a calendar follows the one before by a day and by one number; its place in the year follows."""
    for calendar in ReportingCalendar.objects.prefetch_related("periods").order_by("pk"):
        rows = sorted(calendar.periods.all(), key=lambda period: period.sequence)
        for before, after in pairwise(rows):
            if after.sequence != before.sequence + 1 or after.start != before.end + timedelta(days=1):
                yield f"{calendar}: {after} doesn't follow {before}."
            elif after.place_in_year != before.place_in_year % calendar.periods_per_year + 1:
                yield f"{calendar}: {after} has the wrong place in its year."
