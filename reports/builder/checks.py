"""What is looked at before an update is signed off: what must be clear, and what is asked about. Plain values."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from reports.models import CheckAct

DECIDES = (CheckAct.LEAVE_OUT, CheckAct.OFFICE_ONLY, CheckAct.OVERRIDE)


class CheckKind(StrEnum):
    """What a check is about, in the order of the list."""

    CONTACT = "contact"
    NUMBER = "number"
    WORKED_OUT = "worked_out"
    SMALL = "small_number"
    DETAIL = "personal_detail"
    STORY = "one_person"
    CASE = "case"
    REMARK = "third_party"
    TALKS = "talks"
    UNVERIFIED = "unverified"
    AFTER = "after"
    NO_FIGURE = "no_figure"
    ACRONYM = "acronym"
    CELL = "cell"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was decided of a check, by whom, and why."""

    act: CheckAct
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at. `digest` is that of its facts: with other facts it is asked anew.

    `heading` and `anchor` say where it stands: "" is the update as a whole. `acts` can be answered; that it can be
    reworded is never one of them, for then it is no longer found. `other` is what the number in it plainly stands for
    where that is no count of people.
    """

    key: str
    kind: CheckKind
    sentence: str
    heading: str
    anchor: str
    digest: str
    acts: tuple[CheckAct, ...]
    quote: str = ""
    answer: Answer | None = None
    other: tuple[str, ...] = ()

    def answered(self, answer: Answer | None) -> "Check":
        return replace(self, answer=answer)


@dataclass(frozen=True, slots=True)
class Moved:
    """A count that would be printed and is hidden, or the other way round."""

    label: str
    number: str
    printed: bool


@dataclass(frozen=True, slots=True)
class Effect:
    """What printing a hidden count would do to others.

    `hides` are the keys of those that would be hidden instead, and `digest` is what is agreed to with them;
    `gives_away` names small ones that anybody could then work out; `moved` are all that change, the one asked of first.
    """

    hides: tuple[str, ...]
    digest: str
    gives_away: tuple[str, ...]
    moved: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class Clearance:
    """What must be clear or decided before sign-off, what may stay, and the counts that are hidden; `effect`: of
    printing the one that was asked about.
    """

    must: tuple[Check, ...]
    asked: tuple[Check, ...]
    hidden: tuple[Check, ...]
    effect: Effect | None = None

    @property
    def open(self) -> tuple[Check, ...]:
        """What stands in the way of signing off."""
        return tuple(check for check in self.must if check.answer is None)

    def check(self, key: str) -> Check | None:
        return next((each for each in (*self.must, *self.asked, *self.hidden) if each.key == key), None)
