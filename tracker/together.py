"""Rows of several kinds in one query: a little of everything for one page, or thousands that belong together."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import reduce
from operator import itemgetter, or_
from typing import Any

from django.db import connection, models
from django.db.models import F, QuerySet, Value, Window
from django.db.models.functions import Cast, JSONObject, RowNumber

Rows = dict[type[models.Model], list[Any]]
Plain = tuple[Any, ...]
Columns = tuple[QuerySet[Any], Sequence[str]]
Slot = tuple[str, int]
Related = Mapping[str, Any]


def together(*querysets: QuerySet[Any]) -> Rows:
    """The rows of each queryset by its model, in its own order, with what it selects related. One query for all.

    For a handful of rows from each of many tables: every row travels as JSON. Each queryset has a model of its own and
    an order, and is neither sliced nor annotated.
    """
    found: Rows = {rows.model: [] for rows in querysets}
    first, *others = (_packed(place, rows) for place, rows in enumerate(querysets))
    for place, _, packed in sorted(first.union(*others, all=True), key=lambda row: row[:2]):
        rows = querysets[place]
        found[rows.model].append(_unpacked(rows.model, _related(rows), packed))
    return found


def columns(*asked: Columns) -> list[list[Plain]]:
    """What each queryset holds in the columns named with it, in no order. One query for all.

    For thousands of rows: they travel as they are, a column in the place of another's of its kind. Each names several.
    """
    slots = [_slots(rows, names) for rows, names in asked]
    shared = reduce(or_, slots)
    order = {slot: place for place, slot in enumerate(shared, start=1)}
    first, *others = (
        rows.order_by().values_list(
            Value(place),
            *(F(own[slot][0]) if slot in own else Cast(Value(None), field) for slot, (_, field) in shared.items()),
        )
        for place, ((rows, _), own) in enumerate(zip(asked, slots, strict=True))
    )
    takes = [itemgetter(*(order[slot] for slot in own)) for own in slots]
    found: list[list[Plain]] = [[] for _ in asked]
    for row in first.union(*others, all=True):
        found[row[0]].append(takes[row[0]](row))
    return [_exact(rows, own) for rows, own in zip(found, slots, strict=True)]


def _slots(rows: QuerySet[Any], names: Sequence[str]) -> dict[Slot, tuple[str, Any]]:
    """Each column by its kind and how many of the kind stand before it: the kinds that both databases tell apart."""
    found: dict[Slot, tuple[str, Any]] = {}
    seen: Counter[str] = Counter()
    for name, column in zip(names, rows.values_list(*names).query.select, strict=True):
        kind = _kind(column.output_field)
        found[kind, seen[kind]] = (name, column.output_field)
        seen[kind] += 1
    return found


def _kind(field: Any) -> str:
    field = getattr(field, "target_field", field)
    if isinstance(field, models.IntegerField):
        return "number"
    if isinstance(field, models.DecimalField):
        return f"amount of {field.max_digits} digits, {field.decimal_places} of them decimals"
    return "words" if isinstance(field, models.CharField | models.TextField) else field.get_internal_type()


def _exact(rows: list[Plain], own: Mapping[Slot, tuple[str, Any]]) -> list[Plain]:
    """With amounts to as many places as their column holds: SQLite has forgotten them where kinds stand together."""
    amounts = {place: field for place, (_, field) in enumerate(own.values()) if isinstance(field, models.DecimalField)}
    if not amounts:
        return rows
    return [
        tuple([_value(amounts[place], each) if place in amounts else each for place, each in enumerate(row)])
        for row in rows
    ]


def _related(rows: QuerySet[Any]) -> Related:
    return rows.query.select_related if isinstance(rows.query.select_related, dict) else {}


def _packed(place: int, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    order = list(rows.query.order_by or rows.model._meta.ordering)
    number = Window(RowNumber(), order_by=order)
    return rows.order_by().values_list(Value(place), number, _columns(rows.model, _related(rows)))


def _columns(model: Any, related: Related, path: str = "") -> JSONObject:
    own = {field.attname: F(path + field.attname) for field in model._meta.concrete_fields}
    below = {name: _columns(_target(model, name), deeper, f"{path}{name}__") for name, deeper in related.items()}
    return JSONObject(**own, **below)


def _target(model: Any, name: str) -> Any:
    return model._meta.get_field(name).related_model


def _unpacked(model: Any, related: Related, packed: Mapping[str, Any]) -> Any:
    """The row as its model; None for a related row that isn't there."""
    if packed[model._meta.pk.attname] is None:
        return None
    fields = model._meta.concrete_fields
    values = [_value(field, packed[field.attname]) for field in fields]
    row = model.from_db(connection.alias, [field.attname for field in fields], values)
    for name, deeper in related.items():
        model._meta.get_field(name).set_cached_value(row, _unpacked(_target(model, name), deeper, packed[name]))
    return row


def _value(field: Any, value: Any) -> Any:
    """A column's value as its field would have read it, on either database."""
    if value is None:
        return None
    if isinstance(field, models.DateTimeField):
        moment = datetime.fromisoformat(value)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if isinstance(field, models.JSONField):
        return json.loads(value) if isinstance(value, str) else value
    if isinstance(field, models.DecimalField):
        return Decimal(str(value)).quantize(Decimal(1).scaleb(-field.decimal_places))
    if hasattr(field, "from_db_value"):
        return field.from_db_value(value, None, connection)
    return field.to_python(value)
