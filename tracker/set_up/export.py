"""A list of set-up records to be taken away: every field that the form asks for, in words, numbers and days."""

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import Field, ForeignKey, ManyToManyField, QuerySet

from tracker.exports import Cell
from tracker.set_up.forms import capital
from tracker.set_up.kinds import Kind


@cache
def fields_of(kind: Kind) -> dict[str, Any]:
    """The fields of the record that its list or its form shows, the list's first; and when it ended."""
    own = {field.name: field for field in kind.model._meta.get_fields() if isinstance(field, Field)}
    shown = [*([kind.belongs_to] if kind.belongs_to else []), *kind.columns, *kind.form.base_fields, "ended_on"]
    return {name: own[name] for name in dict.fromkeys(shown) if name in own}


def columns_of(kind: Kind) -> dict[str, str]:
    """The headings, by field: as the form calls it."""
    labels = kind.labels()
    return {name: labels.get(name, capital(field.verbose_name)) for name, field in fields_of(kind).items()}


def with_all(kind: Kind, rows: QuerySet[Any]) -> QuerySet[Any]:
    """With the records that the fields point at, so that no line asks again."""
    fields = fields_of(kind)
    one = [name for name, field in fields.items() if isinstance(field, ForeignKey)]
    many = [name for name, field in fields.items() if isinstance(field, ManyToManyField)]
    return rows.select_related(*kind.related, *one).prefetch_related(*many)


def line_of(kind: Kind, record: Any) -> list[Cell]:
    return [cell_of(field, record) for field in fields_of(kind).values()]


def cell_of(field: Any, record: Any) -> Cell:
    """One field as a spreadsheet's cell; a gap is empty."""
    value = getattr(record, field.name)
    if isinstance(field, ManyToManyField):
        return "; ".join(map(str, value.all()))
    if field.choices:
        return str(getattr(record, f"get_{field.name}_display")())
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return value if value is None or isinstance(value, Decimal | int | date) else str(value)
