"""What a change answers when a rule forbids it: a sentence that names the rule and who can lift it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


class Refusal(Exception):
    """A change that a rule forbids. `sentence` is for the person who asked for it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotNow(Refusal):
    """The record is not in a state from which this can be done."""


class NotYours(Refusal):
    """The person's role, or the membership of a provider's own person, doesn't allow it."""


class NeedsAnother(Refusal):
    """Whoever entered or sent something doesn't approve it."""


class NeedsManager(Refusal):
    """Only a manager may do it."""


class NeedsReason(Refusal):
    """It is done with a reason, and none was given."""


class Unanswered(Refusal):
    """A question is still without an answer."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that blocks sending: its sentence, and the page and box where it is mended."""

    sentence: str
    section: str = ""
    box: str = ""


class Blocked(Refusal):
    """Errors stand in the way of sending (rule 8)."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("It can’t be sent yet: " + "; ".join(problem.sentence for problem in problems))
        self.problems = tuple(problems)


class Faults(Refusal):
    """What was typed can't be read: a sentence for each box. Nothing was saved."""

    def __init__(self, by_box: Mapping[str, str]) -> None:
        super().__init__("Some boxes can’t be read.")
        self.by_box = dict(by_box)


@dataclass(frozen=True, slots=True)
class Clash:
    """One box that two people changed: both texts, to be chosen from. `gone`: the other person took the row away."""

    box: str
    mine: str
    theirs: str
    gone: bool = False


class Collision(Refusal):
    """Somebody else saved other words in the same boxes. Nothing was saved; both texts are kept."""

    def __init__(self, clashes: Sequence[Clash], version: int, current: Mapping[str, str]) -> None:
        super().__init__("Somebody else changed the same boxes while you were writing.")
        self.clashes = {clash.box: clash for clash in clashes}
        self.version = version
        self.current = dict(current)
