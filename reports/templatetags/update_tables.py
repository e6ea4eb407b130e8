"""Tables of the update: what its templates ask of a table that Django's language cannot say."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django import template

from commissioning.choices import Basis
from reports import charts
from reports.document import AREA_INDEX, Annex, FigureRow, Table

register = template.Library()

NARROW_COLUMNS = 3
RATINGS = {"green": "green", "amber": "amber", "red": "red", "not rated": "none"}
ABSENT = frozenset(
    {"not held", "not stated", "not counted", "not answered", "no return", "hidden", "not shown", "doesn’t apply"}
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it prints: `rating` names its mark, `absent` says that the words stand for a missing figure."""

    text: str
    numeric: bool
    rating: str
    absent: bool


def cell(text: str, numeric: bool) -> Cell:
    plain = text.casefold()
    return Cell(text, numeric, RATINGS.get(plain, ""), plain in ABSENT)


@register.filter
def cells(row: Sequence[str], table: Table) -> list[Cell]:
    """The cells of one row, its heading first, each with what its column says."""
    return [cell(text, column.numeric) for text, column in zip(row, table.columns, strict=False)]


@register.filter
def is_glossary(table: Table) -> bool:
    """Two columns of words are a list of terms: a table of headings alone tells a listener nothing."""
    return len(table.columns) == 2 and not any(column.numeric for column in table.columns)


@register.filter
def column_widths(table: Table) -> list[str]:
    return charts.widths(table)


@register.filter
def has_row_headings(table: Table) -> bool:
    """Whether its first column is one of headings: not where headings would then outnumber what they head."""
    columns, rows = len(table.columns), len(table.rows) + bool(table.total)
    return columns + rows <= (columns - 1) * rows


@register.filter
def is_index(annex: Annex) -> bool:
    """Whether its tables are places, each under a heading of its own."""
    return annex.code == AREA_INDEX


@register.filter
def is_narrow(table: Table) -> bool:
    """Whether it fits a telephone without scrolling sideways."""
    return len(table.columns) <= NARROW_COLUMNS


@register.simple_tag
def counted(figure: FigureRow, quarter: str) -> str:
    """How a figure is counted: "this quarter", "since April", or of another period "in Q1 2022/23"."""
    basis = Basis(figure.basis)
    if figure.period == quarter:
        return str(basis.label)
    return f"in {figure.period}" if basis is Basis.IN_PERIOD else f"{basis.label}, {figure.period}"


@dataclass(frozen=True, slots=True)
class Origin:
    """The figures of one service, and where they come from; a row has its own origin where that differs."""

    service: str
    words: str
    rows: tuple[tuple[FigureRow, str], ...]


@register.filter
def by_service(figures: Sequence[FigureRow]) -> list[Origin]:
    """The annex in parts, one a service, each saying once where its figures come from."""
    return [origin_of(service, tuple(rows)) for service, rows in groupby(figures, key=lambda each: each.service)]


def origin_of(service: str, rows: tuple[FigureRow, ...]) -> Origin:
    words = provenance(rows[0])
    return Origin(service, words, tuple((row, "" if provenance(row) == words else provenance(row)) for row in rows))


def provenance(row: FigureRow) -> str:
    """ "Return of Riverside Women’s Aid, received 19 October 2022, approved 24 October 2022"."""
    received = f"received {row.received}" if row.received else ""
    approved = f"approved {row.approved}" if row.approved else ""
    source = f"{row.source}: {row.source_detail}" if row.source_detail else row.source
    return ", ".join(part for part in (source, received, approved) if part)
