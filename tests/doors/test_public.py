"""What anybody may read: these pages and only these, without session, user or cookie; and none while they are off."""

import gzip
from collections.abc import Callable, Iterator

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.commissioning.pages import MOST_QUERIES
from tests.doors.table import DOORS, PUBLIC
from tests.doors.test_matrix import OPEN
from tests.public_records import add_public_records
from tracker.models import Office

EVERY = pytest.mark.parametrize("name", PUBLIC)
MOST_BYTES = 30 * 1024
FILES = {"register-document", "open-data-file"}  # as they are stored, packed by nobody
NOBODY = ("django_session", "tracker_user", "auth_")


def address_of(name: str) -> str:
    return reverse(name, kwargs=PUBLIC[name])


@pytest.fixture
def stranger(demo: None, settings, tmp_path) -> Client:
    settings.MEDIA_ROOT = tmp_path
    add_public_records()
    return Client()


def views(patterns: list[URLPattern | URLResolver]) -> Iterator[tuple[str, Callable]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from () if pattern.namespace == "admin" else views(pattern.url_patterns)
        else:
            yield pattern.name or "", pattern.callback


def test_these_and_only_these_are_public() -> None:
    """And nothing that is public is a door of the inside, or asks for a log-in."""
    found = dict(views(get_resolver().url_patterns))
    assert {name for name, view in found.items() if getattr(view, "public", False)} == set(PUBLIC)
    assert not any(getattr(found[name], "login_required", True) for name in PUBLIC)
    assert not set(PUBLIC) & (set(DOORS) | OPEN)


@EVERY
def test_a_stranger_reads_it(stranger: Client, name: str) -> None:
    """No cookie, nothing that varies by cookie, and nobody is asked for: who is logged in gets the same bytes."""
    caches["public"].clear()
    with CaptureQueriesContext(connection) as asked:
        answer = stranger.get(address_of(name))
    assert answer.status_code == 200
    assert answer.getvalue()
    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert answer.headers["Cache-Control"].startswith("public")
    assert not any(table in query["sql"] for query in asked.captured_queries for table in NOBODY)
    assert len(asked) <= MOST_QUERIES


@pytest.mark.pages
@EVERY
def test_it_is_the_same_for_whoever_is_logged_in(stranger: Client, name: str, manager, client_of) -> None:
    client = client_of(manager)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address_of(name))
    assert answer.getvalue() == stranger.get(address_of(name)).getvalue()
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert not any(table in query["sql"] for query in asked.captured_queries for table in NOBODY)


def test_control_a_page_of_the_inside_reads_the_session(stranger: Client, manager, client_of) -> None:
    with CaptureQueriesContext(connection) as asked:
        answer = client_of(manager).get(reverse("words"))
    assert "Cookie" in answer.headers["Vary"]
    assert any(table in query["sql"] for query in asked.captured_queries for table in NOBODY)


@pytest.mark.pages
@EVERY
def test_asked_again_it_costs_one_query_and_no_bytes(stranger: Client, name: str) -> None:
    first = stranger.get(address_of(name))
    with CaptureQueriesContext(connection) as asked:
        again = stranger.get(address_of(name), headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    if name in FILES:
        assert len(asked) <= MOST_QUERIES
        return
    assert len(asked) == 1
    packed = stranger.get(address_of(name), headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == first.content
    if first.headers["Content-Type"].startswith("text/html"):
        assert len(packed.content) <= MOST_BYTES


@pytest.mark.pages
@EVERY
def test_it_only_looks(stranger: Client, name: str) -> None:
    assert stranger.post(address_of(name)).status_code == 405
    assert stranger.head(address_of(name)).status_code == 200


@pytest.mark.pages
@EVERY
def test_switched_off_there_is_none(stranger: Client, name: str) -> None:
    """Also what was kept before it was switched off; and an office that is not set up has none."""
    assert stranger.get(address_of(name)).status_code == 200
    Office.objects.update(public_pages=False)
    answer = stranger.get(address_of(name))
    assert answer.status_code == 404
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "no-store"


def test_nothing_public_leads_inside(stranger: Client) -> None:
    """Every link of a public page leads to a public page, to another site, or to a place on the page."""
    inside = {reverse("home"), reverse("account_login"), "/quarters/", "/set-up/", "/admin/"}
    for name in PUBLIC:
        text = stranger.get(address_of(name)).getvalue().decode(errors="replace")
        assert not [page for page in inside if f'href="{page}' in text and page != "/"], name
        assert 'href="/"' not in text, name
