"""What a page of a form is made of: boxes that hold raw strings, and the section that reads and writes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Any, ClassVar

from django.db import models

from commissioning.figures import Reference, reference_for
from commissioning.models import ReportingPeriod
from commissioning.parsing import Kind, Missing, Parsed, parse
from commissioning.workflow.life import Record
from commissioning.workflow.refusals import Faults
from commissioning.workflow.sections.kept import Kept
from tracker.audit import Told
from tracker.models import ImportRun, Office, User

DETAIL_LENGTH = 160
Changes = dict[str, tuple[str, str]]
Choices = Sequence[tuple[str, str]]


class BoxKind(StrEnum):
    LINE = "line"
    AREA = "area"
    NUMBER = "number"
    CHOICE = "choice"
    MANY = "many"
    TICK = "tick"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its name in the form, its label, the raw string it holds now, and what it may hold.

    `limit` counts characters and `words` asks for at most so many words; several choices are kept as "a,b". A number
    box says what it `reads`, and whether below nought too.
    """

    name: str
    label: str
    value: str = ""
    kind: BoxKind = BoxKind.LINE
    choices: Choices = ()
    hint: str = ""
    limit: int = 0
    words: int = 0
    width: int = 0
    reads: Kind = Kind.NUMBER
    negative: bool = False

    def says(self, value: str) -> str:
        """A raw string as one reads it: of a choice its label, of a tick whether it is set."""
        if self.kind is BoxKind.TICK:
            return "yes" if value else "no"
        return dict(self.choices).get(value, value) if value else ""


@dataclass(frozen=True, slots=True)
class Origin:
    """The file that what is saved was read from, and the cell of each box in it."""

    run: ImportRun
    cells: Mapping[str, str]

    def of(self, *boxes: str) -> str:
        """Cells and file of these boxes: "IDVA!F7 of Q2.xlsx"; empty where none of them came from the file."""
        cells = dict.fromkeys(self.cells[box] for box in boxes if box in self.cells)
        return f"{' and '.join(cells)} of {self.run.name}"[:DETAIL_LENGTH] if cells else ""


class Section:
    """One page of a record's form. Subclasses say which boxes there are and how they are written."""

    origin: Origin | None = None  # set where what is written was read from a file
    audiences: Mapping[str, str] = MappingProxyType({})  # who may see a row or a text, where the office chose

    slug: ClassVar[str]
    label: ClassVar[str]

    def __init__(
        self,
        record: Record,
        user: User,
        reference: Reference | None = None,
        spare: int = 1,
        kept: Kept | None = None,
    ) -> None:
        """`spare`: how many empty rows a list offers. `kept`: what its boxes hold, where that is read already."""
        self.record = record
        self.user = user
        self._reference = reference
        self.spare = spare
        self.kept = kept
        self.made: dict[str, models.Model] = {}  # rows that were written in empty ones, by the row's prefix
        self.told: list[Told] = []  # events of the rows themselves, which stand after that of the page
        self.boxes: list[Box] = self.make_boxes()

    @cached_property
    def reference(self) -> Reference | None:
        """The reference data, read now where the caller has not; None before the office is set up."""
        office = None if self._reference else Office.objects.current()
        return reference_for(office) if office else self._reference

    @property
    def current(self) -> dict[str, str]:
        """What the boxes hold now, by name."""
        return {box.name: box.value for box in self.boxes}

    def make_boxes(self) -> list[Box]:
        raise NotImplementedError

    @property
    def can_carry(self) -> ReportingPeriod | None:
        """The period whose words or lines this page could say again: it is empty itself, and that period's was not."""
        return None

    def carry(self) -> Changes:
        """Say everything again as it was said then; answers what came in, in words. Only where `can_carry`."""
        raise NotImplementedError

    def read_boxes(self, raw: Mapping[str, str], changed: frozenset[str]) -> Any:
        """What the changed boxes say, as `write` takes it. Raises Faults, all at once; nothing is written."""
        raise NotImplementedError

    def write(self, raw: Mapping[str, str], changed: frozenset[str], *, by: User, at: datetime) -> Changes:
        """Write the changed boxes; answers what changed, in words. Faults: nothing is written."""
        raise NotImplementedError


class Joined(Section):
    """Several sections on one page, saved together."""

    parts: ClassVar[tuple[type[Section], ...]]

    def make_boxes(self) -> list[Box]:
        self.sections = [part(self.record, self.user, self._reference, self.spare, self.kept) for part in self.parts]
        return [box for section in self.sections for box in section.boxes]

    def read_boxes(self, raw: Mapping[str, str], changed: frozenset[str]) -> Any:
        faults: dict[str, str] = {}
        for section in self.sections:
            try:
                section.read_boxes(raw, changed & section.current.keys())
            except Faults as fault:
                faults |= fault.by_box
        if faults:
            raise Faults(faults)

    def write(self, raw: Mapping[str, str], changed: frozenset[str], *, by: User, at: datetime) -> Changes:
        self.read_boxes(raw, changed)
        changes: Changes = {}
        for section in self.sections:
            section.origin, section.audiences = self.origin, self.audiences
            changes |= section.write(raw, changed & section.current.keys(), by=by, at=at)
            self.made |= section.made
            self.told += section.told
        return changes


class Reader:
    """Reads the raw strings of one page and gathers what is wrong with them, box by box."""

    def __init__(self, raw: Mapping[str, str]) -> None:
        self.raw = raw
        self.faults: dict[str, str] = {}

    def check(self) -> None:
        if self.faults:
            raise Faults(self.faults)

    def text(self, name: str, limit: int, *, required: str = "") -> str:
        text = self.raw.get(name, "").strip()
        if len(text) > limit:
            self.faults[name] = f"This is {len(text):,} characters long, and {limit:,} can be kept. Shorten it."
        if required and not text:
            self.faults[name] = required
        return text

    def choice(self, name: str, choices: Choices, *, required: str = "") -> str:
        chosen = self.raw.get(name, "")
        if chosen and chosen not in dict(choices):
            self.faults[name] = "Choose one of the list."
        if required and not chosen:
            self.faults[name] = required
        return chosen

    def number(self, name: str, kind: Kind = Kind.NUMBER, *, negative: bool = False) -> Parsed | None:
        outcome = parse(self.raw.get(name, ""), kind, negative=negative)
        if isinstance(outcome, Parsed):
            return outcome
        if not isinstance(outcome, Missing):
            self.faults[name] = outcome.message
        return None

    def amount(self, name: str, kind: Kind = Kind.NUMBER, *, most: Decimal | None = None) -> Decimal | None:
        """A number that must be exact: "about 3" is asked about."""
        found = self.number(name, kind)
        if found is not None and found.precision != "exact":
            self.faults[name] = "Give one number here, without “about” or “at least”."
        if found is not None and most is not None and found.value > most:
            self.faults[name] = f"This is more than {most:,}, the most that can be kept here."
        return found.value if found else None

    def day(self, name: str, earliest: date, latest: date) -> date | None:
        """A date typed as day, month and year ("2022-9-30"), within what makes sense here."""
        raw = self.raw.get(name, "").strip()
        if not raw:
            return None
        try:
            year, month, day = (int(part) for part in raw.split("-"))
            found = date(year, month, day)
        except ValueError:
            self.faults[name] = "Give a real date: day, month and year, such as 30 9 2022."
            return None
        if not earliest <= found <= latest:
            self.faults[name] = f"Give a date between {earliest:%-d %B %Y} and {latest:%-d %B %Y}."
        return found


def plain(number: Decimal | int | None, decimals: int | None = None) -> str:
    """A stored number as one would type it."""
    if number is None:
        return ""
    if decimals is not None:
        return f"{number:.{decimals}f}"
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def show_to(row: Any, audience: str, name: str) -> Changes:
    """Let this audience see a row; answers what changed, in words."""
    before = row.get_audience_display()
    row.audience = audience
    if row.pk is not None:  # a new row is written with it
        row.save(update_fields=["audience"])
    return {f"{name}: who sees it": (before, row.get_audience_display())}


def joined(values: list[str]) -> str:
    """Several choices as one string, in one order."""
    return ",".join(sorted(values))
