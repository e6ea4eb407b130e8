"""Production mode refuses to start half set up, and says which variable is missing."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

PRODUCTION = {
    "DEBUG": "false",
    "HTTPS": "true",
    "SECRET_KEY": "k" * 25 + "abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "tracker.example.org.uk",
    "DATABASE_URL": "sqlite:///var/never-opened.sqlite3",
}
OIDC = {"OIDC_SERVER": "https://login.example/tenant/v2.0", "OIDC_CLIENT": "id", "OIDC_SECRET": "secret"}
S3 = {"S3_BUCKET": "tracker-files", "S3_REGION": "eu-west-2", "S3_KEY": "key", "S3_SECRET": "secret"}
UNSET = dict.fromkeys((*OIDC, *S3, "S3_ENDPOINT", "OIDC_NAME", "SECOND_FACTOR"), "")
OF_A_DEMONSTRATION = UNSET | {
    "EMAIL_URL": "",
    "MAIL_FROM": "",
    "SITE_URL": "",
    "DEMO_DAYS_BACK": "0",
    "SECOND_FACTOR": "",
}


def started(variables: dict[str, str], ask: str = "SECRET_KEY") -> subprocess.CompletedProcess[str]:
    """A new process with these variables, and nothing of a .env that lies there, prints one of the settings."""
    code = f"from django.conf import settings; print(settings.{ask})"
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
        **OF_A_DEMONSTRATION,
        **variables,
    }
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_when_all_is_given() -> None:
    assert started(PRODUCTION).returncode == 0


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL"])
def test_production_refuses_without(missing: str) -> None:
    refused = started({**PRODUCTION, missing: ""})
    assert refused.returncode != 0
    assert f"{missing} is not set" in refused.stderr


def test_debug_refuses_a_public_host() -> None:
    refused = started({**PRODUCTION, "DEBUG": "true"})
    assert refused.returncode != 0
    assert "DEBUG shows settings and source" in refused.stderr


@pytest.mark.parametrize(
    ("setting", "production"),
    [
        ("SECURE_SSL_REDIRECT", "True"),
        ("SESSION_COOKIE_SECURE", "True"),
        ("CSRF_COOKIE_SECURE", "True"),
        ("SECURE_HSTS_SECONDS", "31536000"),
        ("DEBUG", "False"),
        ("SECURE_PROXY_SSL_HEADER", "None"),
    ],
)
def test_production_is_strict(setting: str, production: str) -> None:
    assert started(PRODUCTION, setting).stdout.strip() == production


def test_sqlite_writers_wait_their_turn_and_are_durable() -> None:
    options = started(PRODUCTION, 'DATABASES["default"]["OPTIONS"]').stdout
    for wanted in ("'transaction_mode': 'IMMEDIATE'", "'timeout': 20", "journal_mode = WAL", "synchronous = FULL"):
        assert wanted in options


def test_postgresql_compiles_no_query_unless_the_address_says_so() -> None:
    address = "postgres://u:p@localhost/tracker"
    asked = 'DATABASES["default"]["OPTIONS"]["options"]'
    assert (
        started({**PRODUCTION, "DATABASE_URL": address}, asked).stdout.strip() == "-c jit=off -c random_page_cost=1.1"
    )
    other = f"{address}?options=-c%20statement_timeout=9s"
    assert started({**PRODUCTION, "DATABASE_URL": other}, asked).stdout.strip() == "-c statement_timeout=9s"


def test_a_sqlite_path_counts_from_the_checkout() -> None:
    name = started(PRODUCTION, 'DATABASES["default"]["NAME"]').stdout.strip()
    assert name == str(settings.BASE_DIR / "var/never-opened.sqlite3")


def test_without_a_mail_server_production_starts_and_sends_nothing() -> None:
    assert started(PRODUCTION, "MAIL_ON").stdout.strip() == "False"


def test_with_a_mail_server_it_must_be_said_whom_mail_comes_from() -> None:
    with_mail = {**PRODUCTION, "EMAIL_URL": "smtp+tls://u:p@mail.example.org.uk:587"}
    assert "MAIL_FROM is not set" in started(with_mail).stderr
    assert started({**with_mail, "MAIL_FROM": "t@example.org.uk"}, "EMAIL_USE_TLS").stdout.strip() == "True"


def test_links_in_mails_begin_with_the_sites_own_address() -> None:
    assert started(PRODUCTION, "SITE_URL").stdout.strip() == "https://tracker.example.org.uk"
    assert (
        started({**PRODUCTION, "SITE_URL": "https://other.example/"}, "SITE_URL").stdout.strip()
        == "https://other.example"
    )


def test_a_folder_for_mails_counts_from_the_checkout() -> None:
    path = started({**PRODUCTION, "EMAIL_URL": "filemail:///var/mail", "MAIL_FROM": "t@x.example"}, "EMAIL_FILE_PATH")
    assert path.stdout.strip() == str(settings.BASE_DIR / "var/mail")


def test_the_clock_of_a_real_site_is_never_set_back() -> None:
    refused = started({**PRODUCTION, "DEMO_DAYS_BACK": "1400"})
    assert refused.returncode != 0
    assert "DEMO_DAYS_BACK sets the clock back" in refused.stderr
    assert (
        started({**PRODUCTION, "HTTPS": "false", "DEMO_DAYS_BACK": "1400"}, "DEMO_DAYS_BACK").stdout.strip() == "1400"
    )


def test_who_must_have_a_second_factor_is_one_of_three() -> None:
    assert started(PRODUCTION, "SECOND_FACTOR").stdout.strip() == "by-choice"
    assert started({**PRODUCTION, "SECOND_FACTOR": "office"}, "SECOND_FACTOR").stdout.strip() == "office"
    refused = started({**PRODUCTION, "SECOND_FACTOR": "yes"})
    assert refused.returncode != 0
    assert "SECOND_FACTOR is by-choice, office or everyone" in refused.stderr


@pytest.mark.parametrize("missing", OIDC)
def test_half_a_directory_is_refused_by_what_is_missing(missing: str) -> None:
    refused = started({**PRODUCTION, **OIDC, missing: ""})
    assert refused.returncode != 0
    assert f"{missing} not set" in refused.stderr


def test_forms_may_lead_to_the_directory_and_nowhere_else() -> None:
    asked = 'CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"]'
    assert started({**PRODUCTION, **OIDC}, asked).stdout.strip() == """["'self'", 'https://login.example']"""
    assert started(PRODUCTION, asked).stdout.strip() == """["'self'"]"""


@pytest.mark.parametrize(
    ("server", "why"),
    [
        ("http://login.example/tenant", "OIDC_SERVER begins with https"),
        ("https://login.microsoftonline.com/common/v2.0", "the office's own tenant"),
        ("https://login.microsoftonline.com/organizations/v2.0", "the office's own tenant"),
    ],
)
def test_a_directory_of_anybody_is_refused(server: str, why: str) -> None:
    refused = started({**PRODUCTION, **OIDC, "OIDC_SERVER": server})
    assert refused.returncode != 0
    assert why in refused.stderr


@pytest.mark.parametrize("missing", S3)
def test_half_an_s3_is_refused_by_what_is_missing(missing: str) -> None:
    refused = started({**PRODUCTION, **S3, missing: ""})
    assert refused.returncode != 0
    assert f"{missing} not set" in refused.stderr


def test_files_go_to_s3_where_it_is_named_with_the_servers_own_role_or_a_key() -> None:
    asked = 'STORAGES["default"]["BACKEND"]'
    assert started({**PRODUCTION, **S3}, asked).stdout.strip() == "storages.backends.s3.S3Storage"
    role = {**PRODUCTION, **S3, "S3_KEY": "", "S3_SECRET": ""}
    assert started(role, 'STORAGES["default"]["OPTIONS"]["access_key"]').stdout.strip() == "None"
    assert started(PRODUCTION, asked).stdout.strip() == "django.core.files.storage.FileSystemStorage"
    assert "S3_BUCKET is not set" in started({**PRODUCTION, "S3_KEY": "k", "S3_SECRET": "s"}).stderr
