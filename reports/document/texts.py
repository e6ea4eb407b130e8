"""The texts of a document, each with a key that stays as long as its words do, and what was decided of them."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from reports.document.audience import Audience, narrowest
from reports.document.records import Document, Entry, Finding, Flag, Passage, Row, Table

WAITING = "waiting-list"  # the rule of a finding that is somebody's own words
COMPARED = "comparable"  # the table whose rows are made of figures


@dataclass(frozen=True, slots=True)
class Text:
    """Words that stand in a document: under which heading, and of which services (by code)."""

    key: str
    anchor: str
    heading: str
    words: str
    services: frozenset[str]


def text_key(anchor: str, words: str) -> str:
    """The same for the same words in the same place."""
    return hashlib.sha256(f"{anchor}\x1f{words}".encode()).hexdigest()[:20]


def digest_of(*facts: str) -> str:
    """What an answer holds for."""
    return hashlib.sha256("\x1f".join(facts).encode()).hexdigest()


def row_words(row: Row) -> str:
    return " · ".join(row.cells)


def texts_in(document: Document) -> Iterator[Text]:
    """Every text that somebody may have written, cells of tables one by one."""
    entries = {entry.code: entry for entry in document.entries}
    for thing, anchor in _things(document, ""):
        entry = entries.get(anchor)
        heading, services = (entry.heading, services_of(entry)) if entry else ("", frozenset[str]())
        for words in _words(thing):
            own = frozenset([thing.service]) if isinstance(thing, Row) and thing.service else services
            yield Text(text_key(anchor, words), anchor, heading, words, own)


def services_of(entry: Entry) -> frozenset[str]:
    return frozenset(source.service for source in entry.sources if source.service)


def _words(thing: Passage | Flag | Finding | Row) -> tuple[str, ...]:
    if isinstance(thing, Row):
        return () if thing.by_cell else thing.cells[1:] or thing.cells
    return (thing.text,)


def _things(thing: Any, anchor: str) -> Iterator[tuple[Passage | Flag | Finding | Row, str]]:
    """Whatever holds words, with the paragraph that it belongs to."""
    if isinstance(thing, tuple):
        for item in thing:
            yield from _things(item, anchor)
    elif isinstance(thing, (Finding, Row)):
        yield thing, thing.anchor
    elif isinstance(thing, (Passage, Flag)):
        yield thing, anchor
    elif hasattr(thing, "__dataclass_fields__"):
        of = thing.code if isinstance(thing, Entry) else anchor
        for each in fields(thing):
            yield from _things(getattr(thing, each.name), of)


def decided(thing: Any, narrower: Mapping[str, Audience], anchor: str = "") -> Any:
    """The document with each text for nobody wider than was decided of it, by its key; nothing becomes wider."""
    if not narrower:
        return thing
    if isinstance(thing, tuple):
        return tuple(decided(item, narrower, anchor) for item in thing)
    if isinstance(thing, (Passage, Flag, Finding, Row)):
        of = thing.anchor if isinstance(thing, (Finding, Row)) else anchor
        return replace(thing, audience=narrowest(thing.audience, *_decisions(thing, of, narrower)))
    if not hasattr(thing, "__dataclass_fields__"):
        return thing
    of = thing.code if isinstance(thing, Entry) else anchor
    kept = {each.name: decided(getattr(thing, each.name), narrower, of) for each in fields(thing)}
    return type(thing)(**kept)


def _decisions(
    thing: Passage | Flag | Finding | Row, anchor: str, narrower: Mapping[str, Audience]
) -> Iterator[Audience]:
    whole = (row_words(thing),) if isinstance(thing, Row) else ()
    for words in (*_words(thing), *whole):
        if text_key(anchor, words) in narrower:
            yield narrower[text_key(anchor, words)]


def is_typed(finding: Finding) -> bool:
    """Whether a finding is somebody's words, and not a sentence made from figures."""
    return not finding.counts or finding.rule == WAITING or finding.reworded


def is_made_of_figures(table: Table) -> bool:
    return table.code == COMPARED
