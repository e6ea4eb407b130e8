"""All that a provider sent, as lines of a file: what was sent, what is in force now, and nothing of anybody else's."""

from collections.abc import Iterator, Sequence

from commissioning.figures.sent import SentRecord
from tracker.exports import Cell

SENT = (
    "Quarter",
    "What",
    "Part",
    "Entry",
    "As sent",
    "In force now",
    "Why, or a remark",
    "Sent on",
    "Times sent",
    "State",
)


def sent_lines(record: SentRecord) -> Iterator[Sequence[Cell]]:
    for line in record.lines:
        yield (
            record.quarter,
            record.name,
            line.part,
            line.label,
            line.sent,
            line.now,
            line.remark,
            record.on,
            record.times,
            record.state,
        )
