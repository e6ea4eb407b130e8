"""Server time and queries of the main pages, beside a bare page of the same run: `make bench`.

Twice: on the demonstration, and on 24,000 observations (60 services over ten years), each in a database of its own
that is thrown away: SQLite, or PostgreSQL where DATABASE_URL names one (`bin/with-postgres make bench`). The figures
depend on the machine; the ratios to the bare page much less.
"""

import gzip
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = int(os.environ.get("ROUNDS", "40"))
PORTFOLIOS = {
    "demonstration": ["load_demo"],
    "24,000 observations": ["generate_portfolio", "--services=60", "--years=10", "--seed=1"],
}
HEAD = f"{'page':28}{'median ms':>10}{'p95 ms':>8}{'x bare':>8}{'queries':>9}{'KB sent':>9}"


def addresses() -> Iterator[tuple[str, str]]:
    """What is measured: the newest quarter with approved returns, and the open return with the most figures."""
    from django.db.models import Count
    from django.urls import reverse

    from commissioning.models import QuarterlyReturn
    from commissioning.workflow.life import OPEN

    told = QuarterlyReturn.objects.approved().order_by("-period__end").select_related("pack__period").first()
    still_open = QuarterlyReturn.objects.filter(state__in=OPEN).annotate(figures=Count("observations"))
    chosen = still_open.order_by("-figures", "-period__end", "pk").first()
    if told is None or chosen is None:
        sys.exit("No approved return or none open: nothing to measure.")
    quarter = told.pack.period.slug
    yield "bare page", reverse("words")
    yield "dashboard", reverse("dashboard", args=[quarter])
    yield "portfolio", reverse("services", args=[quarter])
    yield "return, figures", reverse("return-section", args=[chosen.pk, "figures"])


def measure() -> None:
    """Print a line per page, for the database that the environment names."""
    import_module("tracker.wsgi")  # as the web server starts it
    import logging

    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tracker.models import User
    from tracker.roles import Role

    logging.disable(logging.INFO)
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.create_user("bench@example.org", name="Bench", role=Role.OFFICER))
    bare = 0.0
    print(HEAD)
    for name, address in addresses():
        client.get(address)  # what is kept of reference data is read once
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        count = len(queries)
        if response.status_code != 200:
            sys.exit(f"{address} answered {response.status_code}")
        times = sorted(timed(client, address) for _ in range(ROUNDS))
        median, p95 = statistics.median(times), times[int(len(times) * 0.95) - 1]
        bare = bare or median
        size = len(gzip.compress(response.content)) / 1024
        print(f"{name:28}{median:10.1f}{p95:8.1f}{median / bare:8.1f}{count:9}{size:9.1f}", flush=True)


def timed(client: object, address: str) -> float:
    started = time.perf_counter()
    client.get(address)  # type: ignore[attr-defined]
    return (time.perf_counter() - started) * 1000


@contextmanager
def database(folder: str, number: int) -> Iterator[str]:
    """The URL of an empty database that is gone afterwards."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield f"sqlite:///{folder}/{number}.sqlite3"
        return
    import psycopg2  # type: ignore[import-untyped]

    name = f"tracker_bench_{os.getpid()}_{number}"
    connection = psycopg2.connect(server)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def run(title: str, command: list[str], url: str) -> None:
    environment = {
        **os.environ,
        "DEBUG": "false",
        "HTTPS": "false",
        "SECRET_KEY": "for-measuring-alone",
        "ALLOWED_HOSTS": "localhost",
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
        "PYTHONPATH": str(ROOT),
    }
    manage = [sys.executable, "manage.py"]
    for step in (["migrate", "--verbosity=0"], ["createcachetable"], command, ["collectstatic", "--noinput"]):
        subprocess.run([*manage, *step], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    print(f"\n{title}, {ROUNDS} requests a page", flush=True)
    subprocess.run([sys.executable, "bin/bench.py", "measure"], cwd=ROOT, env=environment, check=True)


def run_all() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for number, (title, command) in enumerate(PORTFOLIOS.items()):
            with database(folder, number) as url:
                run(title, command, url)


if __name__ == "__main__":
    measure() if sys.argv[1:] == ["measure"] else run_all()
