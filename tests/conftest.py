"""What all tests share: the settings of a test run, the database, named people."""

import os

os.environ.update(
    DEBUG="true", HTTPS="false", SECRET_KEY="for-tests-alone", ALLOWED_HOSTS="localhost,127.0.0.1", PROXIES="0"
)
os.environ.setdefault("DATABASE_URL", "sqlite:///var/tests.sqlite3")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

import django

django.setup()

import pytest
from django.conf import settings
from django.test import Client

from tracker.models import User
from tracker.roles import Role

SQLITE = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """PostgreSQL's own tests run there alone; the browser's run once, on SQLite, except those marked for both."""
    for item in items:
        if SQLITE and item.get_closest_marker("postgres") and not item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL: `make test` runs it there"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file, as on a real site: locks, WAL and several connections behave as they do there."""
    if SQLITE:
        settings.DATABASES["default"]["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "tests.sqlite3")


@pytest.fixture
def officer(db: None) -> User:
    """Alice, who looks after services and enters what their providers send."""
    return User.objects.create_user("alice@office.example", name="Alice Hartley", role=Role.OFFICER)


@pytest.fixture
def second_officer(db: None) -> User:
    """Bob, who checks what Alice entered."""
    return User.objects.create_user("bob@office.example", name="Bob Nwosu", role=Role.OFFICER)


@pytest.fixture
def manager(db: None) -> User:
    """Bob's other hat: the head of commissioning."""
    return User.objects.create_user("maria@office.example", name="Maria Lund", role=Role.MANAGER)


@pytest.fixture
def provider_user(db: None) -> User:
    """Charlie, who works for a provider; the test that needs it gives the membership."""
    return User.objects.create_user("charlie@provider.example", name="Charlie Webb", role=Role.PROVIDER)


@pytest.fixture
def people(db: None) -> dict[str, User]:
    """One person per role, by the role's value."""
    return {
        role.value: User.objects.create_user(f"{role.value}@office.example", name=role.label, role=role)
        for role in Role
    }


@pytest.fixture
def officer_client(officer: User) -> Client:
    client = Client()
    client.force_login(officer)
    return client
