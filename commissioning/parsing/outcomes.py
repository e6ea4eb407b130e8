"""What can come of reading a text as a number: each outcome has its name, and keeps the raw text."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """What a box takes: a whole number from 0; any number; a percentage; pounds and pence."""

    COUNT = "count"
    NUMBER = "number"
    PERCENTAGE = "percentage"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Parsed:
    """A number read whole. `precision` is one of exact, about, just_over, just_under, at_least, at_most, rounded.

    A percentage is in per cent units; money is pounds.
    """

    raw: str
    value: Decimal
    precision: str = "exact"
    is_percent: bool = False
    is_money: bool = False

    @property
    def decimals(self) -> int:
        """How many decimals were typed: the precision to which a percentage is checked (rule 2)."""
        exponent = self.value.as_tuple().exponent
        return max(0, -exponent) if isinstance(exponent, int) else 0

    @property
    def message(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Missing:
    """An empty box: no number, and no nought."""

    raw: str = ""

    @property
    def message(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class StateProposed:
    """Words that stand for a state ("n/a", "not counted") or for nought ("nil"): proposed, to be confirmed."""

    raw: str
    state: str
    value: Decimal | None
    question: str

    @property
    def message(self) -> str:
        return self.question


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A text with more than one reading, or whose one reading leaves something unread: asked about."""

    raw: str
    readings: tuple[str, ...]
    question: str

    @property
    def message(self) -> str:
        return self.question


@dataclass(frozen=True, slots=True)
class Wrong:
    """A text that can't be read here; the sentence says what to do."""

    raw: str
    sentence: str

    @property
    def message(self) -> str:
        return self.sentence


Outcome = Parsed | Missing | StateProposed | Ambiguous | Wrong

KINDS = {"count": Kind.COUNT, "percentage": Kind.PERCENTAGE, "money": Kind.MONEY}


def kind_for(number_kind: str) -> Kind:
    """What a measure's box takes, by its kind of number; rates, averages and lengths of time take any number."""
    return KINDS.get(number_kind, Kind.NUMBER)


def quoted(raw: str) -> str:
    """The text in quotation marks for a sentence, cut where it is long."""
    text = " ".join(raw.split())
    return f"\u201c{text if len(text) <= 40 else text[:39] + '…'}\u201d"
