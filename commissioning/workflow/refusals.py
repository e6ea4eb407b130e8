"""Refusals of this app's own rules, beside those that all apps share (`tracker.refusals`)."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.refusals import Clash, Collision, Faults, NeedsReason, NotNow, NotYours, Refusal

__all__ = [
    "Blocked",
    "Clash",
    "Collision",
    "Faults",
    "NeedsAnother",
    "NeedsManager",
    "NeedsReason",
    "NotNow",
    "NotYours",
    "Problem",
    "Refusal",
    "Unanswered",
]


class NeedsAnother(Refusal):
    """Whoever entered or sent something doesn't approve it."""


class NeedsManager(Refusal):
    """Only a manager may do it."""


class Unanswered(Refusal):
    """A question is still without an answer."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that blocks sending: its sentence, the page and box where it is mended, and whether that is empty."""

    sentence: str
    section: str = ""
    box: str = ""
    blank: bool = False


class Blocked(Refusal):
    """Errors stand in the way of sending (rule 8)."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("It can’t be sent yet: " + "; ".join(problem.sentence for problem in problems))
        self.problems = tuple(problems)
