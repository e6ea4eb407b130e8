"""Full-text search behind one door: FTS5 on SQLite, text search on PostgreSQL.

The index is the database's own, as any index is: on SQLite triggers keep one table of text in step with the tables that
are searched, on PostgreSQL each has an index on the expression that is asked. So what was saved is found in the same
transaction, whichever code saved it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.migrations.operations.base import Operation
from django.db.models import QuerySet

TABLE = "search_text"  # SQLite's: title, body; a row's key is its record's key times KINDS, plus the source's number
KINDS = 64
OPENS, CLOSES = "\x02", "\x03"  # round what was found, in what the database hands back
TERM = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')
WORD = re.compile(r"\w+")
SHORTEST_START = 3  # letters: shorter words are looked for whole


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to look for: words that stand together, or the beginning of a word; or not to be there at all."""

    text: str
    starts: bool = False
    without: bool = False


def terms_of(asked: str) -> tuple[Term, ...]:
    """What somebody typed: words that must all be there, "words together", -words that may not be there.

    A single word also finds what begins with it. Where nothing is looked for but what may not be there, there is
    nothing to look for.
    """
    found = [term for match in TERM.finditer(asked) if (term := _term(*match.groups()))]
    return tuple(found) if any(not term.without for term in found) else ()


def _term(minus: str, phrase: str | None, word: str | None) -> Term | None:
    text = phrase if phrase is not None else (word or "").strip('"')
    if not WORD.search(text):
        return None
    alone = phrase is None and WORD.fullmatch(text) is not None
    return Term(text, starts=alone and len(text) >= SHORTEST_START, without=bool(minus))


@dataclass(frozen=True, slots=True)
class Source:
    """One table that is searched: its number in the index, its columns of text, and the rows that may be found."""

    number: int
    rows: QuerySet[Any]
    title: tuple[str, ...]
    body: tuple[str, ...] = ()

    @property
    def table(self) -> str:
        return str(self.rows.model._meta.db_table)


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found, with the places where: text with OPENS and CLOSES round each."""

    number: int
    key: int
    marked: str


def find(asked: str, sources: Sequence[Source], *, first: int, count: int) -> tuple[list[Hit], int]:
    """`count` hits from the place `first`, best first, and how many there are in all. Two queries at most."""
    terms = terms_of(asked)
    if not terms:
        return [], 0
    engine = Sqlite() if connection.vendor == "sqlite" else Postgres()
    parts = [(source, sql) for source in sources if (sql := _visible(source))]
    keys, total = engine.keys(terms, parts, first, count) if parts else ([], 0)
    marked = engine.marked(terms, [source for source, _ in parts], keys) if keys else {}
    return [Hit(number, key, marked.get((number, key), "")) for number, key in keys], total


Sql = tuple[str, tuple[Any, ...]]
Key = tuple[int, int]


def _visible(source: Source) -> Sql | None:
    """The query for the keys of what may be found; None where nothing may."""
    try:
        sql, params = source.rows.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return None
    return sql, params


def _rows(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


class Sqlite:
    """FTS5. A term is always a quoted string, so that nothing typed is read as its query language."""

    def match(self, terms: Sequence[Term]) -> str:
        there = [self._string(term) for term in terms if not term.without]
        absent = [self._string(term) for term in terms if term.without]
        asked = " AND ".join(there)
        return f"({asked}) NOT ({' OR '.join(absent)})" if absent else asked

    @staticmethod
    def _string(term: Term) -> str:
        escaped = term.text.replace("\0", " ").replace('"', '""')
        return f'"{escaped}"' + (" *" if term.starts else "")

    def keys(self, terms: Sequence[Term], parts: Sequence[tuple[Source, Sql]], first: int, count: int) -> Any:
        seen = " OR ".join(f"(n = {source.number} AND k IN ({sql}))" for source, (sql, _) in parts)
        params = [param for _, (_, own) in parts for param in own]
        sql = (
            "SELECT n, k, COUNT(*) OVER () FROM ("
            f"SELECT rowid %% {KINDS} AS n, rowid / {KINDS} AS k, bm25({TABLE}, 4.0, 1.0) AS place FROM {TABLE} "
            f"WHERE {TABLE} MATCH %s) WHERE {seen} ORDER BY place, k DESC, n LIMIT %s OFFSET %s"
        )
        rows = _rows(sql, [self.match(terms), *params, count, first])
        return [(n, k) for n, k, _ in rows], rows[0][2] if rows else 0

    def marked(self, terms: Sequence[Term], sources: Sequence[Source], keys: Sequence[Key]) -> dict[Key, str]:
        rowids = ", ".join(str(key * KINDS + number) for number, key in keys)
        snippets = ", ".join(f"snippet({TABLE}, {column}, %s, %s, '…', 32)" for column in (0, 1))
        sql = f"SELECT rowid, {snippets} FROM {TABLE} WHERE {TABLE} MATCH %s AND rowid IN ({rowids})"
        rows = _rows(sql, [OPENS, CLOSES, OPENS, CLOSES, self.match(terms)])
        return {(row % KINDS, row // KINDS): _telling(title, body) for row, title, body in rows}


class Postgres:
    """Text search in English. The expression asked is the one that is indexed."""

    def query(self, terms: Sequence[Term]) -> Sql:
        parts, params = [], []
        for term in terms:
            made = "to_tsquery('english', %s)" if term.starts else "phraseto_tsquery('english', %s)"
            parts.append(f"!!{made}" if term.without else made)
            text = term.text.replace("\0", " ")
            params.append(f"{text}:*" if term.starts else text)
        return f"({' && '.join(parts)})", tuple(params)

    def keys(self, terms: Sequence[Term], parts: Sequence[tuple[Source, Sql]], first: int, count: int) -> Any:
        query, asked = self.query(terms)
        selects, params = [], []
        for source, (sql, own) in parts:
            vector = vector_of(source.title, source.body)
            selects.append(
                f"SELECT {source.number} AS n, id AS k, ts_rank({vector}, {query}) AS place FROM {source.table} "
                f"WHERE {vector} @@ {query} AND id IN ({sql})"
            )
            params += [*asked, *asked, *own]
        sql = (
            f"SELECT n, k, COUNT(*) OVER () FROM ({' UNION ALL '.join(selects)}) AS found "
            "ORDER BY place DESC, k DESC, n LIMIT %s OFFSET %s"
        )
        rows = _rows(sql, [*params, count, first])
        return [(n, k) for n, k, _ in rows], rows[0][2] if rows else 0

    def marked(self, terms: Sequence[Term], sources: Sequence[Source], keys: Sequence[Key]) -> dict[Key, str]:
        query, asked = self.query([term for term in terms if not term.without])
        options = f"StartSel={OPENS}, StopSel={CLOSES}, MaxWords=32, MinWords=16, MaxFragments=1"
        selects, params = [], []
        for source in sources:
            own = [str(key) for number, key in keys if number == source.number]
            if own:
                heads = [
                    f"ts_headline('english', {_joined(text)}, {query}, %s)" for text in (source.title, source.body)
                ]
                selects.append(
                    f"SELECT {source.number}, id, {', '.join(heads)} FROM {source.table} WHERE id IN ({', '.join(own)})"
                )
                params += [*asked, options, *asked, options]
        rows = _rows(" UNION ALL ".join(selects), params)
        return {(n, k): _telling(title, body) for n, k, title, body in rows}


def _telling(title: str, body: str) -> str:
    """The body where something was found in it, else the title."""
    return (body if OPENS in body or not title else title).strip()


def _joined(columns: Sequence[str], row: str = "") -> str:
    """An expression for the text of several columns."""
    return " || ' ' || ".join(f"coalesce({row}{column}, '')" for column in columns) if columns else "''"


def vector_of(title: Sequence[str], body: Sequence[str]) -> str:
    """PostgreSQL's expression for what is searched; titles weigh more."""
    heavy = f"setweight(to_tsvector('english', {_joined(title)}), 'A')"
    return f"{heavy} || setweight(to_tsvector('english', {_joined(body)}), 'B')" if body else heavy


class IndexText(Operation):
    """Keeps a model's text in the index from now on, with all that is there already.

    On SQLite a migration that alters a searched table builds the table anew and so loses its triggers: such a migration
    ends with this operation again.
    """

    reversible = True

    def __init__(self, model: str, number: int, title: Sequence[str], body: Sequence[str] = ()) -> None:
        self.model, self.number, self.title, self.body = model, number, tuple(title), tuple(body)

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The index is no part of the models."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = to_state.apps.get_model(app_label, self.model)._meta.db_table
        sqlite = schema_editor.connection.vendor == "sqlite"
        for sql in self._on_sqlite(table) if sqlite else self._on_postgres(table):
            schema_editor.execute(sql)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        sqlite = schema_editor.connection.vendor == "sqlite"
        for sql in self._off_sqlite(table) if sqlite else [f"DROP INDEX IF EXISTS {index_name(table)}"]:
            schema_editor.execute(sql)

    def describe(self) -> str:
        return f"Search the text of {self.model}"

    def _on_postgres(self, table: str) -> Iterator[str]:
        yield f"DROP INDEX IF EXISTS {index_name(table)}"
        yield f"CREATE INDEX {index_name(table)} ON {table} USING gin (({vector_of(self.title, self.body)}))"

    def _off_sqlite(self, table: str) -> Iterator[str]:
        yield from (f"DROP TRIGGER IF EXISTS {name}" for name in trigger_names(table))
        yield f"DELETE FROM {TABLE} WHERE rowid % {KINDS} = {self.number}"

    def _on_sqlite(self, table: str) -> Iterator[str]:
        added, changed, removed = trigger_names(table)
        key, columns = f"{{row}}.id * {KINDS} + {self.number}", ", ".join([*self.title, *self.body])
        texts = f"{_joined(self.title, 'new.')}, {_joined(self.body, 'new.')}"
        insert = f"INSERT INTO {TABLE} (rowid, title, body) VALUES ({key.format(row='new')}, {texts});"
        delete = f"DELETE FROM {TABLE} WHERE rowid = {key.format(row='old')};"
        yield f"CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE} USING fts5(title, body, tokenize = 'porter unicode61')"
        yield from self._off_sqlite(table)
        yield f"CREATE TRIGGER {added} AFTER INSERT ON {table} BEGIN {insert} END"
        yield f"CREATE TRIGGER {changed} AFTER UPDATE OF id, {columns} ON {table} BEGIN {delete} {insert} END"
        yield f"CREATE TRIGGER {removed} AFTER DELETE ON {table} BEGIN {delete} END"
        yield (
            f"INSERT INTO {TABLE} (rowid, title, body) "
            f"SELECT id * {KINDS} + {self.number}, {_joined(self.title)}, {_joined(self.body)} FROM {table}"
        )


def trigger_names(table: str) -> tuple[str, str, str]:
    return f"{table}_text_added", f"{table}_text_changed", f"{table}_text_removed"


def index_name(table: str) -> str:
    return f"{table}_text"


def is_indexed(source: Source) -> bool:
    """Whether the database keeps this table's text: false after a migration that built the table anew."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s AND name LIKE %s",
                [source.table, "%_text_%"],
            )
            return bool(cursor.fetchone()[0] == len(trigger_names(source.table)))
        cursor.execute("SELECT COUNT(*) FROM pg_indexes WHERE indexname = %s", [index_name(source.table)])
        return bool(cursor.fetchone()[0])
