"""What is left of a document that was cut: no heading stands alone, and nothing points at what isn't there."""

from dataclasses import fields, replace
from typing import Any

from reports.document.annexes import worth_printing
from reports.document.records import AREA_INDEX, Annex, Document, Entry, Section

PROMISES = "promises"


def without_empty(document: Document, before: Document) -> Document:
    """A cut document without paragraphs and annexes of which nothing is left; what led to one of them leads nowhere.

    How many promises there are is told where all of them stand in an annex, as they did `before`.
    """
    gone = frozenset(entry.code for entry in document.entries if _is_empty(entry))
    annexes = worth_printing(_index(each, gone) if each.code == AREA_INDEX else each for each in document.annexes)
    kept = _unlinked(replace(document, annexes=annexes), gone)
    sections = tuple(section for each in kept.sections if (section := _section(each, gone)).groups)
    front = kept.front if _rows(kept, PROMISES) == _rows(before, PROMISES) else replace(kept.front, promises_words="")
    return replace(kept, sections=sections, front=front)


def _is_empty(entry: Entry) -> bool:
    parts = (entry.passages, entry.figures, entry.no_figure, entry.flags, entry.chart, entry.table, entry.pace)
    return not any(parts) and not entry.not_received


def _section(section: Section, gone: frozenset[str]) -> Section:
    groups = (replace(each, entries=tuple(e for e in each.entries if e.code not in gone)) for each in section.groups)
    return replace(section, groups=tuple(group for group in groups if group.entries))


def _index(annex: Annex, gone: frozenset[str]) -> Annex:
    """The index by area, whose rows are paragraphs, without those that are gone."""
    tables = (replace(each, rows=tuple(row for row in each.rows if row.anchor not in gone)) for each in annex.tables)
    return replace(annex, tables=tuple(table for table in tables if table.rows))


def _unlinked(thing: Any, gone: frozenset[str]) -> Any:
    if isinstance(thing, tuple):
        return tuple(_unlinked(item, gone) for item in thing)
    if not hasattr(thing, "__dataclass_fields__"):
        return thing
    kept = {each.name: _unlinked(getattr(thing, each.name), gone) for each in fields(thing)}
    return type(thing)(**kept | ({"anchor": ""} if kept.get("anchor") in gone else {}))


def _rows(document: Document, code: str) -> int:
    return sum(len(table.rows) for annex in document.annexes for table in annex.tables if table.code == code)
