"""Work on what others wrote, in a child process: so much memory and time, and nothing of the site's settings."""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BEAT = 5
KEPT = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH")
TIME = "time"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended: its code, what it wrote, and its last word; "time" for one that was killed without a word."""

    code: int
    out: bytes
    word: str

    @property
    def done(self) -> bool:
        return self.code == 0


def environment(*names: str, **more: str) -> dict[str, str]:
    """What a child knows of where it runs: neither settings nor secrets."""
    return {**{name: os.environ[name] for name in (*KEPT, *names) if name in os.environ}, "PYTHONHASHSEED": "0", **more}


def run_child(
    module: str,
    order: bytes,
    *,
    seconds: int,
    known: Mapping[str, str] | None = None,
    alive: Callable[[], None] = lambda: None,
) -> Ended:
    """Run `python -m module` on an order; `alive` is called every few seconds. Killed when it takes too long."""
    child = subprocess.Popen(
        [sys.executable, "-m", module],
        cwd=ROOT,
        env=environment() if known is None else dict(known),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        process_group=0,
    )
    with child:
        try:
            out, said = _wait(child, order, alive, seconds)
        finally:
            _end(child)
    words = said.decode(errors="replace").strip().splitlines()
    return Ended(child.returncode, out, words[-1] if words else (TIME if child.returncode < 0 else ""))


def _wait(child: subprocess.Popen, order: bytes, alive: Callable[[], None], seconds: int) -> tuple[bytes, bytes]:
    left: bytes | None = order
    for _ in range(seconds // BEAT + 1):
        try:
            return child.communicate(left, timeout=BEAT)
        except subprocess.TimeoutExpired:
            left = None  # handed over already
            alive()
    _end(child)
    child.communicate()
    return b"", TIME.encode()


def _end(child: subprocess.Popen) -> None:
    """The child, and what it began itself."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)


def limit(megabytes: int, seconds: int) -> None:
    """Called by the child before it touches anything."""
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1024**2, megabytes * 1024**2))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
