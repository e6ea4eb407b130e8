"""Every address x method x person: who passes, who is sent to log in, who is refused, who finds nothing."""

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.doors.table import DOORS, Door
from tracker.roles import Role, allows

PEOPLE = ["stranger", "disabled", "viewer", "officer", "finance", "manager", "administrator", "owner", "neighbour"]
WRITES = re.compile(r'^\s*(INSERT|UPDATE|DELETE|REPLACE)\b(?!.*"?(django_session|cache)"?)', re.IGNORECASE | re.DOTALL)


def named(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    """The names of all addresses; the admin site's are guarded as one."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from () if pattern.namespace == "admin" else named(pattern.url_patterns)
        else:
            yield pattern.name or f"without a name: {pattern.pattern}"


LOG_IN = {"account_login", "account_logout"}  # open to everybody, each has its own tests
ADDRESSES = set(named(get_resolver().url_patterns)) - LOG_IN
STANDING = {name: door for name, door in DOORS.items() if name in ADDRESSES}
RECORDS = [name for name, door in STANDING.items() if door.record]
READ = [name for name, door in STANDING.items() if "GET" in door.methods]


def test_every_address_is_in_the_table() -> None:
    assert set(DOORS) >= ADDRESSES, "Add it to tests/doors/table.py"


def expected(door: Door, method: str, person: str) -> str:
    """login, refused, nothing, wrong method, or in."""
    if person in {"stranger", "disabled"}:
        return "login"
    role = Role.PROVIDER if person in {"owner", "neighbour"} else person
    if door.permission and not allows(role, door.permission):
        return "refused"
    if method not in door.methods:
        return "wrong method"
    return "nothing" if door.record and person == "neighbour" else "in"


def seen(client: Client, method: str, address: str) -> str:
    response = client.generic(method, address)
    if response.status_code == 302 and response.headers["Location"].startswith(reverse("account_login")):
        return "login"
    meanings = {403: "refused", 404: "nothing", 405: "wrong method", 200: "in", 302: "in", 400: "in", 409: "in"}
    return meanings.get(response.status_code, str(response.status_code))


@pytest.mark.parametrize("name", STANDING)
def test_the_door(name: str, knocking: dict[str, Client], keys: dict[str, int]) -> None:
    door = STANDING[name]
    address = reverse(name, kwargs=door.kwargs(keys.get(door.record or "")))
    cells = [(person, method) for person in PEOPLE for method in ("GET", "POST")]
    answers = {cell: seen(knocking[cell[0]], cell[1], address) for cell in cells}
    assert answers == {cell: expected(door, cell[1], cell[0]) for cell in cells}


@pytest.mark.parametrize("name", RECORDS)
def test_anothers_record_and_none_at_all_answer_alike(
    name: str, knocking: dict[str, Client], keys: dict[str, int]
) -> None:
    door = STANDING[name]
    theirs = knocking["neighbour"].get(reverse(name, kwargs=door.kwargs(keys[door.record or ""])))
    missing = knocking["neighbour"].get(reverse(name, kwargs=door.kwargs(999_999_999)))
    assert theirs.status_code == missing.status_code
    assert theirs.content == missing.content or theirs.status_code == 403


@pytest.mark.parametrize("name", READ)
def test_looking_changes_nothing(name: str, knocking: dict[str, Client], keys: dict[str, int]) -> None:
    door = STANDING[name]
    address = reverse(name, kwargs=door.kwargs(keys.get(door.record or "")))
    written: list[str] = []

    def watch(execute, sql, params, many, context):
        if WRITES.match(sql):
            written.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        for person in ("officer", "manager", "owner"):
            knocking[person].get(address)
    assert written == []


@pytest.mark.parametrize(
    "sql", ['UPDATE "tracker_user" SET "name" = %s', 'INSERT INTO "commissioning_pack" VALUES (1)']
)
def test_control_the_watch_sees_a_write(sql: str) -> None:
    assert WRITES.match(sql)
    assert not WRITES.match('UPDATE "django_session" SET "session_data" = %s')
    assert not WRITES.match('SELECT "tracker_user"."id" FROM "tracker_user"')
