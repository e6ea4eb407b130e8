"""What anybody may read, in a real browser, as the accessibility statement says: rules, widths, and without scripts."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page

from tests.browser.walking import Walk
from tests.doors.table import PUBLIC
from tests.public_records import add_public_records

pytestmark = pytest.mark.browser

FROZEN = {"public-update", "public-update-file"}  # stored bytes; what they are made from is in test_update.py


@pytest.fixture
def addresses(demo_live: None, settings, tmp_path) -> list[str]:
    settings.MEDIA_ROOT = tmp_path
    add_public_records()
    return [reverse(name, kwargs=words) for name, words in PUBLIC.items() if name not in FROZEN]


def test_every_public_page(addresses: list[str], page: Page) -> None:
    walk = Walk({}, page_of=lambda user: page)
    walk.pages["anybody"] = page
    for address in addresses:
        walk.look("anybody", address)
    assert walk.wrong == []
    assert walk.seen >= 8


def test_no_public_page_needs_a_script(addresses: list[str], new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(java_script_enabled=False).new_page()
    walk = Walk({}, page_of=lambda user: page)
    read = [address for address in addresses if walk.is_page(page, address) and page.locator("h1").count() == 1]
    assert walk.wrong == []
    assert len(read) >= 8
    assert page.locator("script").count() == 0
