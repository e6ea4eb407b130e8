"""What every answer carries, errors and refusals included."""

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from tracker import views
from tracker.models import User

pytestmark = [pytest.mark.pages, pytest.mark.django_db]
ADDRESSES = ["/accounts/login/", "/no-such-page/", "/admin/"]


def raising(exception: Exception):
    def view(request: HttpRequest) -> HttpResponse:
        raise exception

    view.login_required = False
    return view


urlpatterns = [
    path("accounts/login/", views.page_not_found, {"exception": None}, name="account_login"),
    path("accounts/logout/", views.page_not_found, {"exception": None}, name="account_logout"),
    path("400/", raising(SuspiciousOperation("no"))),
    path("413/", raising(RequestDataTooBig("no"))),
    path("403/", raising(PermissionDenied("no"))),
    path("500/", raising(RuntimeError("no"))),
]
handler400 = "tracker.views.bad_request"
handler403 = "tracker.views.permission_denied"
handler404 = "tracker.views.page_not_found"
handler500 = "tracker.views.server_error"


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Content-Security-Policy", "default-src 'none'"),
        ("Content-Security-Policy", "frame-ancestors 'none'"),
        ("Content-Security-Policy", "script-src 'self'"),
    ],
)
def test_every_answer_carries(client: Client, address: str, header: str, value: str) -> None:
    assert value in client.get(address).headers[header]


def test_the_policy_opens_no_back_door(client: Client) -> None:
    policy = client.get("/accounts/login/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("status", [400, 403, 413, 500])
def test_errors_have_a_page_with_a_reference(status: int) -> None:
    response = Client(raise_request_exception=False).get(f"/{status}/")
    assert response.status_code == status
    assert "<h1" in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"


def test_an_unknown_address_prints_nothing_of_the_request(client: Client) -> None:
    first, second = client.get("/one/alice/?q=bob"), client.get("/two/")
    assert first.status_code == second.status_code == 404
    assert first.content == second.content


def test_a_form_that_was_open_too_long_says_so(officer: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)
    response = client.post("/accounts/logout/")
    assert response.status_code == 403
    assert "<h1" in response.content.decode()


def test_the_fault_page_asks_no_database(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert views.server_error(RequestFactory().get("/")).status_code == 500


@pytest.mark.parametrize("role", ["officer", "viewer", "provider"])
def test_the_admin_site_is_the_administrators_alone(person, client_of, role: str) -> None:
    response = client_of(person(role)).get("/admin/", follow=True)
    assert response.status_code == 403


def test_the_administrator_enters_the_admin_site(person, client_of) -> None:
    assert client_of(person("administrator")).get("/admin/").status_code == 200


def test_strangers_are_sent_to_log_in(client: Client) -> None:
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0].startswith("/accounts/login/?next=")


def test_a_flood_of_log_ins_is_answered_in_the_look_of_the_site(client: Client) -> None:
    limit = 30
    answers = [client.post("/accounts/login/", {"login": "", "password": ""}) for _ in range(limit + 1)]
    assert {answer.status_code for answer in answers[:limit]} == {200}
    assert answers[limit].status_code == 429
    assert "<h1" in answers[limit].content.decode()


class CountingHasher(Argon2PasswordHasher):
    """Argon2 that counts how often it was made to work."""

    verified = 0

    def verify(self, password: str, encoded: str) -> bool:
        CountingHasher.verified += 1
        return super().verify(password, encoded)


def test_guesses_are_stopped_before_any_password_is_hashed(client: Client, settings) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    User.objects.create_user("alice@office.example", "the right one", name="Alice Hartley")
    guess = {"login": "alice@office.example", "password": "wrong wrong wrong"}
    limit, before = 5, CountingHasher.verified
    pages = [client.post("/accounts/login/", guess).content.decode() for _ in range(limit + 2)]
    assert ["Too many failed" in page for page in pages] == [False] * limit + [True] * 2
    assert CountingHasher.verified - before == limit
