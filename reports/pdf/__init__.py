"""Makes a tagged PDF/UA-1 of a page, in a child process that may take only so much memory and time."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MEGABYTES = 1024
SECONDS = 180
BEAT = 5
KEPT = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "FONTCONFIG_FILE", "FONTCONFIG_PATH")
INSTALL = "Install Pango: on Debian and Ubuntu `apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0`."
REASONS = {
    "memory": "The document needs more memory than a PDF may take.",
    "time": "The document takes longer than a PDF may take.",
    "missing": f"What makes PDFs is not installed on the server. {INSTALL}",
    "refused": "The document asks for a file that is not its own.",
}


class PdfFailed(Exception):
    """No PDF was made. The message is for the person who asked; `again` says whether trying again may help."""

    def __init__(self, message: str, *, again: bool) -> None:
        super().__init__(message)
        self.again = again


def render_pdf(
    html: str,
    *,
    files: Mapping[str, bytes],
    titles: Mapping[str, str],
    signed_at: int = 0,
    alive: Callable[[], None] = lambda: None,
    seconds: int = SECONDS,
    megabytes: int = MEGABYTES,
) -> bytes:
    """The finished PDF. `files` is all that the page may load, by address; `alive` is called every few seconds.

    The same page gives the same bytes: `signed_at` (seconds since 1970) is the only time that is written into it.
    Raises PdfFailed with a sentence.
    """
    order = {
        "html": html,
        "files": {address: base64.b64encode(content).decode() for address, content in files.items()},
        "titles": dict(titles),
        "megabytes": megabytes,
        "seconds": seconds,
    }
    child = subprocess.Popen(
        [sys.executable, "-m", "reports.pdf.child"],
        cwd=ROOT,
        env=environment(signed_at),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with child:
        pdf, said = _wait(child, json.dumps(order).encode(), alive, seconds)
    if child.returncode != 0:
        raise failure(said.decode(errors="replace"), child.returncode)
    return pdf


def environment(signed_at: int) -> dict[str, str]:
    """Nothing of the site's settings and secrets reaches the child."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return {**kept, "SOURCE_DATE_EPOCH": str(signed_at), "PYTHONHASHSEED": "0"}


def _wait(child: subprocess.Popen, order: bytes, alive: Callable[[], None], seconds: int) -> tuple[bytes, bytes]:
    """What the child wrote and said; killed when it takes too long."""
    left: bytes | None = order
    for _ in range(seconds // BEAT + 1):
        try:
            return child.communicate(left, timeout=BEAT)
        except subprocess.TimeoutExpired:
            left = None  # handed over already
            alive()
    child.kill()
    child.communicate()
    return b"", b"time"


def failure(said: str, code: int) -> PdfFailed:
    """The child's word as a sentence; one that was killed without a word ran out of its time."""
    word = said.strip().splitlines()[-1] if said.strip() else ("time" if code < 0 else "")
    known = word in REASONS
    return PdfFailed(REASONS.get(word, "The PDF could not be made."), again=not known)
