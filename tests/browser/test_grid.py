"""Five like awards in one grid, in a real browser: five figures, one save; accessible, and narrow enough."""

import pytest
from playwright.sync_api import expect

from commissioning.models import Award, Pack, SpendLine
from tracker.models import User
from tracker.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("demo_live")]
URL = "/quarters/2022-23-q3/grids/csp-2022/"


def test_five_figures_are_one_grid_and_one_save(page_of, accessible):
    page = page_of(User.objects.filter(role=Role.OFFICER).earliest("pk"))
    page.goto(URL)
    accessible(page)
    presses = 0
    spent = ("60,000", "90,000", "140,000", "139,250", "105,000")
    for award, amount in zip(Award.objects.filter(group="csp-2022"), spent, strict=True):
        page.locator(f"[name='award{award.pk}-to_date']").fill(amount)
    page.get_by_role("button", name="Save", exact=True).click()
    presses += 1
    expect(page.get_by_text("5 rows saved")).to_be_visible()
    assert presses == 1
    assert SpendLine.objects.filter(pack__period__slug="2022-23-q3").count() == 5
    assert Pack.objects.filter(period__slug="2022-23-q3", spend_lines__isnull=False, version=1).count() == 5
    accessible(page)


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_the_grid_fits_its_window(page_of, width):
    page = page_of(User.objects.filter(role=Role.OFFICER).earliest("pk"), viewport={"width": width, "height": 900})
    page.goto(URL)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
