"""What a rule says, and the plain facts that the rules are asked about."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from commissioning.ratings.comparators import Comparator
from commissioning.ratings.pace import Pace
from commissioning.ratings.projections import Projection
from commissioning.ratings.rag import Rating
from commissioning.ratings.values import Definition, Value


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence by one rule. `weight` ranks it among those of its rule; `about` names the record that it tells of.

    `service` is None where it tells of several. `audience` is that of what it rests on.
    """

    rule: str
    service: int | None
    text: str
    audience: str
    weight: Decimal = Decimal(0)
    about: tuple[str, Any] = ("", None)


class Figure(Protocol):
    """What the rules ask of a figure; `commissioning.figures.MeasureFigure` is one."""

    @property
    def measure(self) -> Any: ...
    @property
    def version(self) -> Any: ...
    @property
    def is_current(self) -> bool: ...
    @property
    def definition(self) -> Definition: ...
    @property
    def value(self) -> Value: ...
    @property
    def words(self) -> str: ...
    @property
    def decimals(self) -> int | None: ...
    @property
    def comparator(self) -> Comparator: ...
    @property
    def comparator_words(self) -> str: ...
    @property
    def projection(self) -> Projection | None: ...
    @property
    def target_condition(self) -> str: ...
    @property
    def rating(self) -> Rating: ...


@dataclass(frozen=True, slots=True)
class Used:
    """What of one award is used: `name` is what it is called among like ones."""

    name: str
    pace: Pace | None
    audience: str


@dataclass(frozen=True, slots=True)
class Posts:
    """Posts of one role in a service; a number is None where it is not stated."""

    service: int
    role: str
    in_post: Decimal | None
    vacant: Decimal | None
    expected: str
    note: str
    audience: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """One waiting list as it was answered: `waiting` is None where nobody counted."""

    service: int
    name: str
    state: str
    waiting: int | None
    note: str
    audience: str


class WaitingLine(Protocol):
    """What wording and rule ask of a waiting list; the stored line has it too."""

    @property
    def name(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def waiting(self) -> int | None: ...
    @property
    def note(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise and what became of it: open, done, slipped or dropped."""

    key: int
    service: int
    text: str
    state: str
    audience: str


@dataclass(frozen=True, slots=True)
class Recurring:
    """A cause of challenges from the short list, and the services that name it."""

    cause: str
    label: str
    services: Sequence[int]
    audience: str


def has_number(figure: Figure) -> bool:
    """Whether there is a whole value of this very period: nothing is found in one that is missing, part or old."""
    return figure.is_current and figure.value.is_number


def of_figure(rule: str, figure: Figure, text: str, weight: Decimal = Decimal(0)) -> Finding:
    measure = figure.measure
    return Finding(rule, measure.service_id, text, measure.audience, weight, ("measure", measure.pk))
