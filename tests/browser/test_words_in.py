"""A provider's prose sorted in a real browser: by letters alone, counted in presses; and without a script."""

import pytest
from playwright.sync_api import Page, expect

from commissioning.models import Draft, Narrative, ObservationValue, Passage, WaitingListLine
from tests.commissioning.idva import Idva, idva
from tests.commissioning.sorting import LETTER

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_PRESSES = 2  # for each sorted passage (the effort budget of a page of prose)
LETTERS = {
    "Referrals rose": "f",
    "We contacted": "f",
    "The new rota": "g",
    "Nurses now": "g",
    "Court dates": "c",
    "There are 18": "w",
    "One adviser": "s",
    "We will open": "p",
    "Funding is": "r",
}


@pytest.fixture
def found(live_server) -> Idva:
    return idva()


def put_in(page: Page, found: Idva) -> None:
    page.goto(f"/returns/{found.quarterly_return.pk}/words-in/")
    page.get_by_label("Paste the words").fill(LETTER)
    page.get_by_role("button", name="Go on and sort it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sort what they sent")


def test_a_page_of_prose_is_sorted_by_keys_alone_within_its_budget(found, page_of, accessible):
    page = page_of(found.alice)
    put_in(page, found)
    accessible(page)
    presses = 0
    for words, letter in LETTERS.items():
        expect(page.locator("[data-row]:focus")).to_contain_text(words)
        page.keyboard.press(letter)
        presses += 1
    expect(page.locator("[data-sort-says]")).to_have_text("13 of 13 sorted")
    expect(page.locator("[data-autosave-says]")).to_contain_text("Draft saved")
    assert not Passage.objects.exists()
    page.keyboard.press("Enter")  # the button that saves has the focus
    expect(page.get_by_text("Look at what was filled in below")).to_be_visible()
    accessible(page)
    expect(page.get_by_label("Value").first).to_have_value("492")
    page.get_by_label("Value").first.press("Control+Enter")
    presses += 2
    expect(page.get_by_text("Saved: 9 passages of 13")).to_be_visible()
    assert presses <= MOST_PRESSES * len(LETTERS)
    assert ObservationValue.objects.filter(value=492).exists()
    assert not Draft.objects.exists()


def test_the_pages_around_the_sorting_are_accessible(found, page_of, accessible):
    page = page_of(found.alice)
    page.goto(f"/returns/{found.quarterly_return.pk}/words-in/")
    page.get_by_role("button", name="Go on and sort it").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    accessible(page)
    put_in(page, found)
    address = page.url
    page.get_by_role("button", name="Accept what is proposed").click()
    page.get_by_label("Value").first.fill("lots")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    accessible(page)
    page.get_by_label("Value").first.fill("492")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("Saved: 9 passages of 13")).to_be_visible()
    for each in (address, f"/returns/{found.quarterly_return.pk}/text/", "/quarters/2022-23-q2/words-in/"):
        page.goto(each)
        page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
        accessible(page)


def test_what_is_proposed_is_accepted_with_one_press_each(found, page_of):
    page = page_of(found.alice)
    put_in(page, found)
    expect(page.locator("[data-row]:focus")).to_contain_text("Referrals rose")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Passage 2 is")).to_have_value("figure")
    expect(page.locator("[data-row]:focus")).to_contain_text("We contacted")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-row]:focus")).to_contain_text("The new rota")


def test_who_sees_it_is_asked_as_soon_as_a_letter_files_a_passage(found, page_of, accessible):
    page = page_of(found.alice)
    put_in(page, found)
    asked = page.get_by_label("Who sees it: passage 2")
    expect(asked).to_be_hidden()
    page.keyboard.press("r")
    expect(asked).to_be_visible()
    expect(asked.locator("option").first).to_have_text("As usual: office only")
    page.get_by_label("Passage 2 is").select_option("news")
    expect(asked.locator("option").first).to_have_text("As usual: public")
    asked.select_option("board")
    accessible(page)
    page.get_by_label("Passage 2 is").select_option("our_note")
    expect(asked).to_be_hidden()


def test_letters_file_nothing_outside_the_list(found, page_of):
    page = page_of(found.alice)
    put_in(page, found)
    page.locator("#p" + str(LETTER.index("Referrals"))).get_by_text("Change the words, split or join").click()
    box = page.get_by_label("Its words, as they are filed").nth(1)
    box.fill("")
    box.press_sequentially("fgx")
    expect(box).to_have_value("fgx")
    expect(page.get_by_label("Passage 2 is")).to_have_value("")
    page.locator("body").press("x")
    expect(page.locator("[data-sort-says]")).to_have_text("4 of 13 sorted")


def test_without_a_script_each_passage_is_a_row_with_a_select(found, page_of):
    page = page_of(found.alice, java_script_enabled=False)
    put_in(page, found)
    page.get_by_role("button", name="Accept what is proposed").click()
    page.get_by_label("Passage 5 is").select_option("challenge")
    page.get_by_label("Passage 9 is").select_option("waiting")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_label("How many people")).to_have_value("18")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("Saved: 9 passages of 13")).to_be_visible()
    assert WaitingListLine.objects.get().waiting == 18
    assert Narrative.objects.get(prompt="went_well").text == "Nurses now ring us from the ward."


def test_the_pages_fit_a_phone(found, page_of):
    page = page_of(found.alice, viewport={"width": 320, "height": 640})
    put_in(page, found)
    page.get_by_role("button", name="Accept what is proposed").click()
    expect(page.get_by_label("Value").first).to_be_visible()
    page.reload()  # waits for the stylesheet, as a press does not: without it the page is 391 wide
    expect(page.get_by_label("Value").first).to_be_visible()
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
