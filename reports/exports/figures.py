"""All figures of a document as a list: for spreadsheets, with numbers as numbers.

First the annex with all that each came from; then every number that stands elsewhere: beside a paragraph, in a bar of a
chart, on the front page, in a table. What a copy hides is not in it, so it is in none of these either.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from reports.document import Chart, Document, FigureRow, Table
from tracker.exports import About, Cell

HEADER = (
    "Where",
    "Paragraph",
    "Code",
    "Service",
    "Service code",
    "Provider",
    "Figure",
    "By",
    "Category",
    "Definition",
    "Unit",
    "Basis",
    "About people",
    "Period",
    "State",
    "Value",
    "Numerator",
    "Denominator",
    "As printed",
    "Compared with",
    "Notes",
    "Standing",
    "From",
    "Received",
    "Approved",
)
ANNEX, BESIDE, CHART, FRONT = "All figures", "Beside the paragraph", "Chart", "In short"
NUMBER = re.compile(r"£?(\d{1,3}(?:,\d{3})*|\d+)(\.\d+)?(%?)")
Row = tuple[Cell, ...]


def figure_rows(document: Document) -> list[Row]:
    headings = {entry.code: entry.heading for entry in document.entries}
    return [*_annex(document, headings), *_elsewhere(document)]


def _annex(document: Document, headings: dict[str, str]) -> Iterator[Row]:
    for annex in document.annexes:
        for row in (*annex.figures, *annex.broken_down):
            yield _figure(row, headings.get(row.anchor, ""))


def _figure(row: FigureRow, paragraph: str) -> Row:
    return (
        ANNEX,
        paragraph,
        row.code,
        row.service,
        row.service_code,
        row.provider,
        row.label,
        row.by,
        row.category,
        row.definition,
        row.unit,
        row.basis,
        "yes" if row.about_people else "no",
        row.period,
        row.state,
        *(None if number is None else Decimal(number) for number in (row.value, row.numerator, row.denominator)),
        row.words,
        "; ".join(row.comparators),
        "; ".join(row.notes),
        row.standing,
        f"{row.source}: {row.source_detail}" if row.source_detail else row.source,
        row.received,
        row.approved,
    )


def _elsewhere(document: Document) -> Iterator[Row]:
    for headline in document.front.money:
        yield _printed(FRONT, "", "", headline.words, headline.value)
    for table in (document.front.comparable, document.front.promises):
        yield from _table(table, "")
    for entry in document.entries:
        for figure in entry.figures:
            more = {"Compared with": figure.comparator, "Notes": figure.note}
            yield _printed(BESIDE, entry.heading, figure.code, figure.label, figure.value, **more)
        yield from _chart(entry.chart, entry.heading)
        yield from _table(entry.table, entry.heading)
    for table in (table for annex in document.annexes if not annex.broken_down for table in annex.tables):
        yield from _table(table, "")


def _chart(chart: Chart | None, paragraph: str) -> Iterator[Row]:
    if chart is None:
        return
    for point in chart.points:
        told = {"Period": point.label, "Unit": chart.unit}
        value = None if point.value is None else Decimal(point.value)
        yield _printed(CHART, paragraph, chart.code, chart.title, point.words, value, **told)


def _table(table: Table | None, paragraph: str) -> Iterator[Row]:
    """The numbers of a table, a line for each cell: its row and its column together say what it is."""
    if table is None:
        return
    for row in table.rows:
        for column, cell in zip(table.columns[1:], row.cells[1:], strict=False):
            if column.numeric:
                label = f"{row.cells[0]}: {column.label}"
                yield _printed(table.caption, paragraph, table.code, label, cell, **{"Service code": row.service})
    for column, cell in zip(table.columns[1:], table.total[1:], strict=False):
        if column.numeric:
            yield _printed(table.caption, paragraph, table.code, f"{table.total[0]}: {column.label}", cell)


def _printed(where: str, paragraph: str, code: str, label: str, words: str, value: Cell = None, **more: str) -> Row:
    """A number as it stands printed; in figures too where it reads as nothing but one."""
    said: dict[str, Cell] = {"Where": where, "Paragraph": paragraph, "Code": code, "Figure": label, "As printed": words}
    said |= {"Value": number_of(words) if value is None else value, **more}
    return tuple(said.get(name, None if name in ("Value", "Numerator", "Denominator") else "") for name in HEADER)


def number_of(words: str) -> Decimal | None:
    """The number that these words are, whole: "£98,441" or "81.0%", not "about £794,000" nor "465 in Q2"."""
    found = NUMBER.fullmatch(words)
    return Decimal((found[1] + (found[2] or "")).replace(",", "")) if found else None


def about(document: Document, version: int | None = None) -> About:
    """What the file says of itself; without a version it is a draft's."""
    kind = "Draft, not signed off" if version is None else str(version)
    said = (("Office", document.office), ("Quarter", document.period_words), ("Version", kind))
    return About("All figures", said)
