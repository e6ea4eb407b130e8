"""How many of several spans of days hold at the same time."""

from collections.abc import Iterable
from datetime import date

Span = tuple[date | None, date | None]  # first and last day; None: from the start, goes on


def most_at_once(spans: Iterable[Span]) -> int:
    """The most of these spans that hold on any one day."""
    known = [(first or date.min, last or date.max) for first, last in spans]
    return max((sum(first <= day <= last for first, last in known) for day, _ in known), default=0)
