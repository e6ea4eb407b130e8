"""Rows with one of tens of thousands of keys: one parameter instead of so many, which a database reads and plans one by
one.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import IntegerField, Lookup, Q


@IntegerField.register_lookup
class Among(Lookup[Any]):
    """The key is one of these, given as a list in JSON."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} IN (SELECT value FROM json_each(%s))", (*parameters, self.rhs)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(CAST(TRANSLATE(%s, '[]', '{{}}') AS bigint[]))", (*parameters, self.rhs)


def among(keys: Iterable[int], field: str = "pk") -> Q:
    """Rows that have one of these in the field."""
    return Q(**{f"{field}__among": f"[{','.join(map(str, keys))}]"})
