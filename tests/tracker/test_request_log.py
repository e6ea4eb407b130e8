"""The log: one line a request, with its reference, and nothing that anyone typed."""

import logging
import re
from collections.abc import Callable, Iterator
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from tracker.middleware import REFERENCE, RequestLog
from tracker.models import User

pytestmark = [pytest.mark.pages, pytest.mark.django_db]
STAMP = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (INFO|ERROR) "
LINE = re.compile(STAMP + r"([0-9a-f]{8}) user=(\d+|-) (GET|POST) (\S+) (\d{3}) \d+ms (\d+)q$")


@pytest.fixture
def written() -> Iterator[Callable[[], str]]:
    """All that the site's one log handler has written."""
    (console,) = [handler for handler in logging.getLogger().handlers if handler.get_name() == "console"]
    assert isinstance(console, logging.StreamHandler)
    log = StringIO()
    usual = console.setStream(log)
    yield log.getvalue
    console.setStream(usual)


def test_one_line_a_request(client: Client, written: Callable[[], str]) -> None:
    client.get("/accounts/login/")
    match = LINE.fullmatch(written().rstrip("\n"))
    assert match
    assert match.group(1, 3, 4, 5, 6) == ("INFO", "-", "GET", "/accounts/login/", "200")


def test_the_user_is_a_key_not_a_name(officer: User, client_of, written: Callable[[], str]) -> None:
    client_of(officer).get("/admin/")
    log = written()
    assert f"user={officer.pk} " in log
    assert "Alice" not in log
    assert "alice" not in log


@pytest.mark.parametrize(
    "address", ["/accounts/login/?next=/secret-service/", "/services/secret-service/", "/accounts/login/?q=secret"]
)
def test_neither_query_string_nor_unknown_address_is_written(
    client: Client, written: Callable[[], str], address: str
) -> None:
    client.get(address)
    log = written()
    assert log.count("\n") == 1
    assert "secret" not in log


def test_nothing_typed_is_written(client: Client, written: Callable[[], str]) -> None:
    client.post("/accounts/login/", {"login": "alice@office.example", "password": "hunter2 hunter2"})
    log = written()
    assert " POST /accounts/login/ 200 " in log
    assert "alice" not in log
    assert "hunter2" not in log


def broken(request: HttpRequest) -> HttpResponse:
    raise ValueError("not a number: Alice's secret")


broken.login_required = False  # type: ignore[attr-defined]
urlpatterns = [path("broken/", broken)]
handler500 = "tracker.views.server_error"


@pytest.mark.urls(__name__)
def test_a_fault_is_logged_by_place_and_the_page_gives_its_reference(written: Callable[[], str]) -> None:
    response = Client(raise_request_exception=False).get("/broken/")
    log = written()
    fault, line = log.splitlines()
    match = LINE.fullmatch(line)
    assert match
    assert response.status_code == 500
    assert match.group(2) in response.content.decode()
    assert f"ERROR {match.group(2)} ValueError at " in fault
    assert "test_request_log.py" in fault
    assert "secret" not in log


@pytest.mark.parametrize("refusal", [Http404("x"), PermissionDenied("x"), RequestDataTooBig("x")])
def test_a_refusal_is_no_fault(written: Callable[[], str], refusal: Exception) -> None:
    RequestLog(lambda request: HttpResponse()).process_exception(RequestFactory().get("/"), refusal)
    assert written() == ""


def test_queries_are_counted(written: Callable[[], str]) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        User.objects.count()
        User.objects.exists()
        return HttpResponse()

    request = RequestFactory().get("/")
    RequestLog(view)(request)
    match = LINE.fullmatch(written().rstrip("\n"))
    assert match
    assert match.group(2, 7) == (request.META[REFERENCE], "2")
