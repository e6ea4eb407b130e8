"""The PDF of the newest update: seconds, pages a second and memory, beside a plain WeasyPrint run of its page.

Part of `make bench`, for the database that the environment names. Each is made once, in a process of its own; the
system tells at its end what it held at most, or the second process that it began, whichever held more. The plain run
has no tags, no limits and no mending. Hostile text is as much text, letter for letter, in the same places. What they
computed is told as multiples of a blank page of the same run too: on a busy machine seconds say little.
"""

import base64
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from io import BytesIO
from itertools import cycle
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

MOST_SERVICES = 100  # an update of more is nobody's
ASKED = "asked: 61 pages in at most 5 s on two cores, under 200 MB"
HEAD = f"{'PDF of the update':28}{'pages':>10}{'seconds':>9}{'computed':>10}{'blanks':>9}{'pages/s':>9}{'MB held':>9}"
LETTERS = (
    "x",
    "W",
    "e\u0301\u0302",
    "\u0633\u0644\u0627\u0645",
    "\U0001f469\u200d\U0001f467",
    "9",
    "\u0301",
    "9\u00a0",
    "-",
)
WORDS = re.compile(r"(?<=>)[^<]*[^<\s][^<]*(?=<)")
BLANK = {"html": '<html lang="en-GB"><title>Blank</title><h1>Blank</h1></html>', "files": {}}
OURS = [sys.executable, "-m", "reports.pdf.child"]
PLAIN = [
    sys.executable,
    "-c",
    "import json, sys\n"
    "from weasyprint import HTML\n"
    "from reports.pdf.child import files_of\n"
    "from reports.pdf.fetching import ClosedFetcher\n"
    "order = json.load(sys.stdin)\n"
    "page = HTML(string=order['html'], url_fetcher=ClosedFetcher(files_of(order)), base_url='house:')\n"
    "sys.stdout.buffer.write(page.write_pdf(presentational_hints=True))\n",
]


def order() -> dict[str, object] | None:
    """What the renderer is handed for the newest quarter that has approved returns; None where that is too much."""
    from django.utils import timezone

    from commissioning.models import QuarterlyReturn, Service
    from reports import exports
    from reports.document import Audience
    from reports.workflow.outline import ensure_outline
    from tracker.models import User
    from tracker.roles import Role

    if Service.objects.count() > MOST_SERVICES:
        return None
    told = QuarterlyReturn.objects.approved().order_by("-period__end").select_related("pack__period").first()
    assert told is not None
    manager = User.objects.filter(role=Role.MANAGER).earliest("pk")
    update = ensure_outline(period=told.pack.period, by=manager, at=timezone.now())
    document = exports.update_document(update, audience=Audience.INTERNAL)
    files = {name: base64.b64encode(content).decode() for name, content in exports.paper_files().items()}
    limits = {"megabytes": 1024, "seconds": 180}
    return {"html": exports.paper_html(document), "files": files, "titles": exports.titles(document), **limits}


def hostile(html: str) -> str:
    """The same page with as much text in every place, none of it words: no space, marks upon marks, several scripts."""
    head, body = html.split("<body", 1)
    letters = cycle(LETTERS)

    def unbroken(run: re.Match[str]) -> str:
        return (next(letters) * len(run[0]))[: len(run[0])]

    return f"{head}<body{WORDS.sub(unbroken, body)}"


def made(command: list[str], asked: bytes) -> tuple[bytes, float, float, float]:
    """What a process answers to the order, the seconds it took, those of them that it computed, the megabytes held."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as answer:
        given.write(asked)
        given.seek(0)
        begun = time.perf_counter()
        child = subprocess.Popen(command, stdin=given, stdout=answer)
        _, status, used = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - begun
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            sys.exit("The PDF could not be made.")
        answer.seek(0)
        return answer.read(), seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def measure() -> None:
    import django
    import pikepdf

    django.setup()
    asked = order()
    if asked is None:
        return
    print(f"\n{HEAD}   {ASKED}")
    runs = (
        ("a blank page", PLAIN, BLANK),
        ("ours, tagged and mended", OURS, asked),
        ("the same, hostile text", OURS, {**asked, "html": hostile(str(asked["html"]))}),
        ("plain WeasyPrint", PLAIN, asked),
    )
    blank = 0.0
    for name, command, page in runs:
        content, seconds, computed, megabytes = made(command, json.dumps(page).encode())
        blank = blank or computed
        with pikepdf.open(BytesIO(content)) as pdf:
            pages = len(pdf.pages)
        times = f"{computed:>10.1f}{computed / blank:>9.1f}"
        print(f"{name:28}{pages:>10}{seconds:>9.1f}{times}{pages / seconds:>9.1f}{megabytes:>9.0f}", flush=True)


if __name__ == "__main__":
    measure()
