"""Queries of many parts whose SQL is put together once for the same arguments, and asked again and again.

A union of several kinds of record costs more to put together than to ask. What is kept is the statement with its
parameters, never a row.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

MOST_KEPT = 200
Row = Iterable[Any]
_kept: dict[Hashable, "Statement | None"] = {}


@dataclass(frozen=True, slots=True)
class Statement:
    """A query's SQL with its parameters, and what makes Python values of the columns of an answer."""

    sql: str
    parameters: tuple[Any, ...]
    compiler: Any
    converters: Any

    def rows(self) -> Iterable[Row]:
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.parameters)
            found = cursor.fetchall()
        converted: Iterable[Row] = self.compiler.apply_converters(found, self.converters) if self.converters else found
        return converted


def rows(name: Hashable, make: Callable[[], QuerySet[Any, Any]]) -> Iterable[Row]:
    """The rows of a query of values. `name` holds whatever the query is made of: one of the same name is not made."""
    if name not in _kept:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[name] = _statement(make())
    statement = _kept[name]
    return statement.rows() if statement is not None else ()


def _statement(query: QuerySet[Any, Any]) -> Statement | None:
    """None where nothing can answer: an empty list is asked for."""
    compiler: Any = query.query.get_compiler(connection=connection)
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        return None
    columns = [column[0] for column in compiler.select[: compiler.col_count]]
    return Statement(sql, tuple(parameters), compiler, compiler.get_converters(columns))
