"""What a column and a sheet of the office's portfolio spreadsheet are, as data: headings, kinds, notes and examples."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import TextChoices


class Holds(StrEnum):
    """What a column's cells hold."""

    TEXT = "text"
    NAMES = "names"  # several, with semicolons between them
    CHOICE = "choice"
    YES = "yes"
    DAY = "day"
    YEAR = "year"
    YEAR_IF_STATED = "year if stated"  # a financial year, or "not stated"
    YEARS = "years"  # one financial year, or several of which there is one sum
    PERIOD = "period"
    MONEY = "money"
    CHANGE = "change"  # money that may be below nought
    WHOLE = "whole"
    PERCENT = "percent"
    CATEGORY = "category"  # as it is written: “not known” is the name of one
    FIGURE = "figure"  # read once it is known what kind of number the measure is
    CODE = "code"


class Wide(StrEnum):
    """Columns whose heading is itself a year or a quarter, one beside the other."""

    YEAR_IF_STATED = "year if stated"  # a financial year, or "not stated"
    YEARS = "years"
    PERIODS = "periods"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `also` are other headings that people give it, with commas between;
    `words` other words for each choice."""

    key: str
    heading: str
    note: str
    example: str = ""
    also: str = ""
    holds: Holds = Holds.TEXT
    choices: type[TextChoices] | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    needed: bool = False
    longest: int = 0
    of: str = ""  # the sheet whose first column it names

    @property
    def headings(self) -> tuple[str, ...]:
        return self.heading, *parts(self.also)

    @property
    def meanings(self) -> dict[str, str]:
        """Each word that may stand in a cell of choices, and the value that it means."""
        if self.choices is None:
            return {}
        said = {word.lower(): value for value, words in self.words.items() for word in parts(words)}
        own = {word.lower(): value for value, label in self.choices.choices for word in (value, str(label))}
        return said | own


@dataclass(frozen=True, slots=True)
class SheetForm:
    """One sheet. `also` are other names that people give such a sheet, `wide` what further headings may name."""

    kind: str
    name: str
    note: str
    columns: Sequence[Column]
    also: str = ""
    wide: Wide | None = None
    wide_note: str = ""

    def column(self, key: str) -> Column:
        return next(each for each in self.columns if each.key == key)

    @property
    def needed(self) -> tuple[str, ...]:
        return tuple(each.key for each in self.columns if each.needed)

    @property
    def names(self) -> tuple[str, ...]:
        return self.name, *parts(self.also)


def parts(words: str) -> tuple[str, ...]:
    return tuple(filter(None, (each.strip() for each in words.split(","))))


CODE = Column(
    "code",
    "Code",
    "The tracker’s own short name for the row. Leave it as it is, so that a changed name is known again; empty for "
    "what is new.",
    also="Tracker code",
    holds=Holds.CODE,
    longest=80,
)

SEVERAL = "Several: put a semicolon between them."

ENDED = Column(
    "ended_on", "Ended on", "From this day it is offered in no list.", "31 March 2022", "Closed on", Holds.DAY
)

CONFIDENTIAL = Column(
    "address_confidential",
    "Address confidential",
    "Yes for a refuge, say: no address, telephone or contact of it leaves the office in any form.",
    "no",
    "Confidential, Confidential address, Refuge",
    Holds.YES,
)
