"""A full document cut down to what an audience may see."""

from dataclasses import fields, replace
from typing import Any

from reports.document.audience import Audience
from reports.document.records import Document, Table

NOTICES = {
    Audience.INTERNAL: "Internal: contains small numbers",
    Audience.BOARD: "For the Commissioner and chief officers",
    Audience.PUBLIC: "",
}


def for_audience(document: Document, audience: Audience) -> Document:
    """The document with everything left out that this audience may not see, wherever an audience is marked.

    Small numbers in public output need suppression, which is not built here: asking for the public is refused.
    """
    if audience is Audience.PUBLIC:
        raise ValueError("A public update needs small numbers suppressed; build it for internal or board.")
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
    return type(thing)(**kept)


def _shown(thing: Any, audience: Audience) -> bool:
    if isinstance(thing, Document):
        return True
    if isinstance(thing, Table) and not any(_shown(row, audience) for row in thing.rows):
        return False
    mark = getattr(thing, "audience", None)
    return mark is None or audience.may_see(mark)
