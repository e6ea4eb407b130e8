"""What a file would change, what is wrong with it, and what must be asked first."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from tracker.refusals import NotNow
from tracker.uploads.faults import Fault, Group, grouped

Choices = tuple[tuple[str, str], ...]


class Moved(NotNow):
    """What the plan was made on has changed since it was shown."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody changed the same records after this was shown. Nothing was taken in: look at it again below."
        )


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would change: what, from what to what, and the cell that says so ("Money, C7").

    `group` is the heading under which it is shown: a service, "Providers".
    """

    group: str
    what: str
    before: str
    after: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A cell with more than one reading. Nothing is taken in before it is answered with one of the choices."""

    name: str
    group: str
    what: str
    sentence: str
    choices: Choices
    where: str = ""
    text: str = ""
    answer: str = ""

    def answered(self, answers: Mapping[str, str]) -> "Question":
        given = answers.get(self.name, "")
        return replace(self, answer=given) if given in dict(self.choices) else self


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a file would do. `against` names what it was made on (versions of records, say), to notice a move."""

    changes: tuple[Change, ...] = ()
    faults: tuple[Fault, ...] = ()
    questions: tuple[Question, ...] = ()
    same: int = 0
    against: tuple[tuple[str, str], ...] = ()

    @property
    def blocked(self) -> bool:
        return any(fault.blocking for fault in self.faults)

    @property
    def open_questions(self) -> list[Question]:
        return [each for each in self.questions if not each.answer]

    @property
    def digest(self) -> str:
        """What the preview's form carries: a plan made on something else has another."""
        return hashlib.sha256(json.dumps(self.against).encode()).hexdigest()

    @property
    def fault_groups(self) -> list[Group]:
        return grouped(self.faults)

    def check(self, digest: str) -> None:
        if digest != self.digest:
            raise Moved
