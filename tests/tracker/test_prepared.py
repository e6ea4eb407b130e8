"""Statements that are kept: they are asked anew each time, give Python values, and one of another name is another."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from tracker import prepared
from tracker.models import User
from tracker.roles import Role

AT = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch) -> None:
    monkeypatch.setattr(prepared, "_kept", {})


def people(role: str, made: list[str]) -> Callable[[], QuerySet[Any, Any]]:
    """The query for people of a role; `made` counts how often it is put together."""

    def make() -> QuerySet[Any, Any]:
        made.append(role)
        rows = User.objects.filter(role=role).order_by().values_list("name", "last_login", "is_active")
        return rows.union(User.objects.filter(name="Nobody").order_by().values_list("name", "last_login", "is_active"))

    return make


def asked(role: str, made: list[str]) -> list[Any]:
    return sorted(prepared.rows(("people", role), people(role, made)))


def test_a_statement_is_put_together_once_and_asked_each_time(db, person):
    made: list[str] = []
    person(Role.OFFICER)
    first = asked(Role.OFFICER, made)
    User.objects.create_user("another@office.example", name="Another", role=Role.OFFICER)
    with CaptureQueriesContext(connection) as queries:
        assert len(asked(Role.OFFICER, made)) == len(first) + 1
    assert len(queries) == 1
    assert made == [Role.OFFICER]


def test_its_answer_is_that_of_the_query(db, person):
    user = person(Role.FINANCE)
    User.objects.filter(pk=user.pk).update(last_login=AT)
    row = (user.name, AT, True)
    for _ in range(2):
        assert list(map(tuple, asked(Role.FINANCE, []))) == [row]
    assert list(people(Role.FINANCE, [])()) == [row]  # control: so Django answers


def test_another_name_is_another_statement(db, person):
    made: list[str] = []
    person(Role.OFFICER)
    assert asked(Role.VIEWER, made) == []
    assert asked(Role.OFFICER, made)


def test_what_nothing_can_answer_is_not_asked(db):
    with CaptureQueriesContext(connection) as queries:
        for _ in range(2):
            assert list(prepared.rows("nobody", lambda: User.objects.filter(pk__in=[]).values_list("pk"))) == []
    assert not queries.captured_queries


def test_no_more_than_a_number_of_them_is_kept(db):
    for number in range(prepared.MOST_KEPT + 5):
        list(prepared.rows(("kept", number), lambda: User.objects.filter(pk=0).values_list("pk")))
    assert len(prepared._kept) <= prepared.MOST_KEPT
