"""A test database as it was, brought back in less time than loading it or emptying its tables one by one."""

import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection, connections


@dataclass(frozen=True)
class SqliteSnapshot:
    path: Path

    def restore(self) -> None:
        connection.ensure_connection()
        with sqlite3.connect(self.path) as source:
            source.backup(connection.connection)


@dataclass(frozen=True)
class PostgresSnapshot:
    name: str

    def restore(self) -> None:
        current = connection.settings_dict["NAME"]
        copy_database(source=self.name, target=current)


Snapshot = SqliteSnapshot | PostgresSnapshot


def snapshot_of(path: Path) -> Snapshot:
    """Keep the test database as it is now: in this file, or beside it on the same PostgreSQL server."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(path) as target:
            connection.connection.backup(target)
        return SqliteSnapshot(path)
    name = f"{connection.settings_dict['NAME']}_{path.stem}"
    copy_database(source=connection.settings_dict["NAME"], target=name)
    return PostgresSnapshot(name)


EMPTY, LEFT_OVER = "empty", "left over"


@dataclass
class Contents:
    """What this process's test database holds, so that every test begins with what it asks for, in any order."""

    now: str = EMPTY
    kept: dict[str, Snapshot] = field(default_factory=dict)

    def keep(self, name: str, snapshot: Snapshot) -> None:
        """The database holds this now."""
        self.kept[name], self.now = snapshot, name

    def bring(self, name: str) -> None:
        if self.kept and self.now != name:
            self.kept[name].restore()
            self.now = name


def copy_database(*, source: str, target: str) -> None:
    """PostgreSQL copies a database that nobody uses: connections of the live server's threads are ended."""
    connections.close_all()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [source])
        cursor.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
