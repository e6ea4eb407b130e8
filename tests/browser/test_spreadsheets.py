"""Spreadsheets in, as people do it: our form filled in, a provider's own workbook in few clicks, without a script."""

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from commissioning.figures import forget
from tests.commissioning.data.provider_workbooks import sheet_for_each_service, value_of
from tests.commissioning.filled_forms import NOW, WORDS, type_into
from tests.commissioning.pack_of_four import SERVICES, Pack, pack_of_four

pytestmark = pytest.mark.browser
NARROW = 320
MOST_CLICKS = 6


@pytest.fixture
def swa(transactional_db) -> Pack:
    forget()
    return pack_of_four()


def workbook(folder: Path, quarter: int, **cells: object) -> Path:
    book, path = sheet_for_each_service(quarter), folder / f"SWA Q{quarter}.xlsx"
    for address, value in cells.items():
        book["Outreach"][address] = value
    book.save(path)
    return path


def press(page: Page, pressed: list[str], name: str, role: str = "button") -> None:
    pressed.append(name)
    page.get_by_role(role, name=name, exact=True).click()  # type: ignore[arg-type]


def choose(page: Page, pressed: list[str], path: Path) -> None:
    pressed.append("choose a file")
    page.get_by_label("Workbook").set_input_files(path)


def test_one_workbook_of_four_services_in_few_clicks(swa, page_of, tmp_path, accessible):
    page, pressed = page_of(swa.alice), []
    page.goto(f"/packs/{swa.pack.pk}/upload/")
    accessible(page)
    choose(page, pressed, workbook(tmp_path, 2))
    press(page, pressed, "Upload")
    expect(page.get_by_role("heading", level=1)).to_have_text("Which cells hold what")
    accessible(page)
    page.get_by_label("People waiting").first.fill("")
    page.locator("[data-cell='IDVA service!C8']").click()
    assert page.get_by_label("People waiting").first.input_value() == "IDVA service!C8"
    press(page, pressed, "Save and see what would change")
    expect(page.get_by_role("heading", name="What would change 20")).to_be_visible()
    accessible(page)
    press(page, pressed, "Take it in")
    expect(page.get_by_role("alert")).to_contain_text("is taken in")
    assert len(swa.values()) == 20

    swa.open_next()
    pressed.clear()
    page.goto(f"/packs/{swa.pack.pk}/")
    press(page, pressed, "Upload a workbook", "link")
    choose(page, pressed, workbook(tmp_path, 3))
    press(page, pressed, "Upload")
    press(page, pressed, "Take it in")
    expect(page.get_by_role("alert")).to_contain_text("is taken in")
    assert len(pressed) <= MOST_CLICKS, pressed
    assert swa.values()[SERVICES[3], "Referrals received"] == str(value_of(3, 0, 3))
    assert len(swa.values()) == 20


def test_faults_and_questions_are_read_and_answered_without_a_script(swa, page_of, tmp_path, accessible):
    page = page_of(swa.alice, java_script_enabled=False)
    page.goto(f"/packs/{swa.pack.pk}/upload/")
    page.get_by_label("Workbook").set_input_files(workbook(tmp_path, 2, C4="see note", C5="-"))
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("button", name="Save and see what would change").click()
    expect(page.get_by_role("heading", name="To put right first 1")).to_be_visible()
    expect(page.get_by_role("button", name="Take it in")).to_have_count(0)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the workbook with these as comments in its cells").click()
    assert load_workbook(io.BytesIO(download.value.path().read_bytes()))["Outreach"]["C4"].comment
    page.get_by_role("link", name="Upload a workbook").click()
    page.get_by_label("Workbook").set_input_files(workbook(tmp_path, 2, C4=7, C5="-"))
    page.get_by_role("button", name="Upload").click()
    page.get_by_label("Not counted", exact=True).check()
    page.get_by_role("button", name="Take it in").click()
    assert swa.values()["Outreach", "People supported"] == "not_counted"


def test_a_page_of_faults_is_accessible_and_narrow_enough(swa, page_of, tmp_path, accessible):
    page = page_of(swa.alice)
    page.goto(f"/packs/{swa.pack.pk}/upload/")
    page.get_by_label("Workbook").set_input_files(workbook(tmp_path, 2, C4="see note", C5="-", C6="n/a"))
    page.get_by_role("button", name="Upload").click()
    for heading in ("Which cells hold what", "SWA Q2.xlsx"):
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        accessible(page)
        page.set_viewport_size({"width": NARROW, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
        page.set_viewport_size({"width": 1280, "height": 800})
        if heading.startswith("Which"):
            page.get_by_role("button", name="Save and see what would change").click()


def test_our_form_is_downloaded_filled_in_and_taken_in(swa, page_of, tmp_path):
    page = page_of(swa.alice)
    page.goto(f"/packs/{swa.pack.pk}/upload/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the form").click()
    path = tmp_path / download.value.suggested_filename
    book = load_workbook(io.BytesIO(download.value.path().read_bytes()))
    typed = {(name, "Referrals received", NOW): 100 + number for number, name in enumerate(SERVICES)}
    type_into(book, typed | {("Outreach", "What went well", WORDS): "A worker started."}).save(path)
    page.get_by_label("Workbook").set_input_files(path)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("heading", name="What would change 5")).to_be_visible()
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_role("alert")).to_contain_text("is taken in: 5 changed.")
    assert swa.values()["Outreach", "Referrals received"] == "102"
