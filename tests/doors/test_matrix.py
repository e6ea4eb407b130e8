"""Every address x method x person: who passes, who is sent to log in, who is refused, who finds nothing."""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from itertools import product

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.doors.table import DOORS, OFFICE_ONLY, PUBLIC, Door
from tracker.roles import Role, allows

PEOPLE = ["stranger", "disabled", "viewer", "officer", "finance", "manager", "administrator", "owner", "neighbour"]
# Who is refused before a row is asked for is refused on every database alike. These find rows, or none that are theirs.
FINDING = PEOPLE if connection.vendor == "sqlite" else ["manager", "administrator", "owner", "neighbour"]
MEANING = {401: "login", 403: "refused", 404: "nothing", 405: "refused"} | dict.fromkeys(
    (200, 302, 400, 409, 422), "in"
)
WRITES = re.compile(r'^\s*(INSERT|UPDATE|DELETE|REPLACE)\b(?!.*"?(django_session|cache)"?)', re.IGNORECASE | re.DOTALL)
LOCKS = re.compile(r"\bFOR UPDATE\b")  # PostgreSQL has rows held within a transaction alone, which looking has none of


def named(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    """The names of all addresses; the admin site's are guarded as one."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from () if pattern.namespace == "admin" else named(pattern.url_patterns)
        else:
            yield pattern.name or f"without a name: {pattern.pattern}"


OPEN = {  # to everybody; each has its own tests
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_reauthenticate",  # for who is logged in and has a password: tests/tracker/test_second_factor.py
    "mfa_authenticate",  # between the password and the log-in: the same
    "answer",  # by a personal link: tests/commissioning/test_answering.py
    "answer-acknowledge",
    "answer-act",
    "answer-check",
    "answer-code",
    "answer-draft",
    "answer-open",
    "check",  # by a personal link: tests/reports/test_provider_check.py
    "check-code",
    "check-open",
    "calendar",  # by its own secret: tests/commissioning/test_dates.py
    "health",  # tells what watches over the site: tests/tracker/test_health.py
    "identity",  # by what the office's directory signs: tests/tracker/test_identity.py
    "identity-back",
    "invitation",
    "first-password",
}
ADDRESSES = set(named(get_resolver().url_patterns)) - OPEN - set(PUBLIC)
RECORDS = [name for name, door in DOORS.items() if door.record]


def test_every_address_is_in_the_table() -> None:
    assert set(DOORS) == ADDRESSES, "tests/doors/table.py holds every address, and no other"


def expected(door: Door, method: str, person: str) -> set[str]:
    """login, refused, nothing or in. A method that the page does not have may be refused, or only look."""
    if person in {"stranger", "disabled"}:
        return {"login"} if method in door.methods else {"login", "refused"}
    role = Role.PROVIDER if person in {"owner", "neighbour"} else person
    if door.permission and not allows(role, door.permission):
        return {"refused", "nothing"} if door.record else {"refused"}
    strange = person == "neighbour" if door.record not in OFFICE_ONLY else role == Role.PROVIDER
    passed = {"nothing"} if (door.record and strange) or role in door.hidden else {"in"}
    return passed if method in door.methods else passed | {"refused"}


def address_of(name: str, keys: dict[str, int]) -> str:
    door = DOORS[name]
    return reverse(name, kwargs=door.kwargs(keys)) + door.query


def seen(client: Client, method: str, address: str) -> str:
    response = client.generic(method, address)
    if response.status_code == 302 and response.headers["Location"].startswith(reverse("account_login")):
        return "login"
    return MEANING.get(response.status_code, str(response.status_code))


@pytest.mark.parametrize("name", DOORS)
def test_the_door(name: str, knocking: dict[str, Client], keys: dict[str, int]) -> None:
    """Who passes; and that looking changes and holds nothing: neither a GET nor, on a page that only shows, a POST."""
    door, wrong = DOORS[name], list[str]()
    written: list[str] = []
    for person, method in product(FINDING, ("GET", "POST")):
        looks = method == "GET" or method not in door.methods
        with watched(written) if looks else nullcontext():
            answer = seen(knocking[person], method, address_of(name, keys))
        allowed = expected(door, method, person)
        if answer not in allowed:
            wrong.append(f"{person} {method}: {answer}, not {' or '.join(sorted(allowed))}")
    assert wrong == []
    assert written == []


def watched(written: list[str]) -> AbstractContextManager[None]:
    """Notes every statement that changes the database, or holds rows for a change."""

    def watch(execute, sql, params, many, context):
        if WRITES.match(sql) or LOCKS.search(sql):
            written.append(sql)
        return execute(sql, params, many, context)

    return connection.execute_wrapper(watch)


@pytest.mark.parametrize("name", RECORDS)
def test_anothers_record_and_none_at_all_answer_alike(
    name: str, knocking: dict[str, Client], keys: dict[str, int]
) -> None:
    theirs = knocking["neighbour"].get(address_of(name, keys))
    missing = knocking["neighbour"].get(address_of(name, dict.fromkeys(keys, 999_999_999)))
    assert theirs.status_code == missing.status_code
    assert theirs.content == missing.content or theirs.status_code == 403


@pytest.mark.parametrize(
    "sql", ['UPDATE "tracker_user" SET "name" = %s', 'INSERT INTO "commissioning_pack" VALUES (1)']
)
def test_control_the_watch_sees_a_write(sql: str) -> None:
    assert WRITES.match(sql)
    assert not WRITES.match('UPDATE "django_session" SET "session_data" = %s')
    assert not WRITES.match('SELECT "tracker_user"."id" FROM "tracker_user"')
    assert LOCKS.search('SELECT "tracker_user"."id" FROM "tracker_user" FOR UPDATE OF "tracker_user"')
