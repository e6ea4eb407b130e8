"""What all tests share: the settings of a test run, the database, the demonstration portfolio, named people."""

import os

os.environ.update(
    DEBUG="true",
    HTTPS="false",
    SECRET_KEY="for-tests-alone",
    ALLOWED_HOSTS="localhost,127.0.0.1",
    PROXIES="0",
    SECOND_FACTOR="",
    OIDC_SERVER="",
    OIDC_CLIENT="",
    OIDC_SECRET="",
    S3_BUCKET="",
    S3_REGION="",
    S3_KEY="",
    S3_SECRET="",
    DEMO_DAYS_BACK="0",
)
os.environ.setdefault("DATABASE_URL", "sqlite:///var/tests.sqlite3")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

import django

django.setup()

import gc
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client, TransactionTestCase
from hypothesis import settings as hypothesis_settings
from pytest_django.plugin import blocking_manager_key

from commissioning import figures
from commissioning.models import Document, InformationRequest
from reports.management.portfolio.portfolio import generate
from tests import prepared
from tests.holding import pages_hold_rows_within_a_transaction
from tests.snapshots import EMPTY, LEFT_OVER, Contents, Snapshot, SqliteSnapshot, snapshot_of
from tracker.models import ImportRun, User
from tracker.roles import Role
from tracker.set_up import offered

# A machine busy with browsers is slow, not wrong: properties have no time limit.
hypothesis_settings.register_profile("suite", deadline=None)
hypothesis_settings.load_profile("suite")

# Each test client makes its own middleware, which would list all static files each time.
settings.WHITENOISE_AUTOREFRESH = True

SQLITE = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
if SQLITE:  # durability is for real sites: this file lives for one test run
    options = settings.DATABASES["default"]["OPTIONS"]
    options["init_command"] = options["init_command"].replace("synchronous = FULL", "synchronous = OFF")

# What a test left in committed rows goes when the next one begins (`Contents`), and not table by table.
TransactionTestCase._fixture_teardown = lambda self: None
CONTENTS = Contents()
BEGINNINGS = [EMPTY, "demo_database", "made_up_database"]  # fixtures that load what a test begins with


def runs_here(item: pytest.Item) -> bool:
    """What asks no database runs on SQLite alone, and so do `browser` and `pages`; `postgres` runs on PostgreSQL alone.

    A test marked as browser and postgres runs on both.
    """
    marks = {mark for mark in ("browser", "pages", "postgres") if item.get_closest_marker(mark)}
    if SQLITE:
        return marks != {"postgres"}
    return "postgres" in marks or (not marks and asks_a_database(item))


def asks_a_database(item: pytest.Item) -> bool:
    """By its mark or by a fixture: any other test that tried would be refused."""
    fixtures = {"db", "transactional_db", "django_db_setup"}
    return item.get_closest_marker("django_db") is not None or not fixtures.isdisjoint(item.fixturenames)


def commits(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    marked = mark is not None and mark.kwargs.get("transaction", False)
    return marked or not {"transactional_db", "live_server"}.isdisjoint(item.fixturenames)


def stage(item: pytest.Item) -> int:
    """Tests that begin alike go one after the other: to bring another content, or empty the tables, takes its time."""
    if not asks_a_database(item):
        return 0
    return 1 + 2 * BEGINNINGS.index(beginning(item)) + commits(item)


def beginning(item: pytest.Item) -> str:
    """What the database holds when the test begins."""
    return next((name for name in BEGINNINGS if name in item.fixturenames), EMPTY)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    elsewhere = [item for item in items if not runs_here(item)]
    config.hook.pytest_deselected(items=elsewhere)
    items[:] = sorted((item for item in items if runs_here(item)), key=stage)


def pytest_collection_finish() -> None:
    """All that was imported stays: looking it through for rubbish, again and again, takes a tenth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """The database holds what the test begins with; the first that wants it loads it into an empty one."""
    if not asks_a_database(item):
        return
    wanted = beginning(item)
    with item.config.stash[blocking_manager_key].unblock():
        CONTENTS.bring(wanted if wanted in CONTENTS.kept else EMPTY)


def pytest_runtest_teardown(item: pytest.Item) -> None:
    if commits(item):
        CONTENTS.now = LEFT_OVER


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where all tools are expected (CI), a test that was skipped is a test that failed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("database") / "tests.sqlite3"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, sqlite_file: Path) -> None:
    """SQLite in a file, as on a real site: locks, WAL and several connections behave as they do there."""
    if SQLITE:
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(sqlite_file)
        if prepared.empty().exists():
            shutil.copyfile(prepared.empty(), sqlite_file)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """A file that is already migrated is taken as it is; the folder it lies in goes with the run."""
    return SQLITE


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker, private_files: Path, tmp_path_factory) -> None:
    """The empty database is kept: for later tests, and for the next run when this one had to migrate it."""
    made = tmp_path_factory.mktemp("snapshot") / "empty.sqlite3"
    with django_db_blocker.unblock():
        CONTENTS.keep(EMPTY, snapshot_of(made))
        if SQLITE and not prepared.empty().exists():
            prepared.keep(made, prepared.empty(), private_files)


@pytest.fixture(scope="session", autouse=True)
def private_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files that tests store go into a folder of their own."""
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("files")
    return settings.MEDIA_ROOT


@pytest.fixture(scope="session")
def demo_database(
    django_db_setup: None, django_db_blocker, private_files: Path, tmp_path_factory: pytest.TempPathFactory
) -> Snapshot:
    """The demonstration portfolio, loaded once and kept, so that each test can begin from it."""
    figures.forget()  # what a test before this one left in the process belongs to another database
    kept = tmp_path_factory.mktemp("snapshot") / "demo.sqlite3"
    with django_db_blocker.unblock():
        if SQLITE and prepared.demonstration().exists():
            prepared.take(prepared.demonstration(), kept, private_files)
            snapshot = SqliteSnapshot(kept)
            snapshot.restore()
            CONTENTS.keep("demo_database", snapshot)
            return snapshot
        call_command("load_demo", verbosity=0)
        snapshot = snapshot_of(kept)
        if SQLITE:
            fields = ((ImportRun, "file"), (Document, "file"), (InformationRequest, "given"))
            rows = (model.objects.exclude(**{name: ""}).values_list(name, flat=True) for model, name in fields)
            names = [name for listed in rows for name in listed]
            prepared.keep(kept, prepared.demonstration(), private_files, names)
        CONTENTS.keep("demo_database", snapshot)
        return snapshot


@pytest.fixture(scope="session")
def made_up_database(django_db_setup: None, django_db_blocker, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A made-up portfolio of eight services over two years, generated once."""
    figures.forget()
    with django_db_blocker.unblock():
        generate(services=8, years=2, seed=1, password="a password for tests")
        snapshot = snapshot_of(tmp_path_factory.mktemp("snapshot") / "made_up.sqlite3")
    CONTENTS.keep("made_up_database", snapshot)
    return snapshot


@pytest.fixture
def demo(demo_database: Snapshot, db: None) -> None:
    """The demonstration portfolio; what the test changes is rolled back."""


@pytest.fixture
def demo_live(demo_database: Snapshot, transactional_db: None) -> None:
    """The demonstration portfolio as other connections see it: for the browser, and for races."""


@pytest.fixture(autouse=True)
def fresh_reference() -> None:
    """Reference data kept in the process belongs to one test's database."""
    figures.forget()
    offered.forget()
    caches["fragments"].clear()
    caches["public"].clear()


@pytest.fixture(autouse=True)
def as_on_a_site() -> Iterator[None]:
    with pages_hold_rows_within_a_transaction():
        yield


@pytest.fixture
def officer(db: None) -> User:
    """Alice, who looks after services and enters what their providers send."""
    return User.objects.create_user("alice@office.example", name="Alice Hartley", role=Role.OFFICER)


@pytest.fixture
def manager(db: None) -> User:
    """Bob, who heads commissioning and checks what Alice entered."""
    return User.objects.create_user("bob@office.example", name="Bob Nwosu", role=Role.MANAGER)


@pytest.fixture
def authoriser(db: None) -> User:
    """Charlie, who signs for a provider; the test gives the membership."""
    return User.objects.create_user("charlie@provider.example", name="Charlie Webb", role=Role.PROVIDER)


@pytest.fixture
def person(db: None) -> Callable[[Role], User]:
    """Somebody in the given role."""
    return lambda role: User.objects.create_user(f"{role}@office.example", name=Role(role).label, role=role)


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """A client in which the person is logged in."""

    def logged_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return logged_in
