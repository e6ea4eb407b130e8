"""Lists on a page: existing rows to edit or take away, and an empty one to add; several, where a text brings more."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django.db import models

from commissioning.models import ReportingPeriod
from commissioning.models.lines import CarriedForward
from commissioning.workflow.life import Record
from commissioning.workflow.sections.boxes import Box, BoxKind, Changes, Reader, Section, show_to
from commissioning.workflow.sections.earlier import one_period_earlier, owner_of, period_of, since
from commissioning.workflow.sections.fresh import Fresh
from tracker.audit import Told
from tracker.models import User

NEW = "new"
REMOVE = "remove"
ADDED = re.compile(r"[a-z]+?new(\d{0,3})-\w+")
MOST_ADDED = 200  # at once


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a list: its key ("new" for the empty one), what it is called, its boxes, and since when it stands.

    `before`: what was said of it last; `moved`: how it moved since; `again`: what the button says that says it again.
    """

    key: str
    title: str
    boxes: tuple[Box, ...]
    unchanged_since: str = ""
    before: str = ""
    moved: str = ""
    again: str = ""


class Lines(Section):
    """A list of like rows under one record. Subclasses give the rows, their boxes, and how one is written."""

    prefix: ClassVar[str]
    one: ClassVar[str]  # what a row is called: "risk", "promise"
    removable: ClassVar[bool] = True

    def can_add(self) -> bool:
        return True

    def make_boxes(self) -> list[Box]:
        self.fresh = Fresh()
        rows = self.no_rows() if self.kept is not None and self.kept.only_new else self.rows()
        self.found: dict[str, models.Model] = {str(row.pk): row for row in rows}
        self.lines = [self._line(key, row) for key, row in self.found.items()]
        if self.can_add():
            self.lines += [self._line(new_key(number), None) for number in range(1, self.spare + 1)]
        return [box for line in self.lines for box in line.boxes]

    @cached_property
    def earlier(self) -> list[Any]:
        """What an empty list could say again; read when it is asked for."""
        return [] if self.found else self.rows_before()

    def rows(self) -> Sequence[models.Model] | models.QuerySet[Any]:
        raise NotImplementedError

    def no_rows(self) -> Sequence[models.Model]:
        """The rows of a list that takes new ones alone: none."""
        return ()

    def rows_before(self) -> list[Any]:
        """The rows of one period earlier that an empty list could say again; none where nothing is carried."""
        return []

    def again(self, row: Any) -> models.Model:
        """A row of one period earlier, said of this record too."""
        raise NotImplementedError

    @property
    def can_carry(self) -> ReportingPeriod | None:
        return period_of(self.earlier[0]) if self.earlier else None

    def carry(self) -> Changes:
        return {f"{self.one}: {row}": ("", str(self.said_again(row))) for row in self.earlier}

    def said_again(self, row: Any) -> models.Model:
        """A row of one period earlier, said again and told in its own history."""
        found = self.again(row)
        self.told.append(Told("carry-forward", self.subject(found)))
        return found

    def subject(self, row: Any) -> models.Model:
        """Whose history a row belongs to: its own."""
        return row

    def carry_line(self, key: str) -> Changes:
        """Say one row again, or confirm it; answers what came in. Empty where there is nothing to say again."""
        return {}

    def columns(self, row: Any) -> list[Box]:
        """The boxes of a row (None: the empty one), their names without prefix."""
        raise NotImplementedError

    def read(self, reader: Reader, name: str, row: Any) -> Any:
        """What the boxes of a row say; faults go to the reader. `name` is the row's own prefix, with its hyphen."""
        raise NotImplementedError

    def keep(self, row: Any, said: Any, *, by: User, at: datetime) -> models.Model:
        """Write what was said into the row, or into a new one, which waits among the fresh ones."""
        raise NotImplementedError

    def _line(self, key: str, row: models.Model | None) -> Line:
        start = f"{self.prefix}{key}-"
        boxes = [replace(box, name=start + box.name) for box in self.columns(row)]
        if row is not None and self.removable:
            boxes.append(Box(f"{start}{REMOVE}", f"Remove this {self.one}", "", BoxKind.TICK))
        label = self.title_of(row) if row is not None else f"Add a {self.one}"
        return Line(key, label, tuple(boxes), **(self.told_of(row) if row is not None else {}))

    def told_of(self, row: Any) -> dict[str, str]:
        """What a line tells beside its boxes: since when it stands unchanged."""
        unchanged_from = getattr(row, "unchanged_from", None)
        return {"unchanged_since": unchanged_from.label if unchanged_from else ""}

    def title_of(self, row: Any) -> str:
        return str(row)

    def read_boxes(self, raw: Mapping[str, str], changed: frozenset[str]) -> tuple[list[Line], list[tuple[Line, Any]]]:
        """The lines that go, and those that are kept, with what they say."""
        reader = Reader(raw)
        touched = [line for line in self.lines if any(box.name in changed for box in line.boxes)]
        removed = [line for line in touched if raw.get(f"{self.prefix}{line.key}-{REMOVE}")]
        kept = [(line, self._read(reader, line)) for line in touched if line not in removed]
        reader.check()
        return removed, kept

    def write(self, raw: Mapping[str, str], changed: frozenset[str], *, by: User, at: datetime) -> Changes:
        removed, kept = self.read_boxes(raw, changed)
        changes: Changes = {}
        for line in removed:
            changes[f"{self.one}: {line.title}"] = (line.title, "")
            self.take_away(self.found[line.key])
        for line, said in kept:
            changes |= self._keep(line, said, raw, by, at)
        self.fresh.write()
        return changes

    def take_away(self, row: models.Model) -> None:
        """Goes from the working return; what was ever sent stays in its submissions."""
        row.delete()

    def _read(self, reader: Reader, line: Line) -> Any:
        return self.read(reader, f"{self.prefix}{line.key}-", self.found.get(line.key))

    def tell(self, line: Line, row: models.Model, changes: Changes) -> None:
        """Tell what became of a row in its own history too: who looks for one risk doesn't read whole returns."""
        if changes:
            self.told.append(Told("change" if line.key in self.found else "add", row, changes=changes))

    def _keep(self, line: Line, said: Any, raw: Mapping[str, str], by: User, at: datetime) -> Changes:
        before = line.title if line.key in self.found else ""
        row = self.keep(self.found.get(line.key), said, by=by, at=at)
        name, called = f"{self.prefix}{line.key}", f"{self.one}: {row}"
        if line.key not in self.found:
            self.made[name] = row
        seen = show_to(row, self.audiences[name], called) if name in self.audiences else {}
        self.tell(line, row, {**_typed_anew(line, raw), **seen})
        return {called: (before, str(row)), **seen}


def _typed_anew(line: Line, raw: Mapping[str, str]) -> Changes:
    """The boxes of a line that say something else now, by their labels."""
    return {
        box.label: (box.says(box.value), box.says(raw[box.name]))
        for box in line.boxes
        if raw.get(box.name, box.value) != box.value
    }


def new_key(number: int) -> str:
    """The key of the first empty row ("new"), the second ("new2") and so on."""
    return NEW if number == 1 else f"{NEW}{number}"


def spare_in(names: Iterable[str]) -> int:
    """How many empty rows it takes to hold these boxes."""
    numbers = [int(found[1] or 1) for name in names if (found := ADDED.fullmatch(name))]
    return min(max(numbers, default=1), MOST_ADDED)


def under(record: Record) -> dict[str, Record]:
    """Names the record as owner of a line that stands under a return or an item."""
    return {owner_of(record): record}


def sent_before(rows: models.QuerySet[Any], record: Record) -> list[Any]:
    """The lines of this kind that the like record sent one period earlier."""
    found = rows.filter(**one_period_earlier(record))
    return list(found.select_related(f"{owner_of(record)}__period", "unchanged_from"))


def said_again(row: Any, fields: Sequence[str], **under_what: Any) -> models.Model:
    """A row of one period earlier under this record, marked with the period since which it is unchanged."""
    model: type[models.Model] = type(row)
    said = {field: getattr(row, field) for field in fields}
    return model._default_manager.create(**said, **under_what, unchanged_from=since(row))


def put(row: models.Model, said: Mapping[str, Any], fresh: Fresh | None = None) -> models.Model:
    """Write what was said into a row and save it; what was carried forward into it is edited now.

    `fresh`: where a new row waits until all are written together.
    """
    for name, value in said.items():
        setattr(row, name, value)
    if isinstance(row, CarriedForward):
        row.unchanged_from = None
    if fresh is not None and row.pk is None:
        fresh.add(row)
    else:
        row.save()
    return row
