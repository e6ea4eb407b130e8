"""What a change answers when a rule forbids it: a sentence that names the rule and who can lift it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WHOLE = ""  # the box of a fault that lies in no one box


class Refusal(Exception):
    """A change that a rule forbids. `sentence` is for the person who asked for it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotNow(Refusal):
    """The record is not in a state from which this can be done."""


class NotYours(Refusal):
    """The person's role, or the membership of a provider's own person, doesn't allow it."""


class NeedsReason(Refusal):
    """It is done with a reason, and none was given."""


def reason_given(typed: str, *, asks: str, limit: int, names: str = "This") -> str:
    """A reason as it was typed, without the spaces around it.

    NeedsReason where there is none (`asks` says what to write), or where it is longer than can be kept.
    """
    reason = typed.strip()
    if not reason:
        raise NeedsReason(asks)
    if len(reason) > limit:
        raise NeedsReason(f"{names} is {len(reason):,} characters long, and {limit:,} can be kept. Shorten it.")
    return reason


class Faults(Refusal):
    """What was typed can't be read or kept: a sentence for each box. Nothing was saved."""

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
