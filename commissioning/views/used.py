"""Whether a return, a pack or an item stands in a published update, and whether it says something else by now."""

from collections.abc import Iterable
from typing import Any

from commissioning.choices import State
from commissioning.workflow.life import Record
from commissioning.workflow.uses import AS_OF, CHANGES, UPDATE, USE
from tracker.models import AuditEvent

OPEN = "Open again since: what is published stays, and the next version waits for it."
CHANGED = "Changed since it was published: the next version tells it."
MEANT = (USE, *CHANGES)


def used_row(record: Record, events: Iterable[AuditEvent]) -> list[dict[str, Any]]:
    """The newest use among these events (all of `MEANT` are there), as a row of facts; none where it was never used.

    A change counts from the sign-off on: what was published is what stood then.
    """
    told = list(events)
    use = next((event for event in sorted(told, key=lambda each: -each.number) if event.act == USE), None)
    if use is None:
        return []
    since = [event.act for event in told if event.act in CHANGES and event.number > int(use.changes[AS_OF][1])]
    said = "" if not since else CHANGED if record.state == State.APPROVED else OPEN
    return [{"key": "Published in", "value": use.changes[UPDATE][1], "sub": said}]
