"""What is known around a text, and what is found in it. Plain values: no Django, no clock."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256

from commissioning.ratings.comparators import Comparator
from commissioning.ratings.projections import Projection
from commissioning.ratings.values import NOT_HELD, Definition, Point, Value


class Level(StrEnum):
    """A warning asks and is let through with a reason; a note only says; an offer proposes something to be kept."""

    WARNING = "warning"
    NOTE = "note"
    OFFER = "offer"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in a text: the words that it is about, where they stand, and a sentence with what to do.

    `facts` are what it was held against: with the same words and facts it is the same finding.
    """

    code: str
    quote: str
    start: int
    end: int
    sentence: str
    level: Level = Level.WARNING
    facts: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        words = " ".join(self.quote.lower().split())
        return sha256("\x1f".join((self.code, words, *self.facts)).encode()).hexdigest()


COUNT = Definition()


@dataclass(frozen=True, slots=True)
class KnownFigure:
    """A stored figure as the words around it may speak of it.

    `comparators` are those of the period before and of the same period last year, drawn from the value said now;
    `points` the earlier periods, oldest first; `said` the directions kept as a statement; `due` what of the target is
    due by now.
    """

    name: str
    unit: str = ""
    definition: Definition = COUNT
    value: Value = NOT_HELD
    comparators: tuple[Comparator, ...] = ()
    points: tuple[Point, ...] = ()
    year_to_date: Value = NOT_HELD
    target: Decimal | None = None
    due: Decimal | None = None
    projection: Projection | None = None
    headline: bool = False
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownAmount:
    """A stored amount of money. `kind`: award, spent, forecast, left or total."""

    name: str
    kind: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class KnownCount:
    """Another stored number: people waiting, posts vacant, a share of an award used. `kind` names which."""

    name: str
    kind: str
    number: Decimal


@dataclass(frozen=True, slots=True)
class Facts:
    """The stored facts around a text. `as_at` is the last day that it can tell of; None: not known.

    `names` are the names and short names of bodies and services, each with its other names; `areas` says how many
    places of a sort the service works in ("county": 3). Counts of people below `small_below` are protected.
    """

    start: date
    end: date
    as_at: date | None = None
    figures: tuple[KnownFigure, ...] = ()
    amounts: tuple[KnownAmount, ...] = ()
    counts: tuple[KnownCount, ...] = ()
    names: tuple[str, ...] = ()
    areas: tuple[tuple[str, int], ...] = ()
    small_below: int = 5
    public: bool = True
    middle: date = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "middle", self.start + (self.end - self.start) / 2)
