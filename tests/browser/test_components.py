"""Every component in a real browser: at all widths, with the keyboard, with scripts and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.tracker.specimen import specimen

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; form-action 'self'"
)
pytestmark = [pytest.mark.browser]


@pytest.fixture
def opened(new_context: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """The specimen in a browser of this width, under the site's content security policy."""
    html = specimen()

    def answer(route: Route) -> None:
        route.fulfill(body=html, content_type="text/html", headers={"Content-Security-Policy": POLICY})

    def open_page(width: int = 1280, **options: object) -> Page:
        page = new_context(viewport={"width": width, "height": 900}, **options).new_page()
        page.route("**/specimen/", answer)
        page.goto("/specimen/")
        return page

    return open_page


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_is_inaccessible(opened: Callable[..., Page], accessible: Callable[[Page], None], width: int) -> None:
    page = opened(width)
    if width == 320:
        page.get_by_role("button", name="Show filter").click()
    accessible(page)


@pytest.mark.parametrize("width", [320, 390, 640, 768, 1024, 1280, 1600])
def test_no_page_scrolls_sideways(opened: Callable[..., Page], width: int) -> None:
    page = opened(width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_font_is_our_own(opened: Callable[..., Page]) -> None:
    page = opened()
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px \"Inter Variable\"'))")


def test_an_error_takes_one_to_its_box(opened: Callable[..., Page]) -> None:
    page = opened()
    expect(page.get_by_role("alert").locator("..")).to_be_focused()
    page.get_by_role("link", name="Service name: This field is required.").click()
    expect(page.get_by_label("Service name")).to_be_focused()


def test_enter_and_arrows_go_down_the_figures(opened: Callable[..., Page]) -> None:
    page = opened()
    page.locator("#referrals").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#people")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#referrals")).to_be_focused()
    assert page.url.endswith("/specimen/")


def test_text_is_counted_as_it_is_typed(opened: Callable[..., Page]) -> None:
    page = opened()
    line = page.locator(".ct-written")
    expect(line).to_have_text("6 of 5 words")
    page.get_by_label("What went well").fill("one  two\nthree")
    expect(line).to_have_text("3 of 5 words")
    page.get_by_label("What went well").fill("thirty-six characters, line ends too\n\n🙂")
    expect(line).to_have_text("6 of 5 words, 39 of 40 characters")


def test_a_telephone_starts_with_the_filter_closed(opened: Callable[..., Page]) -> None:
    page = opened(390)
    expect(page.get_by_role("button", name="Apply")).to_be_hidden()
    page.get_by_role("button", name="Show filter").click()
    expect(page.get_by_role("button", name="Apply")).to_be_visible()


def test_without_scripts_all_of_it_is_there(opened: Callable[..., Page]) -> None:
    page = opened(390, java_script_enabled=False)
    expect(page.get_by_role("button", name="Apply")).to_be_visible()
    expect(page.get_by_role("link", name="Go past the filter to the list")).to_be_visible()
    expect(page.get_by_role("link", name="Remove this filter Late")).to_be_visible()
