"""A walk over pages in a real browser: accessible with everything open, and narrow enough."""

from collections.abc import Callable
from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Page

from tests.browser.conftest import WCAG, violations
from tracker.models import User

WIDE, PHONE = 1280, 390
WIDTHS = [WIDE, PHONE, 320]
OF_LAYOUT = ["target-size", "scrollable-region-focusable", "aria-hidden-focus", "empty-table-header"]

LEADS_NOWHERE = """[...new Set([...document.querySelectorAll('a[href^="#"]')].map((link) => link.hash))]
    .filter((place) => place && !document.getElementById(decodeURIComponent(place.slice(1))))"""


@dataclass
class Walk:
    """Looks at pages, and keeps all that is wrong with them, so that one walk names everything."""

    people: dict[str, User]
    page_of: Callable[..., Page]

    def __post_init__(self) -> None:
        self.axe, self.pages = Axe(), dict[str, Page]()
        self.seen, self.wrong = 0, list[str]()

    def look(self, who: str, address: str) -> None:
        page = self.pages.get(who) or self.pages.setdefault(who, self.page_of(self.people[who]))
        if self.is_page(page, address):
            self.look_at(page, address)

    def look_at(self, page: Page, address: str) -> None:
        """The same of a page as it stands: one that refused what was sent."""
        page.set_viewport_size({"width": WIDE, "height": 900})
        page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true })")
        self.rules(page, address, {"type": "tag", "values": WCAG})
        self.wrong += [f"{address} has no {place} to go to" for place in page.evaluate(LEADS_NOWHERE)]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            self.wrong += [f"{address} is {over} px too wide at {width}"] if over > 0 else []
            if width == PHONE:
                self.rules(page, address, {"type": "rule", "values": OF_LAYOUT})
        self.seen += 1

    def is_page(self, page: Page, address: str) -> bool:
        """Goes there. False where what answers is no page: a file, a list for programs, the way to another page."""
        try:
            answer = page.goto(address)
        except Error as error:
            if "Download is starting" in error.message:
                return False
            raise
        assert answer is not None
        if answer.request.redirected_from is not None:
            return False
        if answer.status != 200:
            self.wrong.append(f"{address} answered {answer.status}")
        return answer.status == 200 and answer.headers["content-type"].startswith("text/html")

    def rules(self, page: Page, address: str, which: dict[str, object]) -> None:
        for rule in violations(self.axe, page, which):
            place = rule["nodes"][0]["html"]
            self.wrong.append(f"{address} {rule['id']} at {page.viewport_size}: {rule['help']}: {place}")
