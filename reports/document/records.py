"""The parts of a built update, all of them plain values.

`counts` names the counts that a part prints or that follow from it (keys of `reports.suppression`), `beside` those of
what stands next to its value, `by_cell` those of each cell of a row of figures. A public copy leaves out what would
tell a hidden one.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from reports.document.audience import Audience

SCHEMA = 1
AREA_INDEX = "annex-areas"  # the annex whose tables are places, and whose rows lead to paragraphs
Keys = tuple[str, ...]


class FlagKind(StrEnum):
    WATCH = "watch"
    QUESTION = "question"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Source:
    """What a paragraph rests on: kind is return, pack (money and people), service, item or award."""

    kind: str
    key: int
    label: str
    service: str = ""
    standing: str = ""
    received: str = ""
    approved: str = ""


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """A headline figure beside a paragraph. `sure` is held, unverified or text (not held, change only, said)."""

    code: str
    label: str
    value: str
    sure: str
    comparator: str = ""
    note: str = ""
    audience: str = Audience.PUBLIC
    counts: Keys = ()
    beside: Keys = ()


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One bar: value None is a gap, which is no nought."""

    label: str
    value: str | None
    words: str
    counts: Keys = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """One measure over periods; drawn only from three known values on."""

    code: str
    title: str
    description: str
    unit: str
    points: tuple[ChartPoint, ...]
    audience: str = Audience.PUBLIC


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that a reader must know beside a paragraph: needs watching, an open question, or a note."""

    kind: str
    title: str
    text: str
    audience: str = Audience.PUBLIC
    counts: Keys = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph of text, with its own audience where it differs from that of its entry."""

    text: str
    audience: str = Audience.PUBLIC
    counts: Keys = ()


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    numeric: bool = False


NOTE = Column("Note")


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of a table, the first a row heading; `anchor` is the entry it leads to, `service` whose row it is.

    With `by_cell` every cell but the first is a figure.
    """

    cells: tuple[str, ...]
    anchor: str = ""
    service: str = ""
    audience: str = Audience.PUBLIC
    counts: Keys = ()
    by_cell: tuple[Keys, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    code: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    audience: str = Audience.PUBLIC
    total_by_cell: tuple[Keys, ...] = ()


def without_empty_note(table: Table) -> Table:
    """The table without its last column where that is for notes, and no row has one."""
    if table.columns[-1:] != (NOTE,) or any(row.cells[-1] for row in table.rows):
        return table
    rows = tuple(replace(row, cells=row.cells[:-1]) for row in table.rows)
    return replace(table, columns=table.columns[:-1], rows=rows, total=table.total[:-1])


@dataclass(frozen=True, slots=True)
class PaceBar:
    """A bar of money used against the year gone: per cents as text, None where not held."""

    label: str
    used: str | None
    gone: str
    words: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One paragraph of the update as it prints."""

    code: str
    heading: str
    who: str
    passages: tuple[Passage, ...]
    figures: tuple[PrintedFigure, ...] = ()
    no_figure: str = ""
    flags: tuple[Flag, ...] = ()
    chart: Chart | None = None
    table: Table | None = None
    pace: tuple[PaceBar, ...] = ()
    sources: tuple[Source, ...] = ()
    not_received: tuple[str, ...] = ()
    unapproved: bool = False
    audience: str = Audience.PUBLIC


@dataclass(frozen=True, slots=True)
class Group:
    """A theme with its entries. An empty heading, or one equal to that of its only entry, prints one heading."""

    code: str
    heading: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """An objective of the plan, or a section of the office's own items."""

    code: str
    kind: str
    number: int | None
    title: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence of the front page, with the entry behind it; `reworded` where the editor wrote it."""

    rule: str
    lead: str
    text: str
    anchor: str
    audience: str = Audience.PUBLIC
    counts: Keys = ()
    reworded: bool = False


@dataclass(frozen=True, slots=True)
class Headline:
    """A big number of the front page: "£636,541" "awarded for 2022/23"."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Front:
    """The two pages a reader can take away, exceptions first."""

    lead: str
    better: tuple[Finding, ...]
    watching: tuple[Finding, ...]
    comparable: Table | None
    no_figure: tuple[Finding, ...]
    no_figure_words: str
    money: tuple[Headline, ...]
    money_words: str
    pace: tuple[PaceBar, ...]
    people: tuple[Finding, ...]
    promises: Table | None
    promises_words: str
    received_words: str
    not_received: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure of the annex with all that it came from. Numbers are text, exact; None where there is none.

    Of one `category` of a breakdown `by`, where it is not the whole figure.
    """

    code: str
    service: str
    service_code: str
    provider: str
    label: str
    definition: str
    unit: str
    basis: str
    period: str
    state: str
    value: str | None
    numerator: str | None
    denominator: str | None
    words: str
    comparators: tuple[str, ...]
    notes: tuple[str, ...]
    standing: str
    observation: int
    quarterly_return: int | None
    source: str
    received: str
    approved: str
    about_people: bool
    anchor: str = ""
    audience: str = Audience.PUBLIC
    source_detail: str = ""
    counts: Keys = ()
    beside: Keys = ()
    by: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class Annex:
    """`broken_down` are the figures of its tables one by one, for those who read them as data."""

    code: str
    title: str
    intro: str
    tables: tuple[Table, ...] = ()
    figures: tuple[FigureRow, ...] = ()
    notes: tuple[str, ...] = ()
    audience: str = Audience.PUBLIC
    broken_down: tuple[FigureRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """The whole update for one audience."""

    office: str
    office_short: str
    area: str
    title: str
    period: str
    slug: str
    period_words: str
    quarter_words: str
    audience: str
    notice: str
    draft: bool
    demonstration: bool
    position_as_at: str
    front: Front
    sections: tuple[Section, ...]
    annexes: tuple[Annex, ...]
    words: int = 0
    schema: int = field(default=SCHEMA)

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry for section in self.sections for group in section.groups for entry in group.entries)

    @property
    def rated(self) -> bool:
        """Whether it tells a rating, so that a reader is told how they are marked."""
        return any(table.code == "ratings" for annex in self.annexes for table in annex.tables)
