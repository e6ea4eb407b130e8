"""The whole job on the real portfolio: a quarter opened, a return entered, asked, approved, found in the update."""

import io
import re

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from commissioning.models import QuarterlyReturn
from tracker.models import User

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("demo_live")]
QUARTER = "/quarters/2022-23-q4"
WELL = "Bereaved families were met sooner than in any quarter before."
WORDS = "RoadPeace supported [[figure rvcc-new-referrals | previous-quarter]], the first of them within two days."


def box(page: Page, measure: str):
    """The box of one figure, found by the words beside it."""
    return page.get_by_label(re.compile(rf"^{measure}, this")).first


def test_from_an_empty_quarter_to_the_printed_update(page_of):
    officer = page_of(User.objects.get(email="officer@example.org"))
    manager = page_of(User.objects.get(email="manager@example.org"))

    officer.goto(f"{QUARTER}/open/")
    officer.get_by_role("button", name="Open Q4 2022/23").click()
    owed = QuarterlyReturn.objects.get(service__code="rvcc", period__slug="2022-23-q4")
    officer.goto(f"{QUARTER}/returns/")
    expect(officer.get_by_role("heading", level=1)).to_have_text("Returns")

    officer.goto(f"/returns/{owed.pk}/figures/")
    box(officer, "New referrals").fill("41")
    box(officer, "Triage surveys distributed").fill("14")
    box(officer, "Triage surveys returned").fill("9")
    officer.get_by_role("button", name="Save and go to Text").click()
    officer.get_by_label("What went well").fill(WELL)
    officer.get_by_role("button", name="Save and leave").click()
    officer.goto(f"/returns/{owed.pk}/words/")
    officer.get_by_role("textbox", name="Paragraph for the update").fill(WORDS)
    officer.get_by_role("button", name=re.compile("^Save")).first.click()
    officer.goto(f"/returns/{owed.pk}/check/")
    officer.get_by_role("button", name="Send", exact=True).click()
    expect(officer.locator(".ct-head__sub")).to_contain_text("To check")

    manager.goto(f"/returns/{owed.pk}/")
    manager.get_by_role("link", name="Ask a question").click()
    manager.get_by_label("Question").fill("Are all 41 new?")
    manager.get_by_role("button", name="Ask").click()
    officer.goto(f"/returns/{owed.pk}/")
    officer.get_by_text("Answer", exact=True).click()
    officer.get_by_label("Your answer").fill("Yes, all of them are.")
    officer.get_by_role("button", name="Send answer").click()
    manager.goto(f"/returns/{owed.pk}/check/")
    expect(manager.get_by_text("Yes, all of them are.")).to_be_visible()
    manager.get_by_role("button", name="Approve", exact=True).click()
    expect(manager.locator(".ct-head__sub")).to_contain_text("Approved")

    manager.goto(f"{QUARTER}/")
    expect(manager.get_by_role("main")).to_contain_text("1 of 35")
    expect(manager.locator(".ct-figure", has_text="New referrals").first).to_contain_text("41")
    manager.goto(f"{QUARTER}/services/?q=Road+Victim")
    expect(manager.get_by_role("table")).to_contain_text("41")

    manager.goto(f"{QUARTER}/update/")
    manager.get_by_role("button", name="Make the outline").click()
    expect(manager.locator("#rvcc")).to_contain_text("RoadPeace supported 41")
    expect(manager.locator("#rvcc")).to_contain_text("first of them within two days")
    manager.get_by_role("button", name="Make the PDF").click()
    expect(manager.get_by_role("status")).to_contain_text("Queued")
    call_command("db_worker", "--batch", "--no-startup-delay", verbosity=0)
    expect(manager.get_by_role("status")).to_contain_text("The PDF is ready.", timeout=20_000)
    with manager.expect_download() as download:
        manager.get_by_role("button", name="Download the PDF").or_(
            manager.get_by_role("link", name="Download the PDF")
        ).click()
    reader = PdfReader(io.BytesIO(download.value.path().read_bytes()))
    printed = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert "RoadPeace supported 41" in printed
    assert "the first of them within two days" in printed
    assert "return not received" in printed
