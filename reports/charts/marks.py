"""What every drawing is made of."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Mark:
    """A bar or a tick: where it starts, how long it is, its words. `length` None is a gap."""

    label: str
    words: str
    start: str
    length: str | None
    top: int
    value: str = ""
    latest: bool = False

    @property
    def base(self) -> int:
        """Where the words of a row stand."""
        return self.top + 11

    @property
    def bar(self) -> int:
        return self.top + 2


def place(number: Decimal) -> str:
    """A coordinate: two decimals at most, never an exponent."""
    return f"{number.quantize(Decimal('0.01')).normalize():f}"
