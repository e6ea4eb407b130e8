"""Pictures of the main pages for README and user guide, from the demonstration that `make run` serves.

`.venv/bin/python bin/screenshots.py [FOLDER] [PAGE ...]`: the top of each page at 1280, and a page of the update's PDF.
Needs pdftoppm, which is part of poppler-utils.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import environ
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
QUARTER = "/quarters/2022-23-q2"
OPEN_QUARTER = "/quarters/2022-23-q3"
OFFICER, MANAGER = "officer@example.org", "manager@example.org"
ADDRESSES = {
    "home": (OFFICER, f"{OPEN_QUARTER}/home/"),
    "dashboard": (MANAGER, f"{QUARTER}/"),
    "returns": (MANAGER, f"{QUARTER}/returns/"),
    "services": (MANAGER, f"{QUARTER}/services/"),
    "update": (MANAGER, f"{QUARTER}/update/"),
    "return": (OFFICER, f"{OPEN_QUARTER}/returns/"),
    "paper": (MANAGER, f"{QUARTER}/update/"),
}
SIZE = {"width": 1280, "height": 1000}
PRINTED_PAGE = 8  # of the PDF: entries with figures, an open question, a service without a number
MINUTE = 60_000


def take_page(page: Page, picture: Path) -> None:
    page.screenshot(path=picture)


def take_return(page: Page, picture: Path) -> None:
    """The figures of a return that is still open."""
    page.get_by_role("link", name="IDVA service", exact=True).click()
    page.get_by_role("link", name="Figures", exact=True).click()
    take_page(page, picture)


def take_paper(page: Page, picture: Path) -> None:
    """One page of the PDF, made by the worker."""
    make = page.get_by_role("button", name="Make the PDF")
    if make.count():  # where nothing has changed since, it is there already
        make.click()
    with page.expect_download(timeout=MINUTE) as download:
        page.locator("main").get_by_text("Download the PDF").click(timeout=MINUTE)
    number = str(PRINTED_PAGE)
    command = ["pdftoppm", "-png", "-singlefile", "-r", "84", "-f", number, "-l", number]
    subprocess.run([*command, str(download.value.path()), str(picture.with_suffix(""))], check=True)


TAKERS: dict[str, Callable[[Page, Path], None]] = {"return": take_return, "paper": take_paper}


def logged_in(browser: Browser, site: str, who: str, password: str) -> Page:
    page = browser.new_page(base_url=site, locale="en-GB", timezone_id="Europe/London")
    page.set_viewport_size(SIZE)  # type: ignore[arg-type]
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(who)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
    return page


def take(folder: Path, names: list[str]) -> None:
    env = environ.Env()
    env.read_env(ROOT / ".env")
    site = f"http://{env.str('HOST', default='127.0.0.1')}:{env.int('PORT', default=8000)}"
    chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        pages = {who: logged_in(browser, site, who, env.str("DEMO_PASSWORD")) for who in (OFFICER, MANAGER)}
        for name in names:
            who, address = ADDRESSES[name]
            pages[who].goto(address)
            TAKERS.get(name, take_page)(pages[who], folder / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    take(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/screenshots"), sys.argv[2:] or list(ADDRESSES))
