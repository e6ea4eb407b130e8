"""The update in a real browser: readable at every width, by everybody, as page and as one file."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, Route, expect

from reports.models import Update
from tracker.models import User

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("demo_live")]
ADDRESS = "/quarters/2022-23-q2/update/"


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_page_is_accessible_and_never_scrolls_sideways(
    page_of: Callable[..., Page], accessible: Callable[[Page], None], officer: User, width: int
) -> None:
    page = page_of(officer, viewport={"width": width, "height": 900})
    page.goto(ADDRESS)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Quarterly update")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [320, 1280])
def test_the_one_file_is_accessible_without_any_server(
    new_context: Callable[..., object], accessible: Callable[[Page], None], tmp_path: Path, width: int
) -> None:
    call_command("build_update", "Q2 2022/23", html=tmp_path / "update.html", verbosity=0)
    page = new_context(viewport={"width": width, "height": 900}).new_page()  # type: ignore[attr-defined]
    page.set_content((tmp_path / "update.html").read_text("utf-8"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("July to September 2022")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def stand_still(route: Route) -> None:
    """Answer without the header that makes the page look again, so that it can be looked at in peace."""
    response = route.fetch()
    headers = {name: value for name, value in response.headers.items() if name != "refresh"}
    route.fulfill(response=response, headers=headers)


def test_the_pdf_is_asked_for_watched_and_fetched(
    page_of: Callable[..., Page], accessible: Callable[[Page], None], officer: User
) -> None:
    page = page_of(officer)
    page.goto(ADDRESS)
    page.route("**/update/files/*/", stand_still)
    page.get_by_role("button", name="Make the PDF").click()
    expect(page.get_by_role("status")).to_contain_text("Queued. Asked for")
    accessible(page)
    page.unroute("**/update/files/*/")
    page.get_by_role("link", name="Look again").click()
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
    expect(page.get_by_role("status")).to_contain_text("The PDF is ready.", timeout=20_000)
    accessible(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the PDF").or_(
            page.get_by_role("link", name="Download the PDF")
        ).click()
    assert download.value.suggested_filename == "quarterly-update-2022-23-q2-internal.pdf"
    words = subprocess.run(["pdftotext", download.value.path(), "-"], capture_output=True, check=True, text=True).stdout
    assert "465 in Q2 2021/22, up 27, 5.8%" in words


def test_a_quarter_without_an_update_offers_its_first_step(
    page_of: Callable[..., Page], accessible: Callable[[Page], None], officer: User
) -> None:
    Update.objects.filter(period__slug="2022-23-q3").delete()
    page = page_of(officer)
    page.goto("/quarters/2022-23-q3/update/")
    accessible(page)
    page.get_by_role("button", name="Make the outline").click()
    expect(page.get_by_role("button", name="Make the PDF")).to_be_visible()
