"""What a portfolio file would change, record by record and field by field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tracker.uploads.cells import Cell


@dataclass(frozen=True, slots=True)
class Ref:
    """A record that something points to, stored already or made by the same file: its kind, and its key among them."""

    kind: str
    key: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a record: in words what stands and what would stand, and the value to be kept."""

    name: str
    label: str
    before: str
    after: str
    value: Any
    where: str = ""


@dataclass(frozen=True, slots=True)
class RecordChange:
    """One record that the file speaks of: new, changed in these fields, or with none of them the same as it is.

    `cell` is where the file first speaks of it, `cells` which cell says each field.
    """

    kind: str
    key: str
    name: str
    stored: Any
    fields: tuple[FieldChange, ...] = ()
    cell: Cell | None = None
    cells: Mapping[str, Cell] = field(default_factory=dict)

    @property
    def ref(self) -> Ref:
        return Ref(self.kind, self.key)

    @property
    def is_new(self) -> bool:
        return self.stored is None

    @property
    def where(self) -> str:
        return f"{self.cell.sheet}, row {self.cell.row}" if self.cell else ""

    @property
    def values(self) -> dict[str, Any]:
        return {each.name: each.value for each in self.fields}

    def cell_of(self, name: str) -> Cell | None:
        """The cell that says this field; the record's own where none does."""
        return self.cells.get(name, self.cell)
