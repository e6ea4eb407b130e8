"""Rows of what is set up, as plain values: read by the process that first asks, found by those that begin after it.

They stand in the table of `kept`, under the state of what is set up and with an event of the audit trail: an office
that was put back to what it was before has no such event, and reads anew. After a change, a process takes over what it
holds, and reads anew what was made of a table that the trail tells of.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection
from django.db.models import Model, QuerySet, Subquery
from django.db.models.base import ModelState

from commissioning.figures import kept
from commissioning.figures.trail import MOST
from tracker.models import AuditEvent, Office, User
from tracker.together import Columns, Plain

Item = TypeVar("Item", bound=Model)
FIELDS, TABLES = "fields of ", "tables of "
GONE = "delete"  # what went with the record is told of by no event of its own
NAMES = re.compile(r'"(\w+)"')  # of tables and columns in a query


class Rows:
    """What was read of an office as it stood, by name: rows of values, and of records the names of their fields; and
    the tables that each was read from.
    """

    def __init__(self, office: Office, held: dict[str, list[Plain]] | None = None, *, is_found: bool = False) -> None:
        self.office, self.is_found = office, is_found
        self._held: dict[str, list[Plain]] = held or {}
        self._made: dict[str, list[Any]] = {}

    def values(self, name: str, make: Callable[[], Iterable[Any]]) -> list[Any]:
        """The rows of a query of values."""
        if name not in self._held:
            self._held[name] = self._read(name, make)
        return self._held[name]

    def records(self, name: str, make: Callable[[], QuerySet[Item]]) -> list[Item]:
        """The records of a query, without those that they point to; the same objects whenever they are asked for."""
        if name not in self._made:
            self._made[name] = self._again(name) if name in self._held else self._first(name, make())
        return list(self._made[name])

    def _read(self, name: str, make: Callable[[], Iterable[Any]]) -> list[Any]:
        asked: set[str] = set()

        def noted(execute: Any, sql: str, *rest: Any) -> Any:
            asked.update(NAMES.findall(sql))
            return execute(sql, *rest)

        with connection.execute_wrapper(noted):
            found = list(make())
        self._held[TABLES + name] = [tuple(asked)]
        return found

    def _first(self, name: str, query: QuerySet[Item]) -> list[Item]:
        found = self._read(name, lambda: query)
        own = found[0].__dict__ if found else {}
        fields = tuple(each.attname for each in query.model._meta.concrete_fields if each.attname in own)
        self._held[name] = [tuple(each.__dict__[field] for field in fields) for each in found]
        self._held[FIELDS + name] = [(query.model._meta.label_lower, fields)]
        return found

    def _again(self, name: str) -> list[Any]:
        ((label, fields),) = self._held[FIELDS + name]
        return again(apps.get_model(label), fields, self._held[name])

    def let_go(self) -> None:
        """When everything was made of them: the records, which are made again of their values."""
        self._made = {}

    def keep(self) -> None:
        """Put them where a process that begins will find them."""
        if self.office.told:
            kept.put(_name(self.office), (self.office.told, self._held))

    def at(self, office: Office) -> "Rows":
        """Of the office as it stands now, as far as nothing was changed since that they were read from."""
        moved = _moved(self.office, office)
        if moved is None:
            return Rows(office)
        held = dict(self._held)
        for name in [each for each in held if TABLES + each in held]:
            if moved.intersection(held[TABLES + name][0]):
                for part in (name, FIELDS + name, TABLES + name):
                    held.pop(part, None)
        return Rows(office, held)


def rows_for(office: Office, before: Rows | None = None) -> Rows:
    """As another process read them at this state of what is set up; else what stands of those before; else none, and
    they are read.
    """
    content = kept.find(_name(office)) if office.told else None
    if content is not None:
        head, held = content
        if head == office.told or AuditEvent.objects.filter(hash=head).exists():
            return Rows(office, held, is_found=True)
    return before.at(office) if before is not None else Rows(office)


def _moved(then: Office, now: Office) -> frozenset[str] | None:
    """The tables that may hold something else since; None where nobody knows. One query."""
    if (then.pk, then.untold_version) != (now.pk, now.untold_version) or not (then.told and now.told):
        return None
    first, last = (AuditEvent.objects.filter(hash=each.told).values("number")[:1] for each in (then, now))
    events = AuditEvent.objects.filter(number__gte=Subquery(first), number__lte=Subquery(last)).order_by("number")
    found = list(events.values_list("hash", "model", "act")[: MOST + 2])
    if not found or found[0][0] != then.told or found[-1][0] != now.told:
        return None
    models = {label: _models().get(label) for _, label, _ in found[1:]}
    if None in models.values() or any(act == GONE for *_, act in found[1:]):
        return None
    return frozenset().union(*map(_tables, models.values()))


@cache
def _models() -> dict[str, type[Model]]:
    return {each._meta.label_lower: each for each in apps.get_models()}


@cache
def _tables(model: Any) -> frozenset[str]:
    """Those that an event about such a record may have changed: its own, what it holds many of, and its parts. What
    points to a person is no part.
    """
    many = [each.remote_field.through for each in model._meta.many_to_many]
    parts = [each.related_model for each in model._meta.related_objects if model is not User]
    return frozenset(each._meta.db_table for each in (model, *many, *parts))


def _name(office: Office) -> str:
    return repr(("set-up", office.pk, office.data_version))


def names_of(model: type[Model]) -> tuple[str, ...]:
    return tuple(each.attname for each in model._meta.concrete_fields)


def with_all(query: QuerySet[Any]) -> Columns:
    """The query with all fields of its records, to be read together with others; `records_of` makes them."""
    return query, names_of(query.model)


def records_of(model: type[Item], rows: Iterable[Plain]) -> list[Item]:
    return again(model, names_of(model), rows)


def again(model: type[Item], fields: Sequence[str], rows: Iterable[Plain]) -> list[Item]:
    """The records of these rows, as `from_db` would make them. Of several thousand that takes longer than all else
    that a page does: it asks of each row what is the same for all.
    """
    found, alias = [], connection.alias
    for values in rows:
        row = model.__new__(model)
        row._state = ModelState()
        row._state.adding, row._state.db = False, alias
        row.__dict__.update(zip(fields, values, strict=True))
        found.append(row)
    return found


def belong(rows: Iterable[Model], **held: Mapping[int, list[Any]]) -> None:
    """What belongs to each row, by name and key, as if it had been prefetched."""
    for row in rows:
        row.__dict__["_prefetched_objects_cache"] = Belonging(row, held)


class Belonging(dict[str, QuerySet[Any]]):
    """What belongs to one row, as Django asks for what was prefetched: a list is made when it is looked at, for that
    costs more than all else that is read of the row.
    """

    def __init__(self, row: Model, held: Mapping[str, Mapping[int, list[Any]]]) -> None:
        super().__init__()
        self.model, self.key, self.held = type(row), row.pk, held

    def __missing__(self, name: str) -> QuerySet[Any]:
        if name not in self.held:
            raise KeyError(name)  # Django then asks the database
        way: Any = self.model._meta.get_field(name)
        back = way.related_query_name() if way.many_to_many else way.remote_field.name
        found: Any = way.related_model._default_manager.filter(**{back: self.key})
        found._result_cache = self.held[name].get(self.key, [])
        found._prefetch_done = True
        self[name] = found
        return self[name]


def tie_all(rows: Iterable[Any], **ways: Mapping[int, Any]) -> None:
    """Give rows of one kind the related objects that are held already: one object of each, however many rows point to
    it. One that was added meanwhile is read when it is needed.
    """
    listed = list(rows)
    for name, held in ways.items() if listed else ():
        of = listed[0]._meta.get_field(name)
        attname, cached = of.attname, of.cache_name
        for row in listed:
            key = row.__dict__[attname]
            if key is None or key in held:
                row._state.fields_cache[cached] = held.get(key)


def tie_later(rows: Iterable[Any], read: Callable[[int], Any], *names: str) -> None:
    """Give rows of one kind related objects that are read, by their keys, when they are looked at."""
    listed = list(rows)
    ways = {name: listed[0]._meta.get_field(name).attname for name in names} if listed else {}
    for row in listed:
        row._state.fields_cache = Later(row, ways, read)


class Later(dict[str, Any]):
    """What a row points to, as Django asks for what was read: some of it not read yet."""

    def __init__(self, row: Model, ways: Mapping[str, str], read: Callable[[int], Any]) -> None:
        super().__init__(row._state.fields_cache)
        self.row, self.ways, self.read = row, ways, read

    def __missing__(self, name: str) -> Any:
        key = self.row.__dict__[self.ways[name]]
        if key is not None:
            self[name] = self.read(key)
        return self.get(name)
