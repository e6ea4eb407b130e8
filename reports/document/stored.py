"""A document as JSON and back."""

from dataclasses import asdict
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from reports.document.records import SCHEMA, Document


def to_json(document: Document) -> dict[str, Any]:
    """Plain values for JSON, keys as the fields are named."""
    return asdict(document)


def from_json(data: dict[str, Any]) -> Document:
    """The Document that `to_json` wrote. ValueError for a schema that this version doesn't know."""
    if data.get("schema") != SCHEMA:
        raise ValueError(f"Schema {data.get('schema')} of a stored update is not known.")
    return _load(Document, data)


def _load(kind: Any, data: Any) -> Any:
    if get_origin(kind) is UnionType:
        kind = next(part for part in get_args(kind) if part is not type(None))
        return None if data is None else _load(kind, data)
    if get_origin(kind) is tuple:
        return tuple(_load(get_args(kind)[0], item) for item in data)
    if not hasattr(kind, "__dataclass_fields__"):
        return data
    hints = get_type_hints(kind)
    return kind(**{name: _load(hints[name], value) for name, value in data.items()})
