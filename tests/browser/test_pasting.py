"""A column from a spreadsheet pasted into a box, in a real browser; and the keys that send a form."""

import re

import pytest
from playwright.sync_api import Page, expect

from commissioning.models import Draft, Narrative, ObservationValue, StaffingLine
from tests.commissioning import factories as make
from tests.commissioning.idva import Idva, idva
from tests.commissioning.test_categories import areas, breaks_down

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASTE = """(box, text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def found(live_server) -> Idva:
    return idva()


def figures(found: Idva) -> str:
    return f"/returns/{found.quarterly_return.pk}/figures/"


def box(page: Page, found: Idva, figure: str, part: str = "value"):
    return page.locator(f"[name='{found.box(figure, part)}']")


def test_a_pasted_column_goes_down_the_boxes_and_can_be_undone(found, page_of):
    page = page_of(found.alice)
    page.goto(figures(found))
    box(page, found, "hospital").fill("5")
    box(page, found, "referrals").evaluate(PASTE, "492\r\n\r\n471 of 492\r\n97.2%\r\n12\r\n")
    expect(box(page, found, "referrals")).to_have_value("492")
    expect(box(page, found, "hospital")).to_have_value("5")
    expect(box(page, found, "within-48", "numerator")).to_have_value("471")
    expect(box(page, found, "within-48", "denominator")).to_have_value("492")
    expect(box(page, found, "within-72")).to_have_value("97.2%")
    expect(page.get_by_text("4 filled, not saved yet. 1 had no box left.")).to_be_visible()
    expect(page.locator("[data-autosave-says]")).to_have_text(re.compile("Draft saved"))
    assert Draft.objects.get().fields[found.box("referrals")] == "492"
    assert not ObservationValue.objects.exists()
    page.get_by_role("button", name="Undo").click()
    expect(box(page, found, "referrals")).to_have_value("")
    expect(box(page, found, "within-48", "numerator")).to_have_value("")
    expect(box(page, found, "hospital")).to_have_value("5")


def test_a_column_begun_further_down_fills_from_there(found, page_of):
    page = page_of(found.alice)
    page.goto(figures(found))
    box(page, found, "within-48").evaluate(PASTE, "95.7%\n97.2%")
    expect(box(page, found, "within-48")).to_have_value("95.7%")
    expect(box(page, found, "within-72")).to_have_value("97.2%")
    expect(box(page, found, "referrals")).to_have_value("")


def test_a_column_begun_in_a_category_goes_through_the_categories_of_its_figure(found, page_of):
    breaks_down(found, "referrals", areas())
    page = page_of(found.alice)
    page.goto(figures(found))
    categories = page.locator(".ct-split input")
    categories.first.evaluate(PASTE, "300\n50\n20\n5")
    assert [each.input_value() for each in categories.all()] == ["300", "50", "20"]
    expect(page.get_by_text("3 filled, not saved yet. 1 had no box left.")).to_be_visible()
    expect(box(page, found, "referrals")).to_have_value("")
    categories.first.focus()
    page.keyboard.press("Enter")
    expect(categories.nth(1)).to_be_focused()


def test_one_value_is_pasted_as_ever(found, page_of):
    page = page_of(found.alice)
    page.goto(figures(found))
    prevented = box(page, found, "referrals").evaluate(PASTE.replace("box.dispatch", "return box.dispatch"), "492")
    assert prevented is True  # nobody prevented the browser's own paste


def test_several_columns_are_shown_as_they_are_read_and_accepted(found, page_of, accessible):
    page = page_of(found.alice)
    page.goto(figures(found))
    box(page, found, "hospital").fill("101")
    box(page, found, "referrals").evaluate(PASTE, "Referrals received\t492\nContacted within 48 hours\t1,88")
    expect(page.get_by_role("heading", name="How it was read")).to_be_visible()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Put these into the boxes").click()
    expect(box(page, found, "referrals")).to_have_value("492")
    expect(box(page, found, "within-48")).to_have_value("1,88")
    expect(box(page, found, "hospital")).to_have_value("101")


def test_without_a_script_a_column_is_pasted_on_its_own_page(found, page_of):
    page = page_of(found.alice, java_script_enabled=False)
    page.goto(figures(found))
    box(page, found, "hospital").fill("101")
    page.get_by_role("button", name="Paste a column").click()
    page.get_by_label("The column, as copied from the spreadsheet").fill("492")
    page.get_by_role("button", name="Read it", exact=True).click()
    page.get_by_role("button", name="Put these into the boxes").click()
    expect(box(page, found, "referrals")).to_have_value("492")
    expect(box(page, found, "hospital")).to_have_value("101")


def test_control_enter_sends_the_form_from_any_box(found, page_of):
    page = page_of(found.alice)
    page.goto(f"/returns/{found.quarterly_return.pk}/text/")
    page.get_by_label("What went well").fill("Demand grew.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("waiting list")
    assert Narrative.objects.get().text == "Demand grew."


@pytest.mark.parametrize("script", [True, False])
def test_enter_in_a_box_saves_the_page_and_does_nothing_else(found, page_of, script):
    """The first button of a form is the one that Enter presses: here it saves, whatever other buttons stand above."""
    before = make.ReturnFactory(
        service=found.service,
        provider=found.provider,
        period=found.periods[4],
        due_on=found.quarterly_return.due_on,
        **make.approved(found.alice, found.bob),
    )
    make.StaffingLineFactory(pack=before.pack, role="Manager", services=[found.service])
    before.pack.__class__.objects.filter(pk=before.pack_id).update(state="submitted")
    page = page_of(found.alice, java_script_enabled=script)
    page.goto(f"/packs/{found.quarterly_return.pack_id}/people/")
    expect(page.get_by_role("button", name="Nothing changed since Q1 2022/23")).to_be_visible()
    page.get_by_label("Role").fill("Adviser")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Version 1.")).to_be_visible()
    assert [line.role for line in StaffingLine.objects.filter(pack=found.quarterly_return.pack)] == ["Adviser"]
