"""What a test hides: rows are held within a transaction alone, and a test runs within one.

On a site a page that holds rows outside of a transaction of its own fails on PostgreSQL; in a test it would pass.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.signals import request_finished, request_started
from django.db import connection
from django.db.transaction import TransactionManagementError

HOLDS = "FOR UPDATE"


@contextmanager
def pages_hold_rows_within_a_transaction() -> Iterator[None]:
    """A page, or what is sent to one, that holds rows as a site would refuse it is refused here too."""
    outside: list[int] = []  # how many savepoints there are where the page begins

    def begin(**kwargs: Any) -> None:
        outside[:] = [len(connection.savepoint_ids)]

    def end(**kwargs: Any) -> None:
        outside.clear()

    def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if outside and HOLDS in sql and len(connection.savepoint_ids) <= outside[0]:
            raise TransactionManagementError(f"A page holds rows outside of a transaction: {sql}")
        return execute(sql, params, many, context)

    request_started.connect(begin)
    request_finished.connect(end)
    try:
        with connection.execute_wrapper(refuse):
            yield
    finally:
        request_started.disconnect(begin)
        request_finished.disconnect(end)
