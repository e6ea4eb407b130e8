"""A real browser on the live site. A page that asks another host, or whose scripts fail, fails its test."""

import os
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright runs its own loop in this thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Request, sync_playwright

from tracker.models import User

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]

# How each element that shows words of its own does: its ink, its size and weight, and all that lies under it.
INKS = """() => {
    const grounds = new Map([[null, '']])
    const ground = (element) => {
        if (!grounds.has(element)) {
            const { backgroundColor, backgroundImage, opacity } = getComputedStyle(element)
            const plain = backgroundColor === 'rgba(0, 0, 0, 0)' && backgroundImage === 'none' && opacity === '1'
            const under = ground(element.parentElement)
            grounds.set(element, plain ? under : `${under} ${backgroundColor} ${backgroundImage} ${opacity}`)
        }
        return grounds.get(element)
    }
    const speaks = (node) => node.nodeType === Node.TEXT_NODE && node.data.trim()
    const shows = (element) => element.checkVisibility({ visibilityProperty: true }) && element.clientWidth !== 1
    const spoken = [...document.body.querySelectorAll('*')].filter((element) => shows(element) && (
        element.matches('input, select, textarea') || [...element.childNodes].some(speaks)))
    return [...new Set(spoken.map((element) => {
        const { color, fontSize, fontWeight } = getComputedStyle(element)
        return `${color} ${fontSize} ${fontWeight} on${ground(element)}`
    }))]
}"""
INKS_SEEN: set[str] = set()
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives browsers: one for the whole run, since a second one finds the first one's loop running."""
    if not os.path.exists(CHROMIUM):
        pytest.skip(f"no browser at {CHROMIUM}: CHROMIUM gives its path")
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def faults() -> list[str]:
    """What went wrong on the pages of this test without anybody looking."""
    return []


@pytest.fixture
def new_context(browser: Browser, live_server, faults: list[str]) -> Iterator[Callable[..., BrowserContext]]:
    """Makes a browser of its own for one person; options as for playwright's `new_context`."""
    contexts: list[BrowserContext] = []
    own = urlsplit(live_server.url).netloc

    def note_strangers(request: Request) -> None:
        """No other host is found (`FLAGS`). To stop requests here would switch the browser's cache off."""
        address = urlsplit(request.url)
        if address.scheme not in {"data", "blob", "about"} and address.netloc != own:
            faults.append(f"asked another host: {address.netloc}")

    def make(**options: object) -> BrowserContext:
        context = browser.new_context(base_url=live_server.url, locale="en-GB", timezone_id="Europe/London", **options)
        context.set_default_timeout(10_000)
        context.on("request", note_strangers)
        context.on("weberror", lambda error: faults.append(f"script failed: {error.error}"))
        context.on("console", lambda message: note_violation(message.text, faults))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert not faults, faults


def note_violation(text: str, faults: list[str]) -> None:
    if "Content Security Policy" in text:
        faults.append(text)


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    """A page of somebody who is not logged in."""
    return new_context().new_page()


@pytest.fixture
def page_of(new_context: Callable[..., BrowserContext], live_server) -> Callable[..., Page]:
    """A page in a browser where this person is logged in already."""

    def open_page(user: User, **options: object) -> Page:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context = new_context(**options)
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        return context.new_page()

    return open_page


def violations(axe: Axe, page: Page, which: dict[str, object]) -> list[dict]:
    """What these rules find: their script is read into each page once, and all that is right stays in the browser.

    Contrast takes most of their time, and is a matter of colours and sizes alone: it is looked at on pages that have
    some which this run has not seen yet.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe.axe_script)
    options: dict[str, object] = {"runOnly": which, "resultTypes": ["violations"]}
    if which["type"] == "tag":
        inks = set(page.evaluate(INKS))
        options["rules"] = {"color-contrast": {"enabled": not inks <= INKS_SEEN}}
        INKS_SEEN.update(inks)
    return page.evaluate("(options) => axe.run(options).then((found) => found.violations)", options)


@pytest.fixture(scope="session")
def accessible() -> Callable[[Page], None]:
    """Fails with what the accessibility rules (WCAG 2.2 AA) find on a page, rule by rule with the first place."""
    axe = Axe()

    def check(page: Page) -> None:
        found = violations(axe, page, {"type": "tag", "values": WCAG})
        assert not found, [f"{page.url} {rule['id']}: {rule['help']}: {rule['nodes'][0]['html']}" for rule in found]

    return check
