"""Five like awards in one grid, in a real browser: figures and money, one save; keyboard, paste, phone, access."""

import re

import pytest
from playwright.sync_api import Page, expect

from commissioning.models import Draft, ObservationValue, Pack, QuarterlyReturn, SpendLine
from tests.browser.person import Person
from tests.browser.test_pasting import PASTE
from tests.commissioning.partnerships import PLACES, SPENT, URL, figure_box, money_box, partnerships
from tracker.models import User
from tracker.roles import Role

pytestmark = pytest.mark.browser
DEMO = "/quarters/2022-23-q3/grids/csp-2022/"


@pytest.fixture
def alice(live_server, transactional_db) -> User:
    return partnerships(figures=True)


def at(page: Page, name: str):
    return page.locator(f"[name='{name}']")


def test_five_figures_are_one_grid_and_one_save(alice, page_of, accessible):
    page = page_of(alice)
    page.goto(URL)
    accessible(page)
    hand = Person(page)
    hand.clicks(page.locator(".ct-entry__row [name$='-to_date']").first)
    for number, name in enumerate(sorted(SPENT)):
        if number:
            hand.keys("Enter")
        hand.writes(SPENT[name])
    assert len(hand.presses) == len(SPENT)  # one to each box
    hand.clicks(page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_text("5 rows saved")).to_be_visible()
    assert len(hand.presses) == len(SPENT) + 1
    assert SpendLine.objects.count() == 5
    assert set(Pack.objects.values_list("version", flat=True)) == {1}
    accessible(page)


def test_figures_and_money_of_all_are_one_save(alice, page_of):
    page = page_of(alice)
    page.goto(URL)
    for name, amount in SPENT.items():
        at(page, money_box(name)).fill(amount)
        at(page, figure_box(name, "projects")).fill("4")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("5 rows saved")).to_be_visible()
    assert set(QuarterlyReturn.objects.values_list("version", flat=True)) == {1}
    assert ObservationValue.objects.count() == 5


def test_arrows_and_enter_go_from_cell_to_cell_and_tab_goes_on_as_everywhere(alice, page_of):
    page = page_of(alice)
    page.goto(URL)
    rows = page.locator(".ct-entry__row [name$='-to_date']").evaluate_all("all => all.map((each) => each.name)")
    assert sorted(rows) == sorted(money_box(name) for name in PLACES)
    first, second = rows[0], rows[1]
    at(page, first).focus()
    page.keyboard.press("Enter")
    expect(at(page, second)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(at(page, first)).to_be_focused()
    page.keyboard.insert_text("12")
    page.keyboard.press("ArrowLeft")  # inside the text the arrows move between its letters
    expect(at(page, first)).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    expect(at(page, first.replace("to_date", "forecast"))).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(at(page, first)).to_be_focused()
    page.keyboard.press("Tab")
    expect(at(page, first.replace("to_date", "forecast"))).to_be_focused()


def test_a_block_of_cells_goes_down_and_across_from_where_it_is_pasted(alice, page_of):
    page = page_of(alice)
    page.goto(URL)
    rows = page.locator(".ct-entry__row [name$='-to_date']").evaluate_all("all => all.map((each) => each.name)")
    corner = rows[1]
    at(page, corner).evaluate(PASTE, "50,200\t98,000\t3\r\n88,700\t\t4\r\n")
    expect(at(page, corner)).to_have_value("50,200")
    expect(at(page, corner.replace("to_date", "forecast"))).to_have_value("98,000")
    expect(at(page, rows[2])).to_have_value("88,700")
    expect(at(page, rows[2].replace("to_date", "forecast"))).to_have_value("")
    expect(page.locator(f".ct-entry__row:has([name='{rows[2]}']) [name$='-value']").first).to_have_value("4")
    expect(at(page, rows[0])).to_have_value("")
    expect(page.get_by_text("2 filled, not saved yet.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(at(page, corner)).to_have_value("")


def test_a_column_goes_down_the_column_that_it_is_pasted_into(alice, page_of):
    page = page_of(alice)
    page.goto(URL)
    rows = page.locator(".ct-entry__row [name$='-forecast']").evaluate_all("all => all.map((each) => each.name)")
    at(page, rows[0]).evaluate(PASTE, "1\n2\n3")
    expect(at(page, rows[2])).to_have_value("3")
    expect(at(page, rows[2].replace("forecast", "to_date"))).to_have_value("")


def test_a_block_with_its_names_is_read_and_shown_first(alice, page_of):
    page = page_of(alice)
    page.goto(URL)
    at(page, money_box("South")).evaluate(PASTE, "CSP\tProjects funded\tSpent so far\nNorth\t7\t101,789\nSouth\t8\t9")
    expect(page.get_by_text(re.compile("2 of 2 pasted lines are in their boxes"))).to_be_visible()
    expect(at(page, money_box("North"))).to_have_value("101,789")
    expect(at(page, figure_box("North", "projects"))).to_have_value("7")
    assert Draft.objects.count() == 4
    assert not SpendLine.objects.exists()


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_the_grid_fits_its_window(alice, page_of, width, accessible):
    page = page_of(alice, viewport={"width": width, "height": 900})
    page.goto(URL)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    accessible(page)


@pytest.mark.usefixtures("demo_live")
def test_the_grid_of_the_demonstration_fits_its_window(page_of, accessible):
    page = page_of(User.objects.filter(role=Role.OFFICER).earliest("pk"), viewport={"width": 390, "height": 900})
    page.goto(DEMO)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    accessible(page)
