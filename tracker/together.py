"""Rows of several kinds in one query, for a page that shows a little of everything about one record."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, models
from django.db.models import F, QuerySet, Value, Window
from django.db.models.functions import JSONObject, RowNumber

Rows = dict[type[models.Model], list[Any]]
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
