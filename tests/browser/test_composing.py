"""A paragraph of the update composed in a real browser: a suggested sentence and own words, and no number typed."""

import re
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document
from playwright.sync_api import expect

from commissioning.models import Observation
from commissioning.workflow.corrections import correct_figure, read_value
from reports.models import Entry, EntryStage
from tests.browser.person import Person
from tracker.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OWN = "Demand goes on growing, and hospital staff refer more. "
SENTENCE = "[[figure idva-referrals | same-quarter-last-year]]."
MOST_PRESSES = 5


@pytest.fixture
def address(demo_live) -> str:
    return reverse("compose-entry", args=["2022-23-q2", entry().pk])


def entry() -> Entry:
    return Entry.objects.get(code="idva")


def test_a_suggested_sentence_and_own_words_with_no_number_typed(address, person, page_of, accessible):
    page = page_of(person(Role.OFFICER))
    page.goto(address)
    alice = Person(page)
    with alice.at_most(MOST_PRESSES, "a paragraph"):
        alice.clicks(page.get_by_label("Paragraph", exact=True))
        alice.writes(OWN)
        alice.clicks(page.locator("summary", has_text="Suggested sentences"))
        alice.clicks(page.locator("button[value='put:idva-referrals']"))
        accessible(page)
        alice.presses_on("Save as written")
    assert not any(sign.isdigit() for sign in OWN)
    assert entry().words.startswith(OWN.strip())
    assert entry().words.endswith(SENTENCE)
    assert entry().stage == EntryStage.WRITTEN
    expect(page.locator(".ct-prints")).to_contain_text("492 (465 in Q2 2021/22")
    accessible(page)


def test_by_keyboard_alone(address, person, page_of):
    page = page_of(person(Role.OFFICER))
    page.goto(address)
    page.get_by_label("Paragraph", exact=True).focus()
    page.keyboard.type(OWN)
    for _ in range(12):
        page.keyboard.press("Tab")
        if "Suggested sentences" in page.evaluate("document.activeElement.textContent"):
            break
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Paragraph", exact=True)).to_be_focused()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip() == "Save as written":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_text("Version 1.")).to_be_visible()
    assert "[[figure " in entry().words


@pytest.mark.parametrize("width", [1280, 320])
def test_without_a_script(address, person, page_of, width):
    page = page_of(person(Role.OFFICER), java_script_enabled=False, viewport={"width": width, "height": 800})
    page.goto(address)
    page.get_by_label("Paragraph", exact=True).fill(OWN)
    page.locator("summary", has_text="Suggested sentences").click()
    page.locator("button[value='put:idva-referrals']").click()
    expect(page.get_by_label("Paragraph", exact=True)).to_have_value(f"{OWN.strip()} {said(page)}")
    assert entry().words == ""
    page.get_by_role("button", name="Save as written").click()
    assert entry().words.endswith(SENTENCE)


def said(page) -> str:
    return page.get_by_label("Paragraph", exact=True).input_value().removeprefix(OWN.strip()).strip()


def test_two_people_at_once_choose_and_lose_nothing(address, person, page_of, accessible):
    one, other = page_of(person(Role.OFFICER)), page_of(person(Role.MANAGER))
    for page, text in ((one, "What one wrote."), (other, "What the other wrote.")):
        page.goto(address)
        page.get_by_label("Paragraph", exact=True).fill(text)
    one.get_by_role("button", name="Save as written").click()
    other.get_by_role("button", name="Save as written").click()
    expect(other.get_by_text("What one wrote.").first).to_be_visible()
    accessible(other)
    other.get_by_label("Yours, as it stands in the box").check()
    other.get_by_role("button", name="Save as written").click()
    assert entry().words == "What the other wrote."


def test_what_is_typed_comes_back_after_the_window_is_closed(address, person, page_of):
    user = person(Role.OFFICER)
    page = page_of(user)
    page.goto(address)
    page.get_by_label("Paragraph", exact=True).press_sequentially("Half a sen")
    expect(page.locator("[data-autosave-says]")).to_contain_text("Draft saved")
    page.close()
    again = page_of(user)
    again.goto(address)
    expect(again.get_by_label("Paragraph", exact=True)).to_have_value("Half a sen")


def test_a_changed_figure_an_agreement_an_office_item_and_words_from_word(
    address, person, page_of, accessible, tmp_path
):
    alice, bob = Person(page_of(person(Role.OFFICER))), Person(page_of(manager := person(Role.MANAGER)))
    alice.goes(address)
    alice.clicks(alice.page.get_by_label("Paragraph", exact=True))
    alice.writes(f"{OWN}[[figure idva-referrals]] came.")
    alice.presses_on("Save as written")

    a_figure_is_corrected(manager)
    alice.goes(address)
    alice.sees("A figure changed since this was written.")
    alice.sees(": 492 is now 491.")
    accessible(alice.page)
    alice.presses_on("Use 491")
    expect(alice.page.get_by_text("changed since this was written")).to_have_count(0)

    bob.goes(address)
    bob.presses_on("Agree to it as it reads")
    bob.sees("Agreed by")
    assert entry().stage == EntryStage.AGREED

    an_item_of_the_office_is_added(alice)
    words_come_back_from_word(alice, address, tmp_path, accessible)
    assert entry().words == f"{OWN}[[figure idva-referrals]] came, more than ever."
    assert entry().stage != EntryStage.AGREED  # other words than those that were agreed to


def a_figure_is_corrected(manager) -> None:
    figure = Observation.objects.select_related("service_measure").get(
        service_measure__code="idva-referrals", period__slug="2022-23-q2"
    )
    value, _faults = read_value({"value": "491"}, figure)
    assert value is not None
    at = timezone.now()
    correct_figure(observation=figure, value=value, why="Miscounted.", evidence="By e-mail.", by=manager, at=at)


def an_item_of_the_office_is_added(alice: Person) -> None:
    alice.goes("/quarters/2022-23-q2/items/new/")
    alice.types("Heading in the update", "A safer market square")
    alice.page.get_by_label("Where it stands").select_option(index=1)
    alice.presses_on("Add it")
    alice.goes("/quarters/2022-23-q2/update/")
    alice.presses_on("Add services and items that have come since")
    assert Entry.objects.get(heading="A safer market square").sources.get().office_item is not None


def words_come_back_from_word(alice: Person, address: str, folder: Path, accessible) -> None:
    page = alice.page
    page.goto(address)
    page.get_by_role("link", name="Edit in Word").click()
    with page.expect_download() as taken:
        alice.presses_on("Word file to edit")
    file = Document(str(taken.value.path()))
    words = next(each for each in file.paragraphs if each.text.startswith(OWN.strip()))
    words.runs[-1].text = words.runs[-1].text.replace("came.", "came, more than ever.")
    file.save(str(folder / "edited.docx"))
    page.get_by_label("The file as you edited it").set_input_files(folder / "edited.docx")
    alice.presses_on("Look at what was changed")
    alice.sees("What was changed in Word")
    accessible(page)
    page.get_by_role("button", name=re.compile("^Take it in")).click()
    alice.sees("1 paragraph taken in.")
