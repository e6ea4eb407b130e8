"""Pictures of the main pages for README and user guide, from the demonstration that `make run` serves.

`.venv/bin/python bin/screenshots.py [FOLDER] [PAGE ...]`: the top of each page at 1280, and a page of the update's PDF.
Needs pdftoppm, which is part of poppler-utils. The pages called made-up-... are of a portfolio of 60 services over ten
years: they are taken when they are named, or all of them for `made-up`, from a site on another database, in which
`manage.py generate_portfolio` was run with the password of .env.
"""

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import environ
from openpyxl import load_workbook
from openpyxl.cell import MergedCell
from PIL import Image
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
    "paste": (OFFICER, f"{OPEN_QUARTER}/returns/"),
    "words": (OFFICER, f"{OPEN_QUARTER}/returns/"),
    "workbook": (OFFICER, f"{OPEN_QUARTER}/returns/"),
    "grid": (OFFICER, f"{OPEN_QUARTER}/grids/csp-2022/"),
    "tracker": (MANAGER, f"{OPEN_QUARTER}/tracker/"),
    "review": (MANAGER, f"{OPEN_QUARTER}/review/"),
    "handover": (MANAGER, f"{QUARTER}/services/?q=IDVA"),
    "paper": (MANAGER, f"{QUARTER}/update/"),
    "compose": (MANAGER, f"{QUARTER}/update/compose/"),
    "paragraph": (OFFICER, f"{QUARTER}/update/compose/"),
    "checks": (MANAGER, f"{QUARTER}/update/checks/"),
    "findings": (MANAGER, f"{QUARTER}/update/findings/"),
    "providers-check": (MANAGER, f"{QUARTER}/update/check/"),
    "funded": (MANAGER, "/funding/"),
}
LAST_QUARTER = "/quarters/2025-26-q3"
MADE_UP_MANAGER = "manager@fenmarch.example"
MADE_UP = {
    "made-up-dashboard": (MADE_UP_MANAGER, f"{LAST_QUARTER}/"),
    "made-up-dashboard-narrow": (MADE_UP_MANAGER, f"{LAST_QUARTER}/"),
    "made-up-heat": (MADE_UP_MANAGER, f"{LAST_QUARTER}/"),
    "made-up-figures": (MADE_UP_MANAGER, f"{LAST_QUARTER}/figures/"),
    "made-up-course": (MADE_UP_MANAGER, f"{LAST_QUARTER}/services/?q=recovery+programme+32"),
    "made-up-risks": (MADE_UP_MANAGER, f"{LAST_QUARTER}/registers/risks/"),
}
SIZE = {"width": 1280, "height": 1000}
NARROW = {"width": 390, "height": 1000}
COLOURS = 128  # of a picture: enough for text and flat shades, at a third of the size
PRINTED_PAGE = 8  # of the PDF: entries with figures, an open question, a service without a number
MINUTE = 60_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LETTER = """Hello,

Total referrals were 501 this quarter, and demand goes on growing.

What went well
The new rota has settled in. Nurses now ring us from the ward.

Challenges
Court dates keep moving, so that support lasts longer.

One adviser post is vacant. There are 18 people on the waiting list for the group.

Kind regards
"""


def take_page(page: Page, picture: Path) -> None:
    page.screenshot(path=picture)


def take_narrow(page: Page, picture: Path) -> None:
    """The page on a telephone."""
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    take_page(page, picture)
    page.set_viewport_size(SIZE)  # type: ignore[arg-type]


def take_heat(page: Page, picture: Path) -> None:
    """The dashboard's ratings alone."""
    page.locator("section[aria-labelledby=ratings]").screenshot(path=picture)


def take_course(page: Page, picture: Path) -> None:
    """All periods of one service."""
    page.locator("main").get_by_role("rowheader").get_by_role("link").first.click()
    page.get_by_role("link", name="Figures", exact=True).last.click()
    page.get_by_role("link", name="Show all of ten years").click()
    page.locator("main h2").first.scroll_into_view_if_needed()
    page.evaluate("window.scrollTo(0, document.querySelector('main h2').getBoundingClientRect().top - 40)")
    take_page(page, picture)


def take_return(page: Page, picture: Path) -> None:
    """The figures of a return that is still open."""
    open_return(page, "Figures")
    take_page(page, picture)


def open_return(page: Page, part: str) -> None:
    page.get_by_role("link", name="IDVA service", exact=True).click()
    page.get_by_role("link", name=part, exact=True).click()


def take_paste(page: Page, picture: Path) -> None:
    """A column of figures as it was read, before it goes into the boxes."""
    open_return(page, "Figures")
    page.get_by_role("button", name="Paste a column").click()
    page.get_by_label("The column, as copied from the spreadsheet").fill("501\nnot counted\n480 of 501\nabout 97%")
    page.get_by_role("button", name="Read it", exact=True).click()
    take_page(page, picture)


def take_words(page: Page, picture: Path) -> None:
    """An e-mail cut into passages, half of them filed; nothing of it stays."""
    open_return(page, "Put in words from an e-mail or a Word file")
    page.get_by_label("Paste the words").fill(LETTER)
    page.get_by_role("button", name="Go on and sort it").click()
    for letter in "fgg":
        page.locator("[data-row]:focus").wait_for()
        page.keyboard.press(letter)
    page.evaluate("window.scrollTo(0, 0)")
    take_page(page, picture)
    page.get_by_role("button", name="Drop this text").click()


def take_workbook(page: Page, picture: Path) -> None:
    """What our form would change, with a fault; nothing of it stays."""
    open_return(page, "Fill in a spreadsheet")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the form").click()
    content = filled_in(download.value.path().read_bytes())
    file: Any = {"name": download.value.suggested_filename, "mimeType": XLSX, "buffer": content}
    page.get_by_label("Workbook").set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    take_page(page, picture)
    page.get_by_role("button", name="Drop this file").click()


def filled_in(content: bytes) -> bytes:
    """The form with its first boxes of this quarter filled in, one of them wrongly."""
    book, typed = load_workbook(io.BytesIO(content)), ["501", "see note", "97%"]
    sheet = next(each for each in book.worksheets if any(cell.value == "This quarter" for row in each for cell in row))
    head = next(cell for row in sheet for cell in row if cell.value == "This quarter")
    boxes = [cell for (cell,) in sheet.iter_rows(head.row + 1, min_col=head.column, max_col=head.column)]
    for cell, value in zip((each for each in boxes if is_box(each)), typed, strict=False):
        cell.value = value
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def is_box(cell: Any) -> bool:
    """Whether something may be typed in the cell; the heading of a breakdown goes over several, which are no boxes."""
    return not isinstance(cell, MergedCell) and not cell.protection.locked


def take_handover(page: Page, picture: Path) -> None:
    page.get_by_role("link", name="IDVA service", exact=True).click()
    page.get_by_role("link", name="Handover").click()
    take_page(page, picture)


def take_paragraph(page: Page, picture: Path) -> None:
    """A paragraph beside what its service sent, in the place where it is written."""
    page.locator("main").get_by_role("link", name="Branch CSE service", exact=True).click()
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


TAKERS: dict[str, Callable[[Page, Path], None]] = {
    "made-up-dashboard-narrow": take_narrow,
    "made-up-heat": take_heat,
    "made-up-course": take_course,
    "return": take_return,
    "paste": take_paste,
    "words": take_words,
    "workbook": take_workbook,
    "handover": take_handover,
    "paper": take_paper,
    "paragraph": take_paragraph,
}


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
        all_pages = ADDRESSES | MADE_UP
        people = {all_pages[name][0] for name in names}
        pages = {who: logged_in(browser, site, who, env.str("DEMO_PASSWORD")) for who in people}
        for name in names:
            who, address = all_pages[name]
            pages[who].goto(address)
            picture = folder / f"{name}.png"
            TAKERS.get(name, take_page)(pages[who], picture)
            make_small(picture)
        browser.close()


def make_small(picture: Path) -> None:
    """The same picture with a palette."""
    with Image.open(picture) as found:
        few = found.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(picture, optimize=True)


def names_of(asked: list[str]) -> list[str]:
    return list(MADE_UP) if asked == ["made-up"] else asked or list(ADDRESSES)


if __name__ == "__main__":
    take(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/screenshots"), names_of(sys.argv[2:]))
