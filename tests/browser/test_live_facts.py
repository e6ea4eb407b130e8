"""A stored fact is put into a text in a real browser: at the cursor, or without a script at the text's end."""

import pytest
from playwright.sync_api import expect

from commissioning.models import Narrative
from tests.commissioning.idva import Idva, idva

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
INSERT = "Insert Referrals received, value"


@pytest.fixture
def found(live_server) -> Idva:
    found = idva()
    found.fill()
    return found


@pytest.fixture
def text(found) -> str:
    return f"/returns/{found.quarterly_return.pk}/text/"


def test_a_fact_goes_where_the_cursor_stands_and_the_text_says_how_it_reads(found, text, page_of, accessible):
    page = page_of(found.alice)
    page.goto(text)
    box = page.get_by_label("What went well")
    box.fill("We had  this quarter.")
    box.press("Home")
    for _ in range(7):
        box.press("ArrowRight")
    page.get_by_role("button", name="Insert a stored fact into what went well").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name=INSERT, exact=True).press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(box).to_have_value("We had [[figure referrals]] this quarter.")
    expect(box).to_be_focused()
    page.get_by_role("button", name="Save and leave").click()
    page.goto(text)
    expect(page.get_by_text("We had 492 this quarter.")).to_be_visible()
    accessible(page)


def test_escape_leaves_the_text_as_it_was(found, text, page_of):
    page = page_of(found.alice)
    page.goto(text)
    page.get_by_label("Challenges").fill("None.")
    page.get_by_role("button", name="Insert a stored fact into challenges").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_label("Challenges")).to_have_value("None.")


@pytest.mark.parametrize("width", [1280, 320])
def test_without_a_script_the_fact_stands_at_the_end_and_nothing_is_saved_yet(found, text, page_of, width, accessible):
    page = page_of(found.alice, java_script_enabled=False, viewport={"width": width, "height": 800})
    page.goto(text)
    page.get_by_label("What went well").fill("We had")
    page.get_by_role("button", name="Insert a stored fact into what went well").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Insert a stored fact")
    page.get_by_role("button", name=INSERT, exact=True).click()
    expect(page.get_by_label("What went well")).to_have_value("We had [[figure referrals]]")
    assert not Narrative.objects.exists()
    page.get_by_role("button", name="Save and leave").click()
    assert Narrative.objects.get().text == "We had [[figure referrals]]"


def test_the_list_of_facts_is_accessible_and_narrow_enough(found, text, page_of, accessible):
    page = page_of(found.alice, viewport={"width": 320, "height": 800})
    page.goto(text.replace("text/", "facts/text/went_well/"))
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
