"""The cells, lines and sections of a return to a funder. A cell without a number says in words why it has none."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from commissioning.choices import FunderColumnKind
from commissioning.ratings.totals import Total
from commissioning.ratings.values import NumberKind, Precision
from tracker import formats

NUMBERS = frozenset(FunderColumnKind) - {
    FunderColumnKind.REFERENCE,
    FunderColumnKind.PROVIDER,
    FunderColumnKind.SERVICE,
    FunderColumnKind.UNIT,
    FunderColumnKind.COVERS,
    FunderColumnKind.EXPECTED,
    FunderColumnKind.REMARK,
    FunderColumnKind.ANSWER,
}


@dataclass(frozen=True, slots=True)
class Told:
    """One cell: a number of its kind, and how it reads; or words alone."""

    words: str
    number: Decimal | None = None
    kind: str = NumberKind.COUNT


Cells = Mapping[FunderColumnKind, Told]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a section, under the funder's heading or ours."""

    what: FunderColumnKind
    heading: str

    @property
    def is_number(self) -> bool:
        return self.what in NUMBERS


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a section: what it is of, and its cells by column. The key is of a service, an award or a question."""

    name: str
    cells: Cells
    service: int | None = None
    award: int | None = None
    question: int | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that the funder asks for and that nobody has given; it never reads as nought."""

    sentence: str
    service: int | None = None
    award: int | None = None
    pack: int | None = None
    stream: int | None = None
    question: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One table. `first` heads the column of the lines' names; `total` is the sum of the lines where they add up."""

    title: str
    note: str
    kind: str
    first: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    total: Line | None = None
    missing: tuple[Missing, ...] = ()


def pounds(amount: Decimal | None, *, nil: str = "not held", precision: str = Precision.EXACT) -> Told:
    return Told(nil) if amount is None else Told(formats.money(amount, precision), amount, NumberKind.MONEY)


def percent(share: Decimal | None) -> Told:
    """A share to one decimal, from per cent units."""
    if share is None:
        return Told("can’t be said")
    return Told(formats.share(share), formats.rounded(share, 1), NumberKind.PERCENTAGE)


def summed(found: Total, *, nil: str = "not held", precision: str = Precision.EXACT) -> Told:
    """A total; while a part is missing no number, but what the others come to and how many are missing."""
    if found.amount is not None:
        return pounds(found.amount, precision=precision)
    if not found.missing or not found.known:
        return Told(nil)
    return Told(f"at least {formats.money(found.known)}, {formats.in_words(len(found.missing))} {nil}")


def remarks(*said: str) -> Told:
    return Told("; ".join(filter(None, said)))
