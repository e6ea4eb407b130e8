"""docs/how-to/deploy.md as whoever follows it: its commands, its services, and a browser behind its proxy."""

import os
import re
import shlex
import signal
import socket
import subprocess
import time
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings

from tests.tracker.form_reader import FormSeen, forms_of
from tests.tracker.s3_server import BUCKET, REGION, S3, SECRET
from tests.tracker.s3_server import KEY as S3_KEY

GUIDE = Path(settings.BASE_DIR) / "docs" / "how-to" / "deploy.md"
HOST = "tracker.example.org.uk"
KEY = "k" * 25 + "abcdefghijklmnopqrstuvwxyz"
PASSWORD = "a long and private sentence"
APP, CODES = "/account/second-step/app/", "/account/second-step/codes/"
PATIENCE = 180  # seconds, on a machine that does much else


def block(heading: str, number: int = 0) -> list[str]:
    """The lines of a block of commands under a heading of the guide, without their remarks."""
    section = GUIDE.read_text().split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = re.findall(r"```\n(.*?)```", section, re.S)[number].strip().splitlines()
    return [line.split("  #")[0].strip() for line in lines]


def in_s3() -> list[str]:
    """The settings that the guide names for files in S3."""
    return re.findall(r"`(S3_\w+)`", GUIDE.read_text().split("\n### Files in S3\n")[1].split("\n\n")[0])


def until(happened, what: str) -> None:
    """Wait for something that another process does."""
    limit = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < limit, f"waited in vain: {what}"
        time.sleep(0.2)


class Server:
    """One machine with the settings of the guide, files in S3, a second step asked for; and its three services."""

    def __init__(self, database: str, folder: Path, bucket: S3) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        values = {
            "SECRET_KEY": KEY,
            "ALLOWED_HOSTS": HOST,
            "DATABASE_URL": database,
        }
        assert [line.split("=")[0] for line in block("Settings")] == list(values), "the guide names what is needed"
        own = {
            "PROXIES": "1",
            "FILES_DIR": str(folder / "files"),
            "DEMO_PASSWORD": PASSWORD,
            "SECOND_FACTOR": "office",
            **dict(zip(in_s3(), (BUCKET, REGION, S3_KEY, SECRET), strict=True)),
            "S3_ENDPOINT": bucket.url,
        }
        others = ("EMAIL_URL", "MAIL_FROM", "SITE_URL", "OIDC_SERVER", "OIDC_CLIENT", "OIDC_SECRET")
        production = {"PATH": os.environ["PATH"], "DEBUG": "false", "HTTPS": "true", "DEMO_DAYS_BACK": "0"}
        self.environment = dict.fromkeys(others, "") | production | own | values
        self.folder = folder
        self.running: list[subprocess.Popen[bytes]] = []

    def run(self, command: str) -> str:
        done = subprocess.run(
            shlex.split(command),
            cwd=settings.BASE_DIR,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            for command in block("Each release", 1):
                words = shlex.split(command.replace("127.0.0.1:8000", f"127.0.0.1:{self.port}"))
                process = subprocess.Popen(words, cwd=settings.BASE_DIR, env=self.environment, stdout=log, stderr=log)
                self.running.append(process)
        until(self.is_well, f"all well. {self.said()}")

    def stop(self) -> None:
        """As a service manager does: asked to end, and waited for."""
        for process in self.running:
            process.send_signal(signal.SIGTERM)
        for process in self.running:
            try:
                process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.running = []

    def said(self) -> str:
        return (self.folder / "log").read_text()[-3000:]

    def is_well(self) -> bool:
        try:
            return Visitor(self).get("/health").status == 200
        except OSError:
            return False

    def web_processes(self) -> list[str]:
        master = self.running[0].pid
        return Path(f"/proc/{master}/task/{master}/children").read_text().split()


class Visitor:
    """A browser behind the proxy: TLS ends there, so requests come in plain with what the proxy adds."""

    def __init__(self, server: Server) -> None:
        self.server, self.cookies = server, dict[str, str]()

    def ask(self, method: str, path: str, body: str = "") -> HTTPResponse:
        headers = {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "192.0.2.7",
            "Referer": f"https://{HOST}{path}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection = HTTPConnection("127.0.0.1", self.server.port, timeout=PATIENCE)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        for set_ in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = set_.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def get(self, path: str) -> HTTPResponse:
        return self.ask("GET", path)

    def page(self, path: str) -> bytes:
        answer = self.get(path)
        assert answer.status == 200, f"{path}: {answer.status} {self.server.said()}"
        return answer.read()

    def send(self, path: str, address: str, **typed: str) -> str:
        """Fill in the form of a page that goes to this address, send it, and say where it leads."""
        form = self.form(path, address)
        answer = self.ask("POST", address, urlencode({**form.sends, **{k: [v] for k, v in typed.items()}}, doseq=True))
        assert answer.status == 302, f"{address}: {answer.status} {self.server.said()}"
        return answer.headers["Location"]

    def form(self, path: str, address: str) -> FormSeen:
        own = [form for form in forms_of(self.page(path), path) if form.address == address]
        return max(own, key=lambda form: len(form.texts))

    def log_in(self, email: str) -> str:
        return self.send("/accounts/login/", "/accounts/login/", login=email, password=PASSWORD)

    def set_up_app(self) -> None:
        """As an app does: the key of the page that is shown, and the code of this half minute."""
        page = self.page(APP)
        key = re.findall(r"<strong>([A-Z2-7 ]{32,})</strong>", page.decode())[0].replace(" ", "")
        (form,) = (form for form in forms_of(page, APP) if form.address == APP)
        code = format_hotp_value(hotp_value(key, int(time.time()) // 30))
        answer = self.ask("POST", APP, urlencode({**form.sends, "code": [code]}, doseq=True))
        assert (answer.status, answer.headers["Location"]) == (302, CODES)
        self.send(CODES, CODES, do="kept")
