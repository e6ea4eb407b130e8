"""Controls: the guards of the browser tests do catch what they are there for."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.browser


def test_an_inaccessible_page_is_caught(page: Page, accessible: Callable[[Page], None]) -> None:
    page.set_content("<html lang='en'><title>x</title><main><h1>Chart</h1><img src='data:,'></main></html>")
    with pytest.raises(AssertionError, match="image-alt"):
        accessible(page)


def test_faint_words_are_caught_also_in_colours_of_which_one_was_seen(
    page: Page, accessible: Callable[[Page], None]
) -> None:
    """Words are looked at again in another ink or size or on another ground; hidden ones were not looked at."""
    with_style = "<html lang='en'><title>x</title><style>{}</style><main><h1>Chart</h1><p>Words</p></main></html>"
    page.set_content(with_style.format("p { color: #777; background: #000 }"))
    accessible(page)
    page.set_content(with_style.format("p { color: #777; display: none }"))
    accessible(page)
    for faint in ("p { color: #777 }", "p { color: #777; background: #888 }", "main { opacity: 0.3 }"):
        page.set_content(with_style.format(faint))
        with pytest.raises(AssertionError, match="color-contrast"):
            accessible(page)


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<img src='http://elsewhere.example/pixel.gif'>", "asked another host: elsewhere.example"),
        ("<script>throw new Error('broken')</script>", "script failed"),
    ],
)
def test_a_page_that_calls_out_or_breaks_is_caught(
    new_context: Callable[..., BrowserContext], faults: list[str], html: str, fault: str
) -> None:
    page = new_context().new_page()
    page.set_content(html, wait_until="load")
    page.evaluate("1")
    assert any(fault in found for found in faults)
    faults.clear()


def test_an_inline_style_on_a_page_of_ours_is_caught(page: Page, live_server, faults: list[str]) -> None:
    page.goto("/accounts/login/")
    with page.expect_console_message(lambda message: "Content Security Policy" in message.text):
        page.evaluate("""document.body.insertAdjacentHTML("beforeend", '<p style="color: red">loud</p>')""")
    assert any("Content Security Policy" in found for found in faults)
    faults.clear()
