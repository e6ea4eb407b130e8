"""Queries of many parts whose SQL is put together once for the same arguments, and asked again and again.

A union of several kinds of record costs more to put together than to ask. What is kept is the statement with its
parameters, never a row. Keys that differ from one time to the next stand in it by names (`Keys`), so that the same
statement asks about any of them.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

MOST_KEPT = 200
NOBODY = 0  # no record has this key
FIRST = -(10**9)  # nor one below nought
Row = Iterable[Any]
_kept: dict[Hashable, "Statement | None"] = {}


@dataclass(frozen=True, slots=True)
class Statement:
    """A query's SQL with its parameters, and what makes Python values of the columns of an answer."""

    sql: str
    parameters: tuple[Any, ...]
    compiler: Any
    converters: Any

    def rows(self, keys: "Mapping[Any, int]") -> Iterable[Row]:
        with connection.cursor() as cursor:
            cursor.execute(
                self.sql, tuple(keys.get(each, each) for each in self.parameters) if keys else self.parameters
            )
            found = cursor.fetchall()
        converted: Iterable[Row] = self.compiler.apply_converters(found, self.converters) if self.converters else found
        return converted


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys that a query asks about. `names` stand for them while it is put together: as many of them as there are keys,
    or somewhat more, so that few statements serve all numbers of keys. `place` keeps those of one query apart.
    """

    keys: tuple[int, ...]
    place: int = 0

    @property
    def names(self) -> tuple[int, ...]:
        first, number = FIRST * (self.place + 1), 1 << max(0, len(self.keys) - 1).bit_length()
        return tuple(range(first, first + number))

    @property
    def meant(self) -> dict[int, int]:
        """What each name stands for; those that are left over for no record."""
        names = self.names
        return dict.fromkeys(names, NOBODY) | dict(zip(names, self.keys, strict=False))


def keys_of(*lists: Collection[int]) -> tuple[Keys, ...]:
    """The lists of keys that one query asks about."""
    return tuple(Keys(tuple(keys), place) for place, keys in enumerate(lists))


def meant_by(asked: Iterable[Keys]) -> dict[Any, Any]:
    return {name: key for each in asked for name, key in each.meant.items()}


def rows(
    name: Hashable, make: Callable[[], QuerySet[Any, Any]], meant: Mapping[Any, Any] = MappingProxyType({})
) -> Iterable[Row]:
    """The rows of a query of values. `name` holds whatever the query is made of: one of the same name is not made.

    Of its parameters those that are named in `meant` are asked as what they stand for.
    """
    if name not in _kept:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[name] = _statement(make())
    statement = _kept[name]
    return statement.rows(meant) if statement is not None else ()


def _statement(query: QuerySet[Any, Any]) -> Statement | None:
    """None where nothing can answer: an empty list is asked for."""
    compiler: Any = query.query.get_compiler(connection=connection)
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        return None
    columns = [column[0] for column in compiler.select[: compiler.col_count]]
    return Statement(sql, tuple(parameters), compiler, compiler.get_converters(columns))
