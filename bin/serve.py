"""Runs the site, one background worker and the schedule; Ctrl-C, or the end of any, stops all."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import environ

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
MANAGE = [sys.executable, "manage.py"]


def own_addresses(host: str) -> list[str]:
    """The names under which browsers may ask for a site that listens on this host."""
    if host not in {"0.0.0.0", "::"}:
        return [host]
    name = socket.gethostname()
    return [name, *sorted({str(entry[4][0]) for entry in socket.getaddrinfo(name, None)})]


def check_free(host: str, port: int) -> None:
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        sys.exit(f"Cannot listen on {host}:{port} ({error.strerror}). Choose another: make run PORT={port + 1}")


def web_server(host: str, port: int, *, debug: bool) -> list[str]:
    if debug:
        return [*MANAGE, "runserver", f"{host}:{port}"]
    gunicorn = [sys.executable, "-m", "gunicorn", "--workers=2", "--threads=4", "--log-level=warning"]
    return [*gunicorn, f"--bind={host}:{port}", "tracker.wsgi"]


def run(commands: list[list[str]]) -> int:
    """Start all, wait until one ends or somebody asks to stop, then end the others."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    running = [subprocess.Popen(command, cwd=ROOT, start_new_session=True) for command in commands]
    try:
        while all(process.poll() is None for process in running):
            time.sleep(0.2)
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        for process in running:
            stop(process)


def stop(process: "subprocess.Popen[bytes]") -> None:
    """Ask the process and its children to end; after ten seconds, make them."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, sign)
            process.wait(timeout=10)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            continue
        return


def main() -> int:
    env = environ.Env()
    given_hosts = env.str("ALLOWED_HOSTS", default="")
    env.read_env(ROOT / ".env")
    host, port, debug = env.str("HOST", default="127.0.0.1"), env.int("PORT", default=8000), env.bool("DEBUG", False)
    check_free(host, port)
    if host not in LOOPBACK and not given_hosts:
        os.environ["ALLOWED_HOSTS"] = ",".join([env.str("ALLOWED_HOSTS"), *own_addresses(host)])
    os.environ.setdefault("SITE_URL", f"http://{host}:{port}")
    print(
        f"\nThe site is at http://{host}:{port}/ with one background worker and the schedule. Ctrl-C stops all.\n",
        flush=True,
    )
    return run([web_server(host, port, debug=debug), [*MANAGE, "db_worker", "--no-reload"], [*MANAGE, "schedule"]])


if __name__ == "__main__":
    sys.exit(main())
