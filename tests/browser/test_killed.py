"""The browser is killed (-9) while somebody types: what was typed is on the server but for the last five seconds."""

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, Playwright, TimeoutError

from commissioning.models import Draft
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.commissioning import factories as make
from tests.commissioning.idva import Idva, award_of, idva
from tracker.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_LOST = 5.0  # seconds of typing
EVERY = 0.1  # seconds between two keys
SHORTEST, LONGEST = 5.5, 9.0  # when the browser dies
START = 120  # seconds that a browser may take to start on a machine that is busy with other tests
TRIES = 4  # to reach it in that time
Typed = list[tuple[float, str]]


@pytest.fixture
def found(live_server) -> Idva:
    return idva()


@pytest.fixture
def doomed(tmp_path: Path, live_server) -> Iterator[Callable[[Playwright, User], tuple[Page, int]]]:
    """A browser of its own, as a process that can be killed, in which this person is logged in."""
    running: list[subprocess.Popen[bytes]] = []

    def start(playwright: Playwright, user: User) -> tuple[Page, int]:
        flags = [*FLAGS, "--headless", "--remote-debugging-port=0", f"--user-data-dir={tmp_path}"]
        process = subprocess.Popen([CHROMIUM, *flags], start_new_session=True, stderr=subprocess.DEVNULL)
        running.append(process)
        port = tmp_path / "DevToolsActivePort"
        until = time.monotonic() + START
        while not port.exists() and time.monotonic() < until:
            time.sleep(0.05)
        browser = reached(playwright, f"http://127.0.0.1:{port.read_text().splitlines()[0]}")
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context = browser.new_context(base_url=live_server.url)
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        return context.new_page(), process.pid

    yield start
    for process in running:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def reached(playwright: Playwright, address: str) -> Browser:
    """A browser that has only just begun may leave a connection without an answer; the next one is answered."""
    for _ in range(TRIES - 1):
        try:
            return playwright.chromium.connect_over_cdp(address, timeout=START * 1000 / TRIES)
        except TimeoutError:
            continue
    return playwright.chromium.connect_over_cdp(address, timeout=START * 1000 / TRIES)


def forms(found: Idva) -> dict[str, tuple[str, str]]:
    """Each form of the site: its page, and the box that is typed in."""
    pack, award = found.quarterly_return.pack_id, award_of(found)
    item = make.OfficeItemFactory(period=found.quarter, writer=found.alice)
    return {
        "words of a return": (f"/returns/{found.quarterly_return.pk}/text/", "went_well"),
        "figures of a return": (f"/returns/{found.quarterly_return.pk}/figures/", found.box("hospital", "reason")),
        "people of a pack": (f"/packs/{pack}/people/", "postnew-note"),
        "money of a pack": (f"/packs/{pack}/money/", f"award{award.pk}-note"),
        "words of an item": (f"/items/{item.pk}/words/", "update_words"),
    }


FORMS = ["words of a return", "figures of a return", "people of a pack", "money of a pack", "words of an item"]


@pytest.mark.parametrize("form", FORMS)
def test_what_was_typed_five_seconds_before_is_kept(found, doomed, playwright, form):
    address, box = forms(found)[form]
    moment = random.Random(form).uniform(SHORTEST, LONGEST)
    page, pid = doomed(playwright, found.alice)
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true })")
    page.locator(f"[name='{box}']").focus()
    typed, text, start = [], "", time.monotonic()
    while time.monotonic() - start < moment:
        text += chr(97 + len(text) % 26)
        page.keyboard.type(text[-1])
        typed.append((time.monotonic(), text))
        page.wait_for_timeout(EVERY * 1000)
    os.killpg(pid, signal.SIGKILL)
    killed = time.monotonic()
    kept = Draft.objects.get().fields[box]
    assert kept
    assert text.startswith(kept)
    assert len(kept) >= len(typed_by(typed, killed - MOST_LOST)), (len(kept), len(text))


def typed_by(typed: Typed, moment: float) -> str:
    """What stood in the box at this moment."""
    return next((text for at, text in reversed(typed) if at <= moment), "")


def test_the_measure_sees_what_is_lost():
    typed = [(1.0, "a"), (2.0, "ab"), (9.0, "abc")]
    assert [typed_by(typed, moment) for moment in (0.5, 1.5, 8.0, 9.0)] == ["", "a", "ab", "abc"]
