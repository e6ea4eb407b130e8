"""People wait for a service, counted or not."""

from decimal import Decimal

from commissioning.ratings.findings.finding import Finding, Waiting, WaitingLine
from commissioning.ratings.findings.wording import waiting_words
from commissioning.ratings.values import State

RULE = "waiting-list"
TOLD = (State.UNCOUNTED, State.REPORTED)


def somebody_waits(line: WaitingLine) -> bool:
    """Whether the line tells of a list with people on it, counted or not; a counted nought is none."""
    return line.state in TOLD and line.waiting != 0


def waiting_list(line: Waiting) -> Finding | None:
    """Silent where nobody waits, it does not apply, or it was not answered."""
    if not somebody_waits(line):
        return None
    text = f"waiting list. {waiting_words(line)}"
    return Finding(RULE, line.service, text, line.audience, Decimal(line.waiting or 0), ("service", line.service))
