"""Server time and queries of the main pages and saves, beside a bare page of the same run: `make bench`.

On the demonstration, and on made-up portfolios of the sizes in SIZES (60 services unless it says otherwise; of ten
years, about 400 observations a service), each in a database of its own that is thrown away: SQLite, or PostgreSQL where
DATABASE_URL names one (`bin/with-postgres make bench`). The figures depend on the machine; the ratios to the bare page
much less. `x bare` is a page that is made, `again` the same page while nothing has changed (tracker.remembered).
The PDF of the newest update is measured by bin/bench_pdf.py. docs/how-to/measure.md says more, and what was found.
"""

import gzip
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = int(os.environ.get("ROUNDS", "40"))
LONGEST = 30  # seconds for one page, after its third request
OFFICE = 60  # services of one made-up office; larger portfolios are several
SIZES = [int(size) for size in os.environ.get("SIZES", str(OFFICE)).split(",")]
BRACKETS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")  # of transactions: they read and write nothing
WHO = "bench@example.org"
HEAD = f"{'page':28}{'median ms':>10}{'p95 ms':>8}{'x bare':>8}{'again':>8}{'queries':>9}{'KB sent':>9}"


Asking = Callable[[Any], Any]  # a client asks, a response comes


def asked() -> Iterator[tuple[str, Asking]]:
    """What is measured: the newest quarter with approved returns, and the open return with the most figures."""
    from django.db.models import Count
    from django.urls import reverse

    from commissioning.models import Pack, QuarterlyReturn, Service
    from commissioning.workflow.life import OPEN

    told = QuarterlyReturn.objects.approved().order_by("-period__end").select_related("pack__period").first()
    still_open = QuarterlyReturn.objects.filter(state__in=OPEN).annotate(figures=Count("observations"))
    chosen = still_open.order_by("-figures", "-period__end", "pk").first()
    if told is None or chosen is None:
        sys.exit("No approved return or none open: nothing to measure.")
    quarter = told.pack.period.slug
    led = Service.objects.exclude(lead_officer=None).order_by("pk").first()
    one = f"?officer={led.lead_officer_id}" if led else ""
    figures = reverse("return-section", args=[chosen.pk, "figures"])
    yield "bare page", getting(reverse("words"))
    yield "dashboard", getting(reverse("dashboard", args=[quarter]))
    returns = QuarterlyReturn.objects.filter(period__slug=quarter).order_by("service", "pk")
    packs = Pack.objects.filter(period__slug=quarter).order_by("provider", "pk")
    yield "dashboard, after a change", Touched(reverse("dashboard", args=[quarter]), returns)
    yield "dashboard, after set-up", Anew(reverse("dashboard", args=[quarter]))
    yield "portfolio", getting(reverse("services", args=[quarter]))
    yield "tracker", getting(reverse("tracker", args=[quarter]))
    yield "money", getting(reverse("money", args=[quarter]))
    yield "money, after a change of it", Touched(reverse("money", args=[quarter]), packs)
    yield "money, after set-up", Anew(reverse("money", args=[quarter]))
    yield "awards", getting(reverse("awards", args=[quarter]))
    yield "grants", getting(reverse("grants", args=[quarter]))
    yield "contracts", getting(reverse("contracts-register", args=[quarter]))
    yield "dashboard, one officer", getting(reverse("dashboard", args=[quarter]) + one)
    yield "portfolio, one officer", getting(reverse("services", args=[quarter]) + one)
    yield "tracker, one officer", getting(reverse("tracker", args=[quarter]) + one)
    yield "figures, one officer", getting(reverse("figures", args=[quarter]) + one)
    yield "returns, one officer", getting(reverse("returns", args=[quarter]) + one)
    yield "first page after set-up", Anew(reverse("dashboard", args=[quarter]) + one)
    yield "return, figures", getting(figures)
    yield "return, autosave", Typing(figures, reverse("return-draft", args=[chosen.pk, "figures"]))
    yield "return, save", Typing(figures, figures)
    yield "our form, taken in", getting(reverse("import", args=[uploaded(chosen).pk]))
    yield from public()


def public() -> Iterator[tuple[str, Asking]]:
    """Pages for everybody, which know of no session."""
    from django.urls import reverse

    from tracker.models import Office

    Office.objects.update(public_pages=True)
    Office.objects.reference_changed()
    yield "public: what is funded", getting(reverse("funding"))
    yield "public: register", getting(reverse("public-register"))


def getting(address: str) -> Asking:
    return lambda client: client.get(address)


class Anew:
    """A page when something that is set up has changed: nothing of it is held by the process."""

    def __init__(self, address: str) -> None:
        self.address = address

    def __call__(self, client: Any) -> Any:
        from commissioning.figures import forget

        forget()
        return client.get(self.address)


class Touched:
    """A page when somebody has just asked about one of these records, another one each time."""

    def __init__(self, address: str, records: Any) -> None:
        self.address, self.rows = address, records.iterator()

    def __call__(self, client: Any) -> Any:
        return client.get(self.address)

    def open(self, client: Any) -> None:
        from django.utils import timezone

        from commissioning.workflow import ask
        from tracker.models import User

        ask(record=next(self.rows), by=User.objects.get(email=WHO), at=timezone.now(), text="Is it so?")


class Typing:
    """Another number in the first box each time, as somebody types it into the form that was opened."""

    def __init__(self, form: str, address: str) -> None:
        self.form, self.address, self.number = form, address, 0

    def __call__(self, client: Any) -> Any:
        self.number += 1
        return client.post(self.address, self.typed | {self.box: str(100 + self.number), "do": "leave"})

    def open(self, client: Any) -> None:
        """Reads the form anew: each save begins from what the one before left."""
        page = client.get(self.form).content.decode()
        hidden = re.findall(r'<input type="hidden" name="(keep|key|boxes)" value="([^"]*)"', page)
        self.typed = dict(hidden)
        self.box = re.findall(r'name="(o[0-9]+-value)"', page)[0]


def uploaded(chosen: Any) -> Any:
    """Our form of this return with its first number filled in, waiting to be taken in."""
    import io

    from django.utils import timezone
    from openpyxl import load_workbook

    from commissioning.imports.form import issue
    from commissioning.imports.receive import receive
    from tracker.models import User

    by, at = User.objects.get(email=WHO), timezone.now()
    book, content = load_workbook(io.BytesIO(issue(record=chosen, by=by, at=at))), io.BytesIO()
    book.save(content)
    size = content.tell()
    content.seek(0)
    return receive(record=chosen, name="Form.xlsx", file=content, size=size, by=by, at=at)


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
    client.force_login(User.objects.create_user(WHO, name="Bench", role=Role.OFFICER))
    bare = 0.0
    print(HEAD)
    for name, ask in asked():
        timed(client, ask)  # what is kept of reference data is read once
        if isinstance(ask, Typing | Touched):
            ask.open(client)
        forget_pages()
        with CaptureQueriesContext(connection) as queries:
            response = ask(client)
        count = sum(not query["sql"].startswith(BRACKETS) for query in queries.captured_queries)
        if response.status_code not in (200, 302):
            sys.exit(f"{name} answered {response.status_code}")
        times = sorted(several(partial(timed, client, ask, anew=True)))
        median, p95 = statistics.median(times), times[max(0, int(len(times) * 0.95) - 1)]
        bare = bare or median
        again = f"{statistics.median(several(partial(timed, client, ask))) / bare:.1f}" if is_kept(ask) else ""
        size = len(gzip.compress(response.content)) / 1024
        print(f"{name:28}{median:10.1f}{p95:8.1f}{median / bare:8.1f}{again:>8}{count:9}{size:9.1f}", flush=True)


def is_kept(ask: Asking) -> bool:
    return not isinstance(ask, Typing | Anew | Touched)


def several(once: Callable[[], float]) -> list[float]:
    """As many times as is asked for, or fewer where it takes too long."""
    begun, times = time.perf_counter(), [once()]
    while len(times) < 3 or (len(times) < ROUNDS and time.perf_counter() - begun < LONGEST):
        times.append(once())
    return times


def timed(client: Any, ask: Asking, *, anew: bool = False) -> float:
    """Milliseconds of one request; `anew`: with no page kept from before."""
    if isinstance(ask, Typing | Touched):
        ask.open(client)
    if anew:
        forget_pages()
    started = time.perf_counter()
    ask(client)
    return (time.perf_counter() - started) * 1000


def forget_pages() -> None:
    from django.core.cache import caches

    caches["fragments"].clear()
    caches["public"].clear()


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
    subprocess.run([sys.executable, "bin/bench_pdf.py"], cwd=ROOT, env=environment, check=True)


def portfolios() -> Iterator[tuple[str, list[str]]]:
    yield "demonstration", ["load_demo"]
    for size in SIZES:
        copies = max(1, size // OFFICE)
        made = ["generate_portfolio", f"--services={size // copies}", "--years=10", "--seed=1", f"--copies={copies}"]
        yield f"{size:,} services, ten years", made


def run_all() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for number, (title, command) in enumerate(portfolios()):
            with database(folder, number) as url:
                run(title, command, url)


if __name__ == "__main__":
    measure() if sys.argv[1:] == ["measure"] else run_all()
