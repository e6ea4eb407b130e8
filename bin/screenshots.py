"""Pictures of the main pages for README and user guide, from the demonstration that `make run` serves.

`.venv/bin/python bin/screenshots.py [FOLDER] [PAGE ...]`: wide (1280) and on a telephone (390), as the manager sees it.
"""

import os
import sys
from pathlib import Path

import environ
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
QUARTER = "/quarters/2022-23-q2"
PAGES = {
    "home": f"{QUARTER}/home/",
    "dashboard": f"{QUARTER}/",
    "returns": f"{QUARTER}/returns/",
    "services": f"{QUARTER}/services/",
    "update": f"{QUARTER}/update/",
    "words": "/words/",
}
SIZES = {"": {"width": 1280, "height": 900}, "-telephone": {"width": 390, "height": 844}}


def log_in(page: Page, password: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill("manager@example.org")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


def take(folder: Path, names: list[str]) -> None:
    env = environ.Env()
    env.read_env(ROOT / ".env")
    site = f"http://{env.str('HOST', default='127.0.0.1')}:{env.int('PORT', default=8000)}"
    chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(base_url=site, locale="en-GB", timezone_id="Europe/London")
        log_in(page, env.str("DEMO_PASSWORD"))
        for name in names:
            for suffix, size in SIZES.items():
                page.set_viewport_size(size)  # type: ignore[arg-type]
                page.goto(PAGES[name])
                page.screenshot(path=folder / f"{name}{suffix}.png", full_page=True)
        browser.close()


if __name__ == "__main__":
    take(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/screenshots"), sys.argv[2:] or list(PAGES))
