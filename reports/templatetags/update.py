"""What the templates of the update ask that Django's template language cannot say."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from commissioning.choices import Basis
from reports import charts, exports
from reports.document import Annex, Chart, Entry, FigureRow, Group, PaceBar, Section, Table

register = template.Library()

LONG_ENTRY = 2_000  # characters, about 300 words
LONG_VALUE = 12
LONG_SECTION = 6
NARROW_COLUMNS = 3
RUNNING_WORDS = 7
PERIOD = re.compile(r"\b(Q[1-4]) (\d{4}/\d\d)\b")
RATINGS = {"green": "green", "amber": "amber", "red": "red", "not rated": "none"}
ABSENT = frozenset({"not held", "not stated", "not counted", "not answered", "no return", "hidden", "doesn’t apply"})


@register.filter(name="periods")
def keep_periods_whole(text: str) -> SafeString:
    """The text, escaped, with "Q2 2021/22" never broken over two lines."""
    kept = PERIOD.sub(r'<span class="nb">\1 \2</span>', str(conditional_escape(text)))
    return mark_safe(kept)  # noqa: S308 (escaped before the span was put round what the pattern allows)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of typed text, or a list of lines that begin with a dash."""

    text: str = ""
    items: tuple[str, ...] = ()


@register.filter
def blocks(text: str) -> list[Block]:
    """Typed text as paragraphs and lists: an empty line parts paragraphs, a dash or bullet begins an item."""
    found: list[Block] = []
    for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        found += _block(part)
    return found


def _block(part: str) -> list[Block]:
    lines = [line.strip() for line in part.split("\n") if line.strip()]
    prose = [line for line in lines if not _is_item(line)]
    items = tuple(line[2:].strip() for line in lines if _is_item(line))
    return [*([Block(text=" ".join(prose))] if prose else []), *([Block(items=items)] if items else [])]


def _is_item(line: str) -> bool:
    return line.startswith(("- ", "• ", "– ", "* "))


@register.filter
def one_heading(group: Group) -> bool:
    return exports.one_heading(group)


@register.filter
def is_long(entry: Entry) -> bool:
    """Whether it may break over two pages: a paragraph of above 300 words, or one with a table."""
    return entry.table is not None or sum(len(passage.text) for passage in entry.passages) > LONG_ENTRY


@register.filter
def starts_a_page(section: Section) -> bool:
    """Long objectives do, after the first; were all to, a third of the paper would be white."""
    entries = sum(len(group.entries) for group in section.groups)
    return entries >= LONG_SECTION and section.number != 1


@register.filter
def has_side(entry: Entry) -> bool:
    """Whether something stands beside the words."""
    return bool(entry.figures or entry.no_figure or charts.series(entry.chart))


@register.filter
def running(title: str) -> str:
    """A running head: longer ones read as lost prose to those who hear the page."""
    words = title.split()
    return title if len(words) <= RUNNING_WORDS else f"{' '.join(words[:RUNNING_WORDS])}…"


@register.filter
def leading(sentence: str) -> str:
    """The sentence as it leads to a list: with a colon."""
    return f"{sentence.rstrip('.: ')}:"


@register.filter
def is_long_value(value: str) -> bool:
    return len(value) > LONG_VALUE


@register.filter
def drawn(chart: Chart | None) -> charts.Series | None:
    return charts.series(chart)


@register.filter
def pace_on_paper(bars: Sequence[PaceBar]) -> charts.Pace | None:
    return charts.pace(bars, scaled=False)


@register.filter
def pace_on_screen(bars: Sequence[PaceBar]) -> charts.Pace | None:
    return charts.pace(bars, scaled=True)


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
def is_empty(annex: Annex) -> bool:
    """Whether nothing of it is left to print: it may all be for others to see."""
    return not (annex.figures or annex.notes or any(table.rows for table in annex.tables))


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
    return ", ".join(part for part in (row.source, received, approved) if part)
