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


def test_one_statement_asks_about_any_keys_of_about_as_many(db, person):
    made: list[str] = []
    users = [person(role) for role in (Role.OFFICER, Role.MANAGER, Role.FINANCE, Role.VIEWER)]

    def named(*keys: int, others: tuple[int, ...] = ()) -> list[str]:
        asked = prepared.keys_of(keys, others)
        name = ("named", *(len(each.names) for each in asked))

        def make() -> QuerySet[Any, Any]:
            made.append(str(name))
            mine, theirs = (User.objects.filter(pk__in=each.names).values_list("name") for each in asked)
            return mine.order_by().union(theirs.order_by())

        return sorted(row for (row,) in prepared.rows(name, make, prepared.meant_by(asked)))

    keys = [each.pk for each in users]
    assert named(keys[0]) == [users[0].name]
    assert named(keys[1]) == [users[1].name]
    assert len(made) == 1
    assert named(*keys[:3]) == sorted(each.name for each in users[:3])
    assert named(*keys) == sorted(each.name for each in users)
    assert len(made) == 2  # three are asked about as four
    assert named(keys[0], others=(keys[1],)) == sorted(each.name for each in users[:2])
    assert named() == []
    assert len(made) == 2
