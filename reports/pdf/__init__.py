"""Makes a tagged PDF/UA-1 of a page, in a child process that may take only so much memory and time."""

import base64
import json
from collections.abc import Callable, Mapping

from tracker import processes
from tracker.processes import run_child

MEGABYTES = 1024
SECONDS = 180
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
    ended = run_child(
        "reports.pdf.child", json.dumps(order).encode(), seconds=seconds, known=environment(signed_at), alive=alive
    )
    if not ended.done:
        raise failure(ended.word)
    return ended.out


def environment(signed_at: int) -> dict[str, str]:
    """Nothing of the site's settings and secrets reaches the child."""
    return processes.environment("FONTCONFIG_FILE", "FONTCONFIG_PATH", SOURCE_DATE_EPOCH=str(signed_at))


def failure(word: str) -> PdfFailed:
    """The child's last word as a sentence."""
    return PdfFailed(REASONS.get(word, "The PDF could not be made."), again=word not in REASONS)
