"""A provider's e-mail that waits to be sorted into its return. An example: all of it is invented."""

from io import BytesIO

from django.utils import timezone

from commissioning.imports.prose.receive import receive_file
from commissioning.models import QuarterlyReturn
from reports.management.demo.quarters import OPEN
from reports.management.demo.source import DEMO, read
from tracker.models import User


def load_words() -> None:
    """Put in on the day on which it is loaded, since what nobody sorts is kept for a month."""
    row = read(OPEN)["words"]
    record = QuarterlyReturn.objects.select_related("period__calendar", "service", "provider").get(
        period__slug=OPEN, service__code=row["service"], provider__code=row["provider"]
    )
    content = (DEMO / row["file"]).read_bytes()
    receive_file(
        record=record,
        name=row["name"],
        file=BytesIO(content),
        size=len(content),
        by=User.objects.get(email=row["by"]),
        at=timezone.now(),
    )
