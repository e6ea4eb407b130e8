"""What each row of each table says, record by record. A row of a flat sheet speaks of several records."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from commissioning.imports.portfolio.flat import FLAT
from commissioning.imports.portfolio.tables import Heading, Table
from commissioning.imports.portfolio.values import Amount, Said, amount_in, read_value
from commissioning.parsing.outcomes import quoted
from commissioning.parsing.quarters import PeriodName
from tracker.uploads.cells import Cell
from tracker.uploads.faults import Fault, fault_at

T = TypeVar("T")


@dataclass(slots=True)
class Statement:
    """What one row says of one kind of record, by column. `cell` is the first of the row: where the row is meant."""

    kind: str
    cell: Cell
    said: dict[str, Said] = field(default_factory=dict)
    years: tuple[tuple[str, Cell], ...] = ()
    periods: tuple[tuple[PeriodName, Cell], ...] = ()
    flat: "Row | None" = None
    unread: frozenset[str] = frozenset()  # columns whose cell is a fault already

    def value(self, key: str) -> Any:
        said = self.said.get(key)
        return said.value if said else None

    def at(self, key: str) -> Cell:
        said = self.said.get(key)
        return said.cell if said else self.cell


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a flat sheet, by which its statements know of one another."""

    sheet: str
    number: int
    said: dict[str, Said]

    def value(self, key: str) -> Any:
        said = self.said.get(key)
        return said.value if said else None


@dataclass(frozen=True, slots=True)
class Total:
    """An amount in a row that sums up the rows above it, and those amounts."""

    cell: Cell
    stated: Amount
    parts: tuple[Amount, ...]


@dataclass(slots=True)
class Read:
    """All that the tables say, with the faults of single cells."""

    statements: list[Statement] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def of(self, kind: str) -> Iterator[Statement]:
        return (each for each in self.statements if each.kind == kind)


def read_tables(tables: list[Table]) -> Read:
    read = Read()
    for table in tables:
        read.faults += list(_faults_of_headings(table))
        _read_table(table, read)
    return read


def _faults_of_headings(table: Table) -> Iterator[Fault]:
    for heading in table.asked:
        yield fault_at(heading.cell, "Headings that can be read twice", heading.meaning.asked, "")
    for heading in table.headings():
        if heading.meaning.thousands:
            yield fault_at(
                heading.cell,
                "Amounts in thousands",
                f"The heading {quoted(heading.cell.text)} says that the amounts below it are thousands.",
                "Write them in full, or as £794k, and take the thousands out of the heading.",
            )


def _read_table(table: Table, read: Read) -> None:
    above: dict[int, list[Amount]] = {}
    for number in table.rows():
        if table.is_total(number):
            read.totals += list(_totals(table, number, above))
            continue
        said, unread = _said(table, number, read.faults)
        years = tuple(_under(table, number, table.years))
        periods = tuple(_under(table, number, table.periods))
        _note_amounts(said, years, above)
        cell = table.lines[number][0]
        if table.form is FLAT:
            read.statements += list(_of_flat_row(Row(table.sheet.name, number, said), cell, years, periods))
        elif said or years or periods:
            kind = table.form.kind
            read.statements.append(Statement(kind, cell, said, years, periods, unread=unread))
            if kind == "measure" and years:
                read.statements.append(Statement("target", cell, said, years, unread=unread))


def _said(table: Table, number: int, faults: list[Fault]) -> tuple[dict[str, Said], frozenset[str]]:
    """What the row says by column, and the columns that can't be read."""
    said, unread = {}, set()
    for key in table.columns:
        cell = table.cell(number, key)
        if cell is None or not (cell.text.strip() or not cell.is_readable):
            continue
        value = read_value(cell, table.form.column(key))
        if isinstance(value, Fault):
            faults.append(value)
            unread.add(key)
        elif value is not None:
            said[key] = Said(value, cell)
    return said, frozenset(unread)


def _under(table: Table, number: int, headings: Iterable[tuple[T, Heading]]) -> Iterator[tuple[T, Cell]]:
    """What stands in the row under headings that are years or quarters."""
    for named, heading in headings:
        cell = table.sheet.at(number, heading.cell.column)
        if cell is not None and (cell.text.strip() or not cell.is_readable):
            yield named, cell


def _note_amounts(said: dict[str, Said], years: tuple[tuple[str, Cell], ...], above: dict[int, list[Amount]]) -> None:
    """Amounts by column, for a row of totals below them."""
    amounts = [(each.cell, each.value) for each in said.values()]
    for cell, value in [*amounts, *((cell, amount_in(cell)) for _, cell in years)]:
        if isinstance(value, Amount):
            above.setdefault(cell.column, []).append(value)


def _totals(table: Table, number: int, above: dict[int, list[Amount]]) -> Iterator[Total]:
    for column, amounts in above.items():
        cell = table.sheet.at(number, column)
        stated = amount_in(cell) if cell and cell.is_readable and cell.text.strip() else None
        if cell and isinstance(stated, Amount) and stated.value is not None:
            yield Total(cell, stated, tuple(amounts))


# what a statement of a flat row takes from the row's other records: its own column, and the column of the row
SHARED = {
    "service": (("provider", "provider.name"),),
    "contact": (("provider", "provider.name"),),
    "award": (("provider", "provider.name"), ("services", "service.name")),
    "measure": (("service", "service.name"),),
    "target": (("service", "service.name"), ("measure", "measure.measure")),
    "figure": (("service", "service.name"), ("measure", "measure.measure"), ("provider", "provider.name")),
}
SEVERAL = frozenset({("service", "provider"), ("award", "services")})  # columns that hold names, not a name


def _of_flat_row(
    row: Row, cell: Cell, years: tuple[tuple[str, Cell], ...], periods: tuple[tuple[PeriodName, Cell], ...]
) -> Iterator[Statement]:
    """What a flat row says of its provider, service, award, measure and figures, each under its own columns' names.

    Its years are the award's, or targets where the row has a measure and nothing of an award.
    """
    kinds = dict.fromkeys(key.partition(".")[0] for key in row.said)
    dated = "target" if "measure" in kinds and "award" not in kinds else "award"
    more = [*([dated] if years else []), *(["figure"] if periods else [])]
    for kind in dict.fromkeys([*kinds, *more]):
        said = {key.partition(".")[2]: each for key, each in row.said.items() if key.partition(".")[0] == kind}
        taken = ((name, _shared(kind, name, row.said.get(key))) for name, key in SHARED.get(kind, ()))
        said |= {name: found for name, found in taken if found}
        yield Statement(kind, cell, said, years if kind == dated else (), periods if kind == "figure" else (), row)


def _shared(kind: str, name: str, said: Said | None) -> Said | None:
    return Said((said.value,), said.cell) if said and (kind, name) in SEVERAL else said
