"""What is wrong with a file, cell by cell: all of it at once, each with its cure."""

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.uploads.cells import Cell


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where, what stands there, and what to do. One that doesn't block is a warning.

    `group` gathers like faults on the page: "Numbers that can’t be read". `cell` is empty where the sheet or file is
    meant.
    """

    group: str
    sentence: str
    cure: str
    sheet: str = ""
    cell: str = ""
    value: str = ""
    blocking: bool = True

    @property
    def where(self) -> str:
        """ "Money, C7"; empty for the whole file."""
        return ", ".join(part for part in (self.sheet, self.cell) if part)

    @property
    def words(self) -> str:
        return " ".join(part for part in (self.sentence, self.cure) if part)


def fault_at(cell: Cell, group: str, sentence: str, cure: str, *, blocking: bool = True) -> Fault:
    return Fault(group, sentence, cure, cell.sheet, cell.address, cell.text, blocking)


@dataclass(frozen=True, slots=True)
class Group:
    """Like faults, in the order of their sheets."""

    name: str
    faults: tuple[Fault, ...]

    @property
    def blocking(self) -> bool:
        return any(each.blocking for each in self.faults)


def grouped(faults: Iterable[Fault]) -> list[Group]:
    """Faults by their groups, those that block first; else in the order in which they came."""
    found: dict[str, list[Fault]] = {}
    for fault in faults:
        found.setdefault(fault.group, []).append(fault)
    groups = [Group(name, tuple(each)) for name, each in found.items()]
    return sorted(groups, key=lambda group: not group.blocking)
