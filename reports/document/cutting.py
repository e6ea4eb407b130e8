"""A full document cut down to what an audience may see."""

from dataclasses import fields, replace
from typing import Any

from reports.document.audience import Audience
from reports.document.emptied import without_empty
from reports.document.hiding import Hidden, Withheld
from reports.document.public import public_copy
from reports.document.records import Document, Table, without_empty_note

NOTICES = {
    Audience.INTERNAL: "Internal: contains small numbers",
    Audience.BOARD: "For the Commissioner and chief officers",
    Audience.PUBLIC: "Not published: made for the office to look at",
}


def for_audience(document: Document, audience: Audience, hidden: Hidden | None = None) -> Document:
    """The document with everything left out that this audience may not see, wherever an audience is marked.

    For the public with what is `hidden` left out as well: ValueError without it.
    """
    if audience is Audience.PUBLIC:
        if hidden is None:
            raise ValueError("A public update needs small numbers hidden: say which.")
        return for_the_public(document, hidden)[0]
    cut = marked_for(document, audience)
    return without_empty(cut, document) if audience is Audience.BOARD else cut


def for_the_public(document: Document, hidden: Hidden) -> tuple[Document, tuple[Withheld, ...]]:
    """The public's copy, and the texts that it leaves out until they are reworded."""
    copy, withheld = public_copy(marked_for(document, Audience.PUBLIC), hidden)
    return without_empty(copy, document), withheld


def marked_for(document: Document, audience: Audience) -> Document:
    """Only what is marked for this audience or a wider one, with the place of each paragraph still there."""
    return replace(_cut(document, audience), audience=audience.value, notice=NOTICES[audience])


def _cut(thing: Any, audience: Audience) -> Any:
    if isinstance(thing, tuple):
        return tuple(_cut(item, audience) for item in thing if _shown(item, audience))
    if not hasattr(thing, "__dataclass_fields__"):
        return thing
    kept = {}
    for each in fields(thing):
        value = getattr(thing, each.name)
        kept[each.name] = _cut(value, audience) if _shown(value, audience) else None
    found = type(thing)(**kept)
    return without_empty_note(found) if isinstance(found, Table) else found


def _shown(thing: Any, audience: Audience) -> bool:
    if isinstance(thing, Document):
        return True
    if isinstance(thing, Table) and not any(_shown(row, audience) for row in thing.rows):
        return False
    mark = getattr(thing, "audience", None)
    return mark is None or audience.may_see(mark)
