"""The update in short: what fits on two pages, whatever was typed. Pure.

Each list has a most, and each text; how many lines a text may take on paper stands in the stylesheet.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from reports.document.reading import lettered
from reports.document.records import Document, Finding, Headline, Row, Table

MOST_FINDINGS = 4  # of each list
MOST_FIGURES = 6
MOST_PROMISES = 3
MOST_PARTS = 14
CUT = "…"
LONGEST = 300  # characters of a sentence; of a heading, a cell and a number below
LONGEST_NAME, LONGEST_CELL, LONGEST_VALUE = 90, 110, 24


@dataclass(frozen=True, slots=True)
class Summary:
    """Findings, key figures, money, promises, and what stands in the whole update."""

    lead: str
    watching: tuple[Finding, ...]
    better: tuple[Finding, ...]
    money: tuple[Headline, ...]
    money_words: str
    received_words: str
    figures: Table | None
    promises: Table | None
    promises_words: str
    parts: tuple[str, ...]


def summary_of(document: Document) -> Summary:
    """The document's front page as it fits on two; what is left out of a list is counted where it would stand."""
    front = document.front
    return Summary(
        lead=shortened(front.lead, LONGEST),
        watching=_findings(front.watching),
        better=_findings(front.better),
        money=tuple(
            Headline(shortened(each.value, LONGEST_VALUE), shortened(each.words, LONGEST_NAME))
            for each in front.money[:3]
        ),
        money_words=shortened(front.money_words, LONGEST),
        received_words=shortened(front.received_words, LONGEST),
        figures=_table(front.comparable, MOST_FIGURES),
        promises=_table(front.promises, MOST_PROMISES),
        promises_words=shortened(front.promises_words, LONGEST),
        parts=tuple(_parts(document)),
    )


def named_shortly(document: Document) -> Document:
    """The document with names that fit into a head and into the running lines."""
    names = ("office", "office_short", "title", "period_words", "quarter_words", "notice", "position_as_at")
    named: dict[str, Any] = {name: shortened(getattr(document, name), LONGEST_NAME) for name in names}
    return replace(document, **named)


def shortened(text: str, limit: int) -> str:
    """The text, cut at the end of a word where it is longer, with a sign that there is more."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    whole, space, _ = kept.rpartition(" ")
    return f"{(whole if space else kept).rstrip(' ,;:.–-')}{CUT}"


def more_words(left: int) -> str:
    return f"And {left} more in the whole update." if left else ""


def _findings(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    kept = findings[: MOST_FINDINGS if len(findings) <= MOST_FINDINGS else MOST_FINDINGS - 1]
    shown = [
        replace(each, lead=shortened(each.lead, LONGEST_NAME), text=shortened(each.text, LONGEST)) for each in kept
    ]
    left = len(findings) - len(kept)
    return (*shown, *([Finding("more", "", more_words(left), "")] if left else []))


def _table(table: Table | None, most: int) -> Table | None:
    if table is None or not table.rows:
        return None
    note = more_words(len(table.rows) - most) if len(table.rows) > most else ""
    return replace(
        table,
        caption=shortened(table.caption, LONGEST_NAME),
        rows=tuple(_row(row) for row in table.rows[:most]),
        notes=(note,) if note else (),
    )


def _row(row: Row) -> Row:
    return replace(row, cells=tuple(shortened(cell, LONGEST_CELL) for cell in row.cells), anchor="")


def _parts(document: Document) -> Iterable[str]:
    """The sections and annexes of the whole update; the last line counts those for which there is no room."""
    named = [_section_words(section.title, section.number) for section in document.sections]
    named += [f"Annex {letter}: {annex.title}" for letter, annex in lettered(document)]
    kept = named if len(named) <= MOST_PARTS else named[: MOST_PARTS - 1]
    yield from (shortened(name, LONGEST_NAME) for name in kept)
    if len(kept) < len(named):
        yield f"and {len(named) - len(kept)} more parts"


def _section_words(title: str, number: int | None) -> str:
    return f"Objective {number}: {title}" if number else title
