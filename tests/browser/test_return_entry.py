"""A return in a real browser: typed, kept, saved, lost and found, sent, asked, approved."""

import re

import pytest
from playwright.sync_api import Page, expect

from commissioning.choices import State, Template
from commissioning.models import Draft, Narrative, NewsItem, Observation
from commissioning.workflow import ask
from tests.commissioning.factories import MembershipFactory, ScopeNoteFactory
from tests.commissioning.idva import NOON, Idva, award_of, idva

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def found(live_server) -> Idva:
    return idva()


def address(found: Idva, rest: str = "") -> str:
    return f"/returns/{found.quarterly_return.pk}/{rest}"


def box(page: Page, found: Idva, figure: str, part: str = "value"):
    return page.locator(f"[name='{found.box(figure, part)}']")


def test_a_return_is_typed_sent_asked_about_answered_and_approved(found, page_of):
    alice, bob = page_of(found.alice), page_of(found.bob)
    alice.goto(address(found))
    alice.get_by_role("link", name="Figures", exact=True).click()
    box(alice, found, "referrals").fill("492")
    box(alice, found, "hospital").fill("101")
    box(alice, found, "within-48", "numerator").fill("471")
    box(alice, found, "within-48", "denominator").fill("492")
    box(alice, found, "within-72", "state").select_option("not_counted")
    alice.get_by_label("Why, or a remark: Contacted within 72 hours").fill("Counted from January.")
    alice.get_by_role("button", name="Save and go to Text").click()
    alice.get_by_label("What went well").fill("The team worked with hospitals and schools.")
    alice.get_by_role("button", name="Save and leave").click()
    expect(alice.get_by_text("4 of 4")).to_be_visible()
    alice.get_by_role("button", name="Check and send").click()
    expect(alice.get_by_text("471 of 492, 95.7%")).to_be_visible()
    alice.get_by_role("button", name="Send", exact=True).click()
    expect(alice.locator(".ct-head__sub")).to_contain_text("To check")

    bob.goto(address(found))
    bob.get_by_role("link", name="Ask a question").click()
    bob.get_by_label("About").select_option(label="Figure: Referrals received")
    bob.get_by_label("Question").fill("Does 492 include hospitals?")
    bob.get_by_role("button", name="Ask").click()
    expect(bob.locator(".ct-head__sub")).to_contain_text("Question asked")

    alice.goto(address(found))
    alice.get_by_text("Answer", exact=True).click()
    alice.get_by_label("Your answer").fill("Yes, 101 of them.")
    alice.get_by_role("button", name="Send answer").click()

    bob.goto(address(found))
    bob.get_by_role("button", name="Check and decide").click()
    expect(bob.get_by_text("Yes, 101 of them.")).to_be_visible()
    bob.get_by_role("button", name="Approve", exact=True).click()
    expect(bob.locator(".ct-head__sub")).to_contain_text("Approved")
    assert Observation.objects.get(service_measure__code="referrals").standing == "approved"


def test_what_is_typed_is_kept_within_five_seconds_and_survives_the_browser(found, page_of):
    page = page_of(found.alice)
    page.goto(address(found, "text/"))
    page.get_by_label("What went well").press_sequentially("Demand grew.", delay=20)
    expect(page.locator("[data-autosave-says]")).to_have_text(re.compile(r"Draft saved \d\d:\d\d:\d\d"), timeout=5_000)
    assert Draft.objects.get().fields["went_well"] == "Demand grew."
    page.context.close()
    again = page_of(found.alice)
    again.goto(address(found, "text/"))
    expect(again.get_by_label("What went well")).to_have_value("Demand grew.")
    expect(again.get_by_text("Not yet saved.")).to_be_visible()
    again.get_by_role("button", name="Throw it away").click()
    expect(again.get_by_label("What went well")).to_have_value("")


def test_autosave_says_so_when_the_session_is_over_and_log_in_brings_every_character_back(found, page_of):
    found.alice.set_password("a long enough password")
    found.alice.save()
    page = page_of(found.alice)
    page.goto(address(found, "text/"))
    page.context.clear_cookies()
    page.get_by_label("What went well").fill("Said “Anne”,\n\n100 % <b>")
    expect(page.locator("[data-autosave-says]")).to_have_text("Not saved: sign in again", timeout=5_000)
    assert not Draft.objects.exists()
    page.get_by_role("button", name="Save and leave").click()
    expect(page.get_by_text("What you typed is kept")).to_be_visible()
    page.get_by_label("E-mail address").fill(found.alice.email)
    page.get_by_label("Password").fill("a long enough password")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_label("What went well")).to_have_value("Said “Anne”,\n\n100 % <b>")
    assert not Narrative.objects.exists()


def test_without_a_script_everything_can_be_done(found, page_of):
    page = page_of(found.alice, java_script_enabled=False)
    page.goto(address(found, "figures/"))
    box(page, found, "referrals").fill("1,88")
    page.get_by_role("button", name="Save and leave").click()
    page.get_by_role("link", name=re.compile("Referrals received, this quarter:")).click()
    assert page.url.endswith(f"#id_{found.box('referrals')}")
    box(page, found, "referrals").fill("188")
    page.get_by_role("button", name="Save and leave").click()
    expect(page.get_by_text("1 of 4")).to_be_visible()
    page.goto(address(found, "news/"))
    page.get_by_label("What happened, in a sentence").fill("The office opened.")
    page.get_by_label("What sort of news").select_option("launch")
    page.get_by_role("button", name="Save and add another news item").click()
    assert NewsItem.objects.get().text == "The office opened."


def test_the_keyboard_is_enough_for_the_figures(found, page_of):
    page = page_of(found.alice)
    page.goto(address(found, "figures/"))
    box(page, found, "referrals").focus()
    page.keyboard.type("492")
    page.keyboard.press("Enter")
    page.keyboard.type("101")
    page.keyboard.press("ArrowUp")
    expect(box(page, found, "referrals")).to_be_focused()
    box(page, found, "hospital").focus()
    page.keyboard.press("Tab")
    expect(box(page, found, "hospital", "state")).to_be_focused()


def test_a_double_click_saves_once(found, page_of):
    page = page_of(found.alice)
    page.goto(address(found, "news/"))
    page.get_by_label("What happened, in a sentence").fill("The office opened.")
    page.get_by_label("What sort of news").select_option("launch")
    page.get_by_role("button", name="Save and leave").dblclick()
    expect(page.locator("h1")).to_contain_text("IDVA service")
    assert NewsItem.objects.count() == 1


def test_two_people_in_one_box_the_second_chooses(found, page_of):
    alice, bob = page_of(found.alice), page_of(found.bob)
    for page in (alice, bob):
        page.goto(address(found, "text/"))
    alice.get_by_label("What went well").fill("Demand grew.")
    alice.get_by_role("button", name="Save and leave").click()
    bob.get_by_label("What went well").fill("Demand fell.")
    bob.get_by_role("button", name="Save and leave").click()
    expect(bob.get_by_text("Demand grew.")).to_be_visible()
    bob.get_by_label("Theirs, saved").check()
    bob.get_by_role("button", name="Save and leave").click()
    expect(bob.locator(".ct-head__sub")).to_contain_text("In progress")
    assert Narrative.objects.get().text == "Demand grew."


def test_a_light_return_takes_few_presses(found, page_of):
    found.service.template = Template.LIGHT
    found.service.save()
    page = page_of(found.alice)
    presses = 0
    page.goto(address(found))
    for figure, value in (("referrals", "492"), ("hospital", "101"), ("within-72", "97.2")):
        box(page, found, figure).fill(value)
        presses += 1
    box(page, found, "within-48").fill("95.7")
    page.get_by_label("Paragraph for the update").fill("word " * 70)
    page.get_by_role("button", name="Save and check").click()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".ct-head__sub")).to_contain_text("To check")
    assert presses + 4 <= 12
    assert found.now().state == State.SUBMITTED


PAGES = ["", "figures/", "text/", "waiting-list/", "risks-and-promises/", "news/", "cases/", "words/", "files/", "ask/"]


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_every_page_is_accessible_and_fits(found, page_of, accessible, width):
    note = ScopeNoteFactory(service_measure=found.figures["referrals"].service_measure)
    found.fill()
    found.save({"went_well": "Demand grew.", "challenges": "Two posts empty.", "causes": "recruitment"}, section="text")
    found.save({"newsnew-text": "The office opened.", "newsnew-kind": "launch"}, section="news")
    found.save({"risknew-title": "No successor", "promisenew-text": "A post filled"}, section="risks-and-promises")
    award = award_of(found)
    ask(record=found.now(), by=found.bob, at=NOON, text="Is this right?")
    page = page_of(found.alice, viewport={"width": width, "height": 900})
    pack, measure = found.quarterly_return.pack_id, found.figures["referrals"].service_measure_id
    paths = [address(found, rest) for rest in [*PAGES, "check/", f"earlier/{measure}/"]]
    paths += [address(found, "paste/"), f"/packs/{pack}/send/"]
    paths += [f"/packs/{pack}/", f"/packs/{pack}/money/", f"/packs/{pack}/people/", "/quarters/2022-23-q3/open/"]
    for path in paths:
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
        if width != 320:
            accessible(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} is {wide} px too wide at {width}"
    assert award.pk
    assert note.pk


def test_pages_with_errors_and_collisions_are_accessible_too(found, page_of, accessible):
    page = page_of(found.alice)
    page.goto(address(found, "figures/"))
    box(page, found, "referrals").fill("1,88")
    box(page, found, "within-48", "numerator").fill("471")
    page.get_by_role("button", name="Save and leave").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    accessible(page)
    page.goto(address(found, "text/"))
    found.save({"went_well": "Demand grew."}, section="text", by=found.bob)
    page.get_by_label("What went well").fill("Demand fell.")
    page.get_by_role("button", name="Save and leave").click()
    expect(page.get_by_text("Which is to stand?")).to_be_visible()
    accessible(page)


def test_a_providers_pack_leads_to_its_returns(found, page_of, accessible):
    page = page_of(MembershipFactory(provider=found.provider).user)
    page.goto(f"/packs/{found.quarterly_return.pack_id}/")
    page.get_by_role("link", name="Ask for more time").click()
    accessible(page)
    page.get_by_role("link", name="Cancel").click()
    accessible(page)
    page.get_by_role("link", name="IDVA service").click()
    expect(page.locator("h1")).to_contain_text("IDVA service")
    page.get_by_role("link", name="Text", exact=True).click()
    expect(page.get_by_label("Our note")).to_have_count(0)
