"""What is asked of texts in number boxes that can be read in more than one way, and what an answer puts there.

The same text is asked once a file, however many cells hold it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commissioning.choices import ObservationState
from commissioning.imports.plans import Choices, Question
from commissioning.parsing import Ambiguous, Outcome, Parsed, StateProposed, parse
from commissioning.parsing.numbers import clean
from commissioning.workflow.sections import Box
from tracker.merging import mark

LEAVE = "leave"
VALUE, STATE = "value:", "state:"
GROUP = "What is meant"
STATES: Choices = (
    (STATE + ObservationState.NOT_COUNTED, "Not counted"),
    (STATE + ObservationState.DOES_NOT_APPLY, "It doesn’t apply"),
    (STATE + ObservationState.UNCOUNTED, "Yes, but not counted"),
    (VALUE + "0", "0: there were none"),
    (LEAVE, "No figure yet: leave the box as it is"),
)
PLAIN: Choices = ((VALUE + "0", "0"), (LEAVE, "Leave the box as it is"))


@dataclass(frozen=True, slots=True)
class Asked:
    """One box whose text is asked about. `state_box` is where it is chosen why there is no number, if it has one."""

    box: Box
    text: str
    outcome: StateProposed | Ambiguous
    where: str
    state_box: str = ""

    @property
    def name(self) -> str:
        """One name for all cells that say the same to boxes of the same kind."""
        return f"w{mark('|'.join((clean(self.text), self.box.reads, str(bool(self.state_box)))))}"

    @property
    def choices(self) -> Choices:
        readings = self.outcome.readings if isinstance(self.outcome, Ambiguous) else ()
        if readings and all(isinstance(_read(each, self.box), Parsed) for each in readings):
            return (*((VALUE + each, each) for each in readings), (LEAVE, "Leave the box as it is"))
        return STATES if self.state_box else PLAIN

    @property
    def proposed(self) -> str:
        """What the text most likely means: chosen beforehand, and shown to be."""
        if not isinstance(self.outcome, StateProposed):
            return ""
        if self.outcome.value is not None:
            return f"{VALUE}{self.outcome.value}"
        meant = STATE + self.outcome.state
        return meant if meant in dict(self.choices) else LEAVE


def asked_about(box: Box, text: str) -> StateProposed | Ambiguous | None:
    """The outcome that must be asked about, if the text is one; what can't be read at all is a fault, found later."""
    outcome = _read(text, box)
    return outcome if isinstance(outcome, StateProposed | Ambiguous) else None


def _read(text: str, box: Box) -> Outcome:
    return parse(text, box.reads, negative=box.negative)


def questions_of(asked: Sequence[Asked], answers: Mapping[str, str]) -> tuple[Question, ...]:
    """One question for each text, naming all its cells."""
    by_name: dict[str, list[Asked]] = {}
    for each in asked:
        by_name.setdefault(each.name, []).append(each)
    return tuple(_question(name, same).answered(answers) for name, same in by_name.items())


def _question(name: str, same: Sequence[Asked]) -> Question:
    first = same[0]
    return Question(
        name=name,
        group=GROUP,
        what=f"“{first.text}”",
        sentence="; ".join(dict.fromkeys(each.box.label for each in same)),
        choices=first.choices,
        where=", ".join(each.where for each in same),
        text=first.text,
        answer=first.proposed,
    )


def answered_boxes(each: Asked, answer: str) -> dict[str, str]:
    """The boxes as the answer fills them; empty where they are to be left."""
    if answer.startswith(VALUE):
        state = {each.state_box: ""} if each.state_box else {}
        return {each.box.name: answer.removeprefix(VALUE), **state}
    if answer.startswith(STATE) and each.state_box:
        return {each.box.name: "", each.state_box: answer.removeprefix(STATE)}
    return {}
