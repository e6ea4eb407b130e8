"""A database out of and into a backup, by its own means: SQLite as its file, PostgreSQL table by table.

Neither goes through the records, so that a million rows take seconds and nothing is left out that a model doesn't know.
"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder

from tracker.backups.archive import CHUNK, Manifest, Writer

SQLITE_FILE = "database.sqlite3"
TABLES = "tables/"


def applied() -> dict[str, list[str]]:
    """The migrations that this database has had, by app, in order of their names."""
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        found.setdefault(app, []).append(name)
    return found


def write(writer: Writer) -> None:
    """The database as it is at one moment, whoever writes meanwhile."""
    if connection.vendor == "sqlite":
        _write_sqlite(writer)
    else:
        _write_postgres(writer)


def read(archive: ZipFile, manifest: Manifest) -> None:
    """Put what the backup holds in place of all that the database holds."""
    if connection.vendor == "sqlite":
        _read_sqlite(archive)
    else:
        _read_postgres(archive, manifest)


def _write_sqlite(writer: Writer) -> None:
    connection.ensure_connection()
    with TemporaryDirectory() as folder:
        copy = Path(folder) / SQLITE_FILE
        source, target = sqlite3.connect(_sqlite_name()), sqlite3.connect(copy)
        try:
            source.backup(target)
            tables = connection.introspection.django_table_names(only_existing=True)
            writer.manifest.rows = {name: _count(target, name) for name in sorted(tables)}
        finally:
            source.close()
            target.close()
        with copy.open("rb") as file:
            writer.copy(SQLITE_FILE, file)


def _sqlite_name() -> str:
    return str(connection.settings_dict["NAME"])


def _count(database: sqlite3.Connection, table: str) -> int:
    return int(database.execute(f'SELECT COUNT(*) FROM "{table}"').fetchone()[0])


def _read_sqlite(archive: ZipFile) -> None:
    connections.close_all()
    with TemporaryDirectory() as folder:
        copy = Path(archive.extract(SQLITE_FILE, folder))
        source, target = sqlite3.connect(copy), sqlite3.connect(_sqlite_name())
        try:
            source.backup(target)
        finally:
            source.close()
            target.close()


def _write_postgres(writer: Writer) -> None:
    """Every table in one transaction that sees one state of the data."""
    apart = connections.create_connection("default")
    try:
        with apart.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            for table, columns in _postgres_tables(cursor):
                with writer.member(f"{TABLES}{table}") as target:
                    cursor.copy_expert(f'COPY "{table}" ({columns}) TO STDOUT', target, CHUNK)
                writer.manifest.rows[table] = cursor.rowcount
            cursor.execute("COMMIT")
    finally:
        apart.close()


def _postgres_tables(cursor) -> Iterator[tuple[str, str]]:
    """Each table with its columns, but for those that the database works out by itself."""
    cursor.execute(
        "SELECT c.table_name, string_agg(format('%I', c.column_name), ', ' ORDER BY c.ordinal_position)"
        " FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)"
        " WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER'"
        " GROUP BY c.table_name ORDER BY c.table_name"
    )
    yield from cursor.fetchall()


def _read_postgres(archive: ZipFile, manifest: Manifest) -> None:
    """In one transaction, where the database has had the same migrations; else its tables are made anew before."""
    if applied() != manifest.migrations:
        _make_tables(manifest)
    apart = connections.create_connection("default")
    try:
        with apart.cursor() as cursor:
            cursor.execute("BEGIN")
            tables = dict(_postgres_tables(cursor))
            held = [name.removeprefix(TABLES) for name in manifest.digests if name.startswith(TABLES)]
            every = ", ".join(f'"{name}"' for name in tables)
            cursor.execute(f"TRUNCATE {every} RESTART IDENTITY CASCADE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            for table in held:
                with archive.open(f"{TABLES}{table}") as source:
                    cursor.copy_expert(f'COPY "{table}" ({tables[table]}) FROM STDIN', source, CHUNK)
            _number_on(cursor)
            cursor.execute("COMMIT")
    finally:
        apart.close()


def _make_tables(manifest: Manifest) -> None:
    """Empty tables as they were when the backup was taken."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        (schema,) = cursor.fetchone()
        cursor.execute(f'DROP SCHEMA "{schema}" CASCADE')
        cursor.execute(f'CREATE SCHEMA "{schema}"')
    for app, names in manifest.migrations.items():
        call_command("migrate", app, names[-1], verbosity=0)
    call_command("createcachetable", verbosity=0)


def _number_on(cursor) -> None:
    """New rows are numbered after those that came in."""
    cursor.execute(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND is_identity = 'YES'"
    )
    for table, column in cursor.fetchall():
        cursor.execute(
            f"""SELECT setval(pg_get_serial_sequence('"{table}"', '{column}'),"""
            f""" COALESCE(MAX("{column}"), 1), MAX("{column}") IS NOT NULL) FROM "{table}\""""
        )
